/** What the command makes of a configuration, of waivers and of a baseline. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, type Ran } from "../run-command";
import { writeFiles, type Files } from "../write-files";

const SSL = "Azure.PostgreSQL.UseSSL";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  mkdirSync(join(folder, ".git"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(files: Files, args: readonly string[], cwd = "."): Ran {
  writeFiles(folder, files);
  return runCommand(args, join(folder, cwd));
}

const template = (name: string, sslEnforcement: string): object => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources: [{ type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name, properties: { sslEnforcement } }],
});
const DISABLED = "properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.";
const waiver = { control: SSL, resource: "legacy", reason: "The billing client can't do TLS.", owner: "billing" };

test("a configuration above the folder holds, with globs relative to its own folder", () => {
  const configuration = {
    unset: "ignore",
    exclude: ["infra/old/**"],
    overrides: [{ files: ["infra/lab/**"], controls: { [SSL]: false } }],
  };
  const files = {
    "azure-postgresql-tls.jsonc": `// Ours.\n${JSON.stringify(configuration)}`,
    "infra/main.json": template("main", "Disabled"),
    "infra/lab/lab.json": template("lab", "Disabled"),
    "infra/old/old.json": template("old", "Disabled"),
  };
  expect(run(files, ["check", "--quiet"], "infra")).toEqual({
    code: 1,
    out: `main.json:10:27: error: main (resources[0]): ${DISABLED} [${SSL}]\n`,
    err: "",
  });
});

test("accepted findings are shown with who accepts them, and counted", () => {
  const files = {
    "azure-postgresql-tls.json": {
      waivers: [
        { ...waiver, until: "2999-12-31" },
        { ...waiver, resource: "nowhere" },
      ],
    },
    "a.json": template("legacy", "Disabled"),
    "b.json": template("older", "Disabled"),
  };
  const lines = (out: string): string[] => out.split("\n").filter((line) => !/^(Read|Skipped|$)/.test(line));
  expect(run(files, ["check", "--write-baseline", "baseline.json"]).code).toBe(0);
  const { code, out } = run({}, ["check", "--baseline", "baseline.json"]);
  expect(code).toBe(0);
  expect(lines(out)).toEqual([
    `a.json:10:27: accepted: legacy (resources[0]): ${DISABLED} Accepted until 2999-12-31 for billing: The billing client can't do TLS. [${SSL}]`,
    `b.json:10:27: accepted: older (resources[0]): ${DISABLED} Accepted by the baseline. [${SSL}]`,
    `azure-postgresql-tls.json:10:5: warning: waivers[1] is not used: there is no finding of ${SSL} on "nowhere". Remove it, or put it into an override of the files or stacks that it is for.`,
    "2 resources checked: 2 fail. 0 errors, 1 warning, 2 accepted (1 waiver, 1 baseline). 2 files read, 2 skipped.",
  ]);
  const { findings, notices, summary } = JSON.parse(run({}, ["check", "--baseline", "baseline.json", "--format", "json"]).out) as Record<
    string,
    unknown
  >;
  expect([findings, notices, summary]).toMatchObject([
    [{ accepted: { by: "waiver", owner: "billing", until: "2999-12-31" } }, { accepted: { by: "baseline" } }],
    [{ level: "warning", place: { file: "azure-postgresql-tls.json" } }],
    { errors: 0, warnings: 1, accepted: 2, acceptedBy: { waiver: 1, baseline: 1 }, endingSoon: 0 },
  ]);
  expect(run({}, ["check", "--baseline", "baseline.json", "--quiet"]).out.split("\n")).toHaveLength(2);
  const audit = run({}, ["check", "--no-waivers", "--quiet"]);
  expect([audit.code, audit.out.split("\n").length - 1]).toEqual([1, 2]);
});

test("an unused waiver is not told where only a part is checked", () => {
  const files = {
    "azure-postgresql-tls.json": { waivers: [waiver] },
    "a/a.json": template("a", "Enabled"),
    "b/b.json": template("legacy", "Disabled"),
  };
  expect(run(files, ["check", "--quiet", "a"])).toEqual({ code: 0, out: "", err: "" });
  expect(run({}, ["check", "--quiet"]).out).toBe("");
});

test("a baseline that the configuration names is pruned", () => {
  run({ "azure-postgresql-tls.json": { baseline: "tls/baseline.json" }, "tls/x": "", "a.json": template("a", "Disabled") }, [
    "check",
    "--write-baseline",
    "tls/baseline.json",
  ]);
  expect(run({}, ["check"]).code).toBe(0);
  const fixed = run({ "a.json": template("a", "Enabled") }, ["check", "--quiet"]);
  expect(fixed.out).toBe(
    `tls/baseline.json:5:5: warning: ${SSL} no longer finds this of properties.sslEnforcement, on a (resources[0]) in ../a.json. Remove the entry, or run with --prune-baseline.\n`,
  );
  expect(run({}, ["check", "--quiet", "--prune-baseline"])).toEqual({ code: 0, out: "", err: "" });
  expect(JSON.parse(readFileSync(join(folder, "tls/baseline.json"), "utf8"))).toMatchObject({ accepted: [] });
});

test.each<[string, readonly string[], string]>([
  ["no baseline to prune", ["--prune-baseline"], "--prune-baseline: found no baseline; accepted is --baseline <file> beside it.\n"],
  [
    "a baseline to write and to apply",
    ["--write-baseline", "a.json", "--baseline", "a.json"],
    "--write-baseline: found with --baseline or --prune-baseline; accepted is one or the other.\n",
  ],
  [
    "a baseline in an audit",
    ["--no-waivers", "--baseline", "a.json"],
    "--no-waivers: found with a baseline; accepted is one or the other.\n",
  ],
])("%s is an error", (_name, args, err) => {
  expect(run({ "main.json": template("a", "Enabled") }, ["check", ...args])).toEqual({ code: 2, out: "", err });
});

test("--print-config says what holds for a file, and where it comes from", () => {
  const files = {
    "azure-postgresql-tls.json": {
      extends: "./platform.json",
      unset: "warn",
      overrides: [{ files: ["lab/**"], undetermined: "ignore", controls: { "azure-postgresql-use-ssl": false } }],
      waivers: [waiver],
      baseline: "baseline.json",
    },
    "platform.json": { controls: { [SSL]: { waivable: true } }, limits: { nesting: 100 } },
  };
  expect(run(files, ["check", "--print-config", "--exclude", "old/**", "lab/main.bicep"])).toEqual({
    code: 0,
    out: `\
file                                                                       azure-postgresql-tls.json
extends                                                                    platform.json
unread                                                                     "warn"                     default
controls["Azure.PostgreSQL.UseSSL"]                                        false                      azure-postgresql-tls.json:11:37
  waivable                                                                 true                       platform.json:4:19
controls["Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version"]  true                       default
  minimumTlsVersion                                                        "1.2"                      default
  unset                                                                    "warn"                     azure-postgresql-tls.json:3:12
  undetermined                                                             "ignore"                   azure-postgresql-tls.json:9:23
  waivable                                                                 true                       default
waivers[0]                                                                 Azure.PostgreSQL.UseSSL    azure-postgresql-tls.json:16:5
baseline                                                                   "baseline.json"            azure-postgresql-tls.json:23:15
exclude                                                                    []                         default
exclude                                                                    "old/**"                   command line
limits.fileSize                                                            20000000                   default
limits.nesting                                                             100                        platform.json:8:16
limits.expressionDepth                                                     300                        default
limits.copyCount                                                           800                        default
limits.deploymentDepth                                                     16                         default
limits.valueSize                                                           1000000                    default
limits.resources                                                           20000                      default
limits.seconds                                                             30                         default
`,
    err: "",
  });
});
