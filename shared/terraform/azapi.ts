import type { Subjects } from "../engine/subjects";
import { nativeTypeOfAny, type NativeType } from "../resource-types/native-type";
import { fold } from "../engine/names";
import { evaluate, isObject, property, Unresolved, type Json, type Scope } from "./evaluate";

const CHILD = "/configurations";

/** The types of the azapi provider that write resources. */
export const AZAPI_TYPES: readonly string[] = ["azapi_resource", "azapi_update_resource", "azapi_resource_action"];

/** Their arguments that are read. */
export const AZAPI_ARGUMENTS: readonly string[] = ["type", "name", "parent_id", "resource_id", "body", "sensitive_body"];

/** Whether a Terraform type is one of {@link AZAPI_TYPES}. */
export function isAzapi(terraformType: string): boolean {
  return AZAPI_TYPES.includes(terraformType);
}

/**
 * The ARM type that an azapi resource writes.
 *
 * @param subjects the types that are wanted
 * @returns `undefined` for another type, and for an update that leaves alone all that a control judges
 */
export function azapiType(terraformType: string, body: Json, scope: Scope, subjects: Subjects): NativeType | undefined {
  const written = evaluate(body["type"], scope);
  if (typeof written !== "string") return undefined;
  const subject = subjects.byType.get(fold(written.split("@")[0] ?? ""));
  if (!subject) return undefined;
  const any = { nativeType: terraformType, name: "name", parent: "parent_id", body: ["body"] };
  const type = nativeTypeOfAny(any, subject, subjects);
  if (terraformType === "azapi_resource") return type;
  // Of an update, what it doesn't write stays as it is.
  const isWritten = subject.judged.some((armPath) => readAzapi(body, type.arguments[armPath]?.[0]?.path ?? [], scope) !== undefined);
  return isWritten ? type : undefined;
}

/** Reads an argument: `body` in any of its forms, with `sensitive_body` merged over it. */
export function readAzapi(body: Json, [outer = "", ...path]: readonly string[], scope: Scope): unknown {
  if (outer === "body") {
    const sensitive = descend(content(body["sensitive_body"], scope), path, scope);
    return sensitive === undefined ? descend(content(body["body"], scope), path, scope) : sensitive;
  }
  const value = evaluate(body[outer], scope);
  return value === undefined && (outer === "name" || outer === "parent_id") ? fromId(body, outer, scope) : value;
}

/** `resource_id` in place of name and parent: of a child, what is before and after its last two segments. */
function fromId(body: Json, outer: "name" | "parent_id", scope: Scope): unknown {
  const id = evaluate(body["resource_id"], scope);
  const text = id instanceof Unresolved ? id.suffix : id;
  if (typeof text !== "string") return id;
  const at = fold(text).lastIndexOf(`${CHILD}/`);
  if (at < 0) return outer === "name" && typeof id === "string" ? id.split("/").at(-1) : id;
  if (outer === "name") return text.slice(at + CHILD.length + 1);
  return id instanceof Unresolved ? new Unresolved(id.why, id.reference) : text.slice(0, at);
}

/** A body is an object, its JSON, or an expression that makes JSON of an object. */
function content(written: unknown, scope: Scope): unknown {
  if (typeof written !== "string") return written;
  if (written.startsWith("${")) {
    const value = evaluate(written, scope);
    return typeof value === "string" ? parse(value) : value;
  }
  return parse(written);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unresolved("is in a body that is not JSON");
  }
}

function descend(from: unknown, path: readonly string[], scope: Scope): unknown {
  let value = from;
  for (const key of path) {
    if (value instanceof Unresolved) return value;
    value = isObject(value) ? evaluate(property(value, key), scope) : undefined;
  }
  return value;
}
