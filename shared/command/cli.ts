import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { controls } from "../controls";
import { OptionsError, optionsOfAll } from "../engine/options";
import { asVisible } from "../engine/show";
import { check } from "./check";
import { compileTemplate } from "./compile-template";
import { readConfig } from "./config";
import type * as FixFiles from "./fix-files";
import { EXIT_CODES, exitCodeOf, failures } from "./exit-code";
import { parseOutputs, writeOutputs } from "./outputs";

interface CheckOptions {
  readonly bicepCli?: string;
  readonly config?: string;
  readonly exclude: readonly string[];
  readonly failOn: readonly (keyof typeof failures)[];
  readonly format: readonly string[];
  readonly output?: string;
  readonly parameters: readonly string[];
  readonly parametersSet: readonly string[];
  readonly quiet?: boolean;
  readonly root?: string;
}

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
    .description("Checks TLS on Azure PostgreSQL servers declared in Bicep and ARM templates, and on what az and REST export of live ones.")
    .version(version())
    .exitOverride();
  program.addCommand(
    checkCommand((paths, options) => {
      exitCode = runCheck(paths, options);
    }),
  );
  program.addCommand(
    fixCommand((paths, options) => {
      exitCode = runFix(paths, options);
    }),
  );
  program.addCommand(
    compileCommand((path, options) => {
      exitCode = runCompile(path, options);
    }),
  );
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

function checkCommand(run: (paths: string[], options: CheckOptions) => void): Command {
  const failOn = new Option("--fail-on <what...>", "what leads to exit code 1").choices(Object.keys(failures)).default(["error"]);
  return new Command("check")
    .description("Check files, folders (recursively, without what git ignores) and globs.")
    .argument("[path...]", "what to check; the current folder by default, - for standard input")
    .option("--bicep-cli <path>", "compile Bicep by this installed Bicep CLI, which may download modules; by default none is needed")
    .option("--config <file>", "options, limits and what to exclude, as JSON")
    .option("--exclude <glob>", "leave out of folders; can be given again", gather, [])
    .addOption(failOn)
    .option("--format <format[=file]>", "text or json, to standard output or to a file; can be given again", gather, [])
    .option("--output <file>", "the file of a format that names none")
    .option("--parameters <what>", "a parameter file, name=value, or template=file; all together are one deployment", gather, [])
    .option("--parameters-set <file>", "a parameter file for a run of its own; can be given again", gather, [])
    .option("--quiet", "report nothing but findings")
    .option("--root <folder>", "open no linked file outside of it, and report paths relative to it")
    .addHelpText("after", `\n${EXIT_CODES}`)
    .exitOverride()
    .action(run);
}

interface FixOptions extends Pick<CheckOptions, "config" | "exclude" | "parameters" | "parametersSet" | "root"> {
  readonly dryRun?: boolean;
}

function fixCommand(run: (paths: string[], options: FixOptions) => void): Command {
  return new Command("fix")
    .description("Write what is missing or wrong into Bicep files, ARM templates, their parameter files and Terraform's JSON.")
    .argument("[path...]", "what to fix; the current folder by default")
    .option("--config <file>", "options, limits and what to exclude, as JSON")
    .option("--dry-run", "change nothing, and print the changes as a unified diff")
    .option("--exclude <glob>", "leave out of folders; can be given again", gather, [])
    .option("--parameters <what>", "a parameter file, name=value, or template=file; all together are one deployment", gather, [])
    .option("--parameters-set <file>", "a parameter file for a run of its own; can be given again", gather, [])
    .option("--root <folder>", "change no file outside of it, and report paths relative to it")
    .addHelpText("after", "\nExit codes, as those of a check of the fixed files: 0 no errors are left, 1 some are, 2 could not run.")
    .exitOverride()
    .action(run);
}

function runFix(paths: readonly string[], given: FixOptions): number {
  const { options, limits, exclude } = readConfig(given.config, optionsOfAll(controls));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Only this changes files, and loads what does.
  const { fixFiles } = require("./fix-files") as typeof FixFiles;
  const request = {
    paths: paths.length > 0 ? paths : ["."],
    exclude: [...exclude, ...given.exclude],
    parameters: given.parameters,
    parameterSets: given.parametersSet,
    cwd: process.cwd(),
    ...(given.root !== undefined && { root: given.root }),
    controls,
    options,
    limits,
  };
  const report = fixFiles(request, {
    isDryRun: given.dryRun === true,
    print: (text) => process.stdout.write(text),
    tell: (text) => process.stderr.write(text),
  });
  return exitCodeOf(report, ["error"]);
}

interface CompileOptions {
  readonly config?: string;
  readonly root?: string;
}

function compileCommand(run: (path: string, options: CompileOptions) => void): Command {
  return new Command("compile")
    .description("Print the ARM template that a Bicep file compiles to. No Bicep CLI is needed.")
    .argument("<file>", "a Bicep file")
    .option("--config <file>", "limits, as JSON")
    .option("--root <folder>", "open no file outside of it")
    .addHelpText("after", "\nExit codes: 0 the template is printed, 2 something in the file, or in a module, can't be compiled.")
    .exitOverride()
    .action(run);
}

function runCompile(path: string, { config, root }: CompileOptions): number {
  const { limits } = readConfig(config, optionsOfAll(controls));
  const compiled = compileTemplate({ path, cwd: process.cwd(), limits, ...(root !== undefined && { root }) });
  if ("json" in compiled) process.stdout.write(compiled.json);
  else for (const problem of compiled.problems) process.stderr.write(`${asVisible(problem)}\n`);
  return "json" in compiled ? 0 : 2;
}

/** Values of an option that can be given several times. */
function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function runCheck(paths: readonly string[], given: CheckOptions): number {
  const { options, limits, exclude } = readConfig(given.config, optionsOfAll(controls));
  const outputs = parseOutputs(given.format, given.output);
  const { quiet = false, root, bicepCli } = given;
  const progress = process.stderr.isTTY && !quiet ? newProgress() : undefined;
  const report = check({
    paths: paths.length > 0 ? paths : ["."],
    exclude: [...exclude, ...given.exclude],
    parameters: given.parameters,
    parameterSets: given.parametersSet,
    cwd: process.cwd(),
    ...(root !== undefined && { root }),
    ...(bicepCli !== undefined && { bicepCli }),
    controls,
    options,
    limits,
    ...(progress && { progress: progress.show }),
  });
  progress?.clear();
  const colours = process.stdout.isTTY && !process.env["NO_COLOR"];
  writeOutputs(outputs, report, { version: version(), controls, options, colours, quiet }, (text) => process.stdout.write(text));
  return exitCodeOf(report, given.failOn);
}

function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as { version: string }).version;
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
