import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { controls } from "../controls";
import { OptionsError, optionsOfAll } from "../engine/options";
import { asVisible, messageOf } from "../engine/show";
import { check } from "./check";
import { readConfig } from "./config";
import { reporters } from "./reporters";

interface CheckOptions {
  readonly config?: string;
  readonly parameters: readonly string[];
  readonly format: keyof typeof reporters;
  readonly output?: string;
  readonly quiet?: boolean;
}

const EXIT_CODES = "Exit codes: 0 nothing at error level, 1 findings, 2 could not run, or a file could not be read.";

/** A run that takes longer shows how far it is. */
const PATIENCE_MS = 1000;

/**
 * Runs the command `azure-postgresql-tls`.
 *
 * @param argv what stands after the command's name
 * @returns the exit code
 */
function main(argv: readonly string[]): number {
  let exitCode = 0;
  const program = new Command("azure-postgresql-tls")
    .description("Checks TLS on Azure PostgreSQL servers declared in ARM templates, and on what az and REST export of live ones.")
    .version(version())
    .exitOverride();
  program
    .command("check")
    .description("Check files, folders (recursively, without what git ignores) and globs.")
    .argument("[path...]", "what to check; the current folder by default, - for standard input")
    .option("--config <file>", "options and limits, as JSON")
    .option("--parameters <file>", "a parameter file for the template; give it again for more: a run for each", gather, [])
    .addOption(new Option("--format <format>", "how to report").choices(Object.keys(reporters)).default("text"))
    .option("--output <file>", "write the report to a file")
    .option("--quiet", "report nothing but findings")
    .addHelpText("after", `\n${EXIT_CODES}`)
    .exitOverride()
    .action((paths: string[], options: CheckOptions) => {
      exitCode = runCheck(paths, options);
    });
  try {
    program.parse(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof OptionsError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${asVisible(problem)}\n`);
    return 2;
  }
}

/** Values of an option that can be given several times. */
function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function runCheck(paths: readonly string[], { config, parameters, format, output, quiet = false }: CheckOptions): number {
  const { options, limits } = readConfig(config, optionsOfAll(controls));
  const progress = process.stderr.isTTY && !quiet ? newProgress() : undefined;
  const report = check({
    paths: paths.length > 0 ? paths : ["."],
    parameters,
    cwd: process.cwd(),
    controls,
    options,
    limits,
    ...(progress && { progress: progress.show }),
  });
  progress?.clear();
  const colours = output === undefined && process.stdout.isTTY && !process.env["NO_COLOR"];
  const written = reporters[format](report, { version: version(), controls, options, colours, quiet });
  if (output === undefined) process.stdout.write(written);
  else writeTo(output, written);
  if (report.problems.length > 0) return 2;
  return [...report.findings, ...report.unread].some(({ level }) => level === "error") ? 1 : 0;
}

function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as { version: string }).version;
}

function writeTo(path: string, written: string): void {
  try {
    writeFileSync(path, written);
  } catch (error) {
    throw new OptionsError([`${path} can't be written: ${messageOf(error)}.`]);
  }
}

/** One line on a terminal that says how far a long run is. */
function newProgress(): { readonly show: (done: number, all: number) => void; readonly clear: () => void } {
  const begin = performance.now();
  let shown = begin;
  return {
    show(done, all) {
      const now = performance.now();
      if (now - begin < PATIENCE_MS || now - shown < PATIENCE_MS / 5) return;
      shown = now;
      process.stderr.write(`\r${String(done)} of ${String(all)} files`);
    },
    clear() {
      if (shown > begin) process.stderr.write("\r\u001b[K");
    },
  };
}

// Whoever reads the report may stop before its end.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = main(process.argv.slice(2));
