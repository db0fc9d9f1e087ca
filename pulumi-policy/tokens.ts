import type { Arguments, AzureNativeToken, ResourceType } from "../shared/model";
import { nativeTypeOf, type NativeType } from "../shared/resource-types/native-type";

/**
 * Tokens of azure-native: `azure-native:MODULE[/vAPI]:NAME`, and for a package that was added for one API version,
 * `azure-native_MODULE_vAPI:MODULE[/vAPI]:NAME`.
 */
const AZURE_NATIVE = /^azure-native(?:_(?<packageModule>\w+?)_(?<packageApi>v\w+))?:(?<module>\w+)(?:\/(?<moduleApi>v\w+))?:(?<name>\w+)$/;

/** What a token of azure-native may mean, with the versions in which it does. */
interface Meaning {
  readonly type: NativeType;
  readonly versions: AzureNativeToken;
  /** Set for servers: whether their arguments stand in an object `properties`. */
  readonly isNested?: boolean;
}

/**
 * What a Pulumi resource is in ARM.
 *
 * A token may have changed its meaning: `azure-native:dbforpostgresql:Server` is a single server in version 0 and 1 of the
 * package, and a flexible server since version 2.
 *
 * @param token the resource's type
 * @param packageVersion asked only where it matters; `undefined` where it isn't known
 * @param isNested asked only where it matters: whether the resource has an object `properties`, as single servers have
 * @returns `undefined` for a type that no control reads
 */
export type NativeTypeOfToken = (
  token: string,
  packageVersion: () => string | undefined,
  isNested: () => boolean,
) => NativeType | undefined;

/** Reads the tokens of some ARM types. */
export function tokensOf(resourceTypes: readonly ResourceType[]): NativeTypeOfToken {
  const bridged = bridgedTypes(resourceTypes);
  const meanings = new Map<string, NativeType | readonly Meaning[] | undefined>();
  return (token, packageVersion, isNested) => {
    if (!meanings.has(token)) meanings.set(token, bridged.get(token) ?? nativeMeanings(token, resourceTypes));
    const found = meanings.get(token);
    if (found === undefined || "armType" in found) return found;
    const [first] = found;
    // Only servers of one kind have such an object, so it tells more than a version, which a program may not name.
    if (first?.isNested !== undefined && isNested()) return found.find((meaning) => meaning.isNested)?.type;
    const major = /^v?(\d+)\./.exec(packageVersion() ?? "")?.[1];
    const isMeant = ({ versions: { since, before }, isNested: nested }: Meaning): boolean =>
      major === undefined ? nested !== true : Number(major) >= (since?.major ?? 0) && Number(major) < (before?.major ?? Infinity);
    return found.find(isMeant)?.type;
  };
}

/** What a token may mean; the one type that it does mean, where the token alone says so. */
function nativeMeanings(token: string, resourceTypes: readonly ResourceType[]): NativeType | readonly Meaning[] | undefined {
  const { packageModule, packageApi, module, moduleApi, name = "" } = AZURE_NATIVE.exec(token)?.groups ?? {};
  if ((packageModule ?? module) !== module) return undefined;
  const own = resourceTypes.filter(({ azureNative }) => azureNative.module === module);
  const meanings = own.flatMap((type) => meaningsIn(type, token, name));
  const api = moduleApi ?? packageApi;
  if (api !== undefined) {
    return meanings.find(({ versions: { since, before } }) => api >= (since?.api ?? "") && (!before || api < before.api))?.type;
  }
  const [only] = meanings;
  return only && meanings.length === 1 && !only.versions.since && !only.versions.before ? only.type : meanings;
}

/** What a name in the module of a type means by it: a server, or a setting. */
function meaningsIn(resourceType: ResourceType, token: string, name: string): Meaning[] {
  const { azureNative, settings } = resourceType;
  const settingsToken = settings && token.replace(/\w+$/, settings.azureNative.name);
  const type = nativeTypeOf(
    resourceType,
    azureNative.arguments,
    settings && settingsToken !== undefined ? { nativeType: settingsToken, arguments: settings.azureNative.arguments } : undefined,
  );
  const isNested = Object.values<Arguments[string]>(azureNative.arguments).some((accepted) =>
    accepted.some(({ path }) => path[0] === "properties"),
  );
  return azureNative.tokens.flatMap((versions): Meaning[] => {
    if (versions.name === name) return [{ type, versions, isNested }];
    return type.settings && settings?.azureNative.name === name ? [{ type: type.settings.type, versions }] : [];
  });
}

/**
 * Types by token of the packages that are made from Terraform's azurerm provider, with its arguments in camel case: `azure`, and
 * `azurerm`, which Pulumi makes from the provider itself.
 */
function bridgedTypes(resourceTypes: readonly ResourceType[]): ReadonlyMap<string, NativeType> {
  const types = new Map<string, NativeType>();
  for (const resourceType of resourceTypes) {
    const { azurerm, azureClassic, settings } = resourceType;
    const tokens = [
      { own: azureClassic.token, ofSettings: settings?.azureClassic.token },
      { own: azurermToken(azurerm.type), ofSettings: settings && azurermToken(settings.azurerm.type) },
    ];
    for (const { own, ofSettings = "" } of tokens) {
      const type = nativeTypeOf(
        resourceType,
        camelCased(azurerm.arguments),
        settings && { nativeType: ofSettings, arguments: camelCased(settings.azurerm.arguments) },
      );
      types.set(own, type);
      if (type.settings) types.set(type.settings.nativeType, type.settings.type);
    }
  }
  return types;
}

/** `azurerm:index/postgresqlServer:PostgresqlServer` for `azurerm_postgresql_server`. */
function azurermToken(terraformType: string): string {
  const name = camel(terraformType.replace(/^azurerm_/, ""));
  return `azurerm:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function camel(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function camelCased<Path extends string>(written: Arguments<Path>): Arguments<Path> {
  const entries = Object.entries<Arguments[string]>(written).map(([armPath, accepted]) => {
    return [armPath, accepted.map((argument) => ({ ...argument, path: argument.path.map(camel) }))] as const;
  });
  return Object.fromEntries(entries) as unknown as Arguments<Path>;
}
