import { BadArguments, checkSize, everything, nothing, type Functions } from "../../symbolic/function";
import { canonical, fromJson, isArray, isObjectValue, isUnknown, unknownIn, type Value } from "../../symbolic/values";
import { JsonText } from "../values";
import { boolean, number, scalarText, sortedKeys, convertedText } from "./convert";

/** As Terraform writes it: keys in order, and the characters of markup escaped. */
function json(value: Value): string {
  if (isArray(value)) return `[${value.map(json).join()}]`;
  if (isObjectValue(value))
    return `{${sortedKeys(value)
      .map((key) => `${quoted(key)}:${json(value[key] ?? null)}`)
      .join()}}`;
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

function quoted(value: string): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parsed(written: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    throw new BadArguments("JSON is expected");
  }
  return fromJson(value, () => {
    throw new BadArguments("the JSON is nested too deeply");
  });
}

const same = nothing(([value = null]) => value);

/** Terraform's conversions of values to another type. */
export const conversions: Functions = {
  jsonencode: nothing(([value = null], tools) => {
    const unknown = unknownIn(value, tools.spend);
    if (unknown) return new JsonText(value, `jsonencode(${canonical(value, tools.spend)})`, unknown.cause);
    const written = json(value);
    checkSize(written.length, tools);
    return written;
  }),
  jsondecode: nothing(([value = null], tools) => {
    if (value instanceof JsonText) return value.value;
    if (isUnknown(value)) return undefined;
    checkSize(convertedText(value).length, tools);
    return parsed(convertedText(value));
  }),
  tostring: nothing(([value = null]) => (isUnknown(value) || value === null ? value : convertedText(value))),
  tonumber: everything(([value = null]) => (value === null ? null : number(value))),
  tobool: everything(([value = null]) => (value === null ? null : boolean(value))),
  sensitive: same,
  nonsensitive: same,
  ephemeralasnull: nothing(() => undefined),
  issensitive: nothing(() => undefined),
  type: nothing(([value]) => (scalarText(value) === undefined ? undefined : typeof value)),
};
