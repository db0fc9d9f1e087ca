import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCommand } from "../run-command";
import { writeFiles, type Files } from "../write-files";

const ROOT = resolve(__dirname, "../..");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(cwd: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { code, out, err } = runCommand(args, cwd);
  return { code, out: out + err };
}

function write(files: Files): void {
  writeFiles(folder, files);
}

const SERVER = "azurerm_postgresql_flexible_server";
const server = { resource: { [SERVER]: { pg: { name: "pg", version: "11" } } } };
const parameter = (value: string): unknown => ({
  resource: { [`${SERVER}_configuration`]: { rst: { name: "require_secure_transport", value, server_id: `\${${SERVER}.pg.id}` } } },
});
const manifest = (file: string): unknown => ({ stacks: { main: { name: "main", constructPath: "main", synthesizedStackPath: file } } });

test("an app in Python, by what it synthesizes: all stacks together", () => {
  const { code, out } = run(join(ROOT, "examples/cdktf-python"), "check", "synthesized");
  expect(code).toBe(1);
  expect(out).toContain(
    "synthesized/stacks/parameters/cdk.tf.json:43:18: error: parameters/reports: require_secure_transport is OFF; it must be ON.",
  );
  expect(out).toContain("servers/reports: ssl_min_protocol_version is not set for this server");
  expect(out).not.toContain("servers/orders: ");
  expect(out).toContain("5 resources checked: 3 pass, 2 fail.");
});

test("a plan that Terraform made", () => {
  const { code, out } = run(join(ROOT, "test/fixtures/plans"), "check", "plan.json");
  expect(code).toBe(1);
  expect(out).toContain("plan.json:363:40: error: azurerm_postgresql_server.single: ssl_enforcement_enabled is false; it must be true.");
  expect(out).toContain("27 resources checked: 13 pass, 9 fail, 1 unset, 4 undetermined.");
});

test("files of one folder refer to each other", () => {
  write({ "infra/server.tf.json": server, "infra/parameters.tf.json": parameter("ON") });
  expect(run(folder, "check", "infra")).toMatchObject({ code: 0, out: expect.stringContaining("2 resources checked: 2 pass.") as string });
});

test("files of two folders don't", () => {
  write({ "a/server.tf.json": server, "b/parameters.tf.json": parameter("ON") });
  const { code, out } = run(folder, "check", ".");
  expect(code).toBe(0);
  expect(out).toContain("1 undetermined");
});

test("two plans are two programs, whose resources have the same names", () => {
  const plan = (value: boolean): unknown => ({
    format_version: "1.2",
    planned_values: {
      root_module: {
        resources: [
          {
            address: "azurerm_postgresql_server.pg",
            mode: "managed",
            type: "azurerm_postgresql_server",
            name: "pg",
            values: { name: "pg", ssl_enforcement_enabled: value },
          },
        ],
      },
    },
  });
  write({ "right.json": plan(true), "wrong.json": plan(false) });
  const { code, out } = run(folder, "check", ".");
  expect(code).toBe(1);
  expect(out).toContain("wrong.json:");
  expect(out).toContain("2 resources checked: 1 pass, 1 fail.");
});

test("HCL output is told of", () => {
  write({ "cdktf.out/manifest.json": manifest("stacks/main/cdk.tf"), "cdktf.out/stacks/main/cdk.tf": "resource {}" });
  expect(run(folder, "check", "cdktf.out").out).toContain(
    "stacks/main/cdk.tf is HCL, so what it declares isn't checked. Synthesize without --hcl, or check the plan.",
  );
});

test("a stack whose file isn't there is told of", () => {
  write({ "cdktf.out/manifest.json": manifest("stacks/main/cdk.tf.json") });
  expect(run(folder, "check", "cdktf.out").out).toContain("What stacks/main/cdk.tf.json declares isn't checked: there is no file");
});
