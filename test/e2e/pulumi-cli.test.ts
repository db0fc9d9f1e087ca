/** The examples through the real Pulumi CLI: with a local backend, and a stand-in for Azure's provider. */
import { execFile, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";
import { preview } from "../stand-ins/engine";
import { packFolder, policyPack } from "../stand-ins/pulumi-diagnose";

const ROOT = resolve(__dirname, "../..");
const EXAMPLES = join(ROOT, "examples", "pulumi-azure-native");
const PROVIDER = join(ROOT, "test", "stand-ins", "provider");
const STACK = "dev";

/** The first version of the CLI with `pulumi policy analyze`, and the first that takes a pack as one file. */
const MINIMUM = policyPack === packFolder ? ([3, 229] as const) : ([3, 255] as const);

interface Violation {
  policy: string;
  level: string;
  urn: string;
  message: string;
}

/** An event of the engine, of which only the reports of policies matter here. */
interface EngineEvent {
  policyEvent?: { resourceUrn: string; message: string; policyName: string; enforcementLevel: string };
}

const missing = whatIsMissing();
if (missing !== undefined) process.stderr.write(`The tests with the Pulumi CLI are skipped: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)("with the Pulumi CLI", () => {
  const programs = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "Pulumi.yaml")));
  const temporary: string[] = [];

  afterAll(() => {
    for (const directory of temporary) rmSync(directory, { recursive: true });
  });

  /** Copies an example to where it can have a stack, and gives it the stand-in for its provider. */
  async function deployable(example: string): Promise<Project> {
    const directory = mkdtempSync(join(tmpdir(), "pulumi-cli-"));
    temporary.push(directory);
    cpSync(EXAMPLES, join(directory, "examples"), { recursive: true, filter: (path) => basename(path) !== "node_modules" });
    symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
    const project = new Project(directory, join(directory, "examples", example));
    await project.initialize();
    return project;
  }

  test.each(programs)("a preview of %s reports what the stand-in for the engine does", async (example) => {
    const project = await deployable(example);
    const { exitCode, violations } = await project.run("preview");
    const expected = await preview({ program: join(EXAMPLES, example), policyPack, project: project.name, stack: STACK });
    expect(violations).toEqual(
      sorted(expected.diagnostics.map(({ policyName, level, urn, message }) => ({ policy: policyName, level, urn, message }))),
    );
    expect(exitCode === 0).toBe(expected.exitCode === 0);
  });

  test("an update of the violating example stops before anything is created", async () => {
    const project = await deployable("violating");
    const { exitCode, violations } = await project.run("up", "--yes");
    expect(exitCode).not.toBe(0);
    expect(violations).toContainEqual(expect.objectContaining({ level: "mandatory" }));
    expect(await project.deployed()).toEqual([]);
  });

  test("the compliant example is created, and its state is compliant", async () => {
    const project = await deployable("compliant");
    const update = await project.run("up", "--yes");
    expect(update).toEqual({ exitCode: 0, violations: [] });
    expect(await project.deployed()).toContainEqual(expect.stringContaining("azure-native:dbforpostgresql:Server::orders"));
    expect(await project.analyze()).toEqual({ exitCode: 0, violations: [] });
  });

  test("the state of the violating example, deployed without the policies, violates them as its preview did", async () => {
    const project = await deployable("violating");
    const { violations } = await project.run("preview");
    expect((await project.pulumi("up", "--yes", "--skip-preview")).exitCode).toBe(0);
    const analysis = await project.analyze();
    expect(analysis.exitCode).not.toBe(0);
    expect(analysis.violations).toEqual(expect.arrayContaining(violations.filter(({ level }) => level === "mandatory")));
  });
});

/** A Pulumi project with a stack, a backend and a home of its own. */
class Project {
  readonly name: string;
  readonly #root: string;
  readonly #directory: string;

  constructor(root: string, directory: string) {
    this.#root = root;
    this.#directory = directory;
    this.name = /^name: (.*)$/m.exec(readFileSync(join(directory, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
  }

  async initialize(): Promise<void> {
    const plugins = { providers: [{ name: "azure-native", path: PROVIDER }] };
    appendFileSync(join(this.#directory, "Pulumi.yaml"), `\nplugins: ${JSON.stringify(plugins)}\n`);
    await this.pulumi("stack", "init", STACK);
  }

  /** Runs a command that takes the policy pack. */
  async run(command: "preview" | "up", ...args: string[]): Promise<{ exitCode: number; violations: Violation[] }> {
    const events = join(this.#root, `${command}.json`);
    const { exitCode, output } = await this.pulumi(command, "--policy-pack", policyPack, "--event-log", events, ...args);
    if (!existsSync(events)) throw new Error(output);
    return { exitCode, violations: readViolations(readFileSync(events, "utf8")) };
  }

  /** Shows the policies what is deployed. */
  async analyze(): Promise<{ exitCode: number; violations: Violation[] }> {
    const { exitCode, output } = await this.pulumi("policy", "analyze", "--policy-pack", policyPack, "--json");
    return { exitCode, violations: readViolations(output) };
  }

  /** @returns the URNs of what is deployed */
  async deployed(): Promise<string[]> {
    const { output } = await this.pulumi("stack", "export");
    const state = JSON.parse(output) as { deployment: { resources?: { urn: string }[] } };
    return (state.deployment.resources ?? []).map(({ urn }) => urn);
  }

  /** @returns what the command has printed to stdout; to stderr, if nothing */
  pulumi(...args: string[]): Promise<{ exitCode: number; output: string }> {
    const environment = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_")));
    const options = {
      cwd: this.#directory,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...environment,
        PULUMI_HOME: join(this.#root, "home"),
        PULUMI_BACKEND_URL: `file://${this.#root}`,
        PULUMI_CONFIG_PASSPHRASE: "passphrase",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // `--event-log` counts as one of these. `--json` leaves out what policies report.
        PULUMI_DEBUG_COMMANDS: "true",
      },
    };
    return new Promise((done) => {
      execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        done({ exitCode, output: stdout || stderr });
      });
    });
  }
}

/** @param events the engine's, one JSON object a line */
function readViolations(events: string): Violation[] {
  const lines = events.split("\n").filter((line) => line.startsWith("{"));
  return sorted(
    lines.flatMap((line) => {
      const { policyEvent } = JSON.parse(line) as EngineEvent;
      if (!policyEvent) return [];
      const { policyName: policy, enforcementLevel: level, resourceUrn: urn, message } = policyEvent;
      return [{ policy, level, urn, message: message.trimEnd() }];
    }),
  );
}

function sorted(violations: readonly Violation[]): Violation[] {
  const key = ({ policy, urn, message }: Violation): string => JSON.stringify([policy, urn, message]);
  return violations.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function whatIsMissing(): string | undefined {
  const wanted = `pulumi ${MINIMUM.join(".")} or later`;
  const { error, stdout } = spawnSync("pulumi", ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (error) return `${wanted} is not on the PATH`;
  const [major = 0, minor = 0] = (/^v?(\d+)\.(\d+)/.exec(stdout)?.slice(1) ?? []).map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) return `${wanted} is needed, found ${stdout.trim()}`;
  const path = (process.env["PATH"] ?? "").split(delimiter);
  if (!path.some((directory) => existsSync(join(directory, "pulumi-language-nodejs")))) return "pulumi-language-nodejs is not on the PATH";
  return undefined;
}
