import { fold, same } from "../engine/names";
import type { Subjects } from "../engine/subjects";
import { nativeTypeOfAny, type NativeType } from "../resource-types/native-type";
import {
  concatenate,
  fromJson,
  isObjectValue,
  isText,
  isUnknown,
  property,
  segments,
  SymbolicText,
  Unknown,
  unknownPart,
  type Text,
  type Value,
} from "../symbolic/values";
import { evaluate, settled, step, type Environment } from "./evaluate";
import type { Json } from "./json";
import { JsonText } from "./values";

const CHILD = "configurations";

/** The types of the azapi provider that write resources. */
export const AZAPI_TYPES: readonly string[] = ["azapi_resource", "azapi_update_resource", "azapi_resource_action"];

/** Their arguments that are read. */
export const AZAPI_ARGUMENTS: readonly string[] = ["type", "name", "parent_id", "resource_id", "body", "sensitive_body"];

/** Whether a Terraform type is one of {@link AZAPI_TYPES}. */
export function isAzapi(terraformType: string): boolean {
  return AZAPI_TYPES.includes(terraformType);
}

/**
 * The ARM type that an azapi resource names; the API version doesn't matter.
 *
 * @returns `unknown` for one that isn't known
 */
export function armTypeOf(body: Json, env: Environment): string | Unknown | SymbolicText | undefined {
  const written = settled(evaluate(body["type"], env), env);
  const beginning = written instanceof SymbolicText ? written.parts[0] : written;
  if (typeof beginning === "string" && (beginning.includes("@") || written === beginning)) return beginning.split("@")[0] ?? "";
  return isUnknown(written) ? written : undefined;
}

/**
 * How an azapi resource of an ARM type is read.
 *
 * @param subjects the types that are wanted
 * @returns `undefined` for another type, and for an update that leaves alone all that a control judges
 */
export function azapiType(
  terraformType: string,
  armType: string,
  body: Json,
  env: Environment,
  subjects: Subjects,
): NativeType | undefined {
  const subject = subjects.byType.get(fold(armType));
  if (!subject) return undefined;
  const any = { nativeType: terraformType, name: "name", parent: "parent_id", body: ["body"] };
  const type = nativeTypeOfAny(any, subject, subjects);
  if (terraformType === "azapi_resource") return type;
  // Of an update, what it doesn't write stays as it is.
  const isWritten = subject.judged.some((armPath) => readAzapi(body, type.arguments[armPath]?.[0]?.path ?? [], env) !== null);
  return isWritten ? type : undefined;
}

/** Reads an argument: `body` in any of its forms, with `sensitive_body` merged over it. Null where nothing is written. */
export function readAzapi(body: Json, [outer = "", ...path]: readonly string[], env: Environment): Value {
  if (outer === "body") {
    const sensitive = descend(content(body["sensitive_body"], env), path, env);
    return sensitive ?? descend(content(body["body"], env), path, env);
  }
  const value = evaluate(body[outer], env);
  return value === null && (outer === "name" || outer === "parent_id") ? fromId(body, outer, env) : value;
}

/** `resource_id` in place of name and parent: of a child, what is before and after its last two segments. */
function fromId(body: Json, outer: "name" | "parent_id", env: Environment): Value {
  const id = settled(evaluate(body["resource_id"], env), env);
  if (!isText(id)) return id;
  const parts = segments(id);
  const isChild = parts.length > 2 && isSame(parts.at(-2), CHILD);
  if (outer === "name") return parts.length > 1 ? (parts.at(-1) ?? id) : id;
  return isChild ? concatenate(parts.slice(0, -2).flatMap((part, index) => (index === 0 ? [part] : ["/", part]))) : id;
}

function isSame(segment: Text | undefined, name: string): boolean {
  return typeof segment === "string" && same(segment, name);
}

/**
 * What a text argument holds as JSON: an object is taken as it is, and so is what an expression makes JSON of.
 *
 * @param written in Terraform's JSON
 */
export function content(written: unknown, env: Environment): Value {
  if (typeof written !== "string") return evaluate(written, env);
  // JSON with expressions in its texts is read as such, so that what is around them is known.
  if (!written.startsWith("${")) {
    const json = parsed(written);
    if (json !== undefined) return evaluate(json, env);
  }
  const value = settled(evaluate(written, env), env);
  if (value instanceof JsonText) return value.value;
  if (value instanceof SymbolicText) return new Unknown(`${env.id} partly ${written}`, unknownPart(value)?.cause ?? "", false);
  const json = typeof value === "string" ? parsed(value) : undefined;
  if (json !== undefined) return fromJson(json, () => new Unknown(`${env.id} deep ${written}`, "JSON that is nested too deeply", true));
  return typeof value === "string" ? new Unknown(`${env.id} no JSON ${written}`, "a body that is not JSON", false) : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function descend(from: Value, path: readonly string[], env: Environment): Value {
  let value = from;
  for (const key of path) {
    if (isUnknown(value)) value = step(value, key, env);
    else if (isObjectValue(value)) value = (property(value, key) ?? null) as Value;
    else return null;
  }
  return settled(value, env);
}
