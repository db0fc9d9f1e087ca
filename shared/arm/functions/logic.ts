import { isArray, isObjectValue, isUnknown, SymbolicText } from "../../symbolic/values";
import { BadArguments, containers, decidedBy, equal, everything, nothing, expectText, type Functions } from "../../symbolic/function";

function ordered(compare: (a: number | string, b: number | string) => boolean): ReturnType<typeof everything> {
  return everything(([a, b]) => {
    if (typeof a === "number" && typeof b === "number") return compare(a, b);
    return compare(expectText(a), expectText(b));
  });
}

/** Values of any kind compared and judged. */
export const logic: Functions = {
  true: nothing(() => true),
  false: nothing(() => false),
  null: nothing(() => null),
  and: decidedBy(false),
  or: decidedBy(true),
  not: everything(([value]) => {
    if (typeof value !== "boolean") throw new BadArguments("a boolean is expected");
    return !value;
  }),
  xor: everything((args) => args.filter((value) => value === true).length % 2 === 1),
  bool: everything(([value]) => {
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    if (/^(true|1)$/i.test(expectText(value))) return true;
    if (/^(false|0)$/i.test(expectText(value))) return false;
    throw new BadArguments("a boolean is expected");
  }),
  equals: nothing(([a = null, b = null], tools) => equal(a, b, tools)),
  less: ordered((a, b) => a < b),
  lessorequals: ordered((a, b) => a <= b),
  greater: ordered((a, b) => a > b),
  greaterorequals: ordered((a, b) => a >= b),
  empty: nothing(([value = null]) => {
    if (value instanceof SymbolicText) return value.parts.some((part) => typeof part === "string") ? false : undefined;
    if (isUnknown(value)) return undefined;
    if (isArray(value)) return value.length === 0;
    return value === null || value === "" || (isObjectValue(value) && Object.keys(value).length === 0);
  }),
  length: containers(([value = null]) => {
    if (typeof value === "string" || isArray(value)) return value.length;
    if (isObjectValue(value)) return Object.keys(value).length;
    throw new BadArguments("a text, an array or an object is expected");
  }),
};
