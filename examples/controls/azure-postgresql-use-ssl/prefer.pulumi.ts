import * as postgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";

const administratorLoginPassword = new pulumi.Config().requireSecret("password");

// #region
new postgresql.SingleServer("legacy", {
  resourceGroupName: "databases",
  properties: {
    createMode: "Default",
    administratorLogin: "adminuser",
    administratorLoginPassword,
    sslEnforcement: "Enabled",
    version: "11",
  },
});
// #endregion
