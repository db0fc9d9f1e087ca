import { readEmbedded } from "../../shared/arm/embedded";
import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { parseJson } from "../../shared/json/parse";
import { newBudget } from "../../shared/limits";
import type { AzureResource } from "../../shared/model";
import { subjects } from "../registry";

const WAIVER = { control: "Azure.PostgreSQL.UseSSL", reason: "The old client speaks no TLS.", until: "2027-01-31" };
const KEY = "azure-postgresql-tls";

const server = (metadata: unknown, more = {}): Record<string, unknown> => ({
  type: "Microsoft.DBforPostgreSQL/servers",
  apiVersion: "2017-12-01",
  name: "pg",
  metadata,
  ...more,
});
const beside = (written: unknown): Record<string, unknown> => ({ [KEY]: written });
const deployment = (resources: unknown[], metadata?: unknown): Record<string, unknown> => ({
  type: "Microsoft.Resources/deployments",
  apiVersion: "2024-03-01",
  name: "nested",
  metadata,
  properties: { mode: "Incremental", template: { resources } },
});

/** Each resource with the waivers beside it: `resources[0]: line words value`. */
function told(resources: readonly AzureResource[]): string[] {
  return resources.flatMap(({ origin, waivers = [] }) =>
    waivers.map(({ words, place, value }) => `${origin.address}: ${String(place?.start.line)} ${words} ${JSON.stringify(value)}`),
  );
}

function waivers(...resources: unknown[]): string[] {
  const json = parseJson(JSON.stringify({ resources }, undefined, 2), newBudget());
  const document = { file: "azuredeploy.json", value: json.value, range: (path: readonly (string | number)[]) => json.range(path) };
  return told(readTemplate(document, noParameters, newBudget(), subjects).resources);
}

const text = JSON.stringify(WAIVER);
const words = `resources[0].metadata["${KEY}"]`;
const nestedWords = "resources[0].properties.template.resources[0].metadata";

test.each([
  ["in its metadata", [server(beside({ waivers: [WAIVER] }))], [`resources[0]: 10 ${words}.waivers[0] ${text}`]],
  [
    "beside other metadata",
    [server({ description: "x", ...beside({ waivers: [WAIVER] }) })],
    [`resources[0]: 11 ${words}.waivers[0] ${text}`],
  ],
  [
    "in metadata of another case, as names in a template have none",
    [server(undefined, { Metadata: { [KEY.toUpperCase()]: { waivers: [WAIVER] } } })],
    [`resources[0]: 10 resources[0].Metadata["${KEY.toUpperCase()}"].waivers[0] ${text}`],
  ],
  [
    "of a loop, the same for all",
    [server(beside({ waivers: [WAIVER] }), { name: "[concat('pg', copyIndex())]", copy: { name: "copy", count: 2 } })],
    [`resources[0][0]: 10 ${words}.waivers[0] ${text}`, `resources[0][1]: 10 ${words}.waivers[0] ${text}`],
  ],
  [
    "in a nested deployment",
    [deployment([server(beside({ waivers: [WAIVER] }))])],
    [`resources[0].properties.template.resources[0]: 18 ${nestedWords}["${KEY}"].waivers[0] ${text}`],
  ],
  [
    "of the deployment, for all that it deploys and nothing else",
    [deployment([server(undefined)], beside({ waivers: [WAIVER] })), server(undefined, { name: "other" })],
    [`resources[0].properties.template.resources[0]: 10 ${words}.waivers[0] ${text}`],
  ],
  [
    "of a server, and not of what is written in it",
    [
      {
        ...server(beside({ waivers: [WAIVER] })),
        type: "Microsoft.DBforPostgreSQL/flexibleServers",
        resources: [{ type: "configurations", apiVersion: "2024-08-01", name: "require_secure_transport" }],
      },
    ],
    [`resources[0]: 10 ${words}.waivers[0] ${text}`],
  ],
])("waivers %s", (_name, resources, expected) => {
  expect(waivers(...resources)).toEqual(expected);
});

test.each([
  ["a waiver that is no object", { waivers: ["all"] }, `${words}.waivers[0] "all"`],
  ["waivers that are no list", { waivers: "all" }, `${words}.waivers "all"`],
  ["another key than waivers", { waiver: [WAIVER] }, `${words}.waivers undefined`],
  ["a text in the place of all", "all", `${words} "all"`],
  ["null", null, `${words} null`],
  ["a list in the place of all", [WAIVER], `${words} [${text}]`],
  [
    "more than anybody would write",
    { waivers: Array.from({ length: 1001 }, () => 1) },
    `${words}.waivers ${JSON.stringify(Array.from({ length: 1001 }, () => 1))}`,
  ],
])("%s is given on as it is, to be told as malformed", (_name, written, expected) => {
  expect(waivers(server(beside(written))).map((one) => one.replace(/^resources\[0\]: \d+ /, ""))).toEqual([expected]);
});

test.each([[undefined], [null], ["text"], [[]], [{}], [{ waivers: [WAIVER] }], [JSON.parse('{"__proto__":{"waivers":[]}}')]])(
  "metadata %j holds no waiver",
  (metadata) => {
    expect(waivers(server(metadata))).toEqual([]);
  },
);

test("in a template that a program deploys, the words begin with where the template is", () => {
  const host = { name: "deploy", nativeType: "azure-native:resources:Deployment", address: "urn::deploy", label: "deploy" };
  const template = { resources: [server(beside({ waivers: [WAIVER] }))] };
  const { resources } = readEmbedded({
    host,
    argument: "properties.template",
    template,
    parameters: undefined,
    isLinked: false,
    waivers: [{ value: WAIVER, words: "of the host" }],
    subjects,
  });
  expect(told(resources)).toEqual([
    `urn::deploy#properties.template.resources[0]: undefined of the host ${text}`,
    `urn::deploy#properties.template.resources[0]: undefined deploy (properties.template.${words}.waivers[0]) ${text}`,
  ]);
});
