import { resourceType, written } from "./resource-type";

/** API version 2022-12-01 and later; azurerm 2 to 4; azure-native 1 to 3. */
export const postgresqlFlexibleServer = resourceType({
  arm: "Microsoft.DBforPostgreSQL/flexibleServers",
  noun: "PostgreSQL flexible server",
  azurerm: {
    type: "azurerm_postgresql_flexible_server",
    arguments: {
      name: written("name"),
      "properties.version": written("version"),
      "properties.createMode": written("create_mode"),
      "properties.sourceServerResourceId": written("source_server_id"),
    },
  },
  azureNative: {
    module: "dbforpostgresql",
    tokens: [{ name: "Server", since: { major: 2, api: "v2020" } }],
    arguments: {
      name: written("serverName"),
      "properties.version": written("version"),
      "properties.createMode": written("createMode"),
      "properties.sourceServerResourceId": written("sourceServerResourceId"),
    },
  },
  azureClassic: { token: "azure:postgresql/flexibleServer:FlexibleServer" },
  settings: {
    collection: "configurations",
    noun: "server parameter",
    exportCommand: "az postgres flexible-server parameter list --resource-group <group> --server-name <server> --output json",
    azurerm: {
      type: "azurerm_postgresql_flexible_server_configuration",
      arguments: { name: written("name"), parent: written("server_id"), "properties.value": written("value") },
    },
    azureNative: {
      name: "Configuration",
      arguments: { name: written("configurationName"), parent: written("serverName"), "properties.value": written("value") },
    },
    azureClassic: { token: "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration" },
  },
});
