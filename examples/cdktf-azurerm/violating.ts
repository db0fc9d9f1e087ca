import { App, Aspects, TerraformStack } from "cdktf";
import { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerConfiguration } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration";
import { PostgresqlServer } from "@cdktf/provider-azurerm/lib/postgresql-server";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { ResourceGroupTemplateDeployment } from "@cdktf/provider-azurerm/lib/resource-group-template-deployment";
import { PostgresqlTlsAspect } from "azure-postgresql-tls-aspect";

const app = new App();
const stack = new TerraformStack(app, "databases");
new AzurermProvider(stack, "azurerm", { features: [{}] });
const { name: resourceGroupName, location } = new ResourceGroup(stack, "group", { name: "databases", location: "westeurope" });

// Wrong: clear text is allowed.
new PostgresqlServer(stack, "legacy", {
  name: "contoso-legacy",
  resourceGroupName,
  location,
  skuName: "GP_Gen5_2",
  version: "11",
  sslEnforcementEnabled: false,
});

// Wrong: TLS 1.1 is outdated. Missing: nothing sets require_secure_transport.
const orders = new PostgresqlFlexibleServer(stack, "orders", { name: "contoso-orders", resourceGroupName, location, version: "16" });
new PostgresqlFlexibleServerConfiguration(stack, "orders-tls-version", {
  name: "ssl_min_protocol_version",
  serverId: orders.id,
  value: "TLSv1.1",
});

// Wrong, by an override: what is written counts, not what the constructor was given.
const billing = new PostgresqlFlexibleServer(stack, "billing", { name: "contoso-billing", resourceGroupName, location, version: "16" });
new PostgresqlFlexibleServerConfiguration(stack, "billing-tls-version", {
  name: "ssl_min_protocol_version",
  serverId: billing.id,
  value: "TLSv1.3",
});
const transport = new PostgresqlFlexibleServerConfiguration(stack, "billing-require-tls", {
  name: "require_secure_transport",
  serverId: billing.id,
  value: "ON",
});
transport.addOverride("value", "OFF");

// Wrong, in an ARM template that the stack deploys.
const template = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources: [
    {
      type: "Microsoft.DBforPostgreSQL/servers",
      apiVersion: "2017-12-01",
      name: "contoso-inventory",
      location,
      properties: { createMode: "Default", sslEnforcement: "Disabled" },
    },
  ],
};
new ResourceGroupTemplateDeployment(stack, "inventory", {
  name: "inventory",
  resourceGroupName,
  deploymentMode: "Incremental",
  templateContent: JSON.stringify(template),
});

Aspects.of(stack).add(new PostgresqlTlsAspect());
app.synth();
