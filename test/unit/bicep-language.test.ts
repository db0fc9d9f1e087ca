import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { bicepLanguage } from "../../shared/bicep/language";
import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls } from "../../shared/engine/run-controls";
import { newBudget } from "../../shared/limits";
import type { Place } from "../../shared/model";
import { defaultOptions, subjects } from "../registry";
import { compileText, shown } from "./bicep-files";

const chain = (place: Place): string => [...(place.through ?? []), place].map(shown).join(" > ");

/** What is found in `main.bicep`, without what is said of Azure's defaults. */
function findingsIn(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const { document } = compileText(text, others);
  const { resources, gaps } = readTemplate(document, noParameters, newBudget(), subjects, bicepLanguage);
  const { findings, unread } = runControls(buildInventory(resources, gaps), controls, defaultOptions);
  return [
    ...findings.map(({ resource, message, place, valueFrom }) => {
      const from = valueFrom ? ` From ${chain(valueFrom)}.` : "";
      return `${place ? chain(place) : ""} ${resource.address}: ${message.replace(/ Azure's default.*/, "")}${from}`;
    }),
    ...unread.map(({ origin, message, place }) => `${place ? chain(place) : ""} ${origin.address}: ${message}`),
  ];
}

const CONFIGURATIONS = "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01";
const server = (name: string): string => `resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {\n  name: ${name}\n}\n`;
const configuration = (value: string): string =>
  `resource version '${CONFIGURATIONS}' = {\n  parent: pg\n  name: 'ssl_min_protocol_version'\n  properties: { value: 'TLSv1.2' }\n}\n` +
  `resource transport '${CONFIGURATIONS}' = {\n  parent: pg\n  name: 'require_secure_transport'\n  properties: {\n    value: ${value}\n  }\n}\n`;

test("a single server is told by its symbolic name, with the property's line", () => {
  const single = (properties: string): string =>
    `resource old 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'old'\n  properties: {\n    ${properties}\n  }\n}`;
  expect(findingsIn(single("sslEnforcement: 'Enabled'"))).toEqual([]);
  expect(findingsIn(single("sslEnforcement: 'Disabled'"))).toEqual([
    "main.bicep:4:5 old: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.",
  ]);
  expect(findingsIn(single("version: '11'"))).toEqual([
    "main.bicep:3:3 old: properties.sslEnforcement is not set; it must be Enabled. Set properties.sslEnforcement to Enabled.",
  ]);
});

test("what is missing is told with what to write", () => {
  const [first] = findingsIn(server("'pg'"));
  expect(first).toBe(
    "main.bicep:1:1 pg: require_secure_transport is not set for this server; it must be ON. " +
      `Write resource pgRequireSecureTransport '${CONFIGURATIONS}' = ` +
      "{ parent: pg, name: 'require_secure_transport', properties: { value: 'ON' } }.",
  );
});

test("what is proposed is Bicep that does what it is proposed for", () => {
  const written = findingsIn(server("'pg'")).map((finding) => /Write (.*)\.$/.exec(finding)?.[1] ?? "");
  expect(findingsIn(`${server("'pg'")}${written.join("\n")}`)).toEqual([]);
});

test("of a server in a loop each iteration is told", () => {
  const looped = "resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = [for i in range(0, 2): {\n  name: 'pg${i}'\n}]\n";
  const findings = findingsIn(looped).filter((finding) => finding.includes("require_secure_transport"));
  expect(findings.map((finding) => finding.split(": ")[0])).toEqual(["main.bicep:1:1 pg[0]", "main.bicep:1:1 pg[1]"]);
  expect(findings[0]).toContain(
    "{ parent: pg[i], name: 'require_secure_transport', properties: { value: 'ON' } }, for each i of the loop of pg.",
  );
});

test("a finding in a module is told with the statements that lead there, and a value with its caller", () => {
  const call = (path: string, tls: string): string => `module db '${path}' = {\n  name: 'db'\n  params: { name: 'pg', tls: ${tls} }\n}\n`;
  const parameters = "param name string\nparam tls string\n";
  const files = {
    "m/outer.bicep": `${parameters}${call("inner.bicep", "tls")}`,
    "m/inner.bicep": `${parameters}${server("name")}${configuration("tls")}`,
  };
  expect(findingsIn(call("m/outer.bicep", "'OFF'"), files)).toEqual([
    "main.bicep:1:1 > m/outer.bicep:3:1 > m/inner.bicep:15:5 db > db > transport: " +
      'require_secure_transport is OFF; it must be ON. Set properties.value to "ON". From main.bicep:3:30.',
  ]);
  expect(findingsIn(call("m/outer.bicep", "'ON'"), files)).toEqual([]);
});

describe("a value that a condition chooses for a module", () => {
  const module = { "db.bicep": `param tls string = 'OFF'\n${server("'pg'")}${configuration("tls")}` };
  const call = (tls: string): string =>
    `param isTest bool\nresource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'v' }\n` +
    `module db 'db.bicep' = {\n  name: 'db'\n  params: {\n    tls: ${tls}\n  }\n}\n`;
  const told = (value: string): string =>
    `main.bicep:3:1 > db.bicep:14:5 db > transport: require_secure_transport is ${value}; it must be ON. ` +
    'Set properties.value to "ON". From main.bicep:6:5.';

  test.each<readonly [tls: string, found: readonly string[]]>([
    ["isTest ? 'ON' : 'on'", []],
    ["isTest ? 'OFF' : 'off'", [told("OFF or off")]],
    ["isTest ? 'ON' : 'OFF'", [told("param isTest, which has no value here").replace(" is ", " depends on ")]],
    ["isTest ? 'OFF' : vault.getSecret('tls')", [told("param isTest, which has no value here").replace(" is ", " depends on ")]],
    ["true ? vault.getSecret('tls') : 'ON'", [told("param tls, which comes from a key vault")]],
    ["true ? 'ON' : 'OFF'", []],
    ["false ? 'ON' : 'OFF'", [told("OFF")]],
  ])("%s", (tls, found) => {
    expect(findingsIn(call(tls), module)).toEqual(found);
  });

  test("null leaves the module its default, and that is where the value is from", () => {
    expect(findingsIn(call("null"), module)).toEqual([told("OFF").replace("main.bicep:6:5", "main.bicep:3:1 > db.bicep:1:20")]);
  });
});

test("a value that only a deployment gives is told by its parameter", () => {
  expect(findingsIn(`param tls string\n${server("'pg'")}${configuration("tls")}`)).toEqual([
    'main.bicep:14:5 transport: require_secure_transport is param tls, which has no value here; it must be ON. Set properties.value to "ON".',
  ]);
});

test("a value that is imported is told with where it is from", () => {
  const text = `import { tls } from 'lib.json'\n${server("'pg'")}${configuration("tls")}`;
  expect(findingsIn(text, { "lib.json": '{\n  "variables": {\n    "tls": "OFF"\n  }\n}' })).toEqual([
    'main.bicep:14:5 transport: require_secure_transport is OFF; it must be ON. Set properties.value to "ON". From lib.json:3:12.',
  ]);
  expect(findingsIn(text.replace("lib.json", "br/public:lib:1.0"))).toEqual([
    "main.bicep:14:5 transport: require_secure_transport is tls of br/public:lib:1.0, which is not in Bicep's cache; " +
      'it must be ON. Set properties.value to "ON".',
  ]);
});

describe("modules of registries", () => {
  const call = (path: string, params: string): string => `module m '${path}' = {\n  name: 'm'\n  params: {\n    ${params}\n  }\n}\n`;
  const AVM = "br/public:avm/res/db-for-postgre-sql/flexible-server:0.11.0";

  test("that are known are judged by what they are given", () => {
    const given = (value: string): string =>
      call(
        AVM,
        `name: 'pg'\n    configurations: [\n      { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }\n      { name: 'require_secure_transport', value: ${value} }\n    ]`,
      );
    expect(findingsIn(given("'ON'"))).toEqual([]);
    expect(findingsIn(given("'OFF'"))).toEqual([
      "main.bicep:1:1 m > flexibleServer_configurations[1]: require_secure_transport is OFF; it must be ON. " +
        'Set properties.value to "ON". From main.bicep:7:43.',
    ]);
    expect(findingsIn(call(AVM, "name: 'pg'"))[0]).toBe(
      "main.bicep:1:1 m > flexibleServer: require_secure_transport is not set for this server; it must be ON. " +
        "Add { name: 'require_secure_transport', value: 'ON' } to configurations in the params of the module.",
    );
  });

  test("that aren't here are gaps, with their path", () => {
    expect(findingsIn(call("br:contoso.azurecr.io/db:v1", "a: 1"))).toEqual([
      "main.bicep:1:1 m: The module br:contoso.azurecr.io/db:v1 is not in Bicep's cache, so what it declares isn't checked. " +
        'Run "bicep restore" to have it there.',
    ]);
    expect(findingsIn(call("ts:sub/group/spec:v1", "a: 1"))[0]).toMatch(
      /It is the template spec \/subscriptions\/sub\/.*\/spec\/versions\/v1\.$/,
    );
  });

  test.each([
    ["name", "server: pg.name"],
    ["id", "server: pg.id"],
    ["id, deep in an object", "all: { servers: [{ id: pg.id }] }"],
    ["name, in the id's place", "server: 'PG'"],
  ])("that get a server's %s leave open what they set", (_, params) => {
    const [first] = findingsIn(`${server("'pg'")}${call("br:contoso.azurecr.io/db:v1", params)}`);
    expect(first).toContain("is not set for this server and a module that gets its name, and isn't read here, may set it");
  });

  test("that get a wrong server's name don't make it right", () => {
    const [first] = findingsIn(`${server("'pg'")}${configuration("'OFF'")}${call("br:contoso.azurecr.io/db:v1", "server: pg.name")}`);
    expect(first).toContain("transport: require_secure_transport is OFF; it must be ON.");
  });
});
