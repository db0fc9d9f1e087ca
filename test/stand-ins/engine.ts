import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Deployment } from "./deployment";
import type { Operation } from "./deployment";
import { startMonitor, type Monitor } from "./monitor";
import { pulumiScript, PYTHON, startNode, startProcess } from "./node-process";
import type { NodeProcess } from "./node-process";
import { reconcile, startPolicyPack } from "./policy-pack";
import type { AnalyzerInfo, Diagnostic, PolicyPack, PolicyPackConfig, Resource } from "./policy-pack";

export interface PreviewOptions {
  /** Absolute path of the program: its folder, or its main file. */
  program: string;
  /** Absolute path of the policy pack: its folder, or an executable file. */
  policyPack: string;
  /** The content of a `--policy-pack-config` file. */
  policyPackConfig?: PolicyPackConfig | undefined;
  project?: string | undefined;
  stack?: string | undefined;
  /** The stack's configuration, by full key (`project:key`). */
  config?: Readonly<Record<string, string>> | undefined;
  /** The stack's tags. */
  tags?: Readonly<Record<string, string>> | undefined;
  /** As `--target`, but with names of resources. */
  target?: readonly string[] | undefined;
  /** `pulumi up` instead of `pulumi preview`. */
  update?: boolean | undefined;
  /** What is deployed already: the resources of an earlier result with `update`. */
  state?: readonly Resource[] | undefined;
  /** Seed of the order in which resources are shown to stack policies. */
  seed?: number | undefined;
}

export interface PreviewResult {
  project: string;
  stack: string;
  update: boolean;
  /** The policy pack that ran; undefined if it didn't start. */
  policyPack?: { name: string; version: string; path: string } | undefined;
  /** What the resource policies report, then what the stack policies report. */
  diagnostics: Diagnostic[];
  /** Every resource as it was shown to the policies, in the order of registration. */
  resources: Resource[];
  /** What is done with each resource, by its URN. */
  operations: Record<string, Operation>;
  /** 0, or 1 if anything failed or a mandatory policy is violated. */
  exitCode: number;
  /** What the program and the policy pack have printed. */
  stdout: string;
  /** What the program and the policy pack have printed and logged, and why the run failed if it did. */
  stderr: string;
}

/**
 * Runs a Pulumi program against a stand-in for the engine and a real policy pack. Whatever goes wrong is a result with
 * an exit code, as it is for the command line; nothing is deployed.
 */
export async function preview(options: PreviewOptions): Promise<PreviewResult> {
  const project = options.project ?? "project";
  const stack = options.stack ?? "dev";
  const update = options.update ?? false;
  const failures: Error[] = [];
  let program: NodeProcess | undefined;
  const fail = (error: Error): void => {
    // One error can come back from several calls.
    if (!failures.includes(error)) failures.push(error);
    program?.kill("SIGKILL");
  };

  // The program starts while the pack does; its first resource waits for the pack.
  const booting = boot(options, { project, stack, dryRun: !update });
  booting.catch(fail);
  const deployment = new Deployment(
    booting.then(({ pack }) => pack),
    { project, stack, dryRun: !update, seed: options.seed ?? 1, target: options.target, state: options.state ?? [] },
  );
  let monitor: Monitor | undefined;
  let booted: BootedPack | undefined;
  try {
    monitor = await startMonitor(deployment, fail);
    program = startProgram(options, monitor.address, { project, stack, dryRun: !update });
    const exitCode = await program.exited;
    await deployment.settled();
    if (failures.length === 0 && exitCode !== 0) throw new Error(`the program failed with exit code ${String(exitCode)}`);
    if (failures.length === 0) await deployment.analyzeStack();
    failures.push(...deployment.errors);
  } catch (error) {
    fail(error as Error);
  } finally {
    booted = await booting.catch(() => undefined);
    await booted?.pack.stop();
    monitor?.stop();
  }

  const mandatory = deployment.diagnostics.some(({ level }) => level === "mandatory");
  const lines = [...(monitor?.log ?? []), ...failures.map(({ message }) => `error: ${message}`)].map((line) => `${line}\n`);
  return {
    project,
    stack,
    update,
    policyPack: booted && { name: booted.info.name, version: booted.info.version, path: options.policyPack },
    diagnostics: deployment.diagnostics,
    resources: [...deployment.resources.values()],
    operations: Object.fromEntries(deployment.operations),
    exitCode: failures.length > 0 || mandatory ? 1 : 0,
    stdout: [program?.stdout, booted?.pack.stdout].join(""),
    stderr: [program?.stderr, booted?.pack.stderr, ...lines].join(""),
  };
}

interface Target {
  project: string;
  stack: string;
  dryRun: boolean;
}

interface BootedPack {
  pack: PolicyPack;
  info: AnalyzerInfo;
}

async function boot(options: PreviewOptions, target: Target): Promise<BootedPack> {
  const pack = await startPolicyPack(options.policyPack, {
    ...target,
    config: options.config,
    tags: options.tags,
    directory: folderOf(options.program),
  });
  try {
    await pack.configureStack();
    const info = await pack.getAnalyzerInfo();
    await pack.configure(reconcile(info, options.policyPackConfig));
    return { pack, info };
  } catch (error) {
    await pack.stop();
    throw error;
  }
}

function folderOf(program: string): string {
  return statSync(program, { throwIfNoEntry: false })?.isDirectory() ? program : dirname(program);
}

function startProgram(options: PreviewOptions, address: string, { project, stack, dryRun }: Target): NodeProcess {
  const directory = folderOf(options.program);
  const inPython = join(directory, "__main__.py");
  if (existsSync(inPython))
    return startProcess(PYTHON, [join(__dirname, "pulumi-program.py"), address, project, stack, inPython], directory);
  const flags = [
    ["--monitor", address],
    ["--engine", address],
    ["--organization", "organization"],
    ["--project", project],
    ["--stack", stack],
    ["--pwd", directory],
    dryRun ? ["--dry-run"] : [],
  ].flat();
  return startNode([pulumiScript(directory, "run"), ...flags, options.program], directory, {
    PULUMI_CONFIG: JSON.stringify(options.config ?? {}),
    PULUMI_CONFIG_SECRET_KEYS: "[]",
    // The language host always says "true"; a JavaScript program starts sooner without the compiler, and a TypeScript
    // program without its type check.
    PULUMI_NODEJS_TYPESCRIPT: String(isTypeScript(options.program)),
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  });
}

function isTypeScript(program: string): boolean {
  if (!statSync(program).isDirectory()) return program.endsWith(".ts");
  const manifest = join(program, "package.json");
  const main = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as { main?: string }).main : undefined;
  return main === undefined ? !existsSync(join(program, "index.js")) : main.endsWith(".ts");
}
