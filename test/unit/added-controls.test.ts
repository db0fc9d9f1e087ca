import { azurePostgresqlFlexiblePrivateAccess } from "../fixtures/controls/azure-postgresql-flexible-private-access";
import { everyControl } from "../rows/registrations";
import { judgeStack } from "../stand-ins/judge-stack";
import { libraries, newApp, raw, type Library } from "../stand-ins/cdktf-libraries";

/** A server that violates two controls at once, which read different paths of it, as each provider writes it. */
const servers = [
  {
    provider: "azurerm",
    declare(lib: Library, stack: InstanceType<Library["TerraformStack"]>): void {
      raw(lib, stack, "pg", "azurerm_postgresql_flexible_server", { name: "pg", version: "11", public_network_access_enabled: true });
      raw(lib, stack, "rst", "azurerm_postgresql_flexible_server_configuration", {
        name: "require_secure_transport",
        server_id: "${azurerm_postgresql_flexible_server.pg.id}",
        value: "OFF",
      });
    },
    messages: [
      'require_secure_transport is OFF; it must be ON. Set value to "ON".',
      "publicNetworkAccessEnabled is true; it must be false. Set publicNetworkAccessEnabled to false.",
    ],
  },
  {
    provider: "azapi",
    declare(lib: Library, stack: InstanceType<Library["TerraformStack"]>): void {
      raw(lib, stack, "pg", "azapi_resource", {
        type: "Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01",
        name: "pg",
        body: { properties: { version: "11", network: { publicNetworkAccess: "Enabled" } } },
      });
      raw(lib, stack, "rst", "azapi_resource", {
        type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01",
        name: "require_secure_transport",
        parent_id: "${azapi_resource.pg.id}",
        body: { properties: { value: "OFF" } },
      });
    },
    messages: [
      'require_secure_transport is OFF; it must be ON. Set body.properties.value to "ON".',
      "body.properties.network.publicNetworkAccess is Enabled; it must be Disabled. Set body.properties.network.publicNetworkAccess to Disabled.",
    ],
  },
];

describe.each(libraries)("$library", ({ lib }) => {
  test.each(servers)("a control that reads another property of a type leaves what is found by the first one: $provider", (server) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    server.declare(lib, stack);
    const { findings } = judgeStack(stack, everyControl);
    expect(findings.map(({ message }) => message).sort()).toEqual(server.messages.toSorted());
  });

  test("what a verified module writes in words that are not known is undetermined, not unset", () => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    new lib.TerraformHclModule(stack, "pg", {
      source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
      variables: { name: "pg", public_network_access_enabled: false },
    });
    const { findings } = judgeStack(stack, [azurePostgresqlFlexiblePrivateAccess]);
    expect(findings.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      "warning: properties.network.publicNetworkAccess can't be read here; it must be Disabled. Set properties.network.publicNetworkAccess to Disabled.",
    ]);
  });
});
