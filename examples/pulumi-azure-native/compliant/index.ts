import * as postgresql from "@pulumi/azure-native/dbforpostgresql";
import * as resources from "@pulumi/azure-native/resources";
import { SecurePostgresql } from "./secure-postgresql";

const { name: resourceGroupName } = new resources.ResourceGroup("databases");

// A single server says itself that it enforces TLS.
new postgresql.SingleServer("legacy", {
  resourceGroupName,
  properties: {
    createMode: "Default",
    administratorLogin: "adminuser",
    administratorLoginPassword: "change-me-in-a-secret",
    sslEnforcement: "Enabled",
    minimalTlsVersion: "TLS1_2",
    version: "11",
  },
});

// A flexible server is told so by two server parameters. Here they name the server literally.
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
    value: "TLSv1.2",
    source: "user-override",
  },
  { dependsOn: orders },
);

// Here they refer to the server by its output, in a loop; its name is not known before it exists.
const billing = new postgresql.Server("billing", { resourceGroupName, version: "16" });
for (const [configurationName, value] of Object.entries({ require_secure_transport: "on", ssl_min_protocol_version: "TLSv1.3" })) {
  new postgresql.Configuration(`billing-${configurationName}`, {
    resourceGroupName,
    serverName: billing.name,
    configurationName,
    value,
    source: "user-override",
  });
}

// A replica takes its parameters over from its source server.
new postgresql.Server("billing-replica", { resourceGroupName, createMode: "Replica", sourceServerResourceId: billing.id });

// A component holds the server and its parameters together; other parameters don't matter here.
const shop = new SecurePostgresql("shop", { resourceGroupName });
new postgresql.Configuration("shop-log-connections", {
  resourceGroupName,
  serverName: shop.server.name,
  configurationName: "log_connections",
  value: "on",
  source: "user-override",
});
