import { controls } from "../../shared/controls";
import { runControls } from "../../shared/engine/run-controls";
import { readExport } from "../../shared/arm/export";
import { newBudget } from "../../shared/limits";
import { parseJson } from "../../shared/json/parse";
import { buildInventory } from "../../shared/engine/inventory";
import { defaultOptions, subjects } from "../registry";

const TYPE = "Microsoft.DBforPostgreSQL";
const ID = `/subscriptions/0/resourceGroups/rg/providers/${TYPE}`;

const single = (sslEnforcement: string): Record<string, unknown> => ({
  id: `${ID}/servers/old`,
  name: "old",
  type: `${TYPE}/servers`,
  location: "westeurope",
  properties: { sslEnforcement, version: "11" },
});
const server = {
  id: `${ID}/flexibleServers/pg`,
  name: "pg",
  type: `${TYPE}/flexibleServers`,
  properties: { version: "16", state: "Ready" },
};
const parameter = (name: string, value: string): Record<string, unknown> => ({
  id: `${ID}/flexibleServers/pg/configurations/${name}`,
  name,
  type: `${TYPE}/flexibleServers/configurations`,
  properties: { value, source: "system-default", defaultValue: "on" },
});
/** az takes the properties out of their object. */
const flat = ({ properties, ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  ...rest,
  ...(properties as object),
  resourceGroup: "rg",
});
const right = [
  parameter("require_secure_transport", "on"),
  parameter("ssl_min_protocol_version", "TLSv1.2"),
  parameter("log_connections", "on"),
];
const off = parameter("require_secure_transport", "off");

const UNLISTED = ["require_secure_transport", "ssl_min_protocol_version"].map(
  (name) => `export.json[0] undetermined: ${name} is not set for this server and its server parameters are not all in the export`,
);

test.each<{ name: string; json: unknown; found: readonly string[]; verdicts: readonly string[] }>([
  {
    name: "one single server of the REST API",
    json: single("Disabled"),
    found: ["export.json fail: properties.sslEnforcement is Disabled"],
    verdicts: ["export.json fail"],
  },
  {
    name: "one single server of az",
    json: flat(single("Disabled")),
    found: ["export.json fail: sslEnforcement is Disabled"],
    verdicts: ["export.json fail"],
  },
  {
    name: "a list of the REST API",
    json: { value: [single("Enabled")], nextLink: null },
    found: [],
    verdicts: ["export.json.value[0] pass"],
  },
  { name: "rows of the Resource Graph", json: { count: 1, data: [single("Enabled")] }, found: [], verdicts: ["export.json.data[0] pass"] },
  {
    name: "a server and its parameters",
    json: [server, ...right],
    found: [],
    verdicts: ["export.json[0] pass", "export.json[1] pass", "export.json[2] pass"],
  },
  {
    name: "a server and its parameters, of az",
    json: [server, ...right].map(flat),
    found: [],
    verdicts: ["export.json[0] pass", "export.json[1] pass", "export.json[2] pass"],
  },
  {
    name: "a list of parameters",
    json: { value: [off] },
    found: ["export.json.value[0] fail: require_secure_transport is off"],
    verdicts: ["export.json.value[0] fail"],
  },
  {
    name: "a list of parameters, of az",
    json: [flat(off)],
    found: ["export.json[0] fail: require_secure_transport is off"],
    verdicts: ["export.json[0] fail"],
  },
  {
    name: "parameters without a type, by their ids",
    json: [{ ...off, type: undefined }],
    found: ["export.json[0] fail: require_secure_transport is off"],
    verdicts: ["export.json[0] fail"],
  },
  { name: "a server without its parameters", json: [server], found: UNLISTED, verdicts: ["export.json[0] undetermined"] },
  {
    name: "resources as PSRule exports them",
    json: [
      { ResourceType: `${TYPE}/servers`, ResourceName: "old", ResourceId: `${ID}/servers/old`, Properties: { sslEnforcement: "Disabled" } },
      {
        ResourceType: `${TYPE}/flexibleServers`,
        ResourceName: "pg",
        ResourceId: `${ID}/flexibleServers/pg`,
        Properties: {},
        resources: right.map(({ id, name, type, properties }) => ({
          ResourceId: id,
          Name: name,
          ResourceType: type,
          Properties: properties,
        })),
      },
    ],
    found: ["export.json[0] fail: properties.sslEnforcement is Disabled"],
    verdicts: ["export.json[0] fail", "export.json[1] pass", "export.json[1].resources[0] pass", "export.json[1].resources[1] pass"],
  },
  {
    name: "children without ids, in their server",
    json: { ...server, id: undefined, resources: right.map(({ name, type, properties }) => ({ name, type, properties })) },
    found: [],
    verdicts: ["export.json pass", "export.json.resources[0] pass", "export.json.resources[1] pass"],
  },
  {
    name: "other resources",
    json: [
      {
        id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/x",
        type: "Microsoft.Storage/storageAccounts",
        name: "x",
      },
    ],
    found: [],
    verdicts: [],
  },
  { name: "a firewall rule of a server", json: [{ id: `${ID}/flexibleServers/pg/firewallRules/x`, name: "x" }], found: [], verdicts: [] },
  { name: "nothing", json: null, found: [], verdicts: [] },
])("$name", ({ json, found, verdicts }) => {
  const text = parseJson(JSON.stringify(json), newBudget());
  const resources = readExport({ file: "export.json", value: text.value, range: (path) => text.range(path) }, subjects);
  const { findings, results } = runControls(buildInventory(resources), controls, defaultOptions);
  expect(findings.map(({ resource: at, verdict, message }) => `${at.address} ${verdict}: ${message.split("; ")[0] ?? ""}`)).toEqual(found);
  expect(results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual(verdicts);
});

test("a finding points at the value", () => {
  const text = parseJson(JSON.stringify([flat(off)], undefined, 2), newBudget());
  const [resource] = readExport({ file: "export.json", value: text.value, range: (path) => text.range(path) }, subjects);
  expect(resource?.locate?.("properties.value")).toEqual({
    file: "export.json",
    start: { line: 6, column: 14 },
    end: { line: 6, column: 19 },
  });
});
