import { isObject } from "../engine/is-object";

/** Terraform's JSON: an object of blocks, or of arguments. */
export type Json = Readonly<Record<string, unknown>>;

export { isObject as isJson };

/** An own member of an object or a list; `undefined` where there is none. */
export function member(of: unknown, key: string | number): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, key)
    ? (of as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
}

/** A block in an object, which may be written as itself or as a list of it. */
export function objectIn(of: unknown, key: string): Json | undefined {
  const found = member(of, key);
  const one: unknown = Array.isArray(found) && found.length === 1 ? found[0] : found;
  return isObject(one) ? one : undefined;
}
