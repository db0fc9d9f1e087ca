import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withBaseline, type BaselineRequest } from "../../shared/command/baseline";
import { check } from "../../shared/command/check";
import { configure } from "../../shared/command/configure";
import { exitCodeOf } from "../../shared/command/exit-code";
import type { CheckReport } from "../../shared/command/report";
import { summaryLine } from "../../shared/command/reporters/text";
import { summarize } from "../../shared/command/summary";
import { controls } from "../../shared/controls";
import { OptionsError } from "../../shared/engine/options";
import { writeFiles, type Files } from "../write-files";

const SINGLE = "Azure.PostgreSQL.UseSSL";
const TODAY = "2026-11-21";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "azure-postgresql-tls-")));
  mkdirSync(join(folder, ".git"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (files: Files): void => {
  writeFiles(folder, files);
};

interface Asked {
  readonly act?: BaselineRequest["act"];
  readonly today?: string;
  readonly paths?: readonly string[];
  readonly cwd?: string;
}

/** As the command checks a folder that has a configuration, or none. */
function checked({ act = "apply", today = TODAY, paths = ["."], cwd = folder }: Asked = {}): CheckReport {
  const { configuration, settings, exclude } = configure(undefined, cwd, controls);
  const { unwaivable, limits } = configuration;
  const { options } = configuration.settings(() => false);
  const acceptance = { today, unwaivable };
  const request = { paths, cwd, controls, options, limits, exclude, acceptance };
  const report = check({ ...request, settings: (path) => settings(join(cwd, path)) });
  return withBaseline(report, { path: join(folder, "baseline.json"), act, base: cwd, cwd, toolVersion: "1.2.3", unwaivable });
}

/** Each finding as `name verdict`, with a `+` before what is accepted. */
const found = ({ findings }: CheckReport): string[] =>
  findings.map(({ accepted, resource, verdict }) => `${accepted ? "+" : ""}${resource.name} ${verdict}`);
const notices = (report: CheckReport): string[] =>
  report.notices.map(({ level, message, place }) => `${place?.file ?? ""}:${String(place?.start.line ?? "")} ${level}: ${message}`);
const codeOf = (report: CheckReport): number => exitCodeOf(report, ["error"]);

const server = (name: string, sslEnforcement?: string): object => ({
  type: "Microsoft.DBforPostgreSQL/servers",
  apiVersion: "2017-12-01",
  name,
  properties: { ...(sslEnforcement !== undefined && { sslEnforcement }) },
});
const template = (...resources: readonly object[]): object => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources,
});

/** An entry for a single server that says nothing, at some place of a template. */
const entry = (name: string, file: string, index = 0): string =>
  `{"control":"${SINGLE}","type":"Microsoft.DBforPostgreSQL/servers","name":"${name}","address":"resources[${String(index)}]","armPath":"properties.sslEnforcement","verdict":"unset","file":"${file}"}`;
const baseline = (...entries: readonly string[]): string =>
  `{\n  "schemaVersion": 1,\n  "toolVersion": "1.2.3",\n  "accepted": ${entries.length === 0 ? "[]" : `[\n${entries.map((line) => `    ${line}`).join(",\n")}\n  ]`}\n}\n`;
const written = (): string => readFileSync(join(folder, "baseline.json"), "utf8");

describe("a first run on an estate", () => {
  const bare = (name: string): string =>
    `resource ${name} 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {\n  name: '${name}'\n  location: 'westeurope'\n}\n`;
  const servers = Array.from({ length: 20 }, (_, index) => `pg${String(index)}`);
  const waiver = {
    control: "azure-postgresql-flexible-secure-tls",
    resource: "pg7",
    reason: "The billing client is replaced in December.",
    until: "2026-12-15",
    owner: "billing",
  };

  test("goes green with a baseline and a waiver, and red the day after the waiver's end", () => {
    write({ "main.bicep": servers.map(bare).join("\n"), "azure-postgresql-tls.json": { waivers: [waiver] }, "baseline.json": baseline() });
    expect(summarize(checked())).toMatchObject({ errors: 38, accepted: 2 });
    expect(codeOf(checked({ act: "write" }))).toBe(0);
    const green = checked({ today: "2026-12-15" });
    expect([codeOf(green), notices(green)]).toEqual([0, []]);
    expect(summaryLine(green, false)).toBe(
      "20 resources checked: 20 unset. 0 errors, 0 warnings, 40 accepted (2 waiver, 38 baseline; 2 ending within 30 days). 1 file read, 2 skipped.",
    );
    const red = checked({ today: "2026-12-16" });
    expect(codeOf(red)).toBe(1);
    const open = red.findings.filter(({ accepted }) => !accepted);
    expect(open.map(({ resource, expired }) => [resource.name, expired])).toEqual([
      ["pg7", "2026-12-15"],
      ["pg7", "2026-12-15"],
    ]);
    expect(open[0]?.message).toMatch(/ A waiver of it expired on 2026-12-15\.$/);
    write({ "new.bicep": bare("pg20") });
    expect(found(checked()).filter((one) => !one.startsWith("+"))).toEqual(["pg20 unset", "pg20 unset"]);
  });
});

describe("a baseline", () => {
  test("is written sorted, an entry a line, and the same again", () => {
    write({ "b.json": template(server("b")), "a.json": template(server("a2"), server("right", "Enabled"), server("a1")) });
    checked({ act: "write" });
    expect(written()).toBe(baseline(entry("a2", "a.json"), entry("a1", "a.json", 2), entry("b", "b.json")));
    checked({ act: "write" });
    expect(written()).toBe(baseline(entry("a2", "a.json"), entry("a1", "a.json", 2), entry("b", "b.json")));
  });

  test("keeps what isn't checked when it is written or pruned anew", () => {
    write({ "b/b.json": template(server("b")), "a/a.json": template(server("a")) });
    checked({ act: "write" });
    write({ "a/a.json": template(server("a", "Enabled"), server("new")), "b/b.json": template(server("b", "Enabled")) });
    checked({ act: "write", paths: ["a"] });
    expect(written()).toBe(baseline(entry("new", "a/a.json", 1), entry("b", "b/b.json")));
    write({ "a/a.json": template() });
    checked({ act: "prune", paths: ["a"] });
    expect(written()).toBe(baseline(entry("b", "b/b.json")));
  });

  test("holds wherever the command runs", () => {
    write({ "infra/a.json": template(server("a")) });
    checked({ act: "write" });
    expect(found(checked({ cwd: join(folder, "infra") }))).toEqual(["+a unset"]);
  });

  test("doesn't take what a waiver accepts", () => {
    const waiver = { control: "*", resource: "a", reason: "Replaced in December." };
    write({ "a.json": template(server("a"), server("b")), "azure-postgresql-tls.json": { waivers: [waiver] } });
    checked({ act: "write" });
    expect(written()).toBe(baseline(entry("b", "a.json", 1)));
  });
});

describe("an entry accepts", () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ["the server whose lines have moved", { "a.json": template(server("other", "Enabled"), server("a")) }, ["+a unset"]],
    ["the server in a file that is renamed", { "a.json": undefined, "z.json": template(server("a")) }, ["+a unset"]],
    ["no server of another name in its place", { "a.json": template(server("b")) }, ["b unset"]],
    [
      "no server of its name in another file, as its own file is there",
      { "a.json": template(), "z.json": template(server("a")) },
      ["a unset"],
    ],
    ["one server of its name, not another one", { "z.json": template(server("a")) }, ["+a unset", "a unset"]],
    ["no wrong value where there was none", { "a.json": template(server("a", "Disabled")) }, ["a fail"]],
    [
      "no type of its own name",
      { "a.json": template({ ...server("a"), type: "Microsoft.DBforPostgreSQL/flexibleServers" }) },
      ["a unset", "a unset"],
    ],
  ])("%s", (_name, files, findings) => {
    write({ "a.json": template(server("a")) });
    checked({ act: "write" });
    for (const [path, content] of Object.entries(files)) if (content === undefined) rmSync(join(folder, path));
    write(Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined)));
    expect(found(checked())).toEqual(findings);
  });

  test("what it is found with, and not the same with another parameter file", () => {
    const asking = { ...template(server("a", "[parameters('ssl')]")), parameters: { ssl: { type: "string" } } };
    const given = (ssl: string): object => ({
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      contentVersion: "1.0.0.0",
      parameters: { ssl: { value: ssl } },
    });
    write({ "main.json": asking, "main.test.json": given("Disabled"), "main.prod.json": given("Enabled") });
    checked({ act: "write" });
    expect(found(checked())).toEqual(["+a fail"]);
    renameSync(join(folder, "main.test.json"), join(folder, "main.lab.json"));
    expect(found(checked())).toEqual(["+a fail"]);
    write({ "main.prod.json": given("Disabled") });
    expect(found(checked())).toEqual(["a fail"]);
  });
});

describe("an entry that no longer holds", () => {
  const gone = (name: string, file: string): string =>
    `warning: ${SINGLE} no longer finds this of properties.sslEnforcement, on ${name} (resources[0]) in ${file}. Remove the entry, or run with --prune-baseline.`;

  test("is told, and pruned on request", () => {
    write({ "a.json": template(server("a")), "b.json": template(server("b")), "c.json": template(server("c")) });
    checked({ act: "write" });
    write({ "a.json": template(server("a", "Enabled")) });
    rmSync(join(folder, "c.json"));
    const report = checked();
    expect([codeOf(report), notices(report)]).toEqual([
      0,
      [`baseline.json:5 ${gone("a", "a.json")}`, `baseline.json:7 ${gone("c", "c.json")}`],
    ]);
    expect(notices(checked({ act: "prune" }))).toEqual([]);
    expect(written()).toBe(baseline(entry("b", "b.json")));
    expect(notices(checked())).toEqual([]);
  });

  test("is not told of a file that isn't checked, or can't be read", () => {
    write({ "a/a.json": template(server("a")), "b.json": template(server("b")) });
    checked({ act: "write" });
    write({ "a/a.json": template(server("a", "Enabled")), "b.json": '{ "type": "Microsoft.DBforPostgreSQL/servers", ' });
    expect(notices(checked({ paths: ["b.json"] }))).toEqual([]);
  });

  test("is brought up to date with what it accepts", () => {
    write({ "a.json": template(server("a")) });
    checked({ act: "write" });
    rmSync(join(folder, "a.json"));
    write({ "z.json": template(server("right", "Enabled"), server("a")) });
    checked({ act: "prune" });
    expect(written()).toBe(baseline(entry("a", "z.json", 1)));
  });
});

test("a control that can't be waived isn't accepted by a baseline, either", () => {
  write({ "a.json": template(server("a")) });
  checked({ act: "write" });
  write({ "azure-postgresql-tls.json": { controls: { [SINGLE]: { waivable: false } } } });
  const report = checked();
  expect([found(report), notices(report)]).toEqual([
    ["a unset"],
    [
      `baseline.json:5 error: This entry is refused: ${SINGLE} can't be waived, as azure-postgresql-tls.json:4:19 says. Remove it, and correct what it was for.`,
    ],
  ]);
  checked({ act: "write" });
  expect(written()).toBe(baseline());
});

const KEYS = '"control", "type", "name", "address", "armPath", "verdict", "file", "parameters"';

test.each<[string, string, readonly string[]]>([
  ["is no JSON", "{", ["baseline.json:1:2: The text is not JSON: close brace expected."]],
  [
    "is something else",
    '{ "schemaVersion": 2, "accepted": [] }',
    [
      'baseline.json:1:1: the baseline: found an object; accepted is an object with "schemaVersion": 1 and "accepted", an array, as --write-baseline writes it.',
    ],
  ],
  [
    "has wrong entries",
    '{ "schemaVersion": 1, "accepted": [\n1,\n{ "control": 1, "type": "", "name": "", "address": "", "armPath": "", "verdict": "pass", "file": null, "line": 3, "__proto__": {} }\n] }',
    [
      `baseline.json:2:1: accepted[0]: found 1; accepted is an object with ${KEYS}.`,
      `baseline.json:3:1: accepted[1].line: found an unknown key; accepted are ${KEYS}.`,
      `baseline.json:3:1: accepted[1].__proto__: found an unknown key; accepted are ${KEYS}.`,
      "baseline.json:3:1: accepted[1].control: found 1; accepted is a text.",
      "baseline.json:3:1: accepted[1].file: found null; accepted is a text.",
      'baseline.json:3:1: accepted[1].verdict: found "pass"; accepted are "fail", "unset", "undetermined".',
    ],
  ],
  [
    "has a key twice",
    '{ "schemaVersion": 1,\n"accepted": [ { "control": 1 } ],\n"accepted": [] }',
    ["baseline.json:3:1: accepted: found the key on line 2, column 1 as well; accepted is one of the two."],
  ],
])("a baseline that %s is refused", (_name, text, problems) => {
  write({ "a.json": template(server("a")), "baseline.json": text });
  for (const act of ["apply", "write", "prune"] as const) {
    let caught: unknown;
    try {
      checked({ act });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OptionsError);
    expect((caught as OptionsError).problems).toEqual(problems);
    expect(written()).toBe(text);
  }
});
