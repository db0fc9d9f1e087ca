import { App, Aspects, TerraformStack } from "cdktn";
import { PostgresqlFlexibleServer } from "@cdktn/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerConfiguration } from "@cdktn/provider-azurerm/lib/postgresql-flexible-server-configuration";
import { PostgresqlServer } from "@cdktn/provider-azurerm/lib/postgresql-server";
import { AzurermProvider } from "@cdktn/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktn/provider-azurerm/lib/resource-group";
import { PostgresqlTlsAspect } from "azure-postgresql-tls-aspect";

const app = new App();
const stack = new TerraformStack(app, "databases");
new AzurermProvider(stack, "azurerm", { features: [{}] });
const { name: resourceGroupName, location } = new ResourceGroup(stack, "group", { name: "databases", location: "westeurope" });

// A single server says itself that it enforces TLS.
new PostgresqlServer(stack, "legacy", {
  name: "contoso-legacy",
  resourceGroupName,
  location,
  skuName: "GP_Gen5_2",
  version: "11",
  sslEnforcementEnabled: true,
});

// A flexible server is told so by two server parameters.
const orders = new PostgresqlFlexibleServer(stack, "orders", { name: "contoso-orders", resourceGroupName, location, version: "16" });
for (const [name, value] of Object.entries({ require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" })) {
  new PostgresqlFlexibleServerConfiguration(stack, `orders-${name}`, { name, serverId: orders.id, value });
}

// A replica takes its parameters over from its source server.
new PostgresqlFlexibleServer(stack, "orders-replica", {
  name: "contoso-orders-replica",
  resourceGroupName,
  location,
  createMode: "Replica",
  sourceServerId: orders.id,
});

Aspects.of(stack).add(new PostgresqlTlsAspect());
app.synth();
