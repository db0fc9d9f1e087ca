import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCommand, type Ran } from "../run-command";

const SSL = "[Azure.PostgreSQL.UseSSL]";
const TLS = "[Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-fix-"));
  cpSync(resolve(__dirname, "../../examples/arm"), folder, { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): Ran {
  return runCommand(args, folder);
}

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

const lines = (what: string): string =>
  [
    `reporting-server.json:10:18: fixed: resources.reporting: ssl_min_protocol_version is not set for this server; it must be TLSv1.2 or TLSv1.3. ${TLS}`,
    `reporting-server.json:22:18: fixed: resources.requireTls: require_secure_transport is off; it must be ON. ${TLS}`,
    `single-server.json:20:27: fixed: contoso-legacy (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. ${SSL} Written at single-server.parameters.test.json:14:34.`,
    `3 findings ${what} in 2 files, 0 left.`,
    "",
  ].join("\n");

test("the examples of templates are fixed: first shown, then written, then nothing is left to do", () => {
  const before = ["reporting-server.json", "single-server.parameters.test.json"].map(read);
  const { code, out, err } = run("fix", "--dry-run");
  expect({ code, err }).toEqual({ code: 0, err: lines("would be fixed") });
  expect(out.split("\n").filter((line) => /^(---|\+\+\+|-)/.test(line))).toEqual([
    "--- a/reporting-server.json",
    "+++ b/reporting-server.json",
    `-        "value": "[if(parameters('allowClearText'), 'off', 'on')]",`,
    "--- a/single-server.parameters.test.json",
    "+++ b/single-server.parameters.test.json",
    '-    "sslEnforcement": { "value": "Disabled" }',
  ]);
  expect(["reporting-server.json", "single-server.parameters.test.json"].map(read)).toEqual(before);
  expect(run("fix")).toEqual({ code: 0, out: lines("fixed"), err: "" });
  expect(run("check").code).toBe(0);
  expect(run("fix")).toEqual({ code: 0, out: "Nothing to change. 0 findings left.\n", err: "" });
});

test("what can't be fixed is told, and leads to exit code 1", () => {
  cpSync(resolve(__dirname, "../fixtures/plans/plan.json"), join(folder, "plan.json"));
  const { code, out } = run("fix", "plan.json");
  expect(code).toBe(1);
  expect(out).toMatch(/Not fixed: it is of the kind "Terraform plan", which is made from something else; change that\.\n/);
});
