import { controls } from "../../shared/controls";
import { runControls } from "../../shared/engine/run-controls";
import { readTemplate } from "../../shared/arm/resources";
import { defaultLimits, newBudget, type Limits } from "../../shared/limits";
import { noParameters, parametersOf } from "../../shared/arm/parameters";
import type { Document } from "../../shared/json/document";
import { parseJson } from "../../shared/json/parse";
import { buildInventory } from "../../shared/engine/inventory";
import { defaultOptions, subjects } from "../registry";

const TYPE = "Microsoft.DBforPostgreSQL";

/** A part of a template's text that a finding is to point at. */
const HERE = /⟦|⟧/g;

interface Case {
  readonly name: string;
  /** The template; `⟦…⟧` marks what the findings point at, in their order in the text. An object is written out as JSON. */
  readonly template: unknown;
  readonly parameters?: unknown;
  readonly linked?: Readonly<Record<string, unknown>>;
  /** Address, verdict and first clause of each finding. */
  readonly found: readonly string[];
}

function documents(text: string, linked: Readonly<Record<string, unknown>>): Document {
  const json = parseJson(text, newBudget());
  return {
    file: "azuredeploy.json",
    value: json.value,
    range: (path) => json.range(path),
    open: (path) =>
      Object.hasOwn(linked, path)
        ? { ...documents(JSON.stringify(linked[path]), linked), file: path }
        : { unread: "there is no such file" },
  };
}

function read(
  { template, parameters, linked = {} }: Case,
  limits: Limits = defaultLimits,
): { found: string[]; places: string[]; marks: string[]; overLimit: string[]; passed: string[] } {
  const marked = typeof template === "string" ? template : JSON.stringify(template, undefined, 2);
  const marks: string[] = [];
  let text = "";
  for (const piece of marked.split(/(⟦)/)) {
    if (piece === "⟦") marks.push(`${String(text.split("\n").length)}:${String(text.length - text.lastIndexOf("\n"))}`);
    else text += piece.replace(HERE, "");
  }
  const { resources, gaps, overLimit } = readTemplate(
    documents(text, linked),
    parameters === undefined ? noParameters : parametersOf(parameters),
    newBudget(limits, () => 0),
    subjects,
  );
  const { findings, unread, results } = runControls(buildInventory(resources, gaps), controls, defaultOptions);
  return {
    found: [
      ...findings.map(({ resource: at, verdict, message }) => `${at.address}: ${verdict}: ${message.split("; ")[0] ?? ""}`),
      ...unread.map(({ origin, message }) => `${origin.address}: unread: ${message}`),
    ],
    places: [...findings, ...unread].map(({ place }) => `${String(place?.start.line)}:${String(place?.start.column)}`),
    marks,
    overLimit: overLimit.map(({ address, message }) => `${address}: ${message}`),
    passed: results.filter(({ verdict }) => verdict === "pass").map(({ resource }) => resource.address),
  };
}

const seed = (sslEnforcement: string): string => `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "administratorLogin": { "type": "string" },
    "administratorLoginPassword": { "type": "securestring" }
  },
  "resources": [
    {
      "type": "Microsoft.DBforPostgreSQL/servers",
      "apiVersion": "2017-12-01",
      "name": "contoso",
      "location": "[resourceGroup().location]",
      "properties": ⟦{
        "createMode": "Default",
        "administratorLogin": "[parameters('administratorLogin')]",
        "administratorLoginPassword": "[parameters('administratorLoginPassword')]",
        "minimalTlsVersion": "TLS1_2",
        ${sslEnforcement}
        "publicNetworkAccess": "Disabled",
        "version": "11"
      }
    }
  ]
}`;

const single = (value: unknown, extra: Readonly<Record<string, unknown>> = {}): unknown => ({
  type: `${TYPE}/servers`,
  apiVersion: "2017-12-01",
  name: "pg",
  properties: { sslEnforcement: value },
  ...extra,
});
const server = (name: unknown, extra: Readonly<Record<string, unknown>> = {}): unknown => ({
  type: `${TYPE}/flexibleServers`,
  apiVersion: "2022-12-01",
  name,
  properties: {},
  ...extra,
});
const parameter = (name: unknown, value: unknown, extra: Readonly<Record<string, unknown>> = {}): unknown => ({
  type: `${TYPE}/flexibleServers/configurations`,
  apiVersion: "2022-12-01",
  name,
  properties: { value, source: "user-override" },
  ...extra,
});
const loopOver = (name: string, array: string): Readonly<Record<string, unknown>> => ({
  copy: { name, count: `[length(parameters('${array}'))]` },
});
const RIGHT = { require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" };
const both = (server: string): unknown[] =>
  Object.entries(RIGHT).map(([name, value]) => parameter(`[format('{0}/{1}', ${server}, '${name}')]`, value));
const nested = (
  template: unknown,
  extra: Readonly<Record<string, unknown>> = {},
  properties: Readonly<Record<string, unknown>> = {},
): unknown => ({
  type: "Microsoft.Resources/deployments",
  apiVersion: "2022-09-01",
  name: "nested",
  ...extra,
  properties: { mode: "Incremental", template, ...properties },
});
const INNER = { expressionEvaluationOptions: { scope: "inner" } };

const disabled = (address: string): string => `${address}: fail: properties.sslEnforcement is Disabled`;
const unset = (address: string): string[] =>
  ["require_secure_transport", "ssl_min_protocol_version"].map((name) => `${address}: unset: ${name} is not set for this server`);

/** A name that is one of two, by the value of a parameter. */
const chosenBy = (name: string, [then, otherwise]: readonly [string, string] = ["n1", "n2"]): string =>
  `if(equals(parameters('${name}'), 'x'), '${then}', '${otherwise}')`;
const FEW_A_AND_B = { a: { type: "string", allowedValues: ["n1", "n2"] }, b: { type: "string", allowedValues: ["n1", "n2"] } };
const A_AND_B = { a: { type: "string" }, b: { type: "string" } };

const cases: readonly Case[] = [
  { name: "a single server that enforces SSL", template: seed('"sslEnforcement": "Enabled",').replace("⟦", ""), found: [] },
  {
    name: "a single server that doesn't",
    template: seed('"sslEnforcement": ⟦"Disabled",').replace("⟦", ""),
    found: [disabled("resources[0]")],
  },
  { name: "a single server that says nothing", template: seed(""), found: ["resources[0]: unset: properties.sslEnforcement is not set"] },

  // Values
  {
    name: "a parameter's default",
    template: { parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('ssl')]")] },
    found: [disabled("resources[0]")],
  },
  {
    name: "a default that is an expression",
    template: {
      parameters: {
        ssl: { type: "bool", defaultValue: false },
        text: { type: "string", defaultValue: "[if(parameters('ssl'), 'Enabled', 'Disabled')]" },
      },
      resources: [single("[parameters('text')]")],
    },
    found: [disabled("resources[0]")],
  },
  {
    name: "a parameter file's value",
    template: { parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('SSL')]")] },
    parameters: { Ssl: { value: "Enabled" } },
    found: [],
  },
  {
    name: "null in a parameter file stands for the default",
    template: { parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('ssl')]")] },
    parameters: { ssl: { value: null } },
    found: [disabled("resources[0]")],
  },
  {
    name: "a key vault's secret",
    template: { parameters: { ssl: { type: "securestring" } }, resources: [single("[parameters('ssl')]")] },
    parameters: { ssl: { reference: { keyVault: { id: "/vault" }, secretName: "ssl" } } },
    found: ["resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which comes from a key vault"],
  },
  {
    name: "a parameter without a value",
    template: { parameters: { ssl: { type: "string" } }, resources: [single("[parameters('ssl')]")] },
    found: ["resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here"],
  },
  {
    name: "allowed values that are all right",
    template: {
      parameters: { ssl: { type: "string", allowedValues: ["Enabled", "ENABLED"] } },
      resources: [single("[parameters('ssl')]")],
    },
    found: [],
  },
  {
    name: "allowed values that are all wrong",
    template: { parameters: { ssl: { type: "string", allowedValues: ["Disabled", "Off"] } }, resources: [single("[parameters('ssl')]")] },
    found: ["resources[0]: fail: properties.sslEnforcement is Disabled or Off"],
  },
  {
    name: "allowed values that differ",
    template: {
      parameters: { ssl: { type: "string", allowedValues: ["Enabled", "Disabled"] } },
      resources: [single("[parameters('ssl')]")],
    },
    found: ["resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here"],
  },
  {
    name: "allowed values of a definition that another one refers to",
    template: {
      definitions: {
        tls: { type: "object", properties: { ssl: { type: "string", allowedValues: ["Disabled", "Off"] } } },
        ssl: { $ref: "#/definitions/tls/properties/ssl" },
      },
      parameters: { ssl: { $ref: "#/definitions/ssl" } },
      resources: [single("[parameters('ssl')]")],
    },
    found: ["resources[0]: fail: properties.sslEnforcement is Disabled or Off"],
  },
  {
    name: "a definition that may be null, which isn't the one that is referred to",
    template: {
      definitions: { tls: { properties: { ssl: { type: "string" } } }, ssl: { nullable: true } },
      parameters: { ssl: { $ref: "#/definitions/tls/properties/ssl" } },
      resources: [single("[parameters('ssl')]")],
    },
    found: ["resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here"],
  },
  {
    name: "definitions that refer to each other, or to nothing",
    template: {
      definitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } },
      parameters: { ssl: { $ref: "#/definitions/a" }, other: { $ref: "#/definitions/none/x" } },
      resources: [single("[parameters('ssl')]"), single("[parameters('other')]")],
    },
    found: [
      "resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here",
      "resources[1]: undetermined: properties.sslEnforcement is parameters('other'), which has no value here",
    ],
  },
  {
    name: "a list of allowed values is none of them",
    template: {
      parameters: { ssl: { type: "array", allowedValues: ["Enabled", "ENABLED"] } },
      resources: [single("[parameters('ssl')]")],
    },
    found: ["resources[0]: undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here"],
  },
  {
    name: "variables of variables",
    template: {
      variables: { settings: { ssl: "[variables('off')]" }, off: "Disabled" },
      resources: [single("[variables('settings').SSL]")],
    },
    found: [disabled("resources[0]")],
  },
  {
    name: "properties as one expression",
    template: {
      variables: { all: { sslEnforcement: "Disabled" } },
      resources: [{ type: `${TYPE}/servers`, name: "pg", properties: "[union(variables('all'), createObject('version', '11'))]" }],
    },
    found: [disabled("resources[0]")],
  },
  {
    name: "a property whose name is an expression",
    template: {
      resources: [
        { type: `${TYPE}/servers`, name: "a", properties: { "[concat('SSL', 'Enforcement')]": "[toLower('DISABLED')]" } },
        { type: `${TYPE}/servers`, name: "b", "[concat('prop', 'erties')]": { "[concat('ssl', 'Enforcement')]": "Enabled" } },
      ],
    },
    found: ["resources[0]: fail: properties.sslEnforcement is disabled"],
  },
  {
    name: "a property whose name isn't known",
    template: {
      parameters: { key: { type: "string" } },
      resources: [{ type: `${TYPE}/servers`, name: "pg", properties: { "[parameters('key')]": "Enabled" } }],
    },
    found: ["resources[0]: undetermined: properties.sslEnforcement is a property whose name is known only at deployment"],
  },
  {
    name: "names of properties and types in any case",
    template: { Resources: [{ Type: "microsoft.dbforpostgresql/SERVERS", Name: "pg", Properties: { SSLENFORCEMENT: "Disabled" } }] },
    found: [disabled("resources[0]")],
  },
  {
    name: "an escaped bracket is no expression",
    template: { resources: [single("[[parameters('ssl')]")] },
    found: ["resources[0]: fail: properties.sslEnforcement is a string of 19 characters"],
  },
  {
    name: "of equal names, the last holds",
    template: `{"resources": [{"type": "${TYPE}/servers", "name": "pg", "properties": {"sslEnforcement": "Enabled", "sslEnforcement": ⟦"Disabled"}}]}`,
    found: [disabled("resources[0]")],
  },
  {
    name: "an apiVersion that is an expression",
    template: { variables: { api: "2017-12-01" }, resources: [single("Disabled", { apiVersion: "[variables('api')]" })] },
    found: [disabled("resources[0]")],
  },
  {
    name: "a type that is an expression",
    template: { variables: { type: `${TYPE}/servers` }, resources: [single("Disabled", { type: "[variables('type')]" })] },
    found: [disabled("resources[0]")],
  },
  {
    name: "a type that isn't known",
    template: { parameters: { type: { type: "string" } }, resources: [single("Disabled", { type: "[parameters('type')]" })] },
    found: [
      "resources[0]: unread: The type of this resource is known only at deployment, so whether it is of PostgreSQL isn't checked. Write type as a literal.",
    ],
  },

  // Joins
  {
    name: "parameters by a name that isn't known",
    template: { parameters: { name: { type: "string" } }, resources: [server("[parameters('name')]"), ...both("parameters('name')")] },
    found: [],
  },
  {
    name: "parameters by a name that is partly known",
    template: {
      variables: { name: "[concat('pg-', uniqueString(resourceGroup().id))]" },
      resources: [server("[variables('name')]"), ...both("variables('name')")],
    },
    found: [],
  },
  {
    name: "parameters of a server with another name that isn't known",
    template: {
      parameters: { a: { type: "string" }, b: { type: "string" } },
      resources: [server("[concat('x-', parameters('a'))]"), ...both("concat('y-', parameters('b'))")],
    },
    found: unset("resources[0]"),
  },
  {
    name: "names in their server, with short types",
    template: {
      resources: [
        server("pg", { resources: Object.entries(RIGHT).map(([name, value]) => parameter(name, value, { type: "configurations" })) }),
      ],
    },
    found: [],
  },
  {
    name: "names in their server, with full types",
    template: { resources: [server("pg", { resources: Object.entries(RIGHT).map(([name, value]) => parameter(`pg/${name}`, value)) })] },
    found: [],
  },
  {
    name: "a wrong one in its server",
    template: `{"resources": [{"type": "${TYPE}/flexibleServers", "name": "pg", "properties": {"version": "11"}, "resources": [
      {"type": "configurations", "name": "require_secure_transport", "properties": {"source": "user-override",
        "value": ⟦"off"}}]}]}`,
    found: ["resources[0].resources[0]: fail: require_secure_transport is off"],
  },
  {
    name: "names by symbol, with a server that exists",
    template: {
      languageVersion: "2.0",
      resources: { pg: server("pg", { existing: true }), tls: parameter("[format('{0}/{1}', 'pg', 'ssl_min_protocol_version')]", "TLSv1") },
    },
    found: ["resources.tls: fail: ssl_min_protocol_version is TLSv1"],
  },
  {
    name: "a server in one of two branches, and parameters for either",
    template: {
      parameters: { new: { type: "bool" } },
      resources: [
        server("pg", { condition: "[parameters('new')]" }),
        server("pg", { condition: "[not(parameters('new'))]" }),
        ...both("'pg'"),
      ],
    },
    found: [],
  },
  {
    name: "a parameter under its server's own condition",
    template: {
      parameters: { deploy: { type: "bool" } },
      resources: [
        server("pg", { condition: "[parameters('deploy')]" }),
        ...Object.entries(RIGHT).map(([name, value]) => parameter(`pg/${name}`, value, { condition: "[parameters('deploy')]" })),
      ],
    },
    found: [],
  },

  // What is one of a few
  {
    name: "versions that all have the parameter",
    template: {
      parameters: { version: { type: "string", allowedValues: ["14", "15"] } },
      resources: [server("pg", { properties: { version: "[parameters('version')]" } })],
    },
    found: unset("resources[0]"),
  },
  {
    name: "versions of which none has the parameter",
    template: {
      parameters: { version: { type: "string", allowedValues: ["11"] } },
      resources: [server("pg", { properties: { version: "[parameters('version')]" } })],
    },
    found: unset("resources[0]").slice(0, 1),
  },
  {
    name: "versions of which one doesn't have the parameter",
    template: {
      parameters: { version: { type: "string", allowedValues: ["11", "12"] } },
      resources: [server("pg", { properties: { version: "[parameters('version')]" } })],
    },
    found: [
      ...unset("resources[0]").slice(0, 1),
      "resources[0]: undetermined: ssl_min_protocol_version is not set for this server and properties.version is parameters('version'), which has no value here",
    ],
  },
  {
    name: "modes that all create anew",
    template: {
      parameters: { mode: { type: "string", allowedValues: ["Create", "PointInTimeRestore"] } },
      resources: [server("pg", { properties: { createMode: "[parameters('mode')]" } })],
    },
    found: unset("resources[0]"),
  },
  {
    name: "modes of which one takes something over",
    template: {
      parameters: { mode: { type: "string", allowedValues: ["Create", "Replica"] } },
      resources: [server("pg", { properties: { createMode: "[parameters('mode')]" } })],
    },
    found: Object.keys(RIGHT).map(
      (name) =>
        `resources[0]: undetermined: ${name} is not set for this server and properties.createMode is parameters('mode'), which has no value here`,
    ),
  },

  // Conditions
  {
    name: "a condition that is false",
    template: { resources: [single("Disabled", { condition: false }), single("Disabled", { condition: "[equals('a', 'b')]" })] },
    found: [],
  },
  {
    name: "a condition that is false by a parameter's default",
    template: {
      parameters: { deploy: { type: "bool", defaultValue: false } },
      resources: [single("Disabled", { condition: "[parameters('deploy')]" })],
    },
    found: [disabled("resources[0]")],
  },
  {
    name: "a condition that is false by a parameter file",
    template: {
      parameters: { deploy: { type: "bool", defaultValue: true } },
      resources: [single("Disabled", { condition: "[parameters('deploy')]" })],
    },
    parameters: { deploy: { value: false } },
    found: [],
  },
  {
    name: "a condition that is false by an empty secret",
    template: {
      parameters: { password: { type: "securestring", defaultValue: "" } },
      resources: [server("pg", { condition: "[not(equals(parameters('password'), ''))]" })],
    },
    found: unset("resources[0]"),
  },

  // Loops
  {
    name: "a loop over servers",
    template: {
      variables: { ssl: ["Enabled", "Disabled"] },
      resources: [
        single("[variables('ssl')[copyIndex()]]", {
          name: "[concat('pg', copyIndex())]",
          copy: { name: "all", count: "[length(variables('ssl'))]" },
        }),
      ],
    },
    found: [disabled("resources[0][1]")],
  },
  {
    name: "a loop over parameters",
    template: {
      variables: { settings: Object.entries(RIGHT).map(([name, value]) => ({ name, value })) },
      resources: [
        server("pg"),
        parameter("[concat('pg/', variables('settings')[copyIndex('settings')].name)]", "[variables('settings')[copyIndex()].value]", {
          copy: { name: "settings", count: "[length(variables('settings'))]", mode: "serial", batchSize: 1 },
        }),
      ],
    },
    found: [],
  },
  {
    name: "a loop over parameters that aren't known",
    template: {
      parameters: { settings: { type: "array" } },
      resources: [
        server("pg"),
        parameter("[concat('pg/', parameters('settings')[copyIndex()].name)]", "[parameters('settings')[copyIndex()].value]", {
          copy: { name: "settings", count: "[length(parameters('settings'))]" },
        }),
      ],
    },
    found: [
      "resources[1]: undetermined: name depends on parameters('settings'), which has no value here, so it can't be told which server parameter this sets. Give the template the values that it is deployed with.",
    ],
  },
  {
    name: "a loop over parameters of which a default says that there are none",
    template: {
      parameters: { settings: { type: "array", defaultValue: [] } },
      resources: [
        server("pg"),
        parameter("[concat('pg/', parameters('settings')[copyIndex()].name)]", "[parameters('settings')[copyIndex()].value]", {
          copy: { name: "settings", count: "[length(parameters('settings'))]" },
        }),
      ],
    },
    found: [
      "resources[1]: undetermined: name depends on parameters('settings'), which has only a default, so it can't be told which server parameter this sets. Give the template the values that it is deployed with.",
    ],
  },
  {
    name: "a loop of servers and one of their parameters over the same array, which isn't known",
    template: {
      parameters: { names: { type: "array" } },
      resources: [
        server("[parameters('names')[copyIndex()]]", loopOver("servers", "names")),
        parameter("[concat(parameters('names')[copyIndex()], '/require_secure_transport')]", "ON", loopOver("rst", "names")),
        parameter("[concat(parameters('names')[copyIndex('tls')], '/ssl_min_protocol_version')]", "TLSv1.2", loopOver("tls", "names")),
      ],
    },
    found: [],
  },
  {
    name: "a loop of servers, and others of parameters over another array and from the other end",
    template: {
      parameters: { names: { type: "array" }, others: { type: "array" } },
      resources: [
        server("[parameters('names')[copyIndex()]]", loopOver("servers", "names")),
        parameter("[concat(parameters('names')[copyIndex()], '/require_secure_transport')]", "ON", loopOver("rst", "others")),
        parameter(
          "[concat(parameters('names')[sub(length(parameters('names')), copyIndex(1))], '/ssl_min_protocol_version')]",
          "TLSv1.2",
          loopOver("tls", "names"),
        ),
      ],
    },
    found: [
      "resources[1]: undetermined: The server that this sets require_secure_transport for can't be told before deployment: name depends on parameters('names'), which has no value here, so it may be resources[0]. Refer to one server.",
      "resources[2]: undetermined: The server that this sets ssl_min_protocol_version for can't be told before deployment: name depends on parameters('names'), which has no value here, so it may be resources[0]. Refer to one server.",
    ],
  },
  { name: "a loop of none", template: { resources: [single("Disabled", { copy: { name: "none", count: 0 } })] }, found: [] },
  {
    name: "a copy of properties",
    template: {
      resources: [{ type: `${TYPE}/servers`, name: "pg", properties: { copy: [{ name: "sslEnforcement", count: 1, input: "Enabled" }] } }],
    },
    found: ["resources[0]: fail: properties.sslEnforcement is an array"],
  },
  {
    name: "a loop over symbolic names",
    template: {
      languageVersion: "2.0",
      resources: {
        pg: single("Disabled", { name: "[format('pg{0}', copyIndex())]", copy: { name: "pg", count: "[length(range(0, 2))]" } }),
      },
    },
    found: [disabled("resources.pg[0]"), disabled("resources.pg[1]")],
  },
  {
    name: "the same server in two iterations is told once",
    template: {
      resources: [
        nested(
          { resources: [single("Disabled")] },
          { copy: { name: "iterations", count: 2 }, name: "[concat('test-', copyIndex())]" },
          INNER,
        ),
      ],
    },
    found: [disabled("resources[0][0].properties.template.resources[0]")],
  },

  // Deployments
  {
    name: "a deployment's own parameters",
    template: {
      resources: [
        nested(
          { parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('ssl')]")] },
          {},
          { ...INNER, parameters: { ssl: { value: "Enabled" } } },
        ),
      ],
    },
    found: [],
  },
  {
    name: "a deployment's own default",
    template: {
      resources: [
        nested(
          { parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('ssl')]")] },
          {},
          INNER,
        ),
      ],
    },
    found: [disabled("resources[0].properties.template.resources[0]")],
  },
  {
    name: "in an outer scope, the outer parameters hold",
    template: {
      parameters: { ssl: { type: "string", defaultValue: "Enabled" } },
      resources: [
        nested({ parameters: { ssl: { type: "string", defaultValue: "Disabled" } }, resources: [single("[parameters('ssl')]")] }),
      ],
    },
    found: [],
  },
  {
    name: "a parameter of a copied array",
    template: {
      resources: [
        nested(
          { parameters: { values: { type: "array" } }, resources: [single("[parameters('values')[1]]")] },
          {},
          {
            ...INNER,
            parameters: {
              values: { copy: [{ name: "value", count: 2, input: "[if(equals(copyIndex('value'), 1), 'Disabled', 'Enabled')]" }] },
            },
          },
        ),
      ],
    },
    found: [disabled("resources[0].properties.template.resources[0]")],
  },
  {
    name: "a server in one deployment, its parameters in another",
    template: {
      variables: { name: "[concat('pg', uniqueString(resourceGroup().id))]" },
      resources: [
        nested(
          { parameters: { name: { type: "string" } }, resources: [server("[parameters('name')]")] },
          { name: "server" },
          { ...INNER, parameters: { name: { value: "[variables('name')]" } } },
        ),
        nested(
          { parameters: { server: { type: "string" } }, resources: both("parameters('server')") },
          { name: "settings" },
          { ...INNER, parameters: { server: { value: "[variables('name')]" } } },
        ),
      ],
    },
    found: [],
  },
  {
    name: "parameters by an output of the server's deployment",
    template: {
      resources: [
        nested(
          {
            parameters: { name: { type: "string", defaultValue: "contoso" } },
            resources: [server("[parameters('name')]")],
            outputs: { name: { type: "string", value: "[parameters('name')]" } },
          },
          { name: "server" },
          INNER,
        ),
        ...both("reference(resourceId('Microsoft.Resources/deployments', 'server'), '2022-09-01').outputs.name.value"),
      ],
    },
    found: [],
  },
  {
    name: "parameters by an output of a name that isn't known",
    template: {
      resources: [
        nested(
          {
            parameters: { name: { type: "string" } },
            resources: [server("[parameters('name')]")],
            outputs: { name: { type: "string", value: "[parameters('name')]" } },
          },
          { name: "server" },
          INNER,
        ),
        ...both("reference('server').outputs.name.value"),
      ],
    },
    found: [],
  },
  {
    name: "parameters by an output, by the deployment's symbolic name",
    template: {
      languageVersion: "2.0",
      resources: {
        database: nested(
          { languageVersion: "2.0", resources: { pg: server("contoso") }, outputs: { name: { type: "string", value: "contoso" } } },
          { name: "[format('{0}-db', deployment().name)]" },
          INNER,
        ),
        ...Object.fromEntries(both("reference('database').outputs.name.value").map((value, index) => [`p${String(index)}`, value])),
      },
    },
    found: [],
  },
  {
    name: "parameters without a value in two deployments are two",
    template: {
      resources: ["a", "b"].map((name) =>
        nested(
          {
            parameters: { name: { type: "string" } },
            resources: name === "a" ? [server("[parameters('name')]")] : both("parameters('name')"),
          },
          { name },
          INNER,
        ),
      ),
    },
    found: ["require_secure_transport", "ssl_min_protocol_version"].map(
      (name, index) =>
        `resources[1].properties.template.resources[${String(index)}]: undetermined: The server that this sets ${name} for can't be told before deployment: name is parameters('name'), which has no value here, so it may be resources[0].properties.template.resources[0]. Refer to one server.`,
    ),
  },
  {
    name: "a deployment to a subscription",
    template: {
      $schema: "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
      resources: [nested({ resources: [single("Disabled")] }, { resourceGroup: "rg", location: "westeurope" }, INNER)],
    },
    found: [disabled("resources[0].properties.template.resources[0]")],
  },
  {
    name: "a deployment stack",
    template: {
      parameters: { ssl: { type: "string", defaultValue: "Enabled" } },
      resources: [
        nested(
          { parameters: { ssl: { type: "string" } }, resources: [single("[parameters('ssl')]")] },
          { type: "Microsoft.Resources/deploymentStacks" },
          { parameters: { ssl: { value: "Disabled" } } },
        ),
      ],
    },
    found: [disabled("resources[0].properties.template.resources[0]")],
  },
  {
    name: "a linked template on the disk",
    template: {
      resources: [nested(undefined, {}, { templateLink: { relativePath: "linked.json" }, parameters: { ssl: { value: "Disabled" } } })],
    },
    linked: { "linked.json": { parameters: { ssl: { type: "string" } }, resources: [single("[parameters('ssl')]")] } },
    found: [disabled("resources[0] > linked.json: resources[0]")],
  },
  {
    name: "a linked template that isn't there",
    template: { resources: [nested(undefined, {}, { templateLink: { relativePath: "linked.json" } })] },
    found: [
      "resources[0]: unread: The linked template linked.json can't be read: there is no such file, so what it declares isn't checked.",
    ],
  },
  {
    name: "a template that is linked from elsewhere",
    template: { resources: [nested(undefined, {}, { templateLink: { uri: "https://example.com/x.json" } })] },
    found: ["resources[0]: unread: The template of this deployment is linked from elsewhere, so what it declares isn't checked."],
  },
  {
    name: "a server whose name is given to a template that isn't read",
    template: {
      parameters: { name: { type: "string" } },
      resources: [
        server("[parameters('name')]"),
        nested(
          undefined,
          {},
          { templateLink: { uri: "https://example.com/x.json" }, parameters: { settings: { value: { server: "[parameters('name')]" } } } },
        ),
      ],
    },
    found: [
      ...Object.keys(RIGHT).map(
        (name) =>
          `resources[0]: undetermined: ${name} is not set for this server and a template that gets its name, and isn't read here, may set it`,
      ),
      "resources[1]: unread: The template of this deployment is linked from elsewhere, so what it declares isn't checked.",
    ],
  },
  {
    name: "another resource's loop is not looked at",
    template: { resources: [{ type: "a/b", name: "x", copy: { name: "all", count: 1e9 }, resources: [{ type: "c", name: "y" }] }] },
    found: [],
  },
  {
    name: "a template that isn't known",
    template: { parameters: { template: { type: "object" } }, resources: [nested("[parameters('template')]")] },
    found: ["resources[0]: unread: The template of this deployment is known only at deployment, so what it declares isn't checked."],
  },
  {
    name: "a function of the template",
    template: {
      functions: [
        {
          namespace: "contoso",
          members: {
            ssl: {
              parameters: [{ name: "on", type: "bool" }],
              output: { type: "string", value: "[if(parameters('on'), 'Enabled', 'Disabled')]" },
            },
          },
        },
      ],
      resources: [single("[contoso.ssl(false())]")],
    },
    found: [disabled("resources[0]")],
  },

  // Names that are chosen
  {
    name: "a server whose name is chosen, and its parameters",
    template: { parameters: A_AND_B, resources: [server(`[${chosenBy("a")}]`), ...both(chosenBy("a"))] },
    found: [],
  },
  {
    name: "two servers that choose from the same names, one without parameters",
    template: {
      parameters: A_AND_B,
      resources: [server(`[${chosenBy("a")}]`), server(`[${chosenBy("b")}]`), ...both(chosenBy("a"))],
    },
    found: unset("resources[1]"),
  },
  {
    name: "two servers that choose from the same names, each with its parameters",
    template: {
      parameters: A_AND_B,
      resources: [server(`[${chosenBy("a")}]`), server(`[${chosenBy("b")}]`), ...both(chosenBy("a")), ...both(chosenBy("b"))],
    },
    found: [],
  },
  {
    name: "two servers that swap names, one without parameters",
    template: {
      parameters: A_AND_B,
      resources: [server(`[${chosenBy("a")}]`), server(`[${chosenBy("a", ["n2", "n1"])}]`), ...both(chosenBy("a"))],
    },
    found: unset("resources[1]"),
  },
  {
    name: "two servers that swap names, with parameters whose servers are named in other words",
    template: {
      parameters: A_AND_B,
      variables: { isX: "[equals(parameters('a'), 'x')]" },
      resources: [
        server(`[${chosenBy("a")}]`),
        server("[if(variables('isX'), 'n2', 'n1')]"),
        ...both("concat('n', if(variables('isX'), '1', '2'))"),
        ...both("if(not(variables('isX')), 'n1', 'n2')"),
      ],
    },
    found: [],
  },
  {
    name: "two servers that choose from the same names, and a parameter of one of the names",
    template: {
      parameters: A_AND_B,
      resources: [
        server(`[${chosenBy("a")}]`),
        server(`[${chosenBy("b")}]`),
        parameter("n1/require_secure_transport", "ON"),
        ...both(chosenBy("b")),
      ],
    },
    found: [
      "resources[0]: unset: ssl_min_protocol_version is not set for this server",
      "resources[2]: undetermined: The server that this sets require_secure_transport for can't be told before deployment: it may be resources[0] or resources[1]. Refer to one server.",
    ],
  },
  {
    name: "two servers whose names have the same allowed values, one without parameters",
    template: {
      parameters: FEW_A_AND_B,
      resources: [
        server("[concat('pg-', parameters('a'))]"),
        server("[concat('pg-', parameters('b'))]"),
        ...both("concat('pg-', parameters('a'))"),
      ],
    },
    found: unset("resources[1]"),
  },
  {
    name: "two servers whose names have the same allowed values, each with its parameters",
    template: {
      parameters: FEW_A_AND_B,
      resources: [
        server("[parameters('a')]"),
        server("[parameters('b')]"),
        server("[concat('pg-', parameters('a'), if(equals(parameters('b'), 'n1'), '-x', '-y'))]"),
        ...both("parameters('a')"),
        ...both("parameters('b')"),
        ...both("format('pg-{0}{1}', parameters('a'), if(equals(parameters('b'), 'n1'), '-x', '-y'))"),
      ],
    },
    found: [],
  },
  {
    name: "a replica of one of two servers that choose from the same names",
    template: {
      parameters: A_AND_B,
      resources: [
        server(`[${chosenBy("a")}]`),
        server(`[${chosenBy("b")}]`),
        ...both(chosenBy("a")),
        server("replica", {
          properties: { createMode: "Replica", sourceServerResourceId: `[resourceId('${TYPE}/flexibleServers', ${chosenBy("a")})]` },
        }),
      ],
    },
    found: unset("resources[1]"),
  },

  // Texts
  {
    name: "comments, trailing commas and a byte order mark",
    template: `\uFEFF{ // a comment\n "resources": [ /* "x */ {"type": "${TYPE}/servers", "name": "pg", "properties": {"sslEnforcement": ⟦"Disabled",},},],}`,
    found: [disabled("resources[0]")],
  },
  {
    name: "a line break in a string",
    template: `{"resources": [{"type": "${TYPE}/servers", "name": "pg",\n "properties": {"sslEnforcement": ⟦"[concat('Dis',\n   'abled')]"}}]}`,
    found: [disabled("resources[0]")],
  },
  {
    name: "missing commas",
    template: `{"resources": [{"type": "${TYPE}/servers" "name": "pg"\n "properties": {"version": "11" "sslEnforcement": ⟦"Disabled"}}]}`,
    found: [disabled("resources[0]")],
  },

  // Nothing to say
  {
    name: "MySQL's parameter of the same name",
    template: {
      resources: [
        { type: "Microsoft.DBforMySQL/flexibleServers/configurations", name: "my/require_secure_transport", properties: { value: "OFF" } },
      ],
    },
    found: [],
  },
  {
    name: "a subnet that is delegated to PostgreSQL",
    template: {
      resources: [
        {
          type: "Microsoft.Network/virtualNetworks",
          name: "v",
          properties: { subnets: [{ properties: { delegations: [{ properties: { serviceName: `${TYPE}/flexibleServers` } }] } }] },
        },
      ],
    },
    found: [],
  },
  {
    name: "a lock on a server",
    template: {
      resources: [
        { type: `${TYPE}/servers/providers/locks`, name: "pg/Microsoft.Authorization/lock", properties: { level: "CanNotDelete" } },
      ],
    },
    found: [],
  },
  ...[
    null,
    1,
    "x",
    true,
    [],
    {},
    { resources: null },
    { resources: 1 },
    { resources: "[x]" },
    { resources: [null, 1, "x", [], {}] },
    { resources: { a: null } },
  ].map((template) => ({ name: `nothing in ${JSON.stringify(template)}`, template: JSON.stringify(template), found: [] })),
];

test.each(cases)("$name", (row) => {
  const { found, places, marks, overLimit } = read(row);
  expect(overLimit).toEqual([]);
  expect(found).toEqual(row.found);
  if (marks.length > 0 && row.found.length > 0) expect(places).toEqual(marks);
});

test("a finding in a linked template points into its file", () => {
  const document = documents(JSON.stringify({ resources: [nested(undefined, {}, { templateLink: { relativePath: "linked.json" } })] }), {
    "linked.json": { resources: [single("Disabled")] },
  });
  const [resource] = readTemplate(document, noParameters, newBudget(), subjects).resources;
  expect(resource?.locate?.("properties.sslEnforcement")).toEqual({
    file: "linked.json",
    start: { line: 1, column: 128 },
    end: { line: 1, column: 138 },
  });
});

const cyclic = { resources: [nested(undefined, {}, { templateLink: { relativePath: "self.json" } })] };
const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => nested({ resources: [inner] }), single("Disabled"));

test.each<{ name: string; template: unknown; linked?: Record<string, unknown>; limits?: Partial<Limits>; overLimit: readonly string[] }>([
  {
    name: "a copy of a billion",
    template: { resources: [single("Disabled", { copy: { name: "all", count: 1e9 } })] },
    overLimit: ["resources[0]: A copy has more than 800 iterations."],
  },
  {
    name: "a copy of a billion in a variable",
    template: { variables: { copy: [{ name: "all", count: 1e9, input: 1 }] }, resources: [single("[variables('all')[0]]")] },
    overLimit: ["resources[0]: A copy has more than 800 iterations."],
  },
  {
    name: "deployments in deployments",
    template: { resources: [deep(20)] },
    overLimit: [`resources[0]${".properties.template.resources[0]".repeat(16)}: Deployments are nested more than 16 levels deep.`],
  },
  {
    name: "a linked template that links itself",
    template: cyclic,
    linked: { "self.json": cyclic },
    overLimit: [`resources[0]${" > self.json: resources[0]".repeat(16)}: Deployments are nested more than 16 levels deep.`],
  },
  {
    name: "resources in resources",
    template: {
      resources: Array.from({ length: 150 }).reduce<unknown>((inner) => [{ type: "[concat('a', '/b')]", name: "x", resources: inner }], []),
    },
    overLimit: [`${"resources[0].".repeat(101).slice(0, -1)}: Objects and arrays are nested more than 200 levels deep.`],
  },
  {
    name: "values in values",
    template: { resources: [single(Array.from({ length: 400 }).reduce<unknown>((inner) => [inner], "x"))] },
    overLimit: ["resources[0]: Expressions, variables and parameters are nested more than 300 levels deep."],
  },
  {
    name: "very many resources",
    template: { resources: [single("Disabled", { name: "[concat('pg', copyIndex())]", copy: { name: "all", count: 500 } })] },
    limits: { resources: 100 },
    overLimit: [": The file declares more than 100 resources of PostgreSQL."],
  },
  {
    name: "variables that lead to each other",
    template: {
      variables: Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [`v${String(index)}`, `[variables('v${String(index + 1)}')]`]),
      ),
      resources: [single("[variables('v0')]")],
    },
    overLimit: ["resources[0]: Expressions, variables and parameters are nested more than 300 levels deep."],
  },
])("$name: beyond a limit", ({ template, linked, limits, overLimit }) => {
  const result = read({ name: "", template, ...(linked && { linked }), found: [] }, { ...defaultLimits, ...limits });
  expect(result.overLimit).toEqual(overLimit);
});

test("a text that is nested too deeply is beyond a limit, with errors in it too", () => {
  expect(() => parseJson("[".repeat(1_000_000), newBudget())).toThrow("Objects and arrays are nested more than 200 levels deep.");
  expect(parseJson("[".repeat(100_000) + "]".repeat(100_000), newBudget()).problems).toEqual([]);
});

test("a single server whose name isn't known is not taken for the flexible server that a parameter names", () => {
  const server = (type: string, name: string): object => ({ type: `${TYPE}/${type}`, apiVersion: "2024-08-01", name });
  const { found } = read({
    name: "",
    template: {
      parameters: { n: { type: "string" } },
      resources: [
        { ...server("servers", "[parameters('n')]"), properties: { sslEnforcement: "Enabled" } },
        server("flexibleServers", "p2"),
        { ...server("flexibleServers/configurations", "p3/require_secure_transport"), properties: { value: "ON" } },
      ],
    },
    found: [],
  });
  expect(found).toEqual([
    "resources[1]: unset: require_secure_transport is not set for this server",
    "resources[1]: unset: ssl_min_protocol_version is not set for this server",
  ]);
});
