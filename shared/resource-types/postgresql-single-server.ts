import { resourceType, written } from "./resource-type";

/** API version 2017-12-01; azurerm 1 to 4; azure-native 0 to 3. */
export const postgresqlSingleServer = resourceType({
  arm: "Microsoft.DBforPostgreSQL/servers",
  noun: "PostgreSQL single server",
  azurerm: {
    type: "azurerm_postgresql_server",
    arguments: {
      name: written("name"),
      // Version 1 took the text "Enabled" or "Disabled" as ssl_enforcement; version 2 took both arguments.
      "properties.sslEnforcement": [
        { path: ["ssl_enforcement_enabled"], values: { Enabled: true, Disabled: false } },
        { path: ["ssl_enforcement"] },
      ],
    },
  },
  azureNative: {
    module: "dbforpostgresql",
    tokens: [{ name: "SingleServer" }, { name: "Server", before: { major: 2, api: "v2020" } }],
    arguments: { name: written("serverName"), "properties.sslEnforcement": written("properties", "sslEnforcement") },
  },
  azureClassic: { token: "azure:postgresql/server:Server" },
});
