import { PostgresqlServer } from "@cdktf/provider-azurerm/lib/postgresql-server";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

export class Databases extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // #region
    new PostgresqlServer(this, "legacy", {
      name: "contoso-legacy",
      resourceGroupName: "databases",
      location: "westeurope",
      skuName: "GP_Gen5_2",
      version: "11",
      sslEnforcementEnabled: false,
    });
    // #endregion
  }
}
