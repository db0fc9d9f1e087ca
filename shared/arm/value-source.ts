import { fold } from "../engine/names";
import type { JsonLocation } from "../json/document";
import { property, propertyName } from "../symbolic/values";
import { evaluateExpression, outermost, parsedExpression, type Environment } from "./evaluate";
import { isExpression, type ArmExpression } from "./expression";

/** JSON of a template or a parameter file, where it stands, and what expressions in it can name. */
export interface ValueSource {
  readonly json: unknown;
  readonly location: JsonLocation;
  /** Not set in a parameter file, which has no expressions. */
  readonly env?: Environment;
}

/** Names lead to names; a longer chain is a mistake, and may be a circle. */
const MAX_STEPS = 50;

/**
 * Follows a value to the place that it is written in: `[parameters('ssl')]` to the default of `ssl`, to the parameter file
 * that sets it, or to what the template around gives.
 *
 * @param from a resource
 * @param path from the resource to the value
 * @returns `undefined` where the value is not there; the last place that can be told where it is made of several
 */
export function sourceOfValue(from: ValueSource, path: readonly (string | number)[]): ValueSource | undefined {
  return descend(from, path, MAX_STEPS);
}

function descend(from: ValueSource, path: readonly (string | number)[], steps: number): ValueSource | undefined {
  const source = follow(from, steps);
  const [key, ...rest] = path;
  if (key === undefined) return source;
  const { json, location, env } = source;
  const own = Array.isArray(json) && typeof key === "number" ? key : propertyName(json, String(key));
  if (own === undefined) return undefined;
  const inner = { document: location.document, path: [...location.path, own] };
  return descend({ json: (json as Record<string | number, unknown>)[own], location: inner, ...(env && { env }) }, rest, steps);
}

/** What an expression that is no more than a name stands for; any other JSON is its own source. */
function follow(source: ValueSource, steps: number): ValueSource {
  const { json, env } = source;
  if (!env || steps === 0 || typeof json !== "string" || !isExpression(json)) return source;
  const expression = parsedExpression(json, env);
  return (expression.kind === "error" ? undefined : named(expression, env, steps - 1)) ?? source;
}

function named(expression: ArmExpression, env: Environment, steps: number): ValueSource | undefined {
  if (expression.kind === "literal") return undefined;
  if (expression.kind === "property") {
    const of = named(expression.of, env, steps);
    const key = evaluateExpression(expression.key, env);
    return of && (typeof key === "string" || typeof key === "number") ? descend(of, [key], steps) : undefined;
  }
  const [name, key] = expression.arguments;
  if (fold(expression.name) === "tryget" && name && key && expression.arguments.length === 2) {
    return named({ kind: "property", of: name, key }, env, steps);
  }
  // `value ?? default`
  if (fold(expression.name) === "coalesce" && name && evaluateExpression(name, env) !== null) return named(name, env, steps);
  if (name?.kind !== "literal" || typeof name.value !== "string") return undefined;
  const { scope } = env;
  if (fold(expression.name) === "variables") return inTemplate(["variables", name.value], env, steps);
  if (fold(expression.name) !== "parameters") return undefined;
  // To a template, null is a value that isn't given.
  if ((scope.given.value(name.value) ?? null) === null) return inTemplate(["parameters", name.value, "defaultValue"], env, steps);
  const given = scope.given.source?.(name.value);
  return given && follow(given, steps);
}

function inTemplate(path: readonly string[], { scope }: Environment, steps: number): ValueSource | undefined {
  let json = scope.template;
  const keys: string[] = [];
  for (const key of path) {
    const own = propertyName(json, key);
    if (own === undefined) return undefined;
    json = property(json, own);
    keys.push(own);
  }
  const location = { document: scope.location.document, path: [...scope.location.path, ...keys] };
  return follow({ json, location, env: outermost(scope) }, steps);
}
