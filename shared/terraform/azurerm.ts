import type { Argument, NativeType } from "../resource-types/native-type";

const is = (...path: string[]): readonly Argument[] => [{ path }];

const configuration: NativeType = {
  armType: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  arguments: { name: is("name"), parent: is("server_id"), "properties.value": is("value") },
};

/**
 * Terraform's azurerm resource types, and with them those of Pulumi's azure package, which is made from them.
 * Source: the provider's documentation, versions 1 to 4.
 */
export const azurerm: Readonly<Record<string, NativeType>> = {
  azurerm_postgresql_server: {
    armType: "Microsoft.DBforPostgreSQL/servers",
    arguments: {
      name: is("name"),
      // Up to version 2 also, in version 1 only, as the text "Enabled" or "Disabled".
      "properties.sslEnforcement": [
        { path: ["ssl_enforcement_enabled"], values: { Enabled: true, Disabled: false } },
        { path: ["ssl_enforcement"] },
      ],
    },
  },
  azurerm_postgresql_flexible_server: {
    armType: "Microsoft.DBforPostgreSQL/flexibleServers",
    arguments: {
      name: is("name"),
      "properties.version": is("version"),
      "properties.createMode": is("create_mode"),
      "properties.sourceServerResourceId": is("source_server_id"),
    },
    children: { configurations: { nativeType: "azurerm_postgresql_flexible_server_configuration", type: configuration } },
  },
  azurerm_postgresql_flexible_server_configuration: configuration,
};
