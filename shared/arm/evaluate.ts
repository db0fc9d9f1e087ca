import { fold } from "../engine/names";
import { isExpression, parseExpression, type ArmExpression } from "./expression";
import type { JsonLocation } from "../json/document";
import { functions } from "./functions";
import type { GivenParameters } from "./parameters";
import { BadArguments, isScalar, callPure, type PureFunction } from "../symbolic/function";
import { LimitError } from "../limits";
import { runtimeFunction } from "./functions/runtime";
import { choose as chooseOf, forEachWay as forEachOf, Not } from "../symbolic/choice";
import { memoized, nested, type Evaluation as SharedEvaluation, type Memos } from "../symbolic/evaluation";
import {
  canonical,
  isArray,
  isObjectValue,
  isUnknown,
  member,
  object,
  oneOf,
  property,
  textOf,
  textProperty,
  Unknown,
  unknownIn,
  type SymbolicText,
  type Value,
} from "../symbolic/values";

/** What all evaluations of one file share. */
export type Evaluation = SharedEvaluation<ReturnType<typeof parseExpression>>;

/** A template as its own expressions see it. */
export interface TemplateScope {
  readonly evaluation: Evaluation;
  /** The template's JSON; {@link Unknown} values may stand in it. */
  readonly template: unknown;
  /** Tells what is of this deployment from what is of another. */
  readonly id: string;
  /** Tells resource groups apart: what `resourceGroup()` and `subscription()` stand for. */
  readonly place: string;
  /** Whether parameters may be given at deployment that are not known here: then a default may not be what holds. */
  readonly isOutermost: boolean;
  /** The values that its parameters are given. */
  readonly given: GivenParameters;
  /** Where the template stands. */
  readonly location: JsonLocation;
  /** The deployment that this template makes, by its name, its resource id or its symbolic name. */
  deployment(name: Value): DeploymentOutputs | undefined;
  /** Parameters and variables that have been evaluated; with defaults in force, and with defaults open. */
  readonly memos: Memos;
}

/** What is known of the outputs of a deployment. */
export interface DeploymentOutputs {
  readonly output: (name: string) => Value | undefined;
}

/** One loop that an expression stands in. */
interface Loop {
  /** Folded. */
  readonly name: string;
  readonly index: Value;
}

/** Where an expression stands: what it may name. */
export interface Environment {
  readonly scope: TemplateScope;
  /** The innermost last. */
  readonly loops: readonly Loop[];
  /** Arguments of the lambdas around, the innermost last. */
  readonly lambdas: readonly ReadonlyMap<string, Value>[];
}

/** The environment of what stands in no loop. */
export function outermost(scope: TemplateScope): Environment {
  return { scope, loops: [], lambdas: [] };
}

/**
 * Evaluates JSON of a template: expressions in it, and property copies.
 *
 * @throws LimitError
 */
export function evaluate(json: unknown, env: Environment): Value {
  return nested(env.scope.evaluation, () => {
    if (isUnknown(json)) return json;
    if (typeof json === "string") return evaluateText(json, env);
    if (Array.isArray(json)) return json.map((item) => evaluate(item, env));
    if (typeof json === "object" && json !== null) return evaluateObject(json, env);
    return json === undefined ? null : (json as Value);
  });
}

/**
 * Evaluates the part of a template's JSON that a path leads to, and no more.
 *
 * @returns `undefined` where there is nothing
 */
export function evaluateAt(json: unknown, path: readonly string[], env: Environment): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return json === undefined ? undefined : evaluate(json, env);
  const found = property(json, key);
  // An expression, or what a copy makes, has its members only once it is evaluated.
  if (typeof json === "string" || isUnknown(json) || (found === undefined && copiesIn(json))) {
    return path.reduce<Value | undefined>((of, name) => (of === undefined ? undefined : propertyOf(of, name, env)), evaluate(json, env));
  }
  if (found !== undefined) return evaluateAt(found, rest, env);
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const made = isObject ? Object.entries(json).filter(([written]) => isExpression(written)) : [];
  const named = made.map(([written, value]) => [evaluate(written, env), value as unknown] as const);
  const own = named.find(([name]) => typeof name === "string" && fold(name) === fold(key));
  if (own) return evaluateAt(own[1], rest, env);
  // A property whose name isn't known may be any.
  const [open] = named.find(([name]) => isUnknown(name)) ?? [];
  return open === undefined
    ? undefined
    : unknown(env, `key ${canonical(open, env.scope.evaluation.budget.spend)}`, "a property whose name is known only at deployment");
}

/** A property of a value that may be unknown; `undefined` where the value surely has no such property. */
function propertyOf(of: Value, name: string, env: Environment): Value | undefined {
  return isUnknown(of) ? memberOfUnknown(of, name, env) : member(of, name);
}

/**
 * The iterations of a `copy`.
 *
 * @param copy its JSON: `name` and `count`
 * @param env where it stands
 * @returns an environment for each; a single one with an unknown index where the count isn't known
 */
export function iterationsOf(copy: unknown, env: Environment): { readonly isKnown: boolean; readonly iterations: readonly Environment[] } {
  const { evaluation } = env.scope;
  const { limits, spend } = evaluation.budget;
  const name = fold(textProperty(copy, "name"));
  const count = evaluate(property(copy, "count"), env);
  const at = (index: Value): Environment => ({ ...env, loops: [...env.loops, { name, index }] });
  if (typeof count !== "number") {
    const cause = unknownIn(count, spend)?.cause ?? "the number of a loop's iterations, which is no number";
    // One of any stands for all: it is the same one in each loop that has as many, but not in a loop within that.
    const key = `iteration ${String(env.loops.length)} ${canonical(count, spend)}`;
    return { isKnown: false, iterations: [at(new Unknown(key, cause, false))] };
  }
  if (count > limits.copyCount) throw new LimitError("copyCount", limits.copyCount);
  spend(count);
  return { isKnown: true, iterations: Array.from({ length: Math.max(0, Math.trunc(count)) }, (_, index) => at(index)) };
}

function copiesIn(json: unknown): readonly unknown[] | undefined {
  const copies = property(json, "copy");
  return Array.isArray(copies) && copies.every((copy) => property(copy, "input") !== undefined && property(copy, "count") !== undefined)
    ? copies
    : undefined;
}

function evaluateObject(json: object, env: Environment): Value {
  const { spend } = env.scope.evaluation.budget;
  const copies = copiesIn(json);
  const entries: [string, Value][] = [];
  for (const [key, value] of Object.entries(json) as [string, unknown][]) {
    if (copies && fold(key) === "copy") continue;
    const name = isExpression(key) ? evaluate(key, env) : key;
    entries.push([typeof name === "string" ? name : canonical(name, spend), evaluate(value, env)]);
  }
  for (const copy of copies ?? []) entries.push([textProperty(copy, "name"), evaluateCopy(copy, env)]);
  return object(entries);
}

/** The array that a copy of properties or variables makes. */
function evaluateCopy(copy: unknown, env: Environment): Value {
  const { isKnown, iterations } = iterationsOf(copy, env);
  if (isKnown) return iterations.map((iteration) => evaluate(property(copy, "input"), iteration));
  const index = iterations[0]?.loops.at(-1)?.index;
  return index instanceof Unknown ? new Unknown(`copy ${index.key}`, index.cause, false) : null;
}

function evaluateText(text: string, env: Environment): Value {
  if (!isExpression(text)) return text.startsWith("[[") ? text.slice(1) : text;
  const expression = parsedExpression(text, env);
  if (expression.kind === "error") return unknown(env, `syntax ${text}`, `an expression that can't be read: ${expression.message}`);
  return evaluateExpression(expression, env);
}

/** Parses an expression, once in a file, with its outer brackets; an expression that can't be parsed says why. */
export function parsedExpression(text: string, { scope }: Environment): ReturnType<typeof parseExpression> {
  const { parsed, budget } = scope.evaluation;
  let expression = parsed.get(text);
  if (!expression) {
    budget.spend(text.length / 16);
    parsed.set(text, (expression = parseExpression(text.slice(1, -1), budget.limits.expressionDepth)));
  }
  return expression;
}

/**
 * Evaluates an expression.
 *
 * @throws LimitError
 */
export function evaluateExpression(expression: ArmExpression, env: Environment): Value {
  if (expression.kind === "literal") return expression.value;
  return nested(env.scope.evaluation, () =>
    expression.kind === "call"
      ? call(expression, env)
      : step(evaluateExpression(expression.of, env), evaluateExpression(expression.key, env), env),
  );
}

/** One step from a value to one in it. */
function step(of: Value, key: Value, env: Environment): Value {
  const path = (): string => [of, key].map((value) => canonical(value, env.scope.evaluation.budget.spend)).join(".");
  return forEachWay([of, key], path, env, ([from = null, by = null]) => stepTo(from, by, env));
}

function stepTo(of: Value, key: Value, env: Environment): Value {
  const path = (): string => [of, key].map((value) => canonical(value, env.scope.evaluation.budget.spend)).join(".");
  if (isUnknown(of) && typeof key === "string") return memberOfUnknown(of, key, env);
  if (isUnknown(of) || isUnknown(key)) return unknownOf(path(), [of, key], env);
  const found = member(of, key);
  return found === undefined ? unknown(env, `missing ${path()}`, "a property that isn't there") : found;
}

function memberOfUnknown(of: Unknown | SymbolicText, key: string, env: Environment): Value {
  const known = of instanceof Unknown ? of.member?.(key) : undefined;
  // Without case, as property names are.
  return known ?? unknownOf(`${canonical(of, env.scope.evaluation.budget.spend)}."${fold(key)}"`, [of], env);
}

type Call = ArmExpression & { readonly kind: "call" };

function call(expression: Call, env: Environment): Value {
  const { name, arguments: args } = expression;
  const special = lazy.get(fold(name));
  if (special) return special(args, env);
  const values = args.map((argument) => evaluateExpression(argument, env));
  const pure = functions.get(fold(name));
  if (pure) return apply(name, pure, values, env);
  return (name.includes(".") ? userFunction(name, values, env) : undefined) ?? runtimeFunction(name, values, env);
}

/** Calls a pure function. */
function apply(name: string, pure: PureFunction, args: readonly Value[], env: Environment): Value {
  return forEachWay(
    args,
    () => keyOf(name, args, env),
    env,
    (way) => applyTo(name, pure, way, env),
  );
}

function applyTo(name: string, pure: PureFunction, args: readonly Value[], env: Environment): Value {
  try {
    const result = callPure(pure, args, env.scope.evaluation.budget);
    return result === undefined ? unknownOf(keyOf(name, args, env), args, env) : result;
  } catch (error) {
    if (error instanceof LimitError) throw error;
    const problem = error instanceof BadArguments ? `: ${error.message}` : "";
    return unknown(env, `bad ${keyOf(name, args, env)}`, `a call of ${name}() that can't be evaluated${problem}`);
  }
}

/** All arguments count, so that calls which differ in any are not taken for the same. */
function keyOf(name: string, args: readonly Value[], env: Environment): string {
  return `${fold(name)}(${args.map((argument) => canonical(argument, env.scope.evaluation.budget.spend)).join()})`;
}

/** What depends on values that aren't known. */
function unknownOf(key: string, values: readonly Value[], env: Environment): Unknown {
  const { spend } = env.scope.evaluation.budget;
  const source = values.map((value) => unknownIn(value, spend)).find((found) => found !== undefined);
  return new Unknown(key, source?.cause ?? "a value that is known only at deployment", !source);
}

/** What isn't known in itself. */
function unknown(env: Environment, key: string, cause: string): Unknown {
  return new Unknown(`${env.scope.id} ${key}`, cause, true);
}

/** Does something with values; with ones that may be one of a few, for each of these. */
function forEachWay(values: readonly Value[], key: () => string, env: Environment, act: (values: readonly Value[]) => Value): Value {
  return forEachOf(values, () => unknownOf(key(), values, env), env.scope.evaluation.budget.spend, act);
}

/** A function that doesn't get its arguments as values. */
type LazyFunction = (args: readonly ArmExpression[], env: Environment) => Value;

const lazy: ReadonlyMap<string, LazyFunction> = new Map<string, LazyFunction>([
  ["parameters", ([name], env) => named(name, env, parameter)],
  ["variables", ([name], env) => named(name, env, variable)],
  ["if", choose],
  ["not", not],
  ["copyindex", copyIndex],
  ["lambdavariables", ([name], env) => named(name, env, lambdaVariable)],
  ["map", (args, env) => overArray("map", args, env, (items, one) => items.map((item, index) => one(item, index)))],
  ["filter", (args, env) => overArray("filter", args, env, filtered)],
  ["mapvalues", mapValues],
  ["reduce", reduce],
  ["toobject", toObject],
  ["sort", (args, env) => overArray("sort", args, env, sorted)],
]);

/** The value of an argument; null for one that is left out. */
function argument(expression: ArmExpression | undefined, env: Environment): Value {
  return expression ? evaluateExpression(expression, env) : null;
}

function named(name: ArmExpression | undefined, env: Environment, look: (name: string, env: Environment) => Value): Value {
  const key = (value: Value): string => `named ${canonical(value, env.scope.evaluation.budget.spend)}`;
  const value = argument(name, env);
  return forEachWay(
    [value],
    () => key(value),
    env,
    ([one = null]) => (typeof one === "string" ? look(one, env) : unknownOf(key(one), [one], env)),
  );
}

/** Evaluates once; a name that leads to itself is unknown. */
function evaluatedOnce(key: string, cause: string, { scope }: Environment, act: () => Value): Value {
  const cycle = (): Unknown => new Unknown(`${scope.id} cycle ${key}`, `${cause}, which leads to itself`, true);
  return memoized(scope.memos, scope.evaluation, key, cycle, act);
}

function parameter(name: string, env: Environment): Value {
  const { scope } = env;
  const cause = `parameters('${name}')`;
  return evaluatedOnce(`parameters ${fold(name)}`, cause, env, () => {
    const given = scope.given.value(name);
    const declared = property(property(scope.template, "parameters"), name);
    // To a template, null is a value that isn't given; to a function it is one.
    if (given !== undefined && (given !== null || declared === undefined)) return given;
    const defaultValue = property(declared, "defaultValue");
    const assumed = scope.isOutermost ? scope.evaluation.defaults(fold(name)) : "default";
    if (typeof assumed === "object") return assumed.value;
    const isOpen = assumed === "open";
    if (defaultValue !== undefined && !isOpen) return evaluate(defaultValue, outermost(scope));
    if (defaultValue === undefined && declared !== undefined && ofType(declared, scope.template, "nullable") === true && !isOpen)
      return null;
    const why = isOpen
      ? `${cause}, which has only a default`
      : declared === undefined
        ? `${cause}, which isn't declared`
        : `${cause}, which has no value here`;
    const allowed = allowedValues(declared, scope.template);
    const isChoice =
      allowed !== undefined &&
      allowed.length > 0 &&
      allowed.every((value) => typeof value === "string" || typeof value === "number" || typeof value === "boolean");
    const value = unknown(env, `parameters ${fold(name)}`, why);
    return isChoice ? oneOf(allowed, value, scope.evaluation.budget.spend) : value;
  });
}

/** The values that a parameter may have, if it is told which; of a list they are those of its items, which is another thing. */
export function allowedValues(declared: unknown, template: unknown): readonly unknown[] | undefined {
  const allowed = ofType(declared, template, "allowedValues");
  const type = ofType(declared, template, "type");
  return Array.isArray(allowed) && !(typeof type === "string" && fold(type) === "array") ? allowed : undefined;
}

/** Definitions that refer to each other. */
const MAX_REFERENCES = 20;

/** What is said of a parameter's type: beside the parameter, or in the definition that it refers to. */
function ofType(declared: unknown, template: unknown, key: string): unknown {
  let at = declared;
  for (let steps = 0; steps < MAX_REFERENCES; steps++) {
    const found = property(at, key);
    const reference = textProperty(at, "$ref");
    if (found !== undefined || !reference.startsWith("#/")) return found;
    const path = reference.slice(2).split("/");
    at = path.reduce<unknown>((of, step) => (Array.isArray(of) ? (of[Number(step)] as unknown) : property(of, step)), template);
  }
  return undefined;
}

function variable(name: string, env: Environment): Value {
  const { scope } = env;
  const cause = `variables('${name}')`;
  return evaluatedOnce(`variables ${fold(name)}`, cause, env, () => {
    const variables = property(scope.template, "variables");
    const json = property(variables, name);
    if (json !== undefined) return evaluate(json, outermost(scope));
    const copy = copiesIn(variables)?.find((one) => fold(textProperty(one, "name")) === fold(name));
    return copy === undefined
      ? unknown(env, `variables ${fold(name)}`, `${cause}, which isn't declared`)
      : evaluateCopy(copy, outermost(scope));
  });
}

function choose([condition, then, otherwise]: readonly ArmExpression[], env: Environment): Value {
  const { spend } = env.scope.evaluation.budget;
  const branch = (isTrue: boolean): Value => argument(isTrue ? then : otherwise, env);
  const value = argument(condition, env);
  if (!isUnknown(value))
    return branch(value === true || (typeof value === "string" && fold(value) === "true") || (typeof value === "number" && value !== 0));
  const branches = [branch(true), branch(false)] as const;
  const [whenTrue, whenFalse] = branches;
  return chooseOf(value, whenTrue, whenFalse, unknownOf(keyOf("if", [value, ...branches], env), [value, ...branches], env), spend);
}

/** The opposite of what isn't known is kept as that: `if(not(x), a, b)` is `if(x, b, a)`. */
function not(args: readonly ArmExpression[], env: Environment): Value {
  const value = argument(args[0], env);
  const opposite = apply("not", functions.get("not") as PureFunction, [value], env);
  return args.length === 1 && isUnknown(value) && opposite instanceof Unknown && !opposite.among
    ? new Not(value, opposite.key, opposite.cause)
    : opposite;
}

function copyIndex(args: readonly ArmExpression[], env: Environment): Value {
  const [first, second] = args.map((argument) => evaluateExpression(argument, env));
  const name = typeof first === "string" ? fold(first) : undefined;
  const loop = name === undefined ? env.loops.at(-1) : env.loops.findLast((one) => one.name === name);
  const offset = name === undefined ? first : second;
  if (!loop) return unknown(env, "copyIndex", "copyIndex(), which stands in no such loop");
  if (offset === undefined || offset === 0) return loop.index;
  if (typeof loop.index === "number" && typeof offset === "number") return loop.index + offset;
  return unknownOf(keyOf("copyindex", [loop.index, offset], env), [loop.index, offset], env);
}

function lambdaVariable(name: string, env: Environment): Value {
  const frame = env.lambdas.findLast((one) => one.has(fold(name)));
  return (
    frame?.get(fold(name)) ?? (frame ? null : unknown(env, `lambda ${fold(name)}`, `lambdaVariables('${name}'), which isn't declared`))
  );
}

/** Calls `lambda('a', 'b', body)`. */
function callLambda(lambda: ArmExpression | undefined, args: readonly Value[], env: Environment): Value {
  if (lambda?.kind !== "call" || fold(lambda.name) !== "lambda") return unknown(env, "lambda", "a call without a lambda");
  const names = lambda.arguments.slice(0, -1).map((argument) => evaluateExpression(argument, env));
  const body = lambda.arguments.at(-1);
  const frame = new Map(names.map((name, index) => [fold(typeof name === "string" ? name : ""), args[index] ?? null] as const));
  return body ? evaluateExpression(body, { ...env, lambdas: [...env.lambdas, frame] }) : null;
}

/** Makes something of an array's items and what a lambda makes of each; `undefined` where that isn't known. */
type Make = (items: readonly Value[], one: (...args: Value[]) => Value) => Value | undefined;

function overArray(name: string, [source, lambda]: readonly ArmExpression[], env: Environment, make: Make): Value {
  const items = argument(source, env);
  if (isArray(items)) env.scope.evaluation.budget.make(items.length);
  const made = isArray(items) ? make(items, (...args) => callLambda(lambda, args, env)) : undefined;
  return made ?? unknownWith(name, [items], [lambda], env);
}

/** What a function with lambdas makes of values that it can't go through: the lambdas count, and so does what they can see. */
function unknownWith(name: string, values: readonly Value[], lambdas: readonly (ArmExpression | undefined)[], env: Environment): Unknown {
  const visible = [...values, ...env.loops.map(({ index }) => index), ...env.lambdas.flatMap((frame) => [...frame.values()])];
  return unknownOf(`${keyOf(name, visible, env)} ${JSON.stringify(lambdas)}`, visible, env);
}

function filtered(items: readonly Value[], one: (...args: Value[]) => Value): Value | undefined {
  const kept = items.map((item, index) => one(item, index));
  return kept.some(isUnknown) ? undefined : items.filter((_, index) => kept[index] === true);
}

/** Sorts by a lambda that tells whether one item comes before another. */
const sorted: Make = (items, call) => {
  const unknown: Value[] = [];
  const isBefore = (a: Value, b: Value): boolean => {
    const before = call(a, b);
    if (typeof before !== "boolean") unknown.push(before);
    return before === true;
  };
  const made = [...items].sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
  return unknown.length === 0 ? made : undefined;
};

function mapValues([source, lambda]: readonly ArmExpression[], env: Environment): Value {
  const of = argument(source, env);
  if (!isObjectValue(of)) return unknownWith("mapvalues", [of], [lambda], env);
  return object(Object.entries(of).map(([key, value]) => [key, callLambda(lambda, [value], env)]));
}

function reduce([source, start, lambda]: readonly ArmExpression[], env: Environment): Value {
  const items = argument(source, env);
  const first = argument(start, env);
  if (!isArray(items)) return unknownWith("reduce", [items, first], [lambda], env);
  return items.reduce<Value>((before, item, index) => callLambda(lambda, [before, item, index], env), first);
}

function toObject([source, keys, values]: readonly ArmExpression[], env: Environment): Value {
  const items = argument(source, env);
  const entries = isArray(items)
    ? items.map((item) => [callLambda(keys, [item], env), values ? callLambda(values, [item], env) : item] as const)
    : [];
  if (!isArray(items) || !entries.every(([key]) => isScalar(key))) return unknownWith("toobject", [items], [keys, values], env);
  return object(entries.map(([key, value]) => [isScalar(key) ? textOf(key) : "", value]));
}

/** A function that the template defines: it sees its parameters, and functions of its namespace. */
function userFunction(name: string, args: readonly Value[], env: Environment): Value | undefined {
  const [namespace = "", ...rest] = name.split(".");
  const { scope } = env;
  const declared = property(scope.template, "functions");
  const space: unknown = Array.isArray(declared)
    ? declared.find((one) => fold(textProperty(one, "namespace")) === fold(namespace))
    : undefined;
  const definition = property(property(space, "members"), rest.join("."));
  if (definition === undefined) return undefined;
  const parameters = property(definition, "parameters");
  const names = Array.isArray(parameters) ? parameters.map((one) => fold(textProperty(one, "name"))) : [];
  const inner: TemplateScope = {
    ...scope,
    template: { functions: declared },
    given: {
      areComplete: true,
      value: (wanted) => (names.includes(fold(wanted)) ? (args[names.indexOf(fold(wanted))] ?? null) : undefined),
    },
    memos: new WeakMap(),
  };
  return evaluate(property(property(definition, "output"), "value"), outermost(inner));
}
