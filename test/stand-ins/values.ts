import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A resource's properties, as they are before they are put on the wire: JSON values, {@link UNKNOWN} and {@link secret}. */
export type Properties = Record<string, unknown>;

/** What stands on the wire for a value that is known only after deployment. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * Marks a value as a secret, as Pulumi marshals one.
 * @param value the value to protect; may be nested or {@link UNKNOWN}
 */
export function secret(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, value };
}

/**
 * Marks values with what they are made from, as the engine shows them to a resource's transforms.
 * @param dependencies URNs of what a property is made from
 */
export function withDependencies(properties: Properties, dependencies: (property: string) => readonly string[]): Properties {
  const marked = Object.entries(properties).map(([property, value]) => {
    const urns = dependencies(property);
    return [property, urns.length === 0 ? value : output(value, urns)] as const;
  });
  return Object.fromEntries(marked);
}

function output(value: unknown, dependencies: readonly string[]): Properties {
  const marked = { [SIGNATURE]: OUTPUT, dependencies };
  if (value === UNKNOWN) return marked;
  const isSecret = isObject(value) && value[SIGNATURE] === SECRET;
  return isSecret ? { ...marked, secret: true, value: value["value"] } : { ...marked, value };
}

/** @returns the URNs of what a value, or a part of it, is marked to be made from */
export function dependenciesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(dependenciesIn);
  if (!isObject(value)) return [];
  const own = value[SIGNATURE] === OUTPUT && Array.isArray(value["dependencies"]) ? value["dependencies"].map(String) : [];
  return [...own, ...dependenciesIn(Object.values(value))];
}

/** Takes the secret marks off a value, at every depth. */
export function reveal(value: unknown): unknown {
  return mapSigned(value, (signature, signed) => (signature === SECRET ? reveal(signed["value"]) : signed));
}

/**
 * Turns properties as a program sends them into what the engine shows to policies: a reference to a resource becomes
 * its id (or URN, where it has none), an output value its value. Secrets and unknowns stay as they are.
 */
export function asSeenByPolicies(properties: Properties): Properties {
  return mapSigned(properties, (signature, signed) => {
    if (signature === RESOURCE) return signed["id"] ?? signed["urn"];
    if (signature === OUTPUT) return outputValue(signed);
    if (signature === SECRET) return secret(asSeenByPolicies({ value: signed["value"] })["value"]);
    return signed;
  }) as Properties;
}

/**
 * Packs properties for the wire. A property that is undefined is left out.
 * @throws if a value has no JSON form (a function, a symbol)
 */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(withoutUndefined(properties) as Record<string, JavaScriptValue>);
}

/** Unpacks properties from the wire; nothing at all is an empty object. */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function outputValue(signed: Properties): unknown {
  const value = "value" in signed ? asSeenByPolicies({ value: signed["value"] })["value"] : UNKNOWN;
  return signed["secret"] === true ? secret(value) : value;
}

function mapSigned(value: unknown, replace: (signature: unknown, signed: Properties) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSigned(item, replace));
  if (!isObject(value)) return value;
  if (SIGNATURE in value) return replace(value[SIGNATURE], value);
  return mapValues(value, (item) => mapSigned(item, replace));
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item) ?? null);
  if (!isObject(value)) return value;
  return mapValues(Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)), withoutUndefined);
}

function mapValues(object: Properties, change: (value: unknown) => unknown): Properties {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
