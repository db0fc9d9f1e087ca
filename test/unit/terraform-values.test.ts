import { check } from "../../cdktf-aspect/index";
import { libraries, newApp, raw, type Library } from "../stand-ins/cdktf-libraries";

const SINGLE = "azurerm_postgresql_server";
const SERVER = "azurerm_postgresql_flexible_server";
const PARAMETER = "azurerm_postgresql_flexible_server_configuration";
type Stack = InstanceType<Library["TerraformStack"]>;

const ON = { name: "require_secure_transport", value: "ON" };
const TLS = { name: "ssl_min_protocol_version", value: "TLSv1.2" };

interface Case {
  readonly name: string;
  readonly build: (lib: Library, stack: Stack) => void;
  /** Address and verdict of each resource that is judged. */
  readonly results: readonly string[];
  readonly messages?: readonly string[];
}

const pass = (...ids: readonly string[]): string[] => ids.map((id) => `stack/${id} pass`);

/** A server with both parameters, the first as `args` say. */
function program(
  lib: Library,
  stack: Stack,
  args: Readonly<Record<string, unknown>>,
  server: Readonly<Record<string, unknown>> = {},
): void {
  raw(lib, stack, "pg", SERVER, { name: "pg", ...server });
  raw(lib, stack, "rst", PARAMETER, { ...ON, server_id: "${azurerm_postgresql_flexible_server.pg.id}", ...args });
  raw(lib, stack, "tls", PARAMETER, { ...TLS, server_id: "${azurerm_postgresql_flexible_server.pg.id}" });
}

const cases: readonly Case[] = [
  {
    name: "a text in place of a boolean",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { ssl_enforcement_enabled: "true" }),
    results: pass("pg"),
  },
  {
    name: "the argument of version 1",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { ssl_enforcement: "Enabled" }),
    results: pass("pg"),
  },
  {
    name: "the argument of version 1, wrong, in its own words",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { ssl_enforcement: "Disabled" }),
    results: ["stack/pg fail"],
    messages: ["sslEnforcement is Disabled; it must be Enabled. Set sslEnforcement to Enabled."],
  },
  {
    name: "a variable with a default",
    build(lib, stack) {
      const variable = new lib.TerraformVariable(stack, "transport", { default: "on" });
      program(lib, stack, { value: variable.stringValue });
    },
    results: pass("pg", "rst", "tls"),
  },
  {
    name: "a variable with a wrong default",
    build(lib, stack) {
      program(lib, stack, { value: new lib.TerraformVariable(stack, "transport", { default: "off" }).stringValue });
    },
    results: ["stack/pg fail", "stack/rst fail", "stack/tls pass"],
    messages: ['require_secure_transport is off; it must be ON. Set value to "ON".'],
  },
  {
    name: "a variable without a default",
    build(lib, stack) {
      program(lib, stack, { value: new lib.TerraformVariable(stack, "transport", {}).stringValue });
    },
    results: ["stack/pg undetermined", "stack/rst undetermined", "stack/tls pass"],
    messages: ['require_secure_transport is var.transport, which has no default; it must be ON. Set value to "ON".'],
  },
  {
    name: "a local",
    build(lib, stack) {
      program(lib, stack, { value: new lib.TerraformLocal(stack, "transport", "ON").asString });
    },
    results: pass("pg", "rst", "tls"),
  },
  {
    name: "an attribute of a local, and a literal lookup",
    build(lib, stack) {
      new lib.TerraformLocal(stack, "parameters", { require_secure_transport: "ON" });
      program(lib, stack, { value: '${lookup(local.parameters, "require_secure_transport", "OFF")}' });
      raw(lib, stack, "again", PARAMETER, {
        ...ON,
        value: "${local.parameters.require_secure_transport}",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
      });
    },
    results: pass("again", "pg", "rst", "tls"),
  },
  {
    name: "a lookup that falls back",
    build(lib, stack) {
      new lib.TerraformLocal(stack, "parameters", { other: "ON" });
      program(lib, stack, { value: '${lookup(local.parameters, "require_secure_transport", "OFF")}' });
    },
    results: ["stack/pg fail", "stack/rst fail", "stack/tls pass"],
  },
  {
    name: "a local that refers to itself",
    build(lib, stack) {
      new lib.TerraformLocal(stack, "circle", "${local.circle}");
      program(lib, stack, { value: "${local.circle}" });
    },
    results: ["stack/pg undetermined", "stack/rst undetermined", "stack/tls pass"],
    messages: ['require_secure_transport is local.circle, which refers to itself; it must be ON. Set value to "ON".'],
  },
  ...['${upper("on")}', "%{if true}ON%{endif}", '${true ? "ON" : "OFF"}', '${join("", ["O", "N"])}'].map((value): Case => ({
    name: `an expression that is right: ${value}`,
    build: (lib, stack) => {
      program(lib, stack, { value });
    },
    results: pass("pg", "rst", "tls"),
  })),
  ...["${1 + 1}", '${lower("OFF")}', '${var.x == "x" ? "OFF" : "off"}'].map((value): Case => ({
    name: `an expression that is wrong either way: ${value}`,
    build: (lib, stack) => {
      program(lib, stack, { value });
    },
    results: ["stack/pg fail", "stack/rst fail", "stack/tls pass"],
  })),
  ...[
    ['${(var.x == "x") ? "ON" : "OFF"}', "depends on var.x, which isn't declared"],
    ["${", "is an expression that can't be read: a name or a value is missing"],
    ["${{{{", "is an expression that can't be read: a name or a value is missing"],
    [`\${${"(".repeat(5000)}1${")".repeat(5000)}}`, "is an expression that can't be read: nested too deeply"],
    ["${nothing.at.all}", "is nothing.at.all, which isn't read here"],
    ['${file("transport.txt")}', "is what file() gives, which only Terraform knows"],
    ["${local.there.isnt}", "depends on local.there, which isn't there"],
  ].map(([value = "", why = ""]): Case => ({
    name: `an expression that only Terraform evaluates: ${value.slice(0, 30)}`,
    build: (lib, stack) => {
      program(lib, stack, { value });
    },
    results: ["stack/pg undetermined", "stack/rst undetermined", "stack/tls pass"],
    messages: [`require_secure_transport ${why}; it must be ON. Set value to "ON".`],
  })),
  {
    name: "a lazy value",
    build: (lib, stack) => {
      program(lib, stack, { value: lib.Lazy.stringValue({ produce: () => "ON" }) });
    },
    results: pass("pg", "rst", "tls"),
  },
  {
    name: "an iterator over a map",
    build(lib, stack) {
      const pg = raw(lib, stack, "pg", SERVER, { name: "pg" });
      const iterator = lib.TerraformIterator.fromMap({ require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.1" });
      const parameters = new lib.TerraformResource(stack, "p", { terraformResourceType: PARAMETER, forEach: iterator });
      parameters.addOverride("name", iterator.key);
      parameters.addOverride("value", iterator.value);
      parameters.addOverride("server_id", pg.getStringAttribute("id"));
    },
    results: ['stack/p["require_secure_transport"] pass', 'stack/p["ssl_min_protocol_version"] fail', "stack/pg fail"],
    messages: ['ssl_min_protocol_version is TLSv1.1; it must be TLSv1.2 or TLSv1.3. Set value to "TLSv1.2".'],
  },
  {
    name: "an iterator over a map of objects",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { name: "pg" });
      const iterator = lib.TerraformIterator.fromMap({ a: ON, b: TLS });
      const parameters = new lib.TerraformResource(stack, "p", { terraformResourceType: PARAMETER, forEach: iterator });
      parameters.addOverride("name", iterator.getString("name"));
      parameters.addOverride("value", iterator.getString("value"));
      parameters.addOverride("server_id", "${azurerm_postgresql_flexible_server.pg.id}");
    },
    results: ['stack/p["a"] pass', 'stack/p["b"] pass', "stack/pg pass"],
  },
  {
    name: "an iterator over a list",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { name: "pg", version: "11" });
      const iterator = lib.TerraformIterator.fromList(["require_secure_transport", "log_connections"]);
      const parameters = new lib.TerraformResource(stack, "p", { terraformResourceType: PARAMETER, forEach: iterator });
      parameters.addOverride("name", iterator.value);
      parameters.addOverride("value", "on");
      parameters.addOverride("server_id", "${azurerm_postgresql_flexible_server.pg.id}");
    },
    results: ['stack/p["require_secure_transport"] pass', "stack/pg pass"],
  },
  {
    name: "an iterator over a complex list",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { name: "pg" });
      const iterator = lib.TerraformIterator.fromComplexList([ON, TLS] as never, "name");
      const parameters = new lib.TerraformResource(stack, "p", { terraformResourceType: PARAMETER, forEach: iterator });
      parameters.addOverride("name", iterator.getString("name"));
      parameters.addOverride("value", iterator.getString("value"));
      parameters.addOverride("server_id", "${azurerm_postgresql_flexible_server.pg.id}");
    },
    results: ['stack/p["require_secure_transport"] pass', 'stack/p["ssl_min_protocol_version"] pass', "stack/pg pass"],
  },
  {
    name: "servers and parameters over one map, and parameters over servers",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { for_each: { a: "pg-a", b: "pg-b" }, name: "${each.value}" });
      raw(lib, stack, "rst", PARAMETER, {
        for_each: { a: "x", b: "y" },
        ...ON,
        server_id: "${azurerm_postgresql_flexible_server.pg[each.key].id}",
      });
      raw(lib, stack, "tls", PARAMETER, { for_each: "${azurerm_postgresql_flexible_server.pg}", ...TLS, server_id: "${each.value.id}" });
    },
    results: ["pg", "rst", "tls"].flatMap((id) => [`stack/${id}["a"] pass`, `stack/${id}["b"] pass`]),
  },
  ...(["variable", "local"] as const).map((kind): Case => ({
    name: `an iterator over a ${kind} of known value`,
    build(lib, stack) {
      const map = { require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" };
      if (kind === "variable") new lib.TerraformVariable(stack, "parameters", { default: map });
      else new lib.TerraformLocal(stack, "parameters", map);
      raw(lib, stack, "pg", SERVER, { name: "pg" });
      const all = kind === "variable" ? "${var.parameters}" : "${local.parameters}";
      raw(lib, stack, "p", PARAMETER, {
        for_each: all,
        name: "${each.key}",
        value: "${each.value}",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
      });
    },
    results: ['stack/p["require_secure_transport"] pass', 'stack/p["ssl_min_protocol_version"] pass', "stack/pg pass"],
  })),
  {
    name: "one instance of several, by its key in each way to write it",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { for_each: { a: "pg-a", b: "pg-b" }, name: "${each.value}", version: "11" });
      raw(lib, stack, "a", PARAMETER, { ...ON, server_id: '${azurerm_postgresql_flexible_server.pg["a"].id}' });
      raw(lib, stack, "b", PARAMETER, { ...ON, value: "OFF", server_id: "${azurerm_postgresql_flexible_server.pg.b.id}" });
    },
    results: ["stack/a pass", "stack/b fail", 'stack/pg["a"] pass', 'stack/pg["b"] fail'],
  },
  {
    name: "servers that another expression chooses between leave it open",
    build(lib, stack) {
      raw(lib, stack, "blue", SERVER, { name: "blue", version: "11" });
      raw(lib, stack, "green", SERVER, { name: "green", version: "11" });
      raw(lib, stack, "rst", PARAMETER, {
        ...ON,
        server_id: "${var.blue ? azurerm_postgresql_flexible_server.blue.id : azurerm_postgresql_flexible_server.green.id}",
      });
    },
    results: ["stack/blue undetermined", "stack/green undetermined", "stack/rst pass"],
    messages: [
      "The server that this sets require_secure_transport for can't be told before deployment: it may be stack/blue or stack/green. Refer to one server.",
    ],
  },
  {
    name: "an unknown for_each",
    build(lib, stack) {
      new lib.TerraformVariable(stack, "parameters", {});
      raw(lib, stack, "pg", SERVER, { name: "pg" });
      raw(lib, stack, "p", PARAMETER, {
        for_each: "${var.parameters}",
        name: "${each.key}",
        value: "${each.value}",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
      });
    },
    results: ["stack/pg undetermined"],
    messages: [
      "name depends on var.parameters, which has no default, so it can't be told which server parameter this sets. Write name as a literal.",
    ],
  },
  {
    name: "count = 0 is nothing",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { count: 0, ssl_enforcement_enabled: false }),
    results: [],
  },
  {
    name: "an empty for_each is nothing",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { for_each: {}, ssl_enforcement_enabled: false }),
    results: [],
  },
  {
    name: "count = 2",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { count: 2, name: "pg-${count.index}", version: "11" });
      raw(lib, stack, "rst", PARAMETER, { count: 2, ...ON, server_id: "${azurerm_postgresql_flexible_server.pg[count.index].id}" });
    },
    results: pass("pg[0]", "pg[1]", "rst[0]", "rst[1]"),
  },
  {
    name: "an unknown count, of a server that is wrong",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { count: "${var.count}", ssl_enforcement_enabled: false }),
    results: ["stack/pg fail"],
  },
  {
    name: "a splat over one server, and an element of it",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { count: 1, name: "pg" });
      raw(lib, stack, "rst", PARAMETER, { ...ON, server_id: "${element(azurerm_postgresql_flexible_server.pg.*.id, 0)}" });
      raw(lib, stack, "tls", PARAMETER, { ...TLS, server_id: "${azurerm_postgresql_flexible_server.pg.*.id}" });
    },
    results: pass("pg[0]", "rst", "tls"),
  },
  {
    name: "a splat over two servers leaves it open",
    build(lib, stack) {
      raw(lib, stack, "pg", SERVER, { count: 2, name: "pg-${count.index}", version: "11" });
      raw(lib, stack, "rst", PARAMETER, { ...ON, server_id: "${azurerm_postgresql_flexible_server.pg.*.id}" });
    },
    results: ["stack/pg[0] undetermined", "stack/pg[1] undetermined", "stack/rst pass"],
    messages: [
      "The server that this sets require_secure_transport for can't be told before deployment: it may be stack/pg[0] or stack/pg[1]. Refer to one server.",
    ],
  },
  {
    name: "a resource in a construct, referred to by its own name",
    build(lib, stack) {
      const outer = raw(lib, stack, "outer", "azurerm_resource_group", { name: "rg" });
      const pg = raw(lib, outer, "pg", SERVER, { name: "pg" });
      for (const parameter of [ON, TLS])
        raw(lib, stack, parameter.name, PARAMETER, { ...parameter, server_id: pg.getStringAttribute("id") });
    },
    results: pass("outer/pg", "require_secure_transport", "ssl_min_protocol_version"),
  },
  {
    name: "a data source is not judged, and its parameters are",
    build(lib, stack) {
      const data = new lib.TerraformDataSource(stack, "pg", { terraformResourceType: SERVER });
      raw(lib, stack, "rst", PARAMETER, { ...ON, value: "OFF", server_id: data.getStringAttribute("id") });
    },
    results: ["stack/rst fail"],
  },
  {
    name: "a module that is known, by its inputs",
    build(lib, stack) {
      const module = new lib.TerraformHclModule(stack, "avm", {
        source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
        variables: { name: "pg", server_configuration: { rst: { name: "require_secure_transport", config: "OFF" } } },
      });
      raw(lib, stack, "tls", PARAMETER, { ...TLS, server_id: module.getString("resource_id") });
    },
    results: ["stack/avm fail", "stack/avm/server_configuration.rst fail", "stack/tls pass"],
    messages: ['require_secure_transport is OFF; it must be ON. Set config to "ON".'],
  },
  {
    name: "a module that is not known is not guessed at",
    build(lib, stack) {
      const module = new lib.TerraformHclModule(stack, "own", { source: "acme/own/azurerm", variables: { server_configuration: {} } });
      raw(lib, stack, "tls", PARAMETER, { ...TLS, server_id: module.getString("id") });
    },
    results: pass("tls"),
  },
  {
    name: "changes of the value that are ignored",
    build: (lib, stack) => {
      program(lib, stack, { lifecycle: { ignore_changes: ["value"] } });
    },
    results: pass("pg", "rst", "tls"),
    messages: ["value is in lifecycle.ignore_changes; it must be enforced on a server that exists, too. Remove it from ignore_changes."],
  },
  {
    name: "all changes that are ignored",
    build: (lib, stack) => raw(lib, stack, "pg", SINGLE, { ssl_enforcement_enabled: true, lifecycle: { ignore_changes: "all" } }),
    results: pass("pg"),
    messages: [
      "sslEnforcementEnabled is in lifecycle.ignore_changes; it must be enforced on a server that exists, too. Remove it from ignore_changes.",
    ],
  },
  {
    name: "a body of azapi that is no JSON",
    build: (lib, stack) =>
      raw(lib, stack, "pg", "azapi_resource", { type: "Microsoft.DBforPostgreSQL/servers@2017-12-01", name: "pg", body: "{" }),
    results: ["stack/pg undetermined"],
    messages: [
      "body.properties.sslEnforcement depends on a body that is not JSON; it must be Enabled. Set body.properties.sslEnforcement to Enabled.",
    ],
  },
  {
    name: "a sensitive body of azapi, over the other, and not repeated",
    build: (lib, stack) =>
      raw(lib, stack, "pg", "azapi_resource", {
        type: "microsoft.dbforpostgresql/SERVERS@2017-12-01",
        body: { properties: { sslEnforcement: "Enabled" } },
        sensitive_body: { properties: { sslEnforcement: "hunter2" } },
      }),
    results: ["stack/pg fail"],
    messages: [
      "body.properties.sslEnforcement is a string of 7 characters; it must be Enabled. Set body.properties.sslEnforcement to Enabled.",
    ],
  },
  {
    name: "an update by azapi counts only by what it writes",
    build(lib, stack) {
      const type = "Microsoft.DBforPostgreSQL/servers@2017-12-01";
      raw(lib, stack, "tags", "azapi_update_resource", { type, resource_id: "/x", body: { tags: {} } });
      raw(lib, stack, "off", "azapi_update_resource", { type, resource_id: "/x", body: { properties: { sslEnforcement: "Disabled" } } });
      const parameter = "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01";
      raw(lib, stack, "pg", SERVER, { name: "pg", version: "11" });
      raw(lib, stack, "rst", "azapi_resource_action", {
        type: parameter,
        resource_id: "${azurerm_postgresql_flexible_server.pg.id}/configurations/require_secure_transport",
        body: { properties: { value: "ON" } },
      });
    },
    results: ["stack/off fail", "stack/pg pass", "stack/rst pass"],
  },
  {
    name: "__proto__ among the arguments",
    build(lib, stack) {
      raw(lib, stack, "pg", "azapi_resource", {
        type: "Microsoft.DBforPostgreSQL/servers@2017-12-01",
        body: '{"__proto__":{"properties":{"sslEnforcement":"Enabled"}}}',
      });
    },
    results: ["stack/pg unset"],
  },
];

describe.each(libraries)("$library", ({ lib }) => {
  test.each(cases)("$name", ({ build, results, messages }) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    build(lib, stack);
    const report = check(stack);
    expect(report.results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual([...results].sort());
    if (messages)
      expect(report.findings.map(({ message }) => message).filter((message) => !message.includes("is not set for this server"))).toEqual(
        messages,
      );
  });

  test("a resource that was moved, and one that is imported", () => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    const imported = raw(lib, stack, "imported", SINGLE, { ssl_enforcement_enabled: true });
    imported.importFrom("/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/pg");
    const moved = raw(lib, stack, "moved", SINGLE, { ssl_enforcement_enabled: false });
    raw(lib, stack, "target", SINGLE, { ssl_enforcement_enabled: true }).addMoveTarget("target");
    moved.moveTo("target");
    expect(check(stack).results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual([
      "stack/imported pass",
      "stack/target pass",
    ]);
  });
});
