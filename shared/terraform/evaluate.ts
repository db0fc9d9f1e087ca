import { LimitError } from "../limits";
import { Choice, choose, forEachWay, Not } from "../symbolic/choice";
import { nested, type Evaluation as SharedEvaluation } from "../symbolic/evaluation";
import { BadArguments, callPure, type PureFunction } from "../symbolic/function";
import {
  canonical,
  concatenate,
  fromJson,
  isArray,
  isObjectValue,
  isUnknown,
  object,
  oneOf,
  possibilities,
  property,
  SymbolicText,
  Unknown,
  unknownIn,
  type TextPart,
  type Value,
  type ValueObject,
} from "../symbolic/values";
import { parseTemplate, type BinaryOperator, type TerraformExpression, type ForExpression } from "./expression";
import { functions, overCollection } from "./functions";
import { boolean, scalarText, sortedKeys } from "./functions/convert";
import { operators } from "./functions/operators";
import { Attribute, Collection, collectionOf, Failure, someOf, withoutFailures } from "./values";

/** What all evaluations of one program share. */
export type Evaluation = SharedEvaluation<TerraformExpression>;

/** Where an expression stands: what it may name. */
export interface Environment {
  readonly evaluation: Evaluation;
  /** Tells apart what is not known of one stack and of another. */
  readonly id: string;
  /** What a name stands for that isn't bound here: `var`, `local`, `data`, `module`, or a resource type. */
  readonly root: (name: string) => Value;
  /** What is bound here: `each`, `count`, and the names of the loops around. */
  readonly bound: ReadonlyMap<string, Value>;
  /** The item of the splat around. */
  readonly item?: Value;
  /** In an argument of `try` or `can`: told of a condition that may be neither true nor false, which they would catch. */
  readonly onOpenCondition?: () => void;
}

/**
 * Evaluates a value of Terraform's JSON, whose texts are templates.
 *
 * @returns the value, with unknown parts; never throws
 */
export function evaluate(json: unknown, env: Environment): Value {
  if (typeof json === "string" && !isTemplate(json)) return json;
  return limited(env, () => evaluateJson(json, env));
}

/**
 * Evaluates the part of Terraform's JSON that a path leads to, and no more.
 *
 * @returns `undefined` where there is nothing; never throws
 */
export function evaluateAt(json: unknown, path: readonly string[], env: Environment): Value | undefined {
  let at = json;
  for (const [depth, key] of path.entries()) {
    if (typeof at === "string") return memberAt(evaluate(at, env), path.slice(depth), env);
    // A block is written as itself, or as a list of blocks.
    at = property(Array.isArray(at) && at.length === 1 ? at[0] : at, key);
  }
  return at === undefined ? undefined : evaluate(at, env);
}

function memberAt(value: Value, path: readonly string[], env: Environment): Value | undefined {
  return path.reduce<Value | undefined>(
    (of, name) => (of === undefined ? undefined : limited(env, () => memberIfAny(of, name, env))),
    value,
  );
}

/**
 * A value as something that is deployed: what Terraform would refuse is none of what it may turn out to be.
 */
export function settled(value: Value, env: Environment): Value {
  if (!(value instanceof Unknown) || !value.among?.some((one) => one instanceof Failure)) return value;
  return oneOf(withoutFailures(possibilities(value)), new Unknown(value.key, value.cause, value.isCause), env.evaluation.budget.spend);
}

/** What is beyond a limit is unknown. */
function limited<T>(env: Environment, act: () => T): T | Unknown {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return new Unknown(`${env.id} limit`, "an expression that is too large or too deeply nested to be read", true);
  }
}

/** A member of a value, in any case as ARM has it; `undefined` where the value surely has none. */
function memberIfAny(of: Value, name: string, env: Environment): Value | undefined {
  if (isUnknown(of)) return step(of, name, env);
  return property(of, name) as Value | undefined;
}

function evaluateJson(json: unknown, env: Environment): Value {
  return nested(env.evaluation, () => {
    if (isUnknown(json)) return json;
    if (typeof json === "string") return isTemplate(json) ? run(parsed(json, env), env) : json;
    if (Array.isArray(json)) return json.map((item) => evaluateJson(item, env));
    if (typeof json === "object" && json !== null)
      return object(
        Object.entries(json).map(([key, value]: [string, unknown]) => [keyText(evaluateJson(key, env), env), evaluateJson(value, env)]),
      );
    return fromJson(json, () => null);
  });
}

/** Whether a text is more than itself. */
function isTemplate(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

function keyText(key: Value, env: Environment): string {
  return typeof key === "string" ? key : canonical(key, env.evaluation.budget.spend);
}

function parsed(text: string, { evaluation }: Environment): TerraformExpression {
  let expression = evaluation.parsed.get(text);
  if (!expression) {
    evaluation.budget.spend(text.length / 16);
    evaluation.parsed.set(text, (expression = parseTemplate(text)));
  }
  return expression;
}

/**
 * Evaluates an expression.
 *
 * @throws LimitError
 */
export function run(expression: TerraformExpression, env: Environment): Value {
  if (expression.kind === "literal") return expression.value;
  return nested(env.evaluation, () => runNested(expression, env));
}

function runNested(expression: Exclude<TerraformExpression, { readonly kind: "literal" }>, env: Environment): Value {
  switch (expression.kind) {
    case "template":
      return template(
        expression.parts.map((part) => run(part, env)),
        env,
      );
    case "tuple":
      return expression.items.map((item) => run(item, env));
    case "object":
      return objectOf(
        expression.entries.map(([key, value]) => [run(key, env), run(value, env)]),
        false,
        env,
      );
    case "for":
      return loop(expression, env);
    case "name":
      return env.bound.get(expression.name) ?? env.root(expression.name);
    case "item":
      return env.item ?? null;
    case "get":
      return step(run(expression.of, env), run(expression.key, env), env);
    case "splat":
      return splat(run(expression.of, env), expression.each, env);
    case "call":
      return call(expression, env);
    case "unary":
      return expression.operator === "!" ? not(run(expression.of, env), env) : apply("-", operators.negate, [run(expression.of, env)], env);
    case "binary":
      return binary(expression.operator, run(expression.left, env), run(expression.right, env), env);
    case "conditional":
      return conditional(expression, env);
    case "error":
      return new Failure(`${env.id} syntax`, `an expression that can't be read: ${expression.message}`);
  }
}

/** Does something with values, for each way that they may turn out; what Terraform refuses, it refuses with any function. */
function forEach(values: readonly Value[], key: () => string, env: Environment, act: (values: readonly Value[]) => Value): Value {
  const failing = (way: readonly Value[]): Value => way.find((value) => value instanceof Failure) ?? act(way);
  return forEachWay(values, () => unknownOf(key(), values, env), env.evaluation.budget.spend, failing);
}

/** What depends on values that aren't known. */
function unknownOf(key: string, values: readonly Value[], env: Environment): Unknown {
  const source = values.map((value) => unknownIn(value, env.evaluation.budget.spend)).find((found) => found !== undefined);
  return new Unknown(key, source?.cause ?? "a value that is known only at apply", !source);
}

function keyOf(name: string, values: readonly Value[], env: Environment): string {
  return `${name}(${values.map((value) => canonical(value, env.evaluation.budget.spend)).join()})`;
}

/** A key for what depends on an expression, and so on all that the expression may name. */
function keyHere(name: string, values: readonly Value[], env: Environment): string {
  return `${env.id} ${keyOf(name, [...values, ...env.bound.values(), env.item ?? null], env)}`;
}

function failure(what: string, cause: string, values: readonly Value[], env: Environment): Failure {
  return new Failure(`${env.id} ${keyOf(what, values, env)}`, cause);
}

function template(parts: readonly Value[], env: Environment): Value {
  const key = (): string => keyOf("template", parts, env);
  return forEach(parts, key, env, (way) => {
    const texts: TextPart[] = [];
    for (const part of way) {
      const text = isUnknown(part) ? part : scalarText(part);
      if (text === undefined) return failure("template", "a text with something in it that is no text", way, env);
      texts.push(text);
    }
    env.evaluation.budget.make(texts.reduce<number>((sum, text) => sum + (typeof text === "string" ? text.length : 1), 0));
    return concatenate(texts);
  });
}

/** An object of entries; of entries with the same key, a list where they are gathered. */
function objectOf(entries: readonly (readonly [Value, Value])[], isGrouped: boolean, env: Environment): Value {
  const keys = entries.map(([key]) => key);
  const all = (): string => keyOf("object", entries.flat(), env);
  return forEach(keys, all, env, (way) => {
    const made = new Map<string, Value>();
    for (const [index, key] of way.entries()) {
      // An attribute whose name isn't known may be any.
      if (isUnknown(key)) return unknownOf(all(), [key], env);
      const name = scalarText(key);
      if (name === undefined) return failure("key", "a key that is no text", [key], env);
      const [, value = null] = entries[index] ?? [];
      const before = made.get(name);
      made.set(name, isGrouped ? [...(isArray(before) ? before : []), value] : value);
    }
    env.evaluation.budget.make(made.size);
    return object(made);
  });
}

/** One step from a value to one in it. */
export function step(of: Value, key: Value, env: Environment): Value {
  return forEach(
    [of, key],
    () => keyOf("get", [of, key], env),
    env,
    ([from = null, by = null]) => stepTo(from, by, env),
  );
}

function stepTo(of: Value, key: Value, env: Environment): Value {
  if (isUnknown(key)) return stepByUnknown(of, key, env);
  const name = scalarText(key);
  if (name === undefined) return failure("get", "an index that is no text and no number", [of, key], env);
  if (of instanceof Unknown) return of.member?.(name) ?? unknownOf(`${of.key}.${JSON.stringify(name)}`, [of], env);
  const found = isArray(of)
    ? /^\d+$/.test(name)
      ? of[Number(name)]
      : undefined
    : isObjectValue(of) && Object.hasOwn(of, name)
      ? of[name]
      : undefined;
  return found ?? (found === null ? null : failure("get", "an attribute that isn't there", [of, key], env));
}

/** By a key that isn't known: the item of a collection of that very key, else any of the items. */
function stepByUnknown(of: Value, key: Unknown | SymbolicText, env: Environment): Value {
  const { spend } = env.evaluation.budget;
  const unknown = (): Unknown => unknownOf(keyOf("get", [of, key], env), [key, of], env);
  if (of instanceof Collection) {
    const name = canonical(key, spend);
    return canonical(of.itemKey, spend) === name ? of.item : someOf(of.item, name);
  }
  if (isArray(of) && of.length > 0) return oneOf(of, unknown(), spend);
  if (isObjectValue(of) && Object.keys(of).length > 0) return oneOf(Object.values(of), unknown(), spend);
  return unknown();
}

/** What the items of a list, or of a value that stands for a list of one, come to. */
function splat(of: Value, each: TerraformExpression, env: Environment): Value {
  const over = (item: Value): Value => run(each, { ...env, item });
  return forEach(
    [of],
    () => keyHere(`splat ${JSON.stringify(each)}`, [of], env),
    env,
    ([list = null]) => {
      if (list === null) return [];
      if (list instanceof Collection) return mapped(list, list.itemKey, over(list.item), env);
      if (!isArray(list)) return isObjectValue(list) || list instanceof Unknown ? [over(list)] : [list];
      env.evaluation.budget.make(list.length);
      return list.map(over);
    },
  );
}

/** A collection of as many items, each of them another. */
function mapped(of: Collection, itemKey: Value, item: Value, env: Environment): Collection {
  return new Collection(of.source, itemKey, item, `each of ${of.key}: ${canonical(item, env.evaluation.budget.spend)}`, of.count);
}

function loop(expression: ForExpression, env: Environment): Value {
  const collection = run(expression.collection, env);
  const key = (): string => keyHere(`for ${JSON.stringify(expression)}`, [collection], env);
  return forEach([collection], key, env, ([of = null]) => {
    if (of instanceof Unknown) return overUnknown(expression, collectionOf(of), key, env);
    if (!isArray(of) && !isObjectValue(of)) return failure("for", "a loop over something that is no collection", [of], env);
    return overItems(expression, of, key, env);
  });
}

/** What a loop makes in one round. */
interface Round {
  readonly by: Value;
  readonly as: Value;
  /** Whether it is kept. */
  readonly condition: Value;
}

function round({ key, value, by, as, condition }: ForExpression, itemKey: Value, item: Value, env: Environment): Round {
  env.evaluation.budget.make(1);
  const bound = new Map([...env.bound, ...(key === undefined ? [] : [[key, itemKey] as const]), [value, item] as const]);
  const inner = { ...env, bound };
  const kept = condition ? run(condition, inner) : true;
  if (kept === false) return { by: null, as: null, condition: false };
  return { by: by ? run(by, inner) : itemKey, as: run(as, inner), condition: kept };
}

function overUnknown(expression: ForExpression, of: Collection, key: () => string, env: Environment): Value {
  const { by, as, condition } = round(expression, of.itemKey, of.item, env);
  if (condition === false) return expression.by ? object([]) : [];
  if (condition === true) return mapped(of, by, as, env);
  // Some items only: another number of them.
  return new Collection(unknownOf(key(), [condition, of], env), by, as, key());
}

function overItems(expression: ForExpression, of: readonly Value[] | ValueObject, key: () => string, env: Environment): Value {
  const { spend } = env.evaluation.budget;
  const items = isArray(of)
    ? of.map((item, index) => [index, item] as const)
    : sortedKeys(of).map((name) => [name, of[name] ?? null] as const);
  const rounds = items.map(([itemKey, item]) => round(expression, itemKey, item, env));
  const conditions = rounds.map(({ condition }) =>
    isUnknown(condition) ? choose(condition, true, false, unknownOf(keyOf("if", [condition], env), [condition], env), spend) : condition,
  );
  return forEach(conditions, key, env, (way) => {
    if (way.some(isUnknown)) return unknownOf(key(), way, env);
    const kept = rounds.filter((_, index) => boolean(way[index]));
    return expression.by
      ? objectOf(
          kept.map(({ by, as }) => [by, as]),
          expression.isGrouped,
          env,
        )
      : kept.map(({ as }) => as);
  });
}

function not(value: Value, env: Environment): Value {
  return forEach(
    [value],
    () => keyOf("!", [value], env),
    env,
    ([of = null]) => {
      if (of instanceof Not) return of.of;
      if (isUnknown(of)) return new Not(of, keyOf("!", [of], env), unknownIn(of, env.evaluation.budget.spend)?.cause ?? "");
      const known = asBoolean(of);
      return known === undefined ? failure("!", "a condition that is neither true nor false", [of], env) : !known;
    },
  );
}

function asBoolean(value: Value): boolean | undefined {
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : undefined;
}

function binary(operator: BinaryOperator, left: Value, right: Value, env: Environment): Value {
  if (operator === "!=") return not(binary("==", left, right, env), env);
  // A condition compared with true is itself, so that both are told to be the same.
  if (operator === "==" && left instanceof Unknown && !left.among && typeof right === "boolean") return right ? left : not(left, env);
  if (operator === "==" && right instanceof Unknown && !right.among && typeof left === "boolean") return left ? right : not(right, env);
  return apply(operator, operators[operator], [left, right], env);
}

function conditional({ condition, then, otherwise }: TerraformExpression & { readonly kind: "conditional" }, env: Environment): Value {
  const { spend } = env.evaluation.budget;
  const decision = run(condition, env);
  return forEach(
    [decision],
    () => keyHere(`conditional ${JSON.stringify([then, otherwise])}`, [decision], env),
    env,
    ([of = null]) => {
      const known = asBoolean(of);
      if (known !== undefined) return run(known ? then : otherwise, env);
      if (!isUnknown(of)) return failure("conditional", "a condition that is neither true nor false", [of], env);
      if (!cannotFail(of)) env.onOpenCondition?.();
      const branches = [run(then, env), run(otherwise, env)] as const;
      return choose(of, ...branches, unknownOf(keyOf("if", [of, ...branches], env), [of], env), spend);
    },
  );
}

type Call = TerraformExpression & { readonly kind: "call" };

function call(expression: Call, env: Environment): Value {
  const { name } = expression;
  if (name === "try") return attempt(expression.arguments, env);
  if (name === "can" && !expression.isExpanded) return can(expression.arguments, env);
  const given = expression.arguments.map((argument) => run(argument, env));
  const last = given.at(-1) ?? null;
  if (expression.isExpanded && !isArray(last)) return unknownOf(keyOf(`${name}...`, given, env), given, env);
  const args = expression.isExpanded && isArray(last) ? [...given.slice(0, -1), ...last] : given;
  const pure = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return pure ? apply(name, pure, args, env) : notKnown(name, args, env);
}

/** Functions that give another value each time. */
const IMPURE = ["uuid", "timestamp", "bcrypt"];

/** A function that only Terraform calls: of a file, of a provider, or one that is newer than this. */
function notKnown(name: string, args: readonly Value[], env: Environment): Unknown {
  const occasion = IMPURE.includes(name)
    ? ` ${String(env.evaluation.parsed.size)} ${String(env.evaluation.depth)} ${String(occasions++)}`
    : "";
  return new Unknown(`${env.id} ${keyOf(name, args, env)}${occasion}`, `what ${name}() gives, which only Terraform knows`, true);
}

let occasions = 0;

/** The first argument that Terraform doesn't refuse. */
function attempt([first, ...rest]: readonly TerraformExpression[], env: Environment): Value {
  if (!first) return failure("try", "a call of try() in which nothing works", [], env);
  const { value, isSure } = guarded(first, env);
  if (value instanceof Failure) return attempt(rest, env);
  if (rest.length === 0 || isSure) return value;
  const other = attempt(rest, env);
  const tried = possibilities(value).filter((one) => !(one instanceof Failure));
  return oneOf([...tried, other], unknownOf(keyOf("try", [value, other], env), [value], env), env.evaluation.budget.spend);
}

/** What an argument of `try` or `can` comes to, and whether Terraform surely takes it. */
function guarded(argument: TerraformExpression, env: Environment): { readonly value: Value; readonly isSure: boolean } {
  let openConditions = 0;
  const onOpenCondition = (): void => {
    openConditions++;
    env.onOpenCondition?.();
  };
  const value = run(argument, { ...env, onOpenCondition });
  return { value, isSure: openConditions === 0 && cannotFail(value) };
}

/**
 * Whether Terraform surely takes a value. What is unknown as a whole, such as a variable, may lack the attribute that was asked
 * for, or be no text; and what depends on it fails with it.
 */
function cannotFail(value: Value): boolean {
  if (value instanceof SymbolicText) return value.parts.every(cannotFail);
  if (value instanceof Unknown) return value instanceof Attribute && value.instance.isCertain;
  if (isArray(value)) return value.every(cannotFail);
  return !isObjectValue(value) || Object.values(value).every(cannotFail);
}

function can([argument]: readonly TerraformExpression[], env: Environment): Value {
  if (!argument) return failure("can", "a call of can() without an argument", [], env);
  const { value, isSure } = guarded(argument, env);
  if (value instanceof Failure) return false;
  return isSure ? true : unknownOf(keyOf("can", [value], env), [value], env);
}

/** Calls a pure function. */
function apply(name: string, pure: PureFunction, args: readonly Value[], env: Environment): Value {
  const [list] = args;
  // Of a list in which one of two lists stands, each way is another list.
  if (name === "flatten" && isArray(list) && list.some((item) => item instanceof Choice))
    return forEach(
      list,
      () => keyOf(name, args, env),
      env,
      (way) => applyTo(name, pure, [way], env),
    );
  return forEach(
    args,
    () => keyOf(name, args, env),
    env,
    (way) => overCollection(name, way) ?? applyTo(name, pure, way, env),
  );
}

function applyTo(name: string, pure: PureFunction, args: readonly Value[], env: Environment): Value {
  try {
    const result = callPure(pure, args, env.evaluation.budget);
    return result === undefined ? unknownOf(keyOf(name, args, env), args, env) : result;
  } catch (error) {
    if (error instanceof BadArguments) return failure(name, `a call of ${name}() that fails: ${error.message}`, args, env);
    throw error;
  }
}
