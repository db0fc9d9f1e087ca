import { styleText } from "node:util";
import { asVisible } from "../../engine/show";
import type { Level, Place } from "../../model";
import type { CheckedFile, CheckFinding, CheckReport } from "../report";
import { summarize, type Summary } from "../summary";
import type { Reporter } from "./reporter";

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Of many files, as many are named. */
const MAX_NAMED = 20;

/** A report as lines that editors and build servers know: `file:line:column: level: message`. */
export const text: Reporter = (report, { colours, quiet }) => {
  const found = linesOf(report, painter(colours));
  if (quiet) return asText(found);
  return asText([...found, ...(found.length > 0 ? [""] : []), ...fileLines(report.files).map(asVisible), summaryLine(report, colours)]);
};

/** What a check comes to, in one line. */
export function summaryLine(report: CheckReport, colours: boolean): string {
  return inNumbers(summarize(report), painter(colours));
}

function painter(colours: boolean): Paint {
  return (style, plain) => (colours ? styleText(style, plain, { validateStream: false }) : plain);
}

function linesOf({ problems, findings, unread }: CheckReport, paint: Paint): string[] {
  const line = ({ file, start }: Place, level: Level, message: string): string => {
    return `${fileName(file)}:${String(start.line)}:${String(start.column)}: ${paint(level === "error" ? "red" : "yellow", level)}: ${message}`;
  };
  return [
    ...problems.map(({ place, message }) => line(place, "error", asVisible(message))),
    ...findings.map((finding) =>
      line(finding.place, finding.level, `${asVisible(inWords(finding))} ${paint("dim", `[${finding.control}]`)}`),
    ),
    ...unread.map(({ place, level, message }) => line(place, level, `${asVisible(message)} ${paint("dim", "[unread]")}`)),
  ];
}

/** What is said of a finding after its place. */
export function inWords({ message, resource: { name, address }, place, condition, root, valueFrom, parameters }: CheckFinding): string {
  const resource = name === "" || address.endsWith(name) ? address : `${name} (${address})`;
  // The message of a configuration that may not be deployed begins with its condition.
  const when = condition === undefined || message.startsWith("If ") ? "" : `, if ${condition}`;
  const places = valueFrom.map(({ file, start }) => `${file}:${String(start.line)}:${String(start.column)}`);
  const chain = place.through
    ? ` (${[...place.through, place].map(({ file, start }) => `${file}:${String(start.line)}`).join(" > ")})`
    : "";
  const from = places.length > 0 ? ` The value is from ${listed(places)}.` : "";
  const by = root === undefined || place.through ? "" : ` (deployed by ${root})`;
  return `${resource}${when}: ${message}${from}${chain}${by}${parameters.length > 0 ? ` (with ${listed(parameters)})` : ""}`;
}

/** A path as the beginning of a line: `::error::` there would be a command to GitHub Actions. */
function fileName(path: string): string {
  return /^\s*:/.test(path) ? `./${asVisible(path)}` : asVisible(path);
}

function asText(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function fileLines(files: readonly CheckedFile[]): string[] {
  const read = files.filter(({ status }) => status === "read");
  const groups = new Map<string, string[]>();
  for (const { path, why = "" } of files.filter(({ status }) => status === "skipped")) groups.set(why, [...(groups.get(why) ?? []), path]);
  return [
    ...read.slice(0, MAX_NAMED).map(({ path, kind = "", why, parameters, resources }) => {
      const isCounted = kind !== "parameter file" && why === undefined;
      const what = [kind, ...(isCounted ? [count(resources, "resource")] : []), ...(why === undefined ? [] : [why])];
      return `Read ${path}: ${what.join(", ")}${parameters ? `, with ${listed(parameters) || "none of the parameter files"}` : ""}.`;
    }),
    ...(read.length > MAX_NAMED ? [`Read ${String(read.length - MAX_NAMED)} more.`] : []),
    ...files.filter(({ status }) => status === "failed").map(({ path }) => `Not fully read: ${path}.`),
    ...[...groups].map(([why, paths]) => `Skipped ${listed(paths)}: ${why}.`),
  ];
}

function listed(paths: readonly string[]): string {
  const few = paths.length > MAX_NAMED ? 5 : paths.length;
  return [...paths.slice(0, few), ...(paths.length > few ? [`${String(paths.length - few)} more`] : [])].join(", ");
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function inNumbers({ files, resources, verdicts, errors, warnings }: Summary, paint: Paint): string {
  const fullyRead = `${count(files.read, "file")} read, ${String(files.skipped)} skipped`;
  const fileCount = `${fullyRead}${files.failed > 0 ? `, ${String(files.failed)} not fully read` : ""}.`;
  if (resources === 0) return paint("yellow", `Nothing was checked: no server of PostgreSQL was found. ${fileCount}`);
  const found = Object.entries(verdicts)
    .filter(([, number]) => number > 0)
    .map(([verdict, number]) => `${String(number)} ${verdict}`);
  const total = `${count(resources, "resource")} checked: ${found.join(", ")}. ${count(errors, "error")}, ${count(warnings, "warning")}. ${fileCount}`;
  return paint(errors > 0 ? "red" : warnings > 0 ? "yellow" : "green", total);
}
