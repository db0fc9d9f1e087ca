import type { Condition } from "../model";
import { evaluate, isObject, property, Unresolved, type Json, type Scope } from "./evaluate";

/** One of the resources that a block with `count` or `for_each` stands for. */
export interface Instance {
  /** As a reference names it: `[0]`, `["a"]`; empty for a block that stands for one resource. */
  readonly suffix: string;
  readonly each?: Scope["each"] & {};
  readonly index?: number;
  /** Set when it isn't known whether there is any. */
  readonly condition?: Condition;
}

/** Instances of one block differ in nothing that matters beyond a number of them. */
const MAX_COUNT = 1000;

/**
 * The instances of a block.
 *
 * @returns none for `count = 0` and for an empty `for_each`; one, with a condition, where they aren't known
 */
export function instancesOf(body: Json, scope: Scope): Instance[] {
  if (body["for_each"] !== undefined && body["for_each"] !== null)
    return forEach(evaluate(body["for_each"], scope), body["for_each"], scope);
  if (body["count"] === undefined || body["count"] === null) return [{ suffix: "" }];
  const value = evaluate(body["count"], scope);
  const count = typeof value === "string" ? Number(value) : value;
  if (typeof count !== "number" || Number.isNaN(count))
    return [
      { suffix: "", condition: { key: `count ${JSON.stringify(body["count"])}`, words: "count, which is known only at apply, is not 0" } },
    ];
  return Array.from({ length: Math.min(Math.max(count, 0), MAX_COUNT) }, (_, index) => ({ suffix: `[${String(index)}]`, index }));
}

function forEach(collection: unknown, written: unknown, scope: Scope): Instance[] {
  if (Array.isArray(collection) && collection.every((item) => typeof item === "string"))
    return collection.map((item: string) => instance(item, item));
  if (isObject(collection)) return Object.entries(collection).map(([key, value]) => instance(key, value));
  const [type, id, ...rest] = collection instanceof Unresolved ? (collection.reference ?? []) : [];
  const body = type === undefined || id === undefined ? undefined : property(property(property(scope.stack, "resource"), type), id);
  // Over another resource's instances: each of them is a reference to one.
  if (isObject(body) && rest.length === 0 && body["for_each"] !== undefined && body["for_each"] !== collection) {
    return overResource(evaluate(body["for_each"], scope), String(type), String(id), notEmpty(body["for_each"]));
  }
  const unknown = new Unresolved("is known only at apply");
  return [{ suffix: "", each: { key: unknown, value: unknown }, condition: notEmpty(written) }];
}

function notEmpty(forEach: unknown): Condition {
  return { key: `for_each ${JSON.stringify(forEach)}`, words: "for_each, which is known only at apply, is not empty" };
}

function overResource(collection: unknown, type: string, id: string, condition: Condition): Instance[] {
  const keys = Array.isArray(collection) ? collection.map(String) : isObject(collection) ? Object.keys(collection) : undefined;
  if (keys) return keys.map((key) => instance(key, new Unresolved("is known only at apply", [type, id, key])));
  const value = new Unresolved("is known only at apply", [type, id]);
  return [{ suffix: "", each: { key: new Unresolved("is known only at apply"), value }, condition }];
}

function instance(key: string, value: unknown): Instance {
  return { suffix: `[${JSON.stringify(key)}]`, each: { key, value } };
}
