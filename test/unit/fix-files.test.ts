import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fix, type FixRequest } from "../../shared/command/fix";
import { fixFiles } from "../../shared/command/fix-files";
import type { CheckReport } from "../../shared/command/report";
import { controls } from "../../shared/controls";
import { parseWaivers } from "../../shared/engine/parse-waivers";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";

let outer: string;
let folder: string;

beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-fix-"));
  folder = join(outer, "repository");
  mkdirSync(folder);
});

afterEach(() => {
  rmSync(outer, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
}

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

const requestOf = (extra: Partial<FixRequest> = {}): FixRequest => ({
  paths: ["."],
  cwd: folder,
  controls,
  options: defaultOptions,
  limits: defaultLimits,
  ...extra,
});

/** Fixes what is in the folder; a second fix must find nothing to do. */
function fixed(files: Readonly<Record<string, unknown>>, extra: Partial<FixRequest> = {}): { report: CheckReport; lines: string[] } {
  write(files);
  let printed = "";
  const print = (text: string): void => {
    printed += text;
  };
  const report = fixFiles(requestOf(extra), { isDryRun: false, print, tell: print });
  expect(fix(requestOf(extra)).changes).toEqual([]);
  return { report, lines: printed.trimEnd().split("\n") };
}

const SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const USE_SSL = "[Azure.PostgreSQL.UseSSL]";
const single = (sslEnforcement: unknown, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  type: "Microsoft.DBforPostgreSQL/servers",
  apiVersion: "2017-12-01",
  name: "pg",
  properties: { sslEnforcement },
  ...extra,
});
const flexible = (name: string, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  type: "Microsoft.DBforPostgreSQL/flexibleServers",
  apiVersion: "2022-12-01",
  name,
  ...extra,
});
const template = (resources: readonly unknown[], extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  $schema: SCHEMA,
  contentVersion: "1.0.0.0",
  ...extra,
  resources,
});
const given = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  contentVersion: "1.0.0.0",
  parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
});
const text = (value: unknown): string => JSON.stringify(value, undefined, 2);

describe("a value that a parameter gives", () => {
  const asking = (parameter: Readonly<Record<string, unknown>> = {}, ...more: readonly unknown[]): Record<string, unknown> =>
    template([single("[parameters('ssl')]"), ...more], { parameters: { ssl: { type: "string", ...parameter } } });

  test("is written as its default", () => {
    fixed({ "main.json": asking({ defaultValue: "Disabled" }) });
    expect(read("main.json")).toBe(text(asking({ defaultValue: "Enabled" })));
  });

  test("is written as its default in the spelling that the parameter allows", () => {
    const allowed = { allowedValues: ["disabled", "enabled"] };
    fixed({ "main.json": asking({ defaultValue: "disabled", ...allowed }) });
    expect(read("main.json")).toBe(text(asking({ defaultValue: "enabled", ...allowed })));
  });

  test.each([
    ["is used for something else", asking({ defaultValue: "Disabled" }, { type: "Microsoft.Web/sites", name: "[parameters('ssl')]" })],
    ["doesn't allow it", asking({ defaultValue: "Disabled", allowedValues: ["Disabled"] })],
    ["is no text", asking({ defaultValue: true, type: "bool" })],
  ])("is written at the server where the parameter %s", (_name, before) => {
    fixed({ "main.json": before });
    const after = structuredClone(before) as { resources: { properties: { sslEnforcement: string } }[] };
    if (after.resources[0]) after.resources[0].properties.sslEnforcement = "Enabled";
    expect(read("main.json")).toBe(text(after));
  });

  test("is written into each parameter file that has it wrong", () => {
    const { lines } = fixed({
      "main.json": asking(),
      "main.parameters.dev.json": given({ ssl: "Disabled" }),
      "main.parameters.prod.json": given({ ssl: "Enabled" }),
      "main.parameters.test.json": given({ ssl: "disabled" }),
    });
    expect(read("main.json")).toBe(text(asking()));
    for (const stage of ["dev", "prod", "test"]) expect(read(`main.parameters.${stage}.json`)).toBe(text(given({ ssl: "Enabled" })));
    expect(lines.at(-1)).toBe("2 findings fixed in 2 files, 0 left.");
  });

  test("is left alone where it is unknown, and the reason is told", () => {
    const { lines } = fixed({ "main.json": asking() });
    expect(read("main.json")).toBe(text(asking()));
    expect(lines).toEqual([
      `main.json:15:27: warning: pg (resources[0]): properties.sslEnforcement is parameters('ssl'), which has no value here; it must be Enabled. ${USE_SSL} Not fixed: what is not known is not changed.`,
      "Nothing to change. 1 finding left.",
    ]);
  });

  test("is written into a Bicep parameter file", () => {
    const main =
      "param ssl string\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: {\n    sslEnforcement: ssl\n  }\n}\n";
    fixed({ "main.bicep": main, "main.bicepparam": "using './main.bicep'\n\nparam ssl = 'Disabled' // for now\n" });
    expect(read("main.bicep")).toBe(main);
    expect(read("main.bicepparam")).toBe("using './main.bicep'\n\nparam ssl = 'Enabled' // for now\n");
  });

  test("is written where a module is given it, not in the module", () => {
    const module =
      "param ssl string\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: { sslEnforcement: ssl }\n}\n";
    const main = (ssl: string): string =>
      `module a 'pg.bicep' = {\n  params: {\n    ssl: '${ssl}'\n  }\n}\nmodule b 'pg.bicep' = {\n  params: {\n    ssl: 'Enabled'\n  }\n}\n`;
    fixed({ "main.bicep": main("Disabled"), "pg.bicep": module });
    expect(read("main.bicep")).toBe(main("Enabled"));
    expect(read("pg.bicep")).toBe(module);
  });

  test("is written in the module where the file around uses it for something else", () => {
    const module =
      "param ssl string\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: ssl\n  properties: { sslEnforcement: ssl }\n}\n";
    const main = "module a 'pg.bicep' = {\n  params: {\n    ssl: 'Disabled'\n  }\n}\n";
    fixed({ "main.bicep": main, "pg.bicep": module });
    expect(read("main.bicep")).toBe(main);
    expect(read("pg.bicep")).toBe(module.replace("sslEnforcement: ssl", "sslEnforcement: 'Enabled'"));
  });
});

describe("a value that a loop makes, with those of other parameters", () => {
  const bicep = (transport: string): string =>
    `param settings array = [\n  { name: 'log_connections', value: 'off' }\n  { name: 'require_secure_transport', value: '${transport}' }\n  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }\n]\n` +
    "resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {\n  name: 'pg'\n}\n" +
    `resource all 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2022-12-01' = [for item in settings: {\n  parent: pg\n  name: item.name\n  properties: {\n    value: item.value\n  }\n}]\n`;

  test("is written beside the parameter's name, in Bicep", () => {
    fixed({ "main.bicep": bicep("OFF") });
    expect(read("main.bicep")).toBe(bicep("ON"));
  });

  test("is written as the value of the parameter's name, in a parameter file", () => {
    const names = "items(parameters('settings'))[copyIndex()]";
    const main = template(
      [
        flexible("pg"),
        {
          type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
          apiVersion: "2022-12-01",
          name: `[concat('pg/', ${names}.key)]`,
          copy: { name: "all", count: "[length(items(parameters('settings')))]" },
          properties: { value: `[${names}.value]` },
        },
      ],
      { parameters: { settings: { type: "object" } } },
    );
    const settings = { log_connections: "off", require_secure_transport: "OFF", ssl_min_protocol_version: "TLSv1.2" };
    const { lines } = fixed({ "main.json": main, "main.parameters.json": given({ settings }) });
    expect(read("main.json")).toBe(text(main));
    expect(lines[0]).toMatch(/Not fixed: what stands there may also make other settings\.$/);
  });

  test("is never written for all of them", () => {
    const main = bicep("OFF").replace("value: item.value", "value: toUpper(item.value)");
    const { lines } = fixed({ "main.bicep": main });
    expect(read("main.bicep")).toBe(main);
    expect(lines[0]).toMatch(/Not fixed: what stands there may also make other settings\.$/);
  });

  test("is never written for all of them, in Terraform", () => {
    const all = {
      for_each: { require_secure_transport: "OFF", log_connections: "off" },
      name: "${each.key}",
      server_id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg",
      value: "${each.value}",
    };
    const main = { resource: { azurerm_postgresql_flexible_server_configuration: { all } } };
    const { lines } = fixed({ "main.tf.json": main });
    expect(read("main.tf.json")).toBe(text(main));
    expect(lines[0]).toMatch(/Not fixed: what stands there may also make other settings\.$/);
  });

  test("is never written for all that a module makes", () => {
    const module =
      "param name string\nparam value string\nresource one 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2022-12-01' = {\n  name: 'pg/${name}'\n  properties: {\n    value: value\n  }\n}\n";
    const main = (transport: string): string =>
      `module a 'one.bicep' = {\n  params: {\n    name: 'require_secure_transport'\n    value: '${transport}'\n  }\n}\nmodule b 'one.bicep' = {\n  params: {\n    name: 'log_connections'\n    value: 'off'\n  }\n}\n`;
    fixed({ "main.bicep": main("OFF"), "one.bicep": module });
    expect([read("main.bicep"), read("one.bicep")]).toEqual([main("ON"), module]);
  });
});

describe("what several findings ask for in one place is written once", () => {
  const server = (name: string, properties: string): string =>
    `resource ${name} 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: '${name}'\n  properties: { ${properties} }\n}\n`;
  const loop = (properties: string): string =>
    `resource s 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = [for n in ['a', 'b']: {\n  name: n\n  properties: { ${properties} }\n}]\n`;
  const shared = (declaration: string): string =>
    `${declaration}\n${server("a", "sslEnforcement: ssl")}${server("b", "sslEnforcement: ssl")}`;
  const copy = (properties: Readonly<Record<string, string>>): string =>
    text(template([single("", { name: "[concat('pg', copyIndex())]", copy: { name: "all", count: 2 }, properties })]));

  test.each([
    ["a value in a loop, in Bicep", "main.bicep", loop("sslEnforcement: 'Disabled'"), loop("sslEnforcement: 'Enabled'")],
    ["what a loop lacks, in Bicep", "main.bicep", loop("version: '11'"), loop("version: '11', sslEnforcement: 'Enabled'")],
    ["a parameter of two servers", "main.bicep", shared("param ssl string = 'Disabled'"), shared("param ssl string = 'Enabled'")],
    ["a variable of two servers", "main.bicep", shared("var ssl = 'Disabled'"), shared("var ssl = 'Enabled'")],
    ["a value in a loop, in a template", "main.json", copy({ sslEnforcement: "Disabled" }), copy({ sslEnforcement: "Enabled" })],
    ["what a loop lacks, in a template", "main.json", copy({ version: "11" }), copy({ version: "11", sslEnforcement: "Enabled" })],
  ])("%s", (_name, path, before, after) => {
    const { lines } = fixed({ [path]: before });
    expect(read(path)).toBe(after);
    expect(lines.at(-1)).toBe("2 findings fixed in 1 file, 0 left.");
  });

  test("what a module lacks that is deployed twice", () => {
    const main = "module a 'pg.bicep' = {\n  name: 'a'\n}\nmodule b 'pg.bicep' = {\n  name: 'b'\n}\n";
    fixed({ "main.bicep": main, "pg.bicep": server("pg", "version: '11'") });
    expect(read("main.bicep")).toBe(main);
    expect(read("pg.bicep")).toBe(server("pg", "version: '11', sslEnforcement: 'Enabled'"));
  });
});

describe("settings that a server lacks", () => {
  test("are added within a server that has resources in it, each after the one before", () => {
    const log = { type: "configurations", apiVersion: "2022-12-01", name: "log_connections", properties: { value: "on" } };
    fixed({ "main.json": template([flexible("[parameters('n')]", { resources: [log] })], { parameters: { n: { type: "string" } } }) });
    const id = (name: string): string =>
      `[resourceId('Microsoft.DBforPostgreSQL/flexibleServers/configurations', parameters('n'), '${name}')]`;
    const server = "[resourceId('Microsoft.DBforPostgreSQL/flexibleServers', parameters('n'))]";
    expect((JSON.parse(read("main.json")) as { resources: { resources: unknown[] }[] }).resources[0]?.resources.slice(1)).toEqual([
      {
        type: "configurations",
        apiVersion: "2022-12-01",
        name: "require_secure_transport",
        dependsOn: [server, id("log_connections")],
        properties: { value: "ON" },
      },
      {
        type: "configurations",
        apiVersion: "2022-12-01",
        name: "ssl_min_protocol_version",
        dependsOn: [server, id("log_connections"), id("require_secure_transport")],
        properties: { value: "TLSv1.2" },
      },
    ]);
  });

  test("are added beside their server, after those that are there, with a loop of their own", () => {
    const log = {
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
      apiVersion: "2022-12-01",
      name: "[concat('pg', copyIndex(), '/log_connections')]",
      copy: { name: "logs", count: 2 },
      properties: { value: "on" },
    };
    const server = flexible("[concat('pg', copyIndex('servers'))]", { copy: { name: "servers", count: 2 } });
    fixed({ "main.json": template([server, log]) });
    expect((JSON.parse(read("main.json")) as { resources: unknown[] }).resources[2]).toEqual({
      copy: { name: "servers-require_secure_transport", count: 2 },
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
      apiVersion: "2022-12-01",
      name: "[concat('pg', copyIndex('servers-require_secure_transport'), '/require_secure_transport')]",
      dependsOn: [
        "[resourceId('Microsoft.DBforPostgreSQL/flexibleServers', concat('pg', copyIndex('servers-require_secure_transport')))]",
        "logs",
      ],
      properties: { value: "ON" },
    });
  });

  test("are added with the condition and the scope of names of their server, in a nested template", () => {
    const inner = template([flexible("pg", { condition: "[parameters('isProd')]" })], { parameters: { isProd: { type: "bool" } } });
    const deployment = { type: "Microsoft.Resources/deployments", apiVersion: "2022-09-01", name: "d", properties: { template: inner } };
    const { report } = fixed({ "main.json": template([deployment]) });
    expect(report.findings).toEqual([]);
    expect(read("main.json")).toContain(
      `"condition": "[parameters('isProd')]",\n              "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations"`,
    );
  });

  test("are not added for a loop of which one server has it", () => {
    const before =
      "resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = [for n in ['a', 'b']: {\n  name: n\n}]\n" +
      Object.entries({ require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" })
        .map(
          ([name, value], index) =>
            `resource t${String(index)} 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2022-12-01' = {\n  parent: pg[0]\n  name: '${name}'\n  properties: {\n    value: '${value}'\n  }\n}\n`,
        )
        .join("");
    const { lines } = fixed({ "main.bicep": before });
    expect(read("main.bicep")).toBe(before);
    expect(lines.map((line) => line.split("Not fixed: ")[1])).toEqual([
      "others that are declared in the same place have it already.",
      "others that are declared in the same place have it already.",
      undefined,
    ]);
  });

  test("are given to the module of a registry by its own parameter", () => {
    const compiled = template(
      [
        flexible("[parameters('name')]"),
        {
          copy: { name: "all", count: "[length(coalesce(parameters('configurations'), createArray()))]" },
          type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
          apiVersion: "2022-12-01",
          name: "[format('{0}/{1}', parameters('name'), coalesce(parameters('configurations'), createArray())[copyIndex()].name)]",
          properties: { value: "[coalesce(parameters('configurations'), createArray())[copyIndex()].value]" },
        },
      ],
      { parameters: { name: { type: "string" }, configurations: { type: "array", defaultValue: [] } } },
    );
    const main = "module pg 'pg.json' = {\n  params: {\n    name: 'contoso'\n  }\n}\n";
    fixed({ "main.bicep": main, "pg.json": compiled });
    expect(read("pg.json")).toBe(text(compiled));
    expect(read("main.bicep")).toBe(
      main.replace(
        "'contoso'\n",
        "'contoso'\n    configurations: [ { name: 'require_secure_transport', value: 'ON' }, { name: 'ssl_min_protocol_version', value: 'TLSv1.2' } ]\n",
      ),
    );
  });
});

test("a fix says which of several servers of one name it mends, as a check does", () => {
  const { lines } = fixed({
    "main.bicep":
      "module a 'pg.bicep' = { name: 'a', params: { name: 'a' } }\nmodule b 'pg.bicep' = { name: 'b', params: { name: 'b' } }\n",
    "pg.bicep":
      "param name string\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: name\n  properties: { sslEnforcement: 'Disabled' }\n}\n",
  });
  expect(lines).toEqual([
    `pg.bicep:4:17: fixed: a > pg: properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL}`,
    `pg.bicep:4:17: fixed: b > pg: properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL}`,
    "2 findings fixed in 1 file, 0 left.",
  ]);
});

describe("left as it is", () => {
  test.each([
    [
      "what cdktf synthesizes",
      "cdk.tf.json",
      { "//": { metadata: { stackName: "s" } }, resource: { azurerm_postgresql_server: { pg: { ssl_enforcement_enabled: false } } } },
      "it is synthesized; fix the program that makes it",
    ],
    [
      "an export of a live server",
      "export.json",
      {
        id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/pg",
        name: "pg",
        type: "Microsoft.DBforPostgreSQL/servers",
        properties: { sslEnforcement: "Disabled" },
      },
      'it is of the kind "export", which is made from something else; change that',
    ],
  ])("%s", (_name, path, content, why) => {
    const { report, lines } = fixed({ [path]: content });
    expect(read(path)).toBe(text(content));
    expect(report.findings).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`Not fixed: ${why}\\.$`));
  });

  test.each([
    ["all properties", "properties: loadJsonContent('../settings.json')", "settings.json"],
    ["a variable of them", "properties: settings", "settings.json"],
    ["a part of them", "properties: settings.single", "settings.json"],
    ["a text that is parsed", "properties: json(loadTextContent('../settings.json'))", "settings.json"],
  ])("what Bicep reads from another file: %s", (_name, properties, from) => {
    const wrong = { sslEnforcement: "Disabled" };
    const { lines } = fixed({
      "settings.json": properties.endsWith(".single") ? { single: wrong } : wrong,
      "infra/main.bicep": `var settings = loadJsonContent('../settings.json')\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  ${properties}\n}\n`,
    });
    expect(lines).toEqual([
      `infra/main.bicep:4:3: error: pg: properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL} Not fixed: it is read from ${from}; change that.`,
      "Nothing to change. 1 finding left.",
    ]);
  });

  test("a template that Bicep reads from another file", () => {
    const { lines } = fixed(
      {
        "pg.json": template([single("Disabled")]),
        "main.bicep": `resource all 'Microsoft.Resources/deployments@2022-09-01' = {\n  name: 'all'\n  properties: { mode: 'Incremental', template: loadJsonContent('pg.json') }\n}\n`,
      },
      { paths: ["main.bicep"] },
    );
    expect(lines[0]).toBe(
      `main.bicep:3:38: error: pg (all > resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL} Not fixed: it is read from pg.json; change that.`,
    );
  });

  test("a template that is compiled from Bicep: its source is fixed", () => {
    const compiled = template([single("Disabled")], { metadata: { _generator: { name: "bicep" } } });
    const source =
      "resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: { sslEnforcement: 'Disabled' }\n}\n";
    const { lines } = fixed({ "main.json": compiled, "main.bicep": source }, { paths: ["main.json"] });
    expect(lines[0]).toMatch(/Not fixed: it is compiled from main\.bicep; fix that\.$/);
    expect(read("main.json")).toBe(text(compiled));
    fixed({});
    expect(read("main.bicep")).toBe(source.replace("Disabled", "Enabled"));
    expect(read("main.json")).toBe(text(compiled));
  });

  test("a file that a symbolic link leads to outside of the root", () => {
    writeFileSync(join(outer, "outside.json"), text(template([single("Disabled")])));
    symlinkSync(join(outer, "outside.json"), join(folder, "main.json"));
    const { lines } = fixed({});
    expect(readFileSync(join(outer, "outside.json"), "utf8")).toBe(text(template([single("Disabled")])));
    expect(lines[0]).toBe(
      `main.json:10:27: error: pg (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL} Not fixed: it is outside of ${folder}, and --root names no folder above it.`,
    );
  });

  test("a file with an error in it", () => {
    const broken = `${text(template([single("Disabled")]))}}`;
    const { lines, report } = fixed({ "main.json": broken });
    expect(read("main.json")).toBe(broken);
    expect(lines[0]).toMatch(/Not fixed: it can't be read in full\.$/);
    expect(report.problems).toHaveLength(1);
  });

  test("what a waiver accepts", () => {
    const waiver = { control: "*", resource: "resources[0]", reason: "It is switched off next week." };
    const { waivers, problems } = parseWaivers([{ value: waiver, words: "waivers[0]" }], controls);
    expect(problems).toEqual([]);
    const held = { controls, options: defaultOptions, optionsOf: new Map(), waivers };
    const resources = (second: string): Record<string, unknown> => template([single("Disabled"), single(second, { name: "other" })]);
    const { report } = fixed({ "main.json": resources("Disabled") }, { settings: () => held });
    expect(read("main.json")).toBe(text(resources("Enabled")));
    expect(report.findings.map(({ accepted }) => accepted?.by)).toEqual(["waiver"]);
  });

  test("a parameter that something gets which a waiver accepts", () => {
    const waiver = { control: "*", resource: "resources[0]", reason: "It is switched off next week." };
    const { waivers } = parseWaivers([{ value: waiver, words: "waivers[0]" }], controls);
    const held = { controls, options: defaultOptions, optionsOf: new Map(), waivers };
    const resources = (second: string): Record<string, unknown> =>
      template([single("[parameters('ssl')]"), single(second, { name: "other" })], {
        parameters: { ssl: { type: "string", defaultValue: "Disabled" } },
      });
    fixed({ "main.json": resources("[parameters('ssl')]") }, { settings: () => held });
    expect(read("main.json")).toBe(text(resources("Enabled")));
  });
});

describe("the text around", () => {
  const before = (server: string): string =>
    `{\r\n\t"$schema": "${SCHEMA}", // which\r\n\t/* of these */\r\n\t"resources": [\r\n\t\t${server},\r\n\t]\r\n}`;
  const server = (ssl: string): string =>
    `{ "type": "Microsoft.DBforPostgreSQL/servers", "apiVersion": "2017-12-01", "name": "pg", "properties": {${ssl}} /* all */ }`;

  test.each([
    ["comments, commas at the end, tabs and CRLF", ""],
    ["a mark of UTF-8", "\uFEFF"],
  ])("stays as it is: %s", (_name, mark) => {
    fixed({ "main.json": mark + before(server('"sslEnforcement":"Disabled"')) });
    expect(read("main.json")).toBe(mark + before(server('"sslEnforcement":"Enabled"')));
  });

  test("stays in UTF-16", () => {
    const utf16 = (content: string): Buffer => Buffer.from(`\uFEFF${content}`, "utf16le");
    for (const swapped of [false, true]) {
      const bytes = (content: string): Buffer => (swapped ? utf16(content).swap16() : utf16(content));
      writeFileSync(join(folder, "main.json"), bytes(before(server('"sslEnforcement":"Disabled"'))));
      fixed({});
      expect(readFileSync(join(folder, "main.json"))).toEqual(bytes(before(server('"sslEnforcement":"Enabled"'))));
    }
  });

  test("is what a new member is written like", () => {
    fixed({ "main.json": before(server("")) });
    expect(read("main.json")).toBe(before(server(' "sslEnforcement": "Enabled" ')));
  });

  test("of names in another case gets no second of them", () => {
    fixed({ "main.json": before(server("").replace("properties", "Properties")) });
    expect(read("main.json")).toBe(before(server(' "sslEnforcement": "Enabled" ').replace("properties", "Properties")));
  });

  test("is written whole: permissions stay, and nothing is left beside the file", () => {
    write({ "main.json": template([single("Disabled")]) });
    chmodSync(join(folder, "main.json"), 0o640);
    fixed({});
    expect(statSync(join(folder, "main.json")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["main.json"]);
  });
});

test("a dry run prints a diff, and changes nothing", () => {
  write({ "main.json": template([single("Disabled")]) });
  let [printed, told] = ["", ""];
  fixFiles(requestOf(), {
    isDryRun: true,
    print(line) {
      printed += line;
    },
    tell(line) {
      told += line;
    },
  });
  expect(read("main.json")).toBe(text(template([single("Disabled")])));
  expect(printed).toBe(
    [
      "--- a/main.json",
      "+++ b/main.json",
      "@@ -6,9 +6,9 @@",
      '       "type": "Microsoft.DBforPostgreSQL/servers",',
      '       "apiVersion": "2017-12-01",',
      '       "name": "pg",',
      '       "properties": {',
      '-        "sslEnforcement": "Disabled"',
      '+        "sslEnforcement": "Enabled"',
      "       }",
      "     }",
      "   ]",
      " }",
      "\\ No newline at end of file",
      "",
    ].join("\n"),
  );
  expect(told).toBe(
    `main.json:10:27: fixed: pg (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. ${USE_SSL}\n1 finding would be fixed in 1 file, 0 left.\n`,
  );
});
