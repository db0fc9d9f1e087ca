import { writeNamedFile } from "../configuration/write-named-file";
import { OptionsError } from "../engine/options";
import { listQuoted } from "../engine/show";
import type { CheckReport } from "./report";
import { reporters } from "./reporters";
import type { ReportContext } from "./reporters/reporter";
import { summaryLine } from "./reporters/text";

/** A format, and the file that it is written to; without one, standard output. */
export interface Output {
  readonly format: Format;
  readonly file?: string;
  /** Set for a file that others write to as well. */
  readonly appends?: true;
}

/** The name of a format. */
export type Format = keyof typeof reporters;

/** The names of all formats. */
export const formatNames = Object.keys(reporters) as readonly Format[];

/** The environment's variables that tell where the command runs. */
type Environment = Readonly<Partial<Record<string, string>>>;

/**
 * Reads what `--format` and `--output` say. Where neither is given, a build server gets what it shows beside the code, and
 * everybody else gets text.
 *
 * @param formats `text` or `json=report.json`
 * @param output the file of a format that names none
 * @throws OptionsError naming every problem at once
 */
export function parseOutputs(formats: readonly string[], output: string | undefined, env: Environment = {}): readonly Output[] {
  if (formats.length === 0 && output === undefined) return defaultOutputs(env);
  const problems: string[] = [];
  const outputs = (formats.length > 0 ? formats : ["text"]).flatMap((text): Output[] => {
    const { name, format, file = output } = formatAndFile(text);
    if (!format) problems.push(`--format: found "${name}"; accepted are ${listQuoted(formatNames)}, each also with =file.`);
    return format ? [{ format, ...(file !== undefined && { file }) }] : [];
  });
  const toStandardOutput = outputs.filter(({ file }) => file === undefined);
  if (toStandardOutput.length > 1)
    problems.push("--format: found several formats for standard output; accepted is one, write format=file for others.");
  if (problems.length > 0) throw new OptionsError(problems);
  return outputs;
}

/** Takes `json=report.json` apart; `format` is not set for a name that no format has, and `file` for a format alone. */
export function formatAndFile(text: string): { readonly name: string; readonly format?: Format; readonly file?: string } {
  const [name = "", ...rest] = text.split("=");
  const format = formatNames.find((known) => known === name);
  return { name, ...(format && { format }), ...(rest.length > 0 && { file: rest.join("=") }) };
}

function defaultOutputs(env: Environment): readonly Output[] {
  const summary = env["GITHUB_STEP_SUMMARY"];
  if (env["GITHUB_ACTIONS"] === "true")
    return [{ format: "github" }, ...(summary ? [{ format: "markdown", file: summary, appends: true } as const] : [])];
  return [{ format: env["TF_BUILD"] ? "azure-pipelines" : "text" }];
}

/**
 * Writes a report in each of some formats. Where all go to files, standard output gets the summary.
 *
 * @param print writes to standard output
 * @throws OptionsError naming a file that can't be written
 */
export function writeOutputs(outputs: readonly Output[], report: CheckReport, context: ReportContext, print: (text: string) => void): void {
  const { colours } = context;
  for (const { format, file, appends } of outputs) {
    const written = reporters[format](report, { ...context, colours: colours && file === undefined });
    if (file === undefined) print(written);
    else writeNamedFile(file, file, written, appends === true);
  }
  const isPrinted = outputs.some(({ file }) => file === undefined);
  if (!isPrinted && !context.quiet) print(`${summaryLine(report, colours)}\n`);
}
