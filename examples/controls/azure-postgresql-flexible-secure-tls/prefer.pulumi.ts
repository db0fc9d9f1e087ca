import * as postgresql from "@pulumi/azure-native/dbforpostgresql";

// #region
const orders = new postgresql.Server("orders", { resourceGroupName: "databases", version: "16" });

new postgresql.Configuration("orders-require-tls", {
  resourceGroupName: "databases",
  serverName: orders.name,
  configurationName: "require_secure_transport",
  value: "ON",
  source: "user-override",
});

new postgresql.Configuration("orders-tls-version", {
  resourceGroupName: "databases",
  serverName: orders.name,
  configurationName: "ssl_min_protocol_version",
  value: "TLSv1.2",
  source: "user-override",
});
// #endregion
