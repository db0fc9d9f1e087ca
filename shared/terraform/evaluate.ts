import { parseTemplate, type Expression } from "./expression";

/** Terraform's JSON, as a stack renders it. */
export type Json = Readonly<Record<string, unknown>>;

/** A value that Terraform only knows at plan or apply. */
export class Unresolved {
  /**
   * @param why follows the value's name in a message
   * @param reference what it refers to, from the type on: `["azurerm_postgresql_flexible_server", "pg", 0, "id"]`; `*` stands for all
   * @param suffix a text after the reference
   */
  constructor(
    readonly why: string,
    readonly reference?: readonly (string | number)[],
    readonly suffix = "",
  ) {}
}

/** What an expression may name, in one instance of a resource. */
export interface Scope {
  readonly stack: Json;
  /** Locals that have been evaluated; shared by all scopes of a stack. */
  readonly locals: Map<string, unknown>;
  readonly each?: { readonly key: unknown; readonly value: unknown };
  readonly index?: number;
}

const AT_APPLY = "is known only at apply";
const MAX_DEPTH = 100;

/** The scope of a stack, outside of any resource. */
export function stackScope(stack: Json): Scope {
  return { stack, locals: new Map() };
}

/**
 * Evaluates a value of Terraform's JSON: texts are templates.
 *
 * @returns plain JSON, with {@link Unresolved} wherever something isn't known; never throws
 */
export function evaluate(json: unknown, scope: Scope, depth = MAX_DEPTH): unknown {
  if (depth === 0) return new Unresolved("is nested too deeply to be read");
  if (typeof json === "string") return json.includes("${") || json.includes("%{") ? resolve(parseTemplate(json), scope, depth - 1) : json;
  if (Array.isArray(json)) return json.map((item) => evaluate(item, scope, depth - 1));
  if (isObject(json)) return mapObject(json, (value) => evaluate(value, scope, depth - 1));
  return json;
}

/** The own property of an object, without what it inherits. */
export function property(of: unknown, key: string | number): unknown {
  if (Array.isArray(of)) return of[Number(key)] as unknown;
  return isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** Whether a value is an object, but no list and nothing unresolved. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unresolved);
}

function resolve(expression: Expression, scope: Scope, depth: number): unknown {
  if (depth <= 0) return new Unresolved("is nested too deeply to be read");
  const inner = (other: Expression): unknown => resolve(other, scope, depth - 1);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return concatenate(expression.parts.map(inner));
    case "list":
      return expression.items.map(inner);
    case "object":
      return Object.fromEntries(expression.entries.map(([key, value]) => [String(inner(key)), inner(value)]));
    case "for":
      return project(expression, inner(expression.collection), scope, depth);
    case "name":
    case "attribute":
      return traverse(expression, scope, depth);
    case "splat": {
      const of = inner(expression.of);
      return of instanceof Unresolved && of.reference ? new Unresolved(of.why, [...of.reference, "*"]) : new Unresolved(AT_APPLY);
    }
    case "call":
      return call(expression.name, expression.arguments.map(inner));
    case "other":
      return new Unresolved(AT_APPLY);
  }
}

function concatenate(parts: readonly unknown[]): unknown {
  if (parts.every((part) => ["string", "number", "boolean"].includes(typeof part))) return parts.join("");
  const [first, ...rest] = parts;
  if (first instanceof Unresolved && first.reference && rest.every((part) => typeof part === "string"))
    return new Unresolved(first.why, first.reference, rest.join(""));
  return new Unresolved(AT_APPLY);
}

/** The root of a traversal is a name; below, what is known is looked into, and what isn't is referred to. */
function traverse(expression: Expression & { kind: "name" | "attribute" }, scope: Scope, depth: number): unknown {
  if (expression.kind === "name") return root(expression.name, scope);
  const of = resolve(expression.of, scope, depth - 1);
  const key = resolve(expression.name, scope, depth - 1);
  if (typeof key !== "string" && typeof key !== "number")
    return of instanceof Unresolved && of.reference ? new Unresolved(of.why, [...of.reference, "*"]) : new Unresolved(AT_APPLY);
  if (of instanceof Unresolved) return of.reference ? step(of.reference, key, scope, depth) : of;
  const found = property(of, key);
  return found === undefined ? new Unresolved("refers to nothing") : found;
}

function root(name: string, scope: Scope): unknown {
  if (name === "each" && scope.each) return scope.each;
  if (name === "count" && scope.index !== undefined) return { index: scope.index };
  return new Unresolved(AT_APPLY, [name]);
}

/** One step along a reference, which may arrive at a variable or a local. */
function step(reference: readonly (string | number)[], key: string | number, scope: Scope, depth: number): unknown {
  const [name] = reference;
  if (reference.length === 1 && name === "var") {
    const value = property(property(property(scope.stack, "variable"), key), "default");
    return value === undefined ? new Unresolved(`is var.${String(key)}, which has no default`) : value;
  }
  if (reference.length === 1 && name === "local") return local(String(key), scope, depth);
  return new Unresolved(AT_APPLY, [...reference, key]);
}

function local(name: string, scope: Scope, depth: number): unknown {
  if (!scope.locals.has(name)) {
    scope.locals.set(name, new Unresolved(`is local.${name}, which refers to itself`));
    const json = property(property(scope.stack, "locals"), name);
    scope.locals.set(name, json === undefined ? new Unresolved(`is local.${name}, which isn't there`) : evaluate(json, scope, depth - 1));
  }
  return scope.locals.get(name);
}

function project(expression: Expression & { kind: "for" }, collection: unknown, scope: Scope, depth: number): unknown {
  if (!Array.isArray(collection) && !isObject(collection)) return new Unresolved(AT_APPLY);
  const entries = Object.entries(collection).map(([key, value]: [string, unknown]) => {
    const bound = new Map([
      [expression.key, Array.isArray(collection) ? Number(key) : key],
      [expression.value, value],
    ]);
    return [bind(expression.by, bound, scope, depth), bind(expression.as, bound, scope, depth)] as const;
  });
  return entries.every(([key]) => typeof key === "string") ? Object.fromEntries(entries) : new Unresolved(AT_APPLY);
}

/** A loop's own names, and attributes of them; anything else in a loop is left to Terraform. */
function bind(expression: Expression, bound: ReadonlyMap<string, unknown>, scope: Scope, depth: number): unknown {
  if (expression.kind === "name" && bound.has(expression.name)) return bound.get(expression.name);
  if (expression.kind !== "attribute") return resolve(expression, scope, depth - 1);
  const of = bind(expression.of, bound, scope, depth - 1);
  const key = resolve(expression.name, scope, depth - 1);
  return of instanceof Unresolved || typeof key !== "string"
    ? new Unresolved(AT_APPLY)
    : (property(of, key) ?? new Unresolved("refers to nothing"));
}

function call(name: string, [first, second, third]: readonly unknown[]): unknown {
  if (["toset", "tolist", "tomap", "tostring", "jsonencode", "sensitive", "nonsensitive"].includes(name)) return first;
  if (name === "lookup" && isObject(first) && typeof second === "string")
    return property(first, second) ?? third ?? new Unresolved("refers to nothing");
  if (name === "element" && typeof second === "number") {
    if (Array.isArray(first)) return first[second % first.length] as unknown;
    const reference = first instanceof Unresolved ? first.reference : undefined;
    if (reference?.includes("*"))
      return new Unresolved(
        AT_APPLY,
        reference.map((part) => (part === "*" ? second : part)),
      );
  }
  return new Unresolved(AT_APPLY);
}

/** An object with its values changed. */
export function mapObject(object: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
