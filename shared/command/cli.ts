import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { controls } from "../controls";
import type { Configuration } from "../configuration/configuration";
import { OptionsError } from "../engine/options";
import { asVisible, messageOf } from "../engine/show";
import { version } from "../version";
import { withBaseline, type BaselineRequest } from "./baseline";
import { check, type CheckRequest } from "./check";
import { compileTemplate } from "./compile-template";
import { configure, includesFolder, type CheckConfiguration } from "./configure";
import { EXIT_CODES, exitCodeOf, failures } from "./exit-code";
import { STANDARD_INPUT } from "./find-files";
import type * as FixFiles from "./fix-files";
import { formatNames, parseOutputs, writeOutputs } from "./outputs";
import { printConfiguration } from "./print-configuration";
import { referenceCommands } from "./reference-commands";

interface CheckOptions {
  readonly baseline?: string;
  readonly bicepCli?: string;
  readonly config?: string;
  readonly exclude: readonly string[];
  readonly failOn: readonly (keyof typeof failures)[];
  readonly format: readonly string[];
  readonly includePasses?: boolean;
  readonly output?: string;
  readonly parameters: readonly string[];
  readonly parametersSet: readonly string[];
  readonly printConfig?: boolean;
  readonly quiet?: boolean;
  readonly root?: string;
  readonly pruneBaseline?: boolean;
  readonly waivers: boolean;
  readonly writeBaseline?: string;
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
    .description(
      "Checks TLS on Azure PostgreSQL servers declared in Bicep, ARM templates, Terraform's JSON and plans, and on exports of live ones.",
    )
    .version(version)
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
  for (const command of referenceCommands()) program.addCommand(command);
  try {
    program.parse(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const problems = error instanceof OptionsError ? error.problems : [`Internal error: ${messageOf(error)}. Please report it.`];
    for (const problem of problems) process.stderr.write(`${asVisible(problem)}\n`);
    return 2;
  }
}

function checkCommand(run: (paths: string[], options: CheckOptions) => void): Command {
  const failOn = new Option("--fail-on <what...>", "what leads to exit code 1").choices(Object.keys(failures)).default(["error"]);
  return new Command("check")
    .description("Check files, folders (recursively, without what git ignores) and globs.")
    .argument("[path...]", "what to check; the current folder by default, - for standard input")
    .option("--baseline <file>", "accept what this file has; by default the one that the configuration names")
    .option("--bicep-cli <path>", "compile Bicep by this installed Bicep CLI, which may download modules; by default none is needed")
    .option("--config <file>", "the configuration; by default azure-postgresql-tls.json or .jsonc, in the current folder or above")
    .option("--exclude <glob>", "leave out of folders; can be given again", gather, [])
    .addOption(failOn)
    .option("--format <format[=file]>", `${formatNames.join(", ")}, to standard output or to a file; can be given again`, gather, [])
    .option("--include-passes", "list what passes in sarif, too")
    .option("--no-waivers", "accept nothing, neither by waivers nor by a baseline")
    .option("--output <file>", "the file of a format that names none")
    .option("--parameters <what>", "a parameter file, name=value, or template=file; all together are one deployment", gather, [])
    .option("--parameters-set <file>", "a parameter file for a run of its own; can be given again", gather, [])
    .option("--print-config", "print what holds for the first path, and where each value comes from, and check nothing")
    .option("--prune-baseline", "take out of the baseline what is found no more")
    .option("--quiet", "report nothing but findings")
    .option("--root <folder>", "open no linked file outside of it, and report paths relative to it")
    .option("--write-baseline <file>", "accept all that is found now, by a file for --baseline")
    .addHelpText("after", `\n${EXIT_CODES}`)
    .exitOverride()
    .action(run);
}

/** What says which files are read, and as what. */
type ReadOptions = Pick<CheckOptions, "config" | "exclude" | "parameters" | "parametersSet" | "root" | "waivers">;

interface FixOptions extends ReadOptions {
  readonly dryRun?: boolean;
}

function fixCommand(run: (paths: string[], options: FixOptions) => void): Command {
  return new Command("fix")
    .description("Write what is missing or wrong into Bicep files, ARM templates, their parameter files and Terraform's JSON.")
    .argument("[path...]", "what to fix; the current folder by default")
    .option("--config <file>", "the configuration; by default as for check")
    .option("--dry-run", "change nothing, and print the changes as a unified diff")
    .option("--exclude <glob>", "leave out of folders; can be given again", gather, [])
    .option("--no-waivers", "fix also what waivers or a baseline accept")
    .option("--parameters <what>", "a parameter file, name=value, or template=file; all together are one deployment", gather, [])
    .option("--parameters-set <file>", "a parameter file for a run of its own; can be given again", gather, [])
    .option("--root <folder>", "change no file outside of it, and report paths relative to it")
    .addHelpText("after", "\nExit codes, as those of a check of the fixed files: 0 no errors are left, 1 some are, 2 could not run.")
    .exitOverride()
    .action(run);
}

function runFix(paths: readonly string[], flags: FixOptions): number {
  const request = requestOf(paths, flags, configure(flags.config, process.cwd(), controls));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Only this changes files, and loads what does.
  const { fixFiles } = require("./fix-files") as typeof FixFiles;
  const report = fixFiles(request, {
    isDryRun: flags.dryRun === true,
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
    .option("--config <file>", "the configuration, of which the limits hold; by default as for check")
    .option("--root <folder>", "open no file outside of it")
    .addHelpText("after", "\nExit codes: 0 the template is printed, 2 something in the file, or in a module, can't be compiled.")
    .exitOverride()
    .action(run);
}

function runCompile(path: string, { config, root }: CompileOptions): number {
  const { limits } = configure(config, process.cwd(), controls).configuration;
  const compiled = compileTemplate({ path, cwd: process.cwd(), limits, ...(root !== undefined && { root }) });
  if ("json" in compiled) process.stdout.write(compiled.json);
  else for (const problem of compiled.problems) process.stderr.write(`${asVisible(problem)}\n`);
  return "json" in compiled ? 0 : 2;
}

/** Values of an option that can be given several times. */
function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function runCheck(given: readonly string[], flags: CheckOptions): number {
  const cwd = process.cwd();
  const configured = configure(flags.config, cwd, controls);
  if (flags.printConfig) {
    process.stdout.write(printConfiguration(configured, configured.settings(resolve(cwd, given[0] ?? ".")), controls, flags.exclude));
    return 0;
  }
  const outputs = parseOutputs(flags.format, flags.output, process.env);
  const { quiet = false, includePasses = false, bicepCli } = flags;
  const request = requestOf(given, flags, configured);
  const baseline = baselineRequest(flags, configured.configuration, request);
  const progress = process.stderr.isTTY && !quiet ? newProgress() : undefined;
  const checked = check({ ...request, ...(bicepCli !== undefined && { bicepCli }), ...(progress && { progress: progress.show }) });
  progress?.clear();
  const report = baseline ? withBaseline(checked, baseline) : checked;
  const { options } = request;
  const colours = process.stdout.isTTY && !process.env["NO_COLOR"];
  const context = { version, date: new Date(), controls, options, colours, quiet, includePasses };
  writeOutputs(outputs, report, context, (text) => process.stdout.write(text));
  return exitCodeOf(report, flags.failOn);
}

/** What is to be checked or fixed: what the flags say, and what is configured. */
function requestOf(given: readonly string[], flags: ReadOptions, configured: CheckConfiguration): CheckRequest {
  const cwd = process.cwd();
  const paths = given.length > 0 ? given : ["."];
  const { root } = flags;
  const base = root === undefined ? cwd : resolve(cwd, root);
  const { configuration } = configured;
  return {
    paths,
    exclude: [...configured.exclude, ...flags.exclude],
    parameters: flags.parameters,
    parameterSets: flags.parametersSet,
    cwd,
    ...(root !== undefined && { root }),
    controls,
    options: configuration.settings(() => false).options,
    settings: (path) => configured.settings(path === STANDARD_INPUT ? path : resolve(base, path)),
    acceptance: flags.waivers && { unwaivable: configuration.unwaivable, isPartial: !includesFolder(paths, configured.folder, cwd) },
    limits: configuration.limits,
  };
}

/** Which baseline is for a check, and what is to be done with it; `undefined` for none. */
function baselineRequest(
  { baseline, writeBaseline, pruneBaseline = false, waivers }: CheckOptions,
  { baseline: configured, unwaivable }: Configuration,
  { cwd, root }: CheckRequest,
): BaselineRequest | undefined {
  const named = writeBaseline ?? baseline;
  const path = named === undefined ? configured?.path : resolve(cwd, named);
  const problems = [
    ...(waivers || !(pruneBaseline || named !== undefined) ? [] : ["--no-waivers: found with a baseline; accepted is one or the other."]),
    ...(writeBaseline !== undefined && (pruneBaseline || baseline !== undefined)
      ? ["--write-baseline: found with --baseline or --prune-baseline; accepted is one or the other."]
      : []),
    ...(pruneBaseline && path === undefined ? ["--prune-baseline: found no baseline; accepted is --baseline <file> beside it."] : []),
  ];
  if (problems.length > 0) throw new OptionsError(problems);
  if (!waivers || path === undefined) return undefined;
  const act = writeBaseline !== undefined ? "write" : pruneBaseline ? "prune" : "apply";
  return { path, act, unwaivable, base: resolve(cwd, root ?? "."), cwd, toolVersion: version };
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
