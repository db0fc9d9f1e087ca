import { OptionsError } from "./engine/options";
import type { Report } from "./engine/run-controls";
import { isObject } from "./engine/is-object";
import { describe, listQuoted } from "./engine/show";
import type { Finding, Notice, Place } from "./model";
import { formatAndFile, formatNames, writeOutputs, type Format } from "./command/outputs";
import { startOf, type CheckFinding, type CheckReport } from "./command/report";
import type { ReportContext } from "./command/reporters/reporter";
import { version } from "./version";

/** How a host writes what it finds to a file: `{ format: "sarif", path: "tls.sarif" }`. */
export interface ReportOption {
  readonly format: Format;
  /** Relative to the working directory. */
  readonly path: string;
}

/** A program that a host has judged. */
export interface JudgedProgram {
  readonly report: Report;
  /** What stands for the program where a report wants a file, as its resources are told by address: `cdktf.json`, `Pulumi.yaml`. */
  readonly file: string;
  /** What it is, as a report names it: `CDKTF app`. */
  readonly kind: string;
  readonly notices?: readonly Notice[];
}

/**
 * Checks what a user wrote for the option `report`.
 *
 * @throws OptionsError naming every problem at once
 */
export function parseReportOption(input: unknown): ReportOption {
  if (!isObject(input)) throw new OptionsError([`report: found ${describe(input)}; accepted is an object with "format", "path".`]);
  const { format, path, ...others } = input;
  const known = formatNames.find((name) => name === format);
  const problems = [
    ...(known ? [] : [`report.format: found ${describe(format)}; accepted are ${listQuoted(formatNames)}.`]),
    ...(typeof path === "string" && path !== "" ? [] : [`report.path: found ${describe(path)}; accepted is the path of a file.`]),
    ...Object.keys(others).map((key) => `report.${key}: found an unknown key; accepted are "format", "path".`),
  ];
  if (!known || problems.length > 0) throw new OptionsError(problems);
  return { format: known, path: path as string };
}

/**
 * Reads the report that an environment variable asks for, written as `--format` of the command has it: `sarif=tls.sarif`.
 *
 * @throws OptionsError naming the variable
 */
export function parseReportVariable(name: string, value: string): ReportOption {
  const { format, file = "" } = formatAndFile(value);
  if (format && file !== "") return { format, path: file };
  throw new OptionsError([`${name}: found ${describe(value)}; accepted are ${listQuoted(formatNames)}, each with =file.`]);
}

/**
 * Writes what a host found, as the command writes its reports.
 *
 * @param judgedBy the controls that were run, and the options
 * @throws OptionsError for a file that can't be written
 */
export function writeHostReport(
  { format, path }: ReportOption,
  program: JudgedProgram,
  judgedBy: Pick<ReportContext, "controls" | "options">,
): void {
  const { controls, options } = judgedBy;
  const context = { version, date: new Date(), controls, options, colours: false, quiet: false, includePasses: false };
  writeOutputs([{ format, file: path }], toCheckReport(program), context, () => undefined);
}

/** What a host found, in the shape of what the command finds: a place that isn't known is the program's file. */
export function toCheckReport({ report, file, kind, notices = [] }: JudgedProgram): CheckReport {
  const { findings, unread, results, internalErrors } = report;
  const placeOr = (place: Place | undefined): Place => place ?? startOf(file);
  const resources = new Set(results.map(({ resource }) => resource.address)).size;
  const toCheckFinding = ({ place, valueFrom, ...finding }: Finding): CheckFinding => {
    return { ...finding, place: placeOr(place), valueFrom: valueFrom ? [valueFrom] : [], parameters: [] };
  };
  return {
    files: [{ path: file, status: internalErrors.length > 0 ? "failed" : "read", kind, resources }],
    findings: findings.map(toCheckFinding),
    unread: unread.map(({ origin, level, message, place }) => ({ level, message: `${origin.address}: ${message}`, place: placeOr(place) })),
    problems: internalErrors.map(({ message, resource, place }) => ({ message: `${resource.address}: ${message}`, place: placeOr(place) })),
    notices,
    results: results.map((result) => ({ ...result, place: placeOr(result.place), byParameters: [] })),
  };
}
