import { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerConfiguration } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

export class Databases extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // #region
    const orders = new PostgresqlFlexibleServer(this, "orders", {
      name: "contoso-orders",
      resourceGroupName: "databases",
      location: "westeurope",
      version: "16",
    });
    new PostgresqlFlexibleServerConfiguration(this, "orders-require-tls", {
      serverId: orders.id,
      name: "require_secure_transport",
      value: "ON",
    });
    new PostgresqlFlexibleServerConfiguration(this, "orders-tls-version", {
      serverId: orders.id,
      name: "ssl_min_protocol_version",
      value: "TLSv1.2",
    });
    // #endregion
  }
}
