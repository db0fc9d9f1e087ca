import { judgeDocuments } from "../stand-ins/terraform-judge";

const SERVER = "azurerm_postgresql_flexible_server";
const PARAMETER = "azurerm_postgresql_flexible_server_configuration";

type Body = Readonly<Record<string, unknown>>;

const rst = (server_id: string, more: Body = {}): Body => ({ name: "require_secure_transport", value: "ON", server_id, ...more });
const OFF = { value: "OFF" };
/** Of version 11, so that one parameter is all that a server needs. */
const server = (more: Body = {}): Body => ({ name: "pg1", version: "11", ...more });

interface Case {
  readonly name: string;
  readonly servers?: Readonly<Record<string, Body>>;
  readonly parameters?: Readonly<Record<string, Body>>;
  /** Other blocks of the document. */
  readonly more?: { readonly resource?: Readonly<Record<string, Readonly<Record<string, Body>>>>; readonly [block: string]: unknown };
  /** By the last part of an address: the verdict. Parameters that pass are left out. */
  readonly results: Readonly<Record<string, string>>;
  readonly messages?: readonly string[];
}

const pg = "${azurerm_postgresql_flexible_server.pg.id}";
const CONDITIONAL = "${var.on ? 1 : 0}";
const MAP = '${var.on ? {a = "x"} : {}}';
const VARIABLES = { variable: { on: {}, n: {}, m: {}, s: {} } };

/** Every way to refer to the one server of a block with `count`. */
const countReferences = [
  `\${${SERVER}.pg[0].id}`,
  `\${${SERVER}.pg.0.id}`,
  `\${one(${SERVER}.pg[*].id)}`,
  `\${one(${SERVER}.pg.*.id)}`,
  `\${element(${SERVER}.pg.*.id, 0)}`,
  `\${element(${SERVER}.pg[*].id, 0)}`,
  `\${${SERVER}.pg.*.id[0]}`,
  `\${try(${SERVER}.pg[0].id, null)}`,
  `\${join("", ${SERVER}.pg[*].id)}`,
  `\${coalesce(${SERVER}.pg[0].id)}`,
  `\${flatten([${SERVER}.pg[*].id])[0]}`,
  `\${[for s in ${SERVER}.pg : s.id][0]}`,
  `\${var.on ? ${SERVER}.pg[0].id : null}`,
];

const eachReferences = [
  `\${${SERVER}.pg["a"].id}`,
  `\${${SERVER}.pg.a.id}`,
  `\${values(${SERVER}.pg)[0].id}`,
  `\${one(values(${SERVER}.pg)).id}`,
  `\${one([for s in ${SERVER}.pg : s.id])}`,
  `\${{for k, s in ${SERVER}.pg : k => s.id}["a"]}`,
  `\${lookup({for k, s in ${SERVER}.pg : k => s.id}, "a")}`,
];

const joins: readonly Case[] = [
  ...countReferences.map((server_id): Case => ({
    name: `count under a condition, and a parameter under the same: ${server_id}`,
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(server_id, { count: CONDITIONAL }) },
    more: VARIABLES,
    results: { "pg[0]": "pass" },
  })),
  ...countReferences.map((server_id): Case => ({
    name: `count under a condition, and a wrong parameter under the same: ${server_id}`,
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(server_id, { count: CONDITIONAL, ...OFF }) },
    more: VARIABLES,
    results: { "pg[0]": "fail", "rst[0]": "fail" },
  })),
  ...eachReferences.map((server_id): Case => ({
    name: `for_each under a condition, and a parameter under the same: ${server_id}`,
    servers: { pg: server({ for_each: MAP }) },
    parameters: { rst: rst(server_id, { count: CONDITIONAL }) },
    more: VARIABLES,
    results: { 'pg["a"]': "pass" },
  })),
  ...[`\${${SERVER}.pg[count.index].id}`, `\${${SERVER}.pg.*.id[count.index]}`].flatMap((server_id): Case[] =>
    ["${var.n}", CONDITIONAL, 2].map((count) => ({
      name: `as many parameters as servers, ${String(count)}: ${server_id}`,
      servers: { pg: server({ count, name: "pg-${count.index}" }) },
      parameters: { rst: rst(server_id, { count }) },
      more: VARIABLES,
      results: count === 2 ? { "pg[0]": "pass", "pg[1]": "pass" } : count === CONDITIONAL ? { "pg[0]": "pass" } : { pg: "pass" },
    })),
  ),
  {
    name: "as many as there are servers",
    servers: { pg: server({ count: "${var.n}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg[count.index].id}`, { count: `\${length(${SERVER}.pg)}` }) },
    more: VARIABLES,
    results: { pg: "pass" },
  },
  {
    name: "one for each server, of which the number isn't known",
    servers: { pg: server({ for_each: "${var.m}", name: "${each.key}" }) },
    parameters: {
      rst: rst("${each.value.id}", { for_each: `\${${SERVER}.pg}` }),
      other: rst(`\${${SERVER}.pg[each.key].id}`, { for_each: "${var.m}" }),
    },
    more: VARIABLES,
    results: { pg: "pass" },
  },
  {
    name: "one for each id of the servers",
    servers: { pg: server({ for_each: "${var.m}", name: "${each.key}" }) },
    parameters: { rst: rst("${each.value}", { for_each: `\${{for k, s in ${SERVER}.pg : k => s.id}}` }) },
    more: VARIABLES,
    results: { pg: "pass" },
  },
  {
    name: "a number that isn't known, and only the first configured",
    servers: { pg: server({ count: "${var.n}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`) },
    more: VARIABLES,
    results: { pg: "undetermined" },
  },
  {
    name: "a map that isn't known, and only one configured",
    servers: { pg: server({ for_each: "${var.m}", name: "${each.key}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg["a"].id}`) },
    more: VARIABLES,
    results: { pg: "undetermined" },
  },
  {
    name: "a number that isn't known, and only the first configured, wrongly",
    servers: { pg: server({ count: "${var.n}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, OFF) },
    more: VARIABLES,
    results: { pg: "undetermined", rst: "fail" },
  },
  {
    name: "of two, only the first configured",
    servers: { pg: server({ count: 2, name: "pg-${count.index}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`) },
    results: { "pg[0]": "pass", "pg[1]": "unset" },
  },
  {
    name: "another condition than the server's",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: "${var.n == 1 ? 1 : 0}" }) },
    more: VARIABLES,
    results: { "pg[0]": "undetermined" },
  },
  {
    name: "the opposite condition of the server's",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: "${var.on ? 0 : 1}" }) },
    more: VARIABLES,
    results: { "pg[0]": "undetermined" },
  },
  {
    name: "one condition written in two ways",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: "${!var.on ? 0 : 1}" }) },
    more: VARIABLES,
    results: { "pg[0]": "pass" },
  },
  {
    name: "a condition through a local",
    servers: { pg: server({ count: "${local.count}" }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { for_each: '${local.count == 1 ? toset(["a"]) : toset([])}' }) },
    more: { ...VARIABLES, locals: { count: CONDITIONAL } },
    results: { "pg[0]": "pass" },
  },
  {
    name: "a value that is right under the condition of its own parameter",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: CONDITIONAL, value: '${var.on ? "ON" : "OFF"}' }) },
    more: VARIABLES,
    results: { "pg[0]": "pass" },
  },
  {
    name: "a value that is wrong under the condition of its own parameter",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: CONDITIONAL, value: '${var.on ? "OFF" : "ON"}' }) },
    more: VARIABLES,
    results: { "pg[0]": "fail", "rst[0]": "fail" },
  },
  {
    name: "either of two servers",
    servers: { blue: server({ name: "blue" }), green: server({ name: "green" }) },
    parameters: { rst: rst(`\${var.on ? ${SERVER}.blue.id : ${SERVER}.green.id}`) },
    more: VARIABLES,
    results: { blue: "undetermined", green: "undetermined" },
  },
  {
    name: "this server, or one that is declared elsewhere",
    servers: { pg: server() },
    parameters: { rst: rst(`\${var.on ? ${SERVER}.pg.id : data.${SERVER}.other.id}`) },
    more: { ...VARIABLES, data: { [SERVER]: { other: { name: "other" } } } },
    results: { pg: "undetermined" },
  },
];

const ids: readonly Case[] = [
  ...[
    "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1",
    "/subscriptions/${var.s}/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1",
    "/subscriptions/${var.s}/resourceGroups/${azurerm_resource_group.rg.name}/providers/microsoft.dbforpostgresql/FlexibleServers/PG1",
    `/subscriptions/\${var.s}/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/\${${SERVER}.pg.name}`,
    '${format("%s/providers/Microsoft.DBforPostgreSQL/flexibleServers/%s", var.s, "pg1")}',
    `\${azurerm_resource_group.rg.id}/providers/Microsoft.DBforPostgreSQL/flexibleServers/\${lower("PG1")}`,
  ].map((server_id): Case => ({
    name: `an id put together: ${server_id}`,
    servers: { pg: server() },
    parameters: { rst: rst(server_id) },
    more: VARIABLES,
    results: { pg: "pass" },
  })),
  {
    name: "an id with a name that isn't known, of a server of that very name",
    servers: { pg: server({ name: "pg-${var.s}" }) },
    parameters: { rst: rst("/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-${var.s}") },
    more: VARIABLES,
    results: { pg: "pass" },
  },
  {
    name: "an id with a name that isn't known, of which the beginning is another",
    servers: { pg: server({ name: "pg-${var.s}" }) },
    parameters: { rst: rst("/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/db-${var.s}") },
    more: VARIABLES,
    results: { pg: "unset" },
  },
  {
    name: "an id with a name that isn't known leaves it open",
    servers: { pg: server() },
    parameters: { rst: rst("/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/${var.s}") },
    more: VARIABLES,
    results: { pg: "undetermined" },
  },
  {
    name: "a server of the same program, found by a data source",
    servers: { pg: server() },
    parameters: { rst: rst(`\${data.${SERVER}.pg.id}`) },
    more: { data: { [SERVER]: { pg: { name: "PG1", resource_group_name: "rg" } } } },
    results: { pg: "pass" },
  },
  {
    name: "a server of the same program, found by a data source with its own name",
    servers: { pg: server({ name: "${var.s}" }) },
    parameters: { rst: rst(`\${data.${SERVER}.pg.id}`) },
    more: { ...VARIABLES, data: { [SERVER]: { pg: { name: `\${${SERVER}.pg.name}` } } } },
    results: { pg: "pass" },
  },
  {
    name: "another server, found by a data source",
    servers: { pg: server() },
    parameters: { rst: rst(`\${data.${SERVER}.other.id}`) },
    more: { data: { [SERVER]: { other: { name: "other" } } } },
    results: { pg: "unset" },
  },
  {
    name: "a server that is found by a name that isn't known",
    servers: { pg: server() },
    parameters: { rst: rst(`\${data.${SERVER}.other.id}`) },
    more: { ...VARIABLES, data: { [SERVER]: { other: { name: "${var.s}" } } } },
    results: { pg: "undetermined" },
  },
];

const followed: readonly Case[] = [
  {
    name: "the server of another parameter",
    servers: { pg: server() },
    parameters: { other: { name: "log_connections", value: "on", server_id: pg }, rst: rst(`\${${PARAMETER}.other.server_id}`) },
    results: { pg: "pass" },
  },
  {
    name: "the server of a database",
    servers: { pg: server() },
    parameters: { rst: rst("${azurerm_postgresql_flexible_server_database.d.server_id}") },
    more: { resource: { azurerm_postgresql_flexible_server_database: { d: { name: "db", server_id: pg } } } },
    results: { pg: "pass" },
  },
  {
    name: "the value of another server, wrong",
    more: {
      resource: {
        azurerm_postgresql_server: {
          p: { name: "p", ssl_enforcement_enabled: false },
          q: { name: "q", ssl_enforcement_enabled: "${azurerm_postgresql_server.p.ssl_enforcement_enabled}" },
        },
      },
    },
    results: { p: "fail", q: "fail" },
  },
  ...["${terraform_data.x.output}", "${azapi_resource_action.q.output}", "${module.m.server_id}", "${var.s}", "${local.nowhere}"].map(
    (server_id): Case => ({
      name: `what isn't read leaves it open: ${server_id}`,
      servers: { pg: server() },
      parameters: { rst: rst(server_id) },
      more: { ...VARIABLES, module: { m: { source: "./m" } } },
      results: { pg: "undetermined" },
    }),
  ),
  {
    name: "an argument that refers to itself",
    servers: { pg: server({ version: `\${${SERVER}.pg.version}` }) },
    parameters: { rst: rst(pg) },
    results: { pg: "undetermined" },
  },
];

const defaults: readonly Case[] = [
  {
    name: "a server that only a default leaves out is judged",
    servers: { pg: server({ count: CONDITIONAL }) },
    more: { variable: { on: { default: false } } },
    results: { "pg[0]": "unset" },
  },
  {
    name: "a server that only a default leaves out, with its parameter",
    servers: { pg: server({ count: CONDITIONAL }) },
    parameters: { rst: rst(`\${${SERVER}.pg[0].id}`, { count: CONDITIONAL }) },
    more: { variable: { on: { default: false } } },
    results: { "pg[0]": "pass" },
  },
  {
    name: "a wrong parameter that only a default leaves out",
    servers: { pg: server() },
    parameters: { rst: rst(pg), off: rst(pg, { ...OFF, count: CONDITIONAL }) },
    more: { variable: { on: { default: false } } },
    results: { pg: "undetermined", "off[0]": "undetermined" },
  },
  {
    name: "a parameter that only a default leaves out",
    servers: { pg: server() },
    parameters: { rst: rst(pg, { count: CONDITIONAL }) },
    more: { variable: { on: { default: false } } },
    results: { pg: "undetermined" },
  },
  {
    name: "parameters of a map that is empty by default",
    servers: { pg: server() },
    parameters: { all: { for_each: "${var.m}", name: "${each.key}", value: "${each.value}", server_id: pg } },
    more: { variable: { m: { default: {} } } },
    results: { pg: "undetermined" },
  },
  {
    name: "a default that is right",
    servers: { pg: server() },
    parameters: { rst: rst(pg, { value: "${var.v}", count: CONDITIONAL }) },
    more: { variable: { v: { default: "ON" }, on: { default: true } } },
    results: { pg: "pass" },
  },
  {
    name: "what is surely none is none",
    servers: { pg: server({ count: "${false ? 1 : 0}" }), no: server({ for_each: [] }) },
    results: {},
  },
  {
    name: "an optional attribute of a variable may have a default in its type",
    servers: { pg: server() },
    parameters: { rst: rst(pg, { value: '${try(var.v.transport, "ON")}' }) },
    more: { variable: { v: { type: 'object({transport = optional(string, "OFF")})', default: {} } } },
    results: { pg: "undetermined", rst: "undetermined" },
  },
];

const decided: readonly Case[] = [
  ...[
    ['${var.on ? "ON" : "on"}', "pass"],
    ['${var.on ? "OFF" : "off"}', "fail"],
    ['${var.on ? "ON" : "OFF"}', "undetermined"],
    ['${upper(var.on ? "on" : "On")}', "pass"],
    ['${lookup({a = "OFF"}, "b", "ON")}', "pass"],
    ['${lookup(var.m, "a", "ON")}', "undetermined"],
    ['${try(var.m.transport, "ON")}', "undetermined"],
    ['${merge({transport = "OFF"}, {transport = "ON"}).transport}', "pass"],
    ['${merge(var.m, {transport = "OFF"}).transport}', "fail"],
    ['${merge({transport = "ON"}, var.m).transport}', "undetermined"],
    ['${coalesce(var.s, "ON")}', "undetermined"],
    ['${coalesce("", "ON")}', "pass"],
    ["${local.all[terraform.workspace]}", "pass"],
    ['${local.all["nowhere"]}', "undetermined"],
    ['${contains(["a"], "b") ? "ON" : "OFF"}', "fail"],
    ['${[for p in local.list : p.value if p.name == "require_secure_transport"][0]}', "pass"],
    ['${{for p in local.list : p.name => p.value}["require_secure_transport"]}', "pass"],
    ['${element(["ON"], 5)}', "pass"],
    ["${nosuchfunction()}", "undetermined"],
    ["%{if var.on}ON%{else}OFF%{endif}", "undetermined"],
    ['${yamldecode("transport: ON").transport}', "undetermined"],
    ["${null}", "unset"],
    ["${element(var.m, 0)}", "undetermined"],
  ].map(([value = "", verdict = ""]): Case => ({
    name: `${value} is ${verdict}`,
    servers: { pg: server() },
    parameters: { rst: rst(pg, { value }) },
    more: {
      ...VARIABLES,
      locals: {
        all: { default: "ON", prod: "ON" },
        list: [
          { name: "require_secure_transport", value: "ON" },
          { name: "x", value: "OFF" },
        ],
      },
    },
    results: { pg: verdict, ...(verdict !== "pass" && { rst: verdict }) },
  })),
];

/** Ids of which what is known doesn't say what they name. */
const partialIds: readonly Case[] = ["${var.s}/flexibleServers/pg1", "/subscriptions/${var.s}", "/${var.s}"].map((server_id) => ({
  name: `an id that is known in part, and may be the server's: ${server_id}`,
  servers: { pg: server() },
  parameters: { rst: rst(server_id) },
  more: VARIABLES,
  results: { pg: "undetermined", rst: "pass" },
}));

const ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers";
const ONE_OF_TWO = '${var.on ? "x" : "y"}';

/** What may be the id or the name of one of several servers. */
const several: readonly Case[] = [
  {
    name: "an id that isn't known may be any server's, also beside a server whose name is the same value",
    servers: { pg: server({ name: "${var.s}" }), other: server({ name: "pg2" }) },
    parameters: { rst: rst("${var.s}") },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
  {
    name: "one server's id, or one that isn't known, which may be any other's",
    servers: { pg: server(), other: server({ name: "pg2" }) },
    parameters: { rst: rst(`\${var.on ? ${SERVER}.pg.id : var.s}`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
  {
    name: "one server's id, or one with a name that isn't known, as another server's isn't",
    servers: { pg: server(), other: server({ name: "${var.n}" }) },
    parameters: { rst: rst(`\${var.on ? ${SERVER}.pg.id : "${ID}/\${var.s}"}`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
  {
    name: "one server's id, or that of another program's, is no third server's",
    servers: { pg: server(), other: server({ name: "pg2" }) },
    parameters: { rst: rst(`\${var.on ? ${SERVER}.pg.id : "${ID}/elsewhere"}`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "unset" },
  },
  {
    name: "a name that either of two servers may have is not both servers' at once",
    servers: { pg: server({ name: '${var.on ? "x" : "pg1"}' }), other: server({ name: '${var.m ? "x" : "pg2"}' }) },
    parameters: { rst: rst(`\${var.n ? "${ID}/x" : ${SERVER}.pg.id}`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
  {
    name: "a name that two servers choose from the same ones in different ways is not both servers' at once",
    servers: { pg: server({ name: ONE_OF_TWO }), other: server({ name: '${var.m ? "x" : "y"}' }) },
    parameters: { rst: rst(`${ID}/x`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
  {
    name: "a name that is chosen is found by the same choice",
    servers: { pg: server({ name: ONE_OF_TWO }) },
    parameters: { rst: rst(`${ID}/${ONE_OF_TWO}`) },
    more: VARIABLES,
    results: { pg: "pass" },
  },
  {
    name: "a name that is chosen is found by the same choice, beside a server of another choice",
    servers: { pg: server({ name: ONE_OF_TWO }), other: server({ name: '${var.m ? "x" : "z"}' }) },
    parameters: { rst: rst(`${ID}/${ONE_OF_TWO}`) },
    more: VARIABLES,
    results: { pg: "undetermined", other: "undetermined" },
  },
];

const modules: readonly Case[] = [
  ...[
    { server_id: pg },
    { servers: { first: [pg] } },
    { name: `\${${SERVER}.pg.name}` },
    { server: `\${${SERVER}.pg}` },
    { parent: `\${${SERVER}.pg.id}/databases/x` },
    { id: "${var.on ? azurerm_postgresql_flexible_server.pg.id : null}" },
  ].map((inputs): Case => ({
    name: `a module that isn't read and gets ${JSON.stringify(inputs)}`,
    servers: { pg: server(), other: server({ name: "pg2" }) },
    more: { ...VARIABLES, module: { m: { source: "./parameters", ...inputs } } },
    results: { pg: "undetermined", other: "unset" },
  })),
  {
    name: "a wrong parameter is wrong whatever a module may do",
    servers: { pg: server() },
    parameters: { rst: rst(pg, OFF) },
    more: { module: { m: { source: "./parameters", server_id: pg } } },
    results: { pg: "fail", rst: "fail" },
  },
  {
    name: "instances of the verified module, each by its own inputs",
    more: {
      module: {
        pg: {
          source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
          for_each: { a: "ON", b: "OFF" },
          name: "${each.key}",
          server_version: "11",
          server_configuration: { rst: { name: "require_secure_transport", config: "${each.value}" } },
        },
      },
    },
    results: { 'pg["a"]': "pass", 'pg["b"]': "fail", 'pg["b"]/server_configuration.rst': "fail" },
  },
  {
    name: "a parameter for one instance of the verified module",
    parameters: { rst: rst('${module.pg["a"].resource_id}') },
    more: {
      module: {
        pg: {
          source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
          for_each: { a: 1, b: 2 },
          name: "${each.key}",
          server_version: "11",
        },
      },
    },
    results: { 'pg["a"]': "pass", 'pg["b"]': "unset" },
    messages: [
      'require_secure_transport is not set for this server; it must be ON. Add an entry to server_configuration with name "require_secure_transport" and config "ON". ' +
        'Azure\'s default, ON, is safe today; to rely on it, set the option "unset" to "warn" or "ignore".',
    ],
  },
  ...[
    "git::https://github.com/Azure/terraform-azurerm-avm-res-dbforpostgresql-flexibleserver.git?ref=v0.1.4",
    "mirror.example.com/Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
    "./modules/avm-res-dbforpostgresql-flexibleserver",
  ].map((source): Case => ({
    name: `a copy of the verified module says that it isn't read: ${source}`,
    more: { module: { pg: { source, name: "pg" } } },
    results: { pg: "unread" },
  })),
];

const azapi = (type: string, more: Body = {}): Body => ({ type, name: "pg1", parent_id: "/subscriptions/0/resourceGroups/rg", ...more });
const WRONG = { body: { properties: { sslEnforcement: "Disabled" } } };

const azapis: readonly Case[] = [
  {
    name: "a type of which the version isn't known",
    more: { ...VARIABLES, resource: { azapi_resource: { pg: azapi("Microsoft.DBforPostgreSQL/servers@${var.s}", WRONG) } } },
    results: { pg: "fail" },
  },
  {
    name: "a type that isn't known",
    more: { ...VARIABLES, resource: { azapi_resource: { pg: azapi("${var.s}", WRONG) } } },
    results: { pg: "unread" },
  },
  {
    name: "a body of one of two",
    more: {
      ...VARIABLES,
      resource: {
        azapi_resource: {
          pg: azapi("Microsoft.DBforPostgreSQL/servers@2017-12-01", {
            body: '${var.on ? {properties = {sslEnforcement = "Disabled"}} : {properties = {sslEnforcement = "disabled"}}}',
          }),
        },
      },
    },
    results: { pg: "fail" },
  },
  {
    name: "a body that is JSON of something that isn't known",
    more: {
      ...VARIABLES,
      resource: {
        azapi_resource: { pg: azapi("Microsoft.DBforPostgreSQL/servers@2017-12-01", { body: '{"properties": ${jsonencode(var.m)}}' }) },
      },
    },
    results: { pg: "undetermined" },
  },
  {
    name: "a parameter by its id, of a server whose id is put together",
    servers: { pg: server() },
    more: {
      ...VARIABLES,
      resource: {
        azapi_update_resource: {
          rst: {
            type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01",
            resource_id:
              "/subscriptions/${var.s}/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1/configurations/require_secure_transport",
            body: { properties: { value: "ON" } },
          },
        },
      },
    },
    results: { pg: "pass" },
  },
  {
    name: "a deployment stack",
    more: {
      resource: {
        azapi_resource: {
          stack: azapi("Microsoft.Resources/deploymentStacks@2024-03-01", {
            body: {
              properties: {
                template: {
                  resources: [{ type: "Microsoft.DBforPostgreSQL/servers", name: "x", properties: { sslEnforcement: "Disabled" } }],
                },
              },
            },
          }),
        },
      },
    },
    results: { "stack#body.properties.template.resources[0]": "fail" },
  },
  {
    name: "a template that gets the name of a server",
    servers: { pg: server() },
    more: {
      resource: {
        azurerm_resource_group_template_deployment: {
          deploy: {
            template_content: JSON.stringify({
              parameters: { server: { type: "string" } },
              resources: [
                {
                  type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
                  name: "[concat(parameters('server'), '/require_secure_transport')]",
                  properties: { value: "ON" },
                },
              ],
            }),
            parameters_content: `{"server": {"value": "\${${SERVER}.pg.name}"}}`,
          },
        },
      },
    },
    results: { pg: "pass" },
  },
];

const cases = { joins, ids, partialIds, several, followed, defaults, decided, modules, azapis };

describe.each(Object.entries(cases))("%s", (_kind, list) => {
  test.each(list)("$name", ({ servers, parameters, more, results, messages }) => {
    const resource = { ...(servers && { [SERVER]: servers }), ...(parameters && { [PARAMETER]: parameters }), ...more?.resource };
    const judged = judgeDocuments([{ path: "", json: { ...more, resource } }]);
    const short = (result: string): string => result.replace(/^(?:module|[a-z_]+)\./, "");
    const expected = Object.entries(results).map(([address, verdict]) => `${address} ${verdict}`);
    const found = judged.results
      .map(short)
      .filter((result) => expected.includes(result) || !/(?:^rst|^other|^all|configuration\.rst|resources\[0\]).* pass$/.test(result));
    expect(found.sort()).toEqual(expected.sort());
    if (messages) expect(judged.messages).toEqual(messages);
  });
});

describe("several stacks", () => {
  const stacks = (json: Body, data: Body): ReturnType<typeof judgeDocuments> =>
    judgeDocuments([
      { path: "servers", json: { resource: { [SERVER]: { pg: server() } }, output: { id: { value: pg } }, ...json } },
      { path: "parameters", json: { ...data } },
    ]);
  const parameters = (server_id: string): Body => ({ resource: { [PARAMETER]: { rst: rst(server_id) } } });
  const state = (id: string, body: Body): Body => ({ data: { terraform_remote_state: { [id]: body } } });
  const backend = (key: string): Body => ({ storage_account_name: "state", container_name: "c", key });

  test.each([
    [
      "the libraries' own reference",
      {},
      {
        ...parameters("${data.terraform_remote_state.cross-stack-reference-input-servers.outputs.id}"),
        ...state("cross-stack-reference-input-servers", {}),
      },
      "pass",
    ],
    [
      "a remote state of the same backend",
      { terraform: { backend: { azurerm: backend("a") } } },
      {
        ...parameters("${data.terraform_remote_state.s.outputs.id}"),
        ...state("s", { backend: "azurerm", config: backend("a") }),
        terraform: { backend: { azurerm: backend("b") } },
      },
      "pass",
    ],
    [
      "a remote state of another backend",
      { terraform: { backend: { azurerm: backend("a") } } },
      {
        ...parameters("${data.terraform_remote_state.s.outputs.id}"),
        ...state("s", { backend: "azurerm", config: backend("c") }),
        terraform: { backend: { azurerm: backend("b") } },
      },
      "unset",
    ],
    [
      "a remote state of a backend that isn't known",
      {},
      { ...parameters("${data.terraform_remote_state.s.outputs.id}"), ...state("s", { backend: "azurerm", config: backend("a") }) },
      "undetermined",
    ],
    [
      "an id with the name",
      {},
      parameters("/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1"),
      "pass",
    ],
    ["a block of that name in the other stack", {}, parameters(pg), "undetermined"],
  ])("%s", (_name, json, data, verdict) => {
    expect(stacks(json, data).results).toContain(`servers: ${SERVER}.pg ${verdict}`);
  });
});
