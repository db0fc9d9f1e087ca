import { azurerm } from "../shared/terraform/azurerm";
import type { Argument, NativeType } from "../shared/resource-types/native-type";

const is = (...path: string[]): readonly Argument[] => [{ path }];

const singleServer: NativeType = {
  armType: "Microsoft.DBforPostgreSQL/servers",
  arguments: { name: is("serverName"), "properties.sslEnforcement": is("properties", "sslEnforcement") },
};

const configuration: NativeType = {
  armType: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  arguments: { name: is("configurationName"), parent: is("serverName"), "properties.value": is("value") },
};

const flexibleServer = (configurationToken: string): NativeType => ({
  armType: "Microsoft.DBforPostgreSQL/flexibleServers",
  arguments: {
    name: is("serverName"),
    "properties.version": is("version"),
    "properties.createMode": is("createMode"),
    "properties.sourceServerResourceId": is("sourceServerResourceId"),
  },
  children: { configurations: { nativeType: configurationToken, type: configuration } },
});

/** Tokens of the azure package to the azurerm types that it is made from. */
const classicTokens: Readonly<Record<string, string>> = {
  "azure:postgresql/server:Server": "azurerm_postgresql_server",
  "azure:postgresql/flexibleServer:FlexibleServer": "azurerm_postgresql_flexible_server",
  "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration": "azurerm_postgresql_flexible_server_configuration",
};

/**
 * Tokens of azure-native: `azure-native:dbforpostgresql[/vVERSION]:TYPE`, and for a package that was added for one API
 * version, `azure-native_dbforpostgresql_vVERSION:dbforpostgresql[/vVERSION]:TYPE`.
 */
const AZURE_NATIVE =
  /^azure-native(?:_dbforpostgresql_(?<packageApi>v\w+))?:dbforpostgresql(?:\/(?<moduleApi>v\w+))?:(?<name>Server|SingleServer|Configuration)$/;

/** What a token alone says; the rest of the answer needs the resource. */
type TokenMeaning = NativeType | "by-resource" | undefined;

const meanings = new Map<string, TokenMeaning>();

/**
 * What a Pulumi resource is in ARM.
 *
 * `azure-native:dbforpostgresql:Server` and `:Configuration` are single server's in version 0 and 1 of the package, and
 * flexible server's since version 2.
 *
 * @param token the resource's type
 * @param packageVersion asked only where it matters; `undefined` where it isn't known
 * @param isNested asked only where it matters: whether the resource has an object `properties`, as single servers have
 * @returns `undefined` for a type that no control reads
 */
export function nativeType(token: string, packageVersion: () => string | undefined, isNested: () => boolean): NativeType | undefined {
  if (!meanings.has(token)) meanings.set(token, meaningOf(token));
  const meaning = meanings.get(token);
  if (meaning !== "by-resource") return meaning;
  const major = /^v?(\d+)\./.exec(packageVersion() ?? "")?.[1];
  const isServer = token.endsWith(":Server");
  if (major === undefined ? isServer && isNested() : Number(major) < 2 || (isServer && isNested()))
    return isServer ? singleServer : undefined;
  return isServer ? flexibleServer(token.replace(/Server$/, "Configuration")) : configuration;
}

function meaningOf(token: string): TokenMeaning {
  const classic = classicTokens[token];
  if (classic !== undefined) return camelCased(classic);
  const { packageApi, moduleApi, name } = AZURE_NATIVE.exec(token)?.groups ?? {};
  if (name === undefined) return undefined;
  if (name === "SingleServer") return singleServer;
  const api = moduleApi ?? packageApi;
  if (api === undefined) return "by-resource";
  if (/^v20171201/.test(api)) return name === "Server" ? singleServer : undefined;
  return name === "Server" ? flexibleServer(token.replace(/Server$/, "Configuration")) : configuration;
}

/** An azurerm type with its arguments as Pulumi spells them. */
function camelCased(terraformType: string): NativeType | undefined {
  const type = azurerm[terraformType];
  if (!type) return undefined;
  const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const children = Object.entries(type.children ?? {}).flatMap(([collection, child]) => {
    const token = Object.keys(classicTokens).find((key) => classicTokens[key] === child.nativeType);
    const childType = camelCased(child.nativeType);
    return token !== undefined && childType ? [[collection, { nativeType: token, type: childType }] as const] : [];
  });
  return {
    armType: type.armType,
    arguments: Object.fromEntries(
      Object.entries(type.arguments).map(([armPath, ways]) => [armPath, ways.map((way) => ({ ...way, path: way.path.map(camel) }))]),
    ),
    children: Object.fromEntries(children),
  };
}
