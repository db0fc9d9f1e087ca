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
  const classic = classicTypes(resourceTypes);
  const meanings = new Map<string, NativeType | readonly Meaning[] | undefined>();
  return (token, packageVersion, isNested) => {
    if (!meanings.has(token)) meanings.set(token, classic.get(token) ?? nativeMeanings(token, resourceTypes));
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

/** Types of the azure package by token: those of azurerm, with arguments in camel case. */
function classicTypes(resourceTypes: readonly ResourceType[]): ReadonlyMap<string, NativeType> {
  const types = new Map<string, NativeType>();
  for (const resourceType of resourceTypes) {
    const { azurerm, azureClassic, settings } = resourceType;
    const type = nativeTypeOf(
      resourceType,
      camelCased(azurerm.arguments),
      settings && { nativeType: settings.azureClassic.token, arguments: camelCased(settings.azurerm.arguments) },
    );
    types.set(azureClassic.token, type);
    if (type.settings) types.set(type.settings.nativeType, type.settings.type);
  }
  return types;
}

function camelCased<Path extends string>(written: Arguments<Path>): Arguments<Path> {
  const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const entries = Object.entries<Arguments[string]>(written).map(([armPath, accepted]) => {
    return [armPath, accepted.map((argument) => ({ ...argument, path: argument.path.map(camel) }))] as const;
  });
  return Object.fromEntries(entries) as unknown as Arguments<Path>;
}
