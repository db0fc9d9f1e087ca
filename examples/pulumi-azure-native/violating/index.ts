import * as postgresql from "@pulumi/azure-native/dbforpostgresql";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { OpenPostgresql } from "./open-postgresql";

const { name: resourceGroupName } = new resources.ResourceGroup("databases");

// Wrong: clear text is allowed.
new postgresql.SingleServer("legacy", {
  resourceGroupName,
  properties: {
    createMode: "Default",
    administratorLogin: "adminuser",
    administratorLoginPassword: "change-me-in-a-secret",
    sslEnforcement: "Disabled",
    version: "11",
  },
});

// Missing: sslEnforcement is left to Azure.
new postgresql.SingleServer("legacy-default", {
  resourceGroupName,
  properties: { createMode: "Default", administratorLogin: "adminuser", administratorLoginPassword: "change-me-in-a-secret" },
});

// Wrong, by literal names: TLS 1.1 is outdated.
const orders = new postgresql.Server("orders", { resourceGroupName, serverName: "contoso-orders", version: "16" });
new postgresql.Configuration(
  "orders-require-tls",
  { resourceGroupName, serverName: "contoso-orders", configurationName: "require_secure_transport", value: "ON", source: "user-override" },
  { dependsOn: orders },
);
new postgresql.Configuration(
  "orders-tls-version",
  {
    resourceGroupName,
    serverName: "contoso-orders",
    configurationName: "ssl_min_protocol_version",
    value: "TLSv1.1",
    source: "user-override",
  },
  { dependsOn: orders },
);

// Wrong, by the server's output, in a loop: both parameters.
const billing = new postgresql.Server("billing", { resourceGroupName, version: "16" });
for (const [configurationName, value] of Object.entries({ require_secure_transport: "OFF", ssl_min_protocol_version: "TLSv1" })) {
  new postgresql.Configuration(`billing-${configurationName}`, {
    resourceGroupName,
    serverName: billing.name,
    configurationName,
    value,
    source: "user-override",
  });
}

// Wrong, in a component.
new OpenPostgresql("shop", { resourceGroupName });

// Missing: nothing sets either parameter on this server.
new postgresql.Server("reports", { resourceGroupName, version: "16" });

// Ambiguous: which of the two servers this is about is not known before they exist, so neither is known to require TLS.
const blue = new postgresql.Server("blue", { resourceGroupName, version: "16" });
const green = new postgresql.Server("green", { resourceGroupName, version: "16" });
for (const [color, server] of Object.entries({ blue, green })) {
  new postgresql.Configuration(`${color}-tls-version`, {
    resourceGroupName,
    serverName: server.name,
    configurationName: "ssl_min_protocol_version",
    value: "TLSv1.2",
    source: "user-override",
  });
}
new postgresql.Configuration("active-require-tls", {
  resourceGroupName,
  serverName: pulumi.all([blue.name, green.name]).apply(([blueName, greenName]) => (blueName < greenName ? blueName : greenName)),
  configurationName: "require_secure_transport",
  value: "ON",
  source: "user-override",
});

// Wrong, in an ARM template that the program deploys.
new resources.Deployment("inventory", {
  resourceGroupName,
  properties: {
    mode: resources.DeploymentMode.Incremental,
    template: {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: { tls: { type: "string" } },
      resources: [
        {
          type: "Microsoft.DBforPostgreSQL/flexibleServers",
          apiVersion: "2022-12-01",
          name: "contoso-inventory",
          location: "[resourceGroup().location]",
          properties: { version: "16" },
        },
        {
          type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
          apiVersion: "2022-12-01",
          name: "contoso-inventory/require_secure_transport",
          properties: { value: "[parameters('tls')]", source: "user-override" },
        },
        {
          type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
          apiVersion: "2022-12-01",
          name: "contoso-inventory/ssl_min_protocol_version",
          properties: { value: "TLSv1.3", source: "user-override" },
        },
      ],
    },
    parameters: { tls: { value: "off" } },
  },
});
