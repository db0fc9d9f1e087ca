import { styleText } from "node:util";
import { asVisible } from "../../engine/show";
import type { Accepted, Level, Notice, Place } from "../../model";
import type { CheckedFile, CheckFinding, CheckReport } from "../report";
import { summarize, type Summary } from "../summary";
import type { Reporter } from "./reporter";

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Of many files, as many are named. */
const MAX_NAMED = 20;

/** A report as lines that editors and build servers know: `file:line:column: level: message`. */
export const text: Reporter = (report, { colours, quiet }) => {
  const isShown = ({ accepted }: CheckFinding): boolean => !quiet || !accepted;
  const found = linesOf({ ...report, findings: report.findings.filter(isShown) }, painter(colours));
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

function linesOf({ problems, findings, unread, notices }: CheckReport, paint: Paint): string[] {
  const line = (place: Place | undefined, level: Level | "accepted", message: string): string => {
    return `${placeInWords(place)}${paint(STYLES[level], level)}: ${message}`;
  };
  return [
    ...problems.map(({ place, message }) => line(place, "error", asVisible(message))),
    ...findings.map((finding) => {
      const { place, level, accepted, control } = finding;
      const message = asVisible(`${inWords(finding)}${accepted ? ` ${acceptance(accepted)}` : ""}`);
      return line(place, accepted ? "accepted" : level, `${message} ${paint("dim", `[${control}]`)}`);
    }),
    ...unread.map(({ place, level, message }) => line(place, level, `${asVisible(message)} ${paint("dim", "[unread]")}`)),
    ...notices.map(({ place, level, message }: Notice) => line(place, level, asVisible(message))),
  ];
}

const STYLES = { error: "red", warning: "yellow", accepted: "cyan" } as const;

function placeInWords(place: Place | undefined): string {
  return place ? `${fileName(place.file)}:${String(place.start.line)}:${String(place.start.column)}: ` : "";
}

/** Why a finding fails nothing, as a sentence. */
function acceptance({ by, reason, until, owner }: Accepted): string {
  if (by === "baseline") return "Accepted by the baseline.";
  return `Accepted${until === undefined ? "" : ` until ${until}`}${owner === undefined ? "" : ` for ${owner}`}: ${reason ?? ""}`;
}

/** A resource by its name and what tells it from others of that name: `pg (resources[0])`, `billing > server`. */
export function resourceInWords({ name, address }: CheckFinding["resource"]): string {
  return name === "" || address.endsWith(name) ? address : `${name} (${address})`;
}

/** What is said of a finding after its place. */
export function inWords({ message, resource, place, condition, root, valueFrom, parameters }: CheckFinding): string {
  // The message of a configuration that may not be deployed begins with its condition.
  const when = condition === undefined || message.startsWith("If ") ? "" : `, if ${condition}`;
  const places = valueFrom.map(({ file, start }) => `${file}:${String(start.line)}:${String(start.column)}`);
  const chain = place.through
    ? ` (${[...place.through, place].map(({ file, start }) => `${file}:${String(start.line)}`).join(" > ")})`
    : "";
  const from = places.length > 0 ? ` The value is from ${listed(places)}.` : "";
  const by = root === undefined || place.through ? "" : ` (deployed by ${root})`;
  return `${resourceInWords(resource)}${when}: ${message}${from}${chain}${by}${parameters.length > 0 ? ` (with ${listed(parameters)})` : ""}`;
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
      const isCounted = kind !== "parameter file" && (why === undefined || resources > 0);
      const what = [
        ...(kind === "" ? [] : [kind]),
        ...(isCounted ? [count(resources, "resource")] : []),
        ...(why === undefined ? [] : [why]),
      ];
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

function inNumbers(summary: Summary, paint: Paint): string {
  const { files, resources, verdicts, errors, warnings } = summary;
  const fullyRead = `${count(files.read, "file")} read, ${String(files.skipped)} skipped`;
  const fileCount = `${fullyRead}${files.failed > 0 ? `, ${String(files.failed)} not fully read` : ""}.`;
  if (resources === 0) return paint("yellow", `Nothing was checked: no server of PostgreSQL was found. ${fileCount}`);
  const found = Object.entries(verdicts)
    .filter(([, number]) => number > 0)
    .map(([verdict, number]) => `${String(number)} ${verdict}`);
  const total = `${count(resources, "resource")} checked: ${found.join(", ")}. ${count(errors, "error")}, ${count(warnings, "warning")}${acceptedCount(summary)}. ${fileCount}`;
  return paint(errors > 0 ? "red" : warnings > 0 ? "yellow" : "green", total);
}

/** E.g. `, 3 accepted (1 waiver, 2 baseline; 1 ending within 30 days)`. */
function acceptedCount({ accepted, acceptedBy, endingSoon }: Summary): string {
  if (accepted === 0) return "";
  const by = Object.entries(acceptedBy).filter(([, number]) => number > 0);
  const soon = endingSoon > 0 ? `; ${String(endingSoon)} ending within 30 days` : "";
  return `, ${String(accepted)} accepted (${by.map(([name, number]) => `${String(number)} ${name}`).join(", ")}${soon})`;
}
