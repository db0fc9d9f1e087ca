import { BadArguments } from "../../symbolic/function";
import { isObjectValue, type Value, type ValueObject } from "../../symbolic/values";

/** A value as Terraform converts it to a text; `undefined` for one that it refuses. */
export function scalarText(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** @throws BadArguments */
export function convertedText(value: Value | undefined): string {
  const converted = scalarText(value);
  if (converted === undefined) throw new BadArguments("a text is expected");
  return converted;
}

/** @throws BadArguments */
export function number(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  throw new BadArguments("a number is expected");
}

/** A whole number. @throws BadArguments */
export function index(value: Value | undefined): number {
  const converted = number(value);
  if (!Number.isInteger(converted)) throw new BadArguments("a whole number is expected");
  return converted;
}

/** @throws BadArguments */
export function boolean(value: Value | undefined): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new BadArguments("true or false is expected");
}

/** The items of a list or a set, or the values of a map. @throws BadArguments */
export function items(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  if (isObjectValue(value)) return sortedKeys(value).map((key) => value[key] ?? null);
  throw new BadArguments("a list is expected");
}

/** The keys in the order in which Terraform goes through a map. */
export function sortedKeys(of: ValueObject): readonly string[] {
  return Object.keys(of).sort();
}
