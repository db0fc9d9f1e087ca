import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import { check } from "../../shared/command/check";
import { configure } from "../../shared/command/configure";
import { Configuration } from "../../shared/configuration/configuration";
import { reporters } from "../../shared/command/reporters";
import { controls } from "../../shared/controls";
import { OptionsError } from "../../shared/engine/options";
import { configurationSchema } from "../tools/configuration-schema";
import { reportContext } from "../registry";
import { writeFiles } from "../write-files";

const root = resolve(__dirname, "../..");
const examples = join(root, "examples/configuration");
const folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
const validate = new Ajv({ strict: false }).compile(configurationSchema(controls));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const waiver = { control: "*", resource: "legacy-*", reason: "Replaced in December.", until: "2027-01-31", owner: "billing" };
const SINGLE = "azure-postgresql-use-ssl";
const FLEXIBLE = "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version";

describe("the schema and the command agree", () => {
  test.each<[string, unknown]>([
    ["nothing", {}],
    [
      "all there is",
      { $schema: "x", final: true, minimumTlsVersion: "1.3", unset: "warn", undetermined: "error", unread: "ignore", baseline: "b.json" },
    ],
    ["controls", { controls: { "*": { unset: "warn", minimumTlsVersion: "1.3" }, [SINGLE]: { waivable: false }, [FLEXIBLE]: true } }],
    ["overrides", { overrides: [{ files: ["a"], stacks: [], unset: "warn", controls: { [SINGLE]: false }, waivers: [waiver] }] }],
    ["the rest", { waivers: [waiver], exclude: ["a/**"], limits: { nesting: 1 } }],
  ])("on %s", (_name, content) => {
    writeFiles(folder, { "c.json": content });
    expect(() => new Configuration({ path: "c.json", cwd: folder, controls })).not.toThrow();
    expect([validate(content), validate.errors]).toEqual([true, null]);
  });

  test.each<[string, unknown]>([
    ["an array", []],
    ["an unknown key", { unsett: "warn" }],
    ["a wrong level", { unset: "WARN" }],
    ["a wrong switch", { final: "yes" }],
    ["an unknown control", { controls: { "Azure.PostgreSQL.UseSSI": true } }],
    ["an option of another control", { controls: { [SINGLE]: { minimumTlsVersion: "1.2" } } }],
    ["a control that only a part may waive", { overrides: [{ files: ["a"], controls: { [SINGLE]: { waivable: true } } }] }],
    ["an override of nothing", { overrides: [{ unset: "warn" }] }],
    ["an override of limits", { overrides: [{ files: ["a"], limits: {} }] }],
    ["a waiver without a reason", { waivers: [{ control: "*", resource: "a" }] }],
    ["a waiver with too short a reason", { waivers: [{ ...waiver, reason: "later" }] }],
    ["a waiver of an unknown key", { waivers: [{ ...waiver, expires: "2027-01-31" }] }],
    ["a limit below 1", { limits: { nesting: 0 } }],
    ["one glob where several are wanted", { exclude: "a" }],
    ["no baseline", { baseline: "" }],
  ])("that %s is wrong", (_name, content) => {
    writeFiles(folder, { "c.json": content });
    expect(() => new Configuration({ path: "c.json", cwd: folder, controls })).toThrow(OptionsError);
    expect(validate(content)).toBe(false);
  });
});

test("the example is as its page says: its waiver accepts one server", () => {
  const { configuration, settings, exclude } = configure(undefined, examples, controls);
  const { unwaivable, limits } = configuration;
  const { options } = configuration.settings(() => false);
  const acceptance = { today: "2026-11-21", unwaivable };
  const report = check({ paths: ["."], cwd: examples, controls, options, settings, exclude, limits, acceptance });
  expect(report.findings.map(({ resource, accepted }) => [resource.name, accepted?.until])).toEqual([["legacy", "2027-01-31"]]);
  expect(report.notices).toEqual([]);
  const page = readFileSync(join(root, "shared/README.md"), "utf8");
  for (const name of ["azure-postgresql-tls.json", "contoso.json"]) expect(page).toContain(readFileSync(join(examples, name), "utf8"));
  const [line = ""] = reporters.text(report, { ...reportContext, options }).split("\n");
  expect(page).toContain(line);
});
