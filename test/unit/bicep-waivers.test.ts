import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { bicepLanguage } from "../../shared/bicep/language";
import { newBudget } from "../../shared/limits";
import { subjects } from "../registry";
import { compileText, shown, templateOf } from "./bicep-files";

const SSL = "azure-postgresql-use-ssl";
const REASON = "The old client speaks no TLS.";

/** Each resource with the waivers beside it: `pg: 3:1 #disable-next-line … {…}`. */
function waivers(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const { document, problems } = compileText(text, others);
  expect(problems).toEqual([]);
  const { resources } = readTemplate(document, noParameters, newBudget(), subjects, bicepLanguage);
  return resources.flatMap(({ origin, waivers: own = [] }) =>
    own.map(({ words, place, value }) => `${origin.address}: ${place ? shown(place) : ""} ${words} ${JSON.stringify(value)}`),
  );
}

const server = (name = "pg", body = ""): string =>
  `resource ${name} 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: '${name}'\n${body}  properties: {}\n}\n`;
const waived = (at: string, address = "pg", more = {}, words = `#disable-next-line ${SSL}`): string =>
  `${address}: main.bicep:${at} ${words} ${JSON.stringify({ control: SSL, reason: REASON, ...more })}`;
const line = `#disable-next-line ${SSL} // ${REASON}\n`;

test.each([
  ["above a resource", line + server(), [waived("1:1")]],
  ["above its decorators", `${line}@description('x')\n${server()}`, [waived("1:1")]],
  ["between its decorators", `@description('x')\n${line}@batchSize(1)\n${server()}`, [waived("2:1")]],
  ["with comments and empty lines before the resource", `${line}\n// The old one.\n/* x\n*/\n${server()}`, [waived("1:1")]],
  ["in its body", server("pg", `  ${line}  tags: {}\n`), [waived("3:3")]],
  ["above the last line of its body", server("pg", "").replace("}\n}\n", `}\n${line}}\n`), [waived("4:1")]],
  [
    "of a loop",
    `${line}resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = [for i in range(0, 2): {\n  name: 'pg\${i}'\n}]\n`,
    [waived("1:1", "pg[0]"), waived("1:1", "pg[1]")],
  ],
  [
    "with who and until when",
    `#disable-next-line ${SSL} // until=2027-01-31 owner=payments ${REASON}\n${server()}`,
    [waived("1:1", "pg", { until: "2027-01-31", owner: "payments" })],
  ],
  [
    "with an end in words",
    `#disable-next-line ${SSL} // until 2027-01-31 ${REASON}\n${server()}`,
    [waived("1:1", "pg", { until: "2027-01-31" })],
  ],
  [
    "with two ends, which are no day",
    `#disable-next-line ${SSL} // until=2027-01-31 ${REASON} until=2999-12-31\n${server()}`,
    [waived("1:1", "pg", { until: "2027-01-31 and 2999-12-31" })],
  ],
  [
    "among the codes of Bicep's diagnostics",
    `#disable-next-line BCP037 ${SSL} no-unused-params // ${REASON}\n${server()}`,
    [waived("1:1")],
  ],
  [
    "by the id, with words for the reason",
    `#disable-next-line Azure.PostgreSQL.UseSSL until=2027-01-31 owner=payments ${REASON}\n${server()}`,
    [
      'pg: main.bicep:1:1 #disable-next-line Azure.PostgreSQL.UseSSL {"control":"Azure.PostgreSQL.UseSSL","reason":"The old client speaks no TLS.","until":"2027-01-31","owner":"payments"}',
    ],
  ],
  [
    "whatever the case of the control",
    `#disable-next-line ${SSL.toUpperCase()} // ${REASON}\n${server()}`,
    [`pg: main.bicep:1:1 #disable-next-line ${SSL.toUpperCase()} ${JSON.stringify({ control: SSL.toUpperCase(), reason: REASON })}`],
  ],
  [
    "of two controls",
    `#disable-next-line ${SSL} azure-postgresql-flexible-secure-tls // ${REASON}\n${server()}`,
    [
      waived("1:1"),
      `pg: main.bicep:1:1 #disable-next-line azure-postgresql-flexible-secure-tls ${JSON.stringify({ control: "azure-postgresql-flexible-secure-tls", reason: REASON })}`,
    ],
  ],
])("a waiver %s", (_name, text, expected) => {
  expect(waivers(text)).toEqual(expected);
});

test.each([
  ["without a reason", `#disable-next-line ${SSL}`],
  ["with an empty comment", `#disable-next-line ${SSL} //`],
  ["whose other words are codes of Bicep's, and no reason", `#disable-next-line ${SSL} no-unused-params BCP037`],
])("a waiver %s has none, so that it is malformed", (_name, directive) => {
  expect(waivers(`${directive}\n${server()}`)).toEqual([`pg: main.bicep:1:1 #disable-next-line ${SSL} {"control":"${SSL}"}`]);
});

test.each([
  ["that names no control", `#disable-next-line BCP037 no-unused-params // ${SSL}\n${server()}`],
  ["that names a control nearly", `#disable-next-line azure-postgresql-use-tls // ${REASON}\n${server()}`],
  ["of another statement", `${line}param a string\n${server()}`],
  ["behind the resource", server() + line],
  ["behind the resource, above another statement", `${server()}${line}var a = 1\n`],
])("a directive %s is no waiver", (_name, text) => {
  expect(waivers(text)).toEqual([]);
});

const FLEXIBLE = "azure-postgresql-flexible-secure-tls";
const nested = (inServer: string, inSetting: string): string => `resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'pg'
${inServer}  resource rst 'configurations' = {
    name: 'require_secure_transport'
${inSetting}    properties: { value: 'OFF' }
  }
  tags: {}
}
`;

test.each([
  ["above it", nested(`  #disable-next-line ${FLEXIBLE} // ${REASON}\n`, ""), ["pg::rst 3"]],
  ["in it", nested("", `    #disable-next-line ${FLEXIBLE} // ${REASON}\n`), ["pg::rst 5"]],
  ["behind it, in the server", nested("", "").replace("  tags", `  #disable-next-line ${FLEXIBLE} // ${REASON}\n  tags`), ["pg 7"]],
  ["above the server", `#disable-next-line ${FLEXIBLE} // ${REASON}\n${nested("", "")}`, ["pg 1"]],
])("a waiver of a nested resource, or of the server around, %s: of the innermost alone", (_name, text, expected) => {
  expect(waivers(text).map((one) => one.replace(/: main\.bicep:(\d+).*/, " $1"))).toEqual(expected);
});

const off = `#disable-diagnostics ${SSL} // ${REASON}\n`;
const on = `#restore-diagnostics ${SSL}\n`;
const inRange = (at: string, address: string): string => waived(at, address, {}, `#disable-diagnostics ${SSL}`);

test.each([
  ["to the end of the file", server("a") + off + server("b") + server("c"), [inRange("5:1", "b"), inRange("5:1", "c")]],
  ["to where they are restored", off + server("a") + on + server("b"), [inRange("1:1", "a")]],
  ["and not where others are restored", `${off}#restore-diagnostics BCP037\n${server("a")}`, [inRange("1:1", "a")]],
  ["twice, of which the first holds", off + off + server("a"), [inRange("1:1", "a")]],
  ["again", off + on + off + server("a"), [inRange("3:1", "a")]],
  ["of none, where no resource begins in it", server("a", `  ${off}  tags: {}\n  ${on}`) + server("b"), []],
])("diagnostics that are switched off %s", (_name, text, expected) => {
  expect(waivers(text)).toEqual(expected);
});

test("above a module, a waiver holds for what the module deploys, and for no other module of the same file", () => {
  const text = `${line}module one 'server.bicep' = {}\nmodule two 'server.bicep' = {}\n`;
  expect(waivers(text, { "server.bicep": server() })).toEqual([waived("1:1", "one > pg")]);
});

test("in a module, a waiver holds in each place that deploys it", () => {
  const module = line + server();
  const own = (name: string): string => waived("1:1", `${name} > pg`).replace("main.bicep", "server.bicep");
  expect(waivers("module one 'server.bicep' = {}\nmodule two 'server.bicep' = {}\n", { "server.bicep": module })).toEqual([
    own("one"),
    own("two"),
  ]);
});

test("above a module from a registry, a waiver is given once", () => {
  const compiled = { resources: [{ type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg" }] };
  const cached = { "~/.bicep/br/contoso.azurecr.io/pg/1$/main.json": JSON.stringify(compiled) };
  expect(waivers(`${line}module db 'br:contoso.azurecr.io/pg:1' = {}\n`, cached)).toEqual([waived("1:1", "db > resources[0]")]);
});

/** Waivers that are for nothing, by where they stand. */
function strays(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const { document } = compileText(text, others);
  const { strayWaivers } = readTemplate(document, noParameters, newBudget(), subjects, bicepLanguage);
  return strayWaivers.map(({ words, place }) => `${place ? shown(place) : ""} ${words}`);
}

const storage = "resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'store'\n}\n";
const stray = (at: string): string => `main.bicep:${at} #disable-next-line ${SSL}`;

test.each([
  ["above another statement", `${line}param a string\n${server()}`, [stray("1:1")]],
  ["above a resource of a type that no control is about", line + storage + server(), [stray("1:1")]],
  ["behind everything", server() + line, [stray("5:1")]],
  ["in a file without a resource", `${line}param a string\n`, [stray("1:1")]],
  ["of diagnostics that are switched off already", off + off + server(), [`main.bicep:2:1 #disable-diagnostics ${SSL}`]],
  ["above a module that deploys nothing of PostgreSQL", `${line}module m 'store.bicep' = {}\n`, [stray("1:1")]],
  ["above a resource that is never deployed", line + server().replace("= {", "= if (false) {"), [stray("1:1")]],
])("a waiver %s is for nothing", (_name, text, expected) => {
  expect(strays(text, { "store.bicep": storage })).toEqual(expected);
});

test.each([
  ["above a resource", line + server()],
  ["that is no control's", `#disable-next-line BCP037 // ${REASON}\nparam a string\n`],
  ["in a file of which only types are imported", "import { name } from 'shared.bicep'\n"],
])("a directive %s is no waiver for nothing", (_name, text) => {
  expect(strays(text, { "shared.bicep": `${line}@export()\nvar name = 'x'\n${line}param b string\n` })).toEqual([]);
});

test("what is compiled says nothing of directives", () => {
  expect(templateOf(compileText(line + server()))).toEqual(templateOf(compileText(server())));
});

test("very many directives are read in no time that matters", () => {
  const many = line.repeat(20_000);
  expect(waivers(many + server())).toHaveLength(20_000);
  expect(waivers(`${off}${"#disable-diagnostics BCP037\n".repeat(20_000)}${on}${server()}`)).toEqual([]);
});
