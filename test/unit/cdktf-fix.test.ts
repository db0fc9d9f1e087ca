import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stacksBelow } from "../../cdktf-aspect/constructs";
import { fixStack } from "../../cdktf-aspect/fix";
import { check, guard, PostgresqlTlsAspect } from "../../cdktf-aspect/index";
import { stackJudgeOf } from "../../cdktf-aspect/judge";
import { azapiDialect, azurermDialect, LATER } from "../dialects/terraform";
import { everyControl, everyRow } from "../rows/registrations";
import { libraries, newApp, raw, rawData } from "../stand-ins/cdktf-libraries";
import { judgeStack } from "../stand-ins/judge-stack";

const CONTINUE = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";
const SSL = "[Azure.PostgreSQL.UseSSL]";
const TLS = "[Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]";

const forms = libraries.flatMap((library) =>
  [azurermDialect, azapiDialect("an object", (properties) => ({ properties }))].map((dialect) => ({
    ...library,
    dialect,
    form: dialect.name,
  })),
);

describe.each(forms)("rows, $library, $form", ({ lib, dialect }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    new lib.TerraformVariable(stack, LATER, {});
    const { resources, data } = dialect.program(row);
    for (const { type, id, arguments: args } of data) rawData(lib, stack, id, type, args);
    for (const { type, id, arguments: args } of resources) raw(lib, stack, id, type, args);
    const fix = (): readonly string[] => {
      const { findings } = judgeStack(stack, everyControl, row.options);
      return stacksBelow(stack).flatMap((one) => {
        const document = stackJudgeOf(everyControl).render(one, "unprepared");
        return fixStack(one, document, findings, [one], everyControl).map(({ message }) => message);
      });
    };
    fix();
    // What is not known is left as it is; all else is mended.
    const { findings } = judgeStack(stack, everyControl, row.options);
    expect(findings.filter(({ verdict }) => verdict !== "undetermined")).toEqual([]);
    expect(fix()).toEqual([]);
  });
});

describe.each(libraries)("$library", ({ lib }) => {
  type App = InstanceType<typeof lib.App>;

  // As the command line sets it: annotations of level error are collected, not thrown.
  beforeEach(() => {
    process.env[CONTINUE] = "true";
  });
  afterEach(() => {
    Reflect.deleteProperty(process.env, CONTINUE);
  });

  /** Each annotation of a synthesis as `level path: message`. */
  function synthesized(app: App): string[] {
    app.synth();
    return Object.values(app.manifest.stacks).flatMap(({ annotations }) =>
      annotations.map(({ constructPath, level, message }) => `${level.replace("@cdktf/", "")} ${constructPath}: ${message}`),
    );
  }

  function written(app: App, stack: string): Record<string, Record<string, Record<string, unknown>>> {
    const path = app.manifest.stacks[stack]?.synthesizedStackPath ?? "";
    const { resource } = JSON.parse(readFileSync(join(app.outdir, path), "utf8")) as { resource: Record<string, Record<string, object>> };
    const bare = (body: object): Record<string, unknown> => ({ ...body, "//": undefined });
    return Object.fromEntries(
      Object.entries(resource).map(([type, ids]) => [type, Object.fromEntries(Object.entries(ids).map(([id, body]) => [id, bare(body)]))]),
    );
  }

  test("guard sets what is wrong, adds what is missing, and says so", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    raw(lib, stack, "legacy", "azurerm_postgresql_server", { ssl_enforcement_enabled: false });
    raw(lib, stack, "pg", "azurerm_postgresql_flexible_server", { name: "pg", provider: "azurerm.second" });
    raw(lib, stack, "many", "azurerm_postgresql_flexible_server", { name: "${each.key}", for_each: { a: 1, b: 2 } });
    guard(app, { fix: true });
    const added = "azurerm_postgresql_flexible_server_configuration";
    expect(synthesized(app)).toEqual([
      "info stack: 4 PostgreSQL servers checked: 4 pass.",
      `info stack/legacy: Fixed: sslEnforcementEnabled is set to true. ${SSL}`,
      `info stack/pg: Fixed: require_secure_transport is set to "ON" by ${added}.pg_require_secure_transport. ${TLS}`,
      `info stack/pg: Fixed: ssl_min_protocol_version is set to "TLSv1.2" by ${added}.pg_ssl_min_protocol_version. ${TLS}`,
      `info stack/many: Fixed: require_secure_transport is set to "ON" by ${added}.many_require_secure_transport. ${TLS}`,
      `info stack/many: Fixed: ssl_min_protocol_version is set to "TLSv1.2" by ${added}.many_ssl_min_protocol_version. ${TLS}`,
    ]);
    const { azurerm_postgresql_server: servers, [added]: configurations } = written(app, "stack");
    expect(servers).toEqual({ legacy: { ssl_enforcement_enabled: true } });
    expect(configurations).toEqual({
      pg_require_secure_transport: {
        provider: "azurerm.second",
        name: "require_secure_transport",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
        value: "ON",
      },
      pg_ssl_min_protocol_version: {
        provider: "azurerm.second",
        name: "ssl_min_protocol_version",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
        value: "TLSv1.2",
      },
      many_require_secure_transport: {
        for_each: "${azurerm_postgresql_flexible_server.many}",
        name: "require_secure_transport",
        server_id: "${each.value.id}",
        value: "ON",
      },
      many_ssl_min_protocol_version: {
        for_each: "${azurerm_postgresql_flexible_server.many}",
        name: "ssl_min_protocol_version",
        server_id: "${each.value.id}",
        value: "TLSv1.2",
      },
    });
  });

  test("an aspect fixes what other aspects made wrong, and below its construct only", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    const own = raw(lib, stack, "own", "azurerm_postgresql_server", { ssl_enforcement_enabled: true });
    raw(lib, stack, "other", "azurerm_postgresql_server", { ssl_enforcement_enabled: false });
    lib.Aspects.of(own).add(new PostgresqlTlsAspect({ fix: true }));
    lib.Aspects.of(own).add({
      visit(node) {
        if (node === own) own.addOverride("ssl_enforcement_enabled", false);
      },
    });
    expect(synthesized(app)).toEqual([
      "info stack: 1 PostgreSQL server checked: 1 pass.",
      `info stack/own: Fixed: sslEnforcementEnabled is set to true. ${SSL}`,
    ]);
    expect(written(app, "stack")).toEqual({
      azurerm_postgresql_server: { own: { ssl_enforcement_enabled: true }, other: { ssl_enforcement_enabled: false } },
    });
  });

  test("the module for flexible servers gets the parameters that it lacks", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    const source = "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm";
    const settings = { require_secure_transport: { name: "require_secure_transport", config: "ON" } };
    new lib.TerraformHclModule(stack, "pg", { source, variables: { server_configuration: settings } });
    guard(app, { fix: true });
    expect(synthesized(app)).toEqual([
      "info stack: 1 PostgreSQL server checked: 1 pass.",
      `info stack/pg: Fixed: ssl_min_protocol_version is set to "TLSv1.2" in serverConfiguration. ${TLS}`,
    ]);
  });

  test("what isn't known, and what is no object, is left as it is", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    raw(lib, stack, "later", "azurerm_postgresql_server", { ssl_enforcement_enabled: "${random_pet.x.id}" });
    raw(lib, stack, "text", "azapi_resource", {
      type: "Microsoft.DBforPostgreSQL/servers@2017-12-01",
      body: JSON.stringify({ properties: { sslEnforcement: "Disabled" } }),
    });
    guard(app, { fix: true });
    expect(synthesized(app).map((line) => line.split(" is ")[0])).toEqual([
      "info stack: 2 PostgreSQL servers checked: 1 undetermined, 1 fail.",
      "warn stack/later: sslEnforcementEnabled",
      "error stack/text: body.properties.sslEnforcement",
    ]);
  });

  test("a value that a loop makes is left, as the loop may make other parameters, too", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    raw(lib, stack, "all", "azurerm_postgresql_flexible_server_configuration", {
      for_each: { require_secure_transport: "OFF", log_connections: "off" },
      name: "${each.key}",
      server_id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg",
      value: "${each.value}",
    });
    guard(app, { fix: true });
    expect(synthesized(app)).toEqual([
      `error stack/all: all["require_secure_transport"]: require_secure_transport is OFF; it must be ON. Set value to "ON". ${TLS}`,
    ]);
    expect(written(app, "stack")["azurerm_postgresql_flexible_server_configuration"]?.["all"]?.["value"]).toBe("${each.value}");
  });

  test("a second synthesis has nothing more to fix", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    raw(lib, stack, "pg", "azurerm_postgresql_flexible_server", { name: "pg" });
    guard(app, { fix: true });
    const first = synthesized(app);
    const before = written(app, "stack");
    expect(synthesized(app).slice(-first.length)).toEqual(first);
    expect(written(app, "stack")).toEqual(before);
    expect(check(app).findings).toEqual([]);
  });

  test("nothing is changed where the output is HCL, and that is said", () => {
    const app = newApp(lib);
    Object.assign(app, { hclOutput: true });
    const stack = new lib.TerraformStack(app, "stack");
    raw(lib, stack, "pg", "azurerm_postgresql_server", { ssl_enforcement_enabled: false });
    guard(app, { fix: true });
    expect(synthesized(app)).toEqual([
      "info stack: 1 PostgreSQL server checked: 1 fail.",
      "info stack: Nothing is fixed, as HCL takes no overrides. Synthesize without --hcl.",
      `error stack/pg: sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true. ${SSL}`,
    ]);
  });

  test("a wrong option is told, and check changes nothing", () => {
    const app = newApp(lib);
    expect(() => new PostgresqlTlsAspect({ fix: "yes" as never })).toThrow('fix: found "yes"; accepted are true and false.');
    expect(() => check(app, { fix: true })).toThrow("fix: found true; check changes nothing. Give it to guard or to PostgresqlTlsAspect.");
  });
});
