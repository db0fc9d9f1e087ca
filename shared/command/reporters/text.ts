import { styleText } from "node:util";
import type { CheckedFile, CheckReport } from "../check";
import { summarize, type Summary } from "../summary";

/** How a report is written for people. */
export interface TextStyle {
  readonly colours: boolean;
  /** Leaves out which files were read and skipped, and the summary. */
  readonly quiet: boolean;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Of many files, as many are named. */
const MAX_NAMED = 20;

/** A report as lines that editors and build servers know: `file:line:column: level: message`. */
export function text(report: CheckReport, { colours, quiet }: TextStyle): string {
  const paint: Paint = (style, plain) => (colours ? styleText(style, plain, { validateStream: false }) : plain);
  const level = (name: "error" | "warn"): string => (name === "error" ? paint("red", "error") : paint("yellow", "warning"));
  const lines = [
    ...report.problems.map(({ file, line, column, message }) => `${file}:${String(line)}:${String(column)}: ${level("error")}: ${message}`),
    ...report.findings.map(({ file, line, column, level: own, message, address, control, condition, parameters }) => {
      // Some messages begin with it.
      const where = condition === undefined || message.startsWith("If ") ? address : `${address}, if ${condition}`;
      const when = parameters.length > 0 ? ` (with ${listed(parameters)})` : "";
      return `${file}:${String(line)}:${String(column)}: ${level(own)}: ${where}: ${message}${when} ${paint("dim", `[${control}]`)}`;
    }),
  ];
  if (quiet) return joined(lines);
  const summary = summarize(report);
  return joined([...lines, ...(lines.length > 0 ? [""] : []), ...filesOf(report.files), ...inWords(summary, paint)]);
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function filesOf(files: readonly CheckedFile[]): string[] {
  const read = files.filter(({ status }) => status === "read");
  const groups = new Map<string, string[]>();
  for (const { path, why = "" } of files.filter(({ status }) => status === "skipped")) groups.set(why, [...(groups.get(why) ?? []), path]);
  return [
    ...read.slice(0, MAX_NAMED).map(({ path, kind = "", why, parameters, resources }) => {
      const what = [
        kind,
        ...(kind === "parameter file" || why !== undefined ? [] : [count(resources, "resource")]),
        ...(why === undefined ? [] : [why]),
      ];
      return `Read ${path}: ${what.join(", ")}${parameters ? `, with ${listed(parameters)}` : ""}.`;
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

function inWords({ files, resources, verdicts, errors, warnings }: Summary, paint: Paint): string[] {
  const fileCount = `${count(files.read, "file")} read, ${String(files.skipped)} skipped${files.failed > 0 ? `, ${String(files.failed)} not fully read` : ""}.`;
  if (resources === 0) return [paint("yellow", `Nothing was checked: no server of PostgreSQL was found. ${fileCount}`)];
  const found = Object.entries(verdicts)
    .filter(([, number]) => number > 0)
    .map(([verdict, number]) => `${String(number)} ${verdict}`);
  const total = `${count(resources, "resource")} checked: ${found.join(", ")}. ${count(errors, "error")}, ${count(warnings, "warning")}. ${fileCount}`;
  return [paint(errors > 0 ? "red" : warnings > 0 ? "yellow" : "green", total)];
}
