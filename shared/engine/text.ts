import type { AzureResource } from "../model";

/** How Azure compares types, parameter names and values: without case. */
export function same(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** The form of a text in which two that Azure takes for the same are equal; for use as a key. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** The key of a resource whose ARM name is `name`. */
export function nameKey(name: string): string {
  return `name:${fold(name)}`;
}

/** What a message about another resource calls a resource. */
export function label({ origin }: AzureResource): string {
  return origin.label ?? origin.address;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Orders texts by code unit: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The words that authors write for a switch or a TLS version; only these are ever repeated in a message. */
const HARMLESS = /^(on|off|yes|no|true|false|[01]|enabled?|disabled?|(tls|ssl)?[ _v-]*[0-3]?([._][0-9])?|tlsenforcementdisabled)$/i;

/**
 * A value as a message may show it. A value that is no switch and no TLS version may be a secret or a mix-up with one,
 * so only its type and length are told.
 */
export function show(value: unknown): string {
  if (value === "") return "an empty string";
  if (typeof value === "string")
    return HARMLESS.test(value) ? value : `a string of ${String(value.length)} character${value.length === 1 ? "" : "s"}`;
  if (typeof value === "boolean") return `the boolean ${String(value)}`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
