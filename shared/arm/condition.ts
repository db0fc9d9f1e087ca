import { fold } from "../engine/names";
import type { Condition } from "../model";
import { withDefaults, type Defaults } from "../symbolic/evaluation";
import { canonical, isUnknown, oneOf, property, Unknown, type Value } from "../symbolic/values";
import { allowedValues, evaluate, evaluateExpression, parsedExpression, type Environment } from "./evaluate";
import { isExpression, type ArmExpression } from "./expression";

/** What it depends on whether a resource is deployed, and what holds for parameters where it is. */
export interface ConditionalDeployment {
  readonly condition: Condition;
  readonly defaults: Defaults;
}

/** Values that parameters have where a condition holds, by name in lower case. */
type Assignments = ReadonlyMap<string, Value>;

/**
 * Whether a resource is deployed. One that only a default keeps from it is, by whoever doesn't take the default: then the
 * parameters that the condition reads are what makes it true, as far as that is one value, and open otherwise. All others
 * keep their defaults.
 */
export function conditionOf(resource: object, env: Environment): ConditionalDeployment | "always" | "never" {
  const written = property(resource, "condition");
  if (written === undefined) return "always";
  const { evaluation } = env.scope;
  const value = evaluate(written, env);
  const open = isFalse(value) ? assumedBy(env, () => evaluate(written, env)) : { value, defaults: evaluation.defaults };
  if (isFalse(open.value)) return "never";
  if (!isUnknown(open.value)) return "always";
  const condition = { key: canonical(open.value, evaluation.budget.spend), words: "its condition is true" };
  const assignments = assignmentsOf(written, env);
  const defaults: Defaults = (name) => {
    const fixed = assignments.get(name);
    return fixed === undefined ? open.defaults(name) : { value: fixed };
  };
  const holds = !isFalse(withDefaults(evaluation, defaults, () => evaluate(written, env)));
  return { condition, defaults: holds ? defaults : open.defaults };
}

/**
 * Does something as if nothing were known of parameters that have but their default.
 *
 * @returns what it comes to, and the defaults with just those parameters open that were read for it
 */
export function assumedBy<T>(env: Environment, act: () => T): { readonly value: T; readonly defaults: Defaults } {
  const { evaluation } = env.scope;
  const around = evaluation.defaults;
  const read = new Set<string>();
  const value = withDefaults(
    evaluation,
    (name) => {
      read.add(name);
      const assumed = around(name);
      return assumed === "default" ? "open" : assumed;
    },
    act,
  );
  return {
    value,
    defaults(name) {
      const assumed = around(name);
      return assumed === "default" && read.has(name) ? "open" : assumed;
    },
  };
}

function isFalse(value: Value): boolean {
  return value === false || (typeof value === "string" && fold(value) === "false");
}

/** The values of the template's own parameters that a condition leaves no choice of, where it holds. */
function assignmentsOf(written: unknown, env: Environment): Assignments {
  if (typeof written !== "string" || !isExpression(written) || !env.scope.isOutermost) return new Map();
  const expression = parsedExpression(written, env);
  return expression.kind === "error" ? new Map() : solve(expression, true, env);
}

/** What parameters have to be for an expression to be true, or false; nothing is told of those that have a choice. */
function solve(expression: ArmExpression, wanted: boolean, env: Environment): Assignments {
  if (expression.kind !== "call") return new Map();
  const { arguments: args } = expression;
  const [first, second] = args;
  const all = (): Assignments => new Map(args.flatMap((argument) => [...solve(argument, wanted, env)]));
  switch (fold(expression.name)) {
    case "parameters":
      return assigned(expression, wanted, env);
    case "not":
      return first ? solve(first, !wanted, env) : new Map();
    case "bool":
      return first ? solve(first, wanted, env) : new Map();
    case "and":
      return wanted ? all() : new Map();
    case "or":
      return wanted ? alternatives(args, env) : all();
    case "equals":
      return first && second ? equal(first, second, wanted, env) : new Map();
    default:
      return new Map();
  }
}

/** Of `or(equals(p, 'a'), equals(p, 'b'))`: `p` is one of both. */
function alternatives(args: readonly ArmExpression[], env: Environment): Assignments {
  const solved = args.map((argument) => solve(argument, true, env));
  const [name] = solved[0]?.keys() ?? [];
  if (name === undefined || solved.some((one) => one.size !== 1 || !one.has(name))) return new Map();
  const values = solved.map((one) => one.get(name) ?? null);
  return new Map([[name, oneOf(values, choiceOf(name, env), env.scope.evaluation.budget.spend)]]);
}

function equal(first: ArmExpression, second: ArmExpression, wanted: boolean, env: Environment): Assignments {
  const [of, to] = parameterName(first) === undefined ? [second, first] : [first, second];
  const value = evaluateExpression(to, env);
  if (isUnknown(value)) return new Map();
  if (wanted) return assigned(of, value, env);
  return typeof value === "boolean" ? assigned(of, !value, env) : assignedOther(of, value, env);
}

/** A parameter that is none of one value, where it is told which values it may have. */
function assignedOther(expression: ArmExpression, value: Value, env: Environment): Assignments {
  const name = parameterName(expression);
  const { template } = env.scope;
  const allowed = name === undefined ? undefined : allowedValues(property(property(template, "parameters"), name), template);
  if (name === undefined || !allowed) return new Map();
  const { spend } = env.scope.evaluation.budget;
  const others = (allowed as Value[]).filter((one) => canonical(one, spend) !== canonical(value, spend));
  return others.length === 0 ? new Map() : assigned(expression, oneOf(others, choiceOf(fold(name), env), spend), env);
}

function assigned(expression: ArmExpression, value: Value, { scope }: Environment): Assignments {
  const name = parameterName(expression);
  if (name === undefined || scope.given.value(name) !== undefined) return new Map();
  return new Map([[fold(name), value]]);
}

function parameterName(expression: ArmExpression): string | undefined {
  if (expression.kind !== "call" || fold(expression.name) !== "parameters") return undefined;
  const [name] = expression.arguments;
  return name?.kind === "literal" && typeof name.value === "string" ? name.value : undefined;
}

function choiceOf(name: string, { scope }: Environment): Unknown {
  return new Unknown(`${scope.id} choice ${name}`, `parameters('${name}'), which is one of several`, true);
}
