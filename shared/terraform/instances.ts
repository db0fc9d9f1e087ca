import type { Condition } from "../model";
import { Choice, forEachWay } from "../symbolic/choice";
import { openDefaults, withDefaults } from "../symbolic/evaluation";
import { canonical, isArray, isObjectValue, isUnknown, object, possibilities, Unknown, type Value } from "../symbolic/values";
import { evaluate, settled, step, type Environment } from "./evaluate";
import type { Json } from "./json";
import { scalarText, sortedKeys } from "./functions/convert";
import { Collection, collectionOf, Failure } from "./values";

/** One of the resources that a block stands for. */
export interface Instance {
  /** As a reference names it: `[0]`, `["a"]`; empty for a block that stands for one resource, or for a number that isn't known. */
  readonly suffix: string;
  /** Tells it apart from others of the block; an instance that stands for an unknown number has the key of its index. */
  readonly key: string;
  /** What `each` and `count` stand for in it. */
  readonly bound: ReadonlyMap<string, Value>;
  /** What it depends on whether there is this one. */
  readonly conditions: readonly Condition[];
  /** What the conditions say of a condition that other values depend on, by its canonical form. */
  readonly assumptions: readonly Assumption[];
}

/** A condition that is known to hold, or not to, wherever there is the instance. */
export interface Assumption {
  readonly condition: string;
  readonly holds: boolean;
}

/** The instances of a block, and how a reference to the block finds each. */
export interface Instances {
  readonly all: readonly Instance[];
  /** The block as a value: one thing, a list or a map, with something in place of each instance. */
  readonly value: (of: (instance: Instance) => Value) => Value;
}

/** Of more instances than these no more is made: they differ in nothing that matters beyond a number of them. */
const MAX_COUNT = 1000;

/**
 * The instances of a block.
 *
 * @param body its arguments
 * @param env where the block stands
 * @returns none for `count = 0` and for an empty `for_each`; where their number isn't known, one that stands for each
 */
export function instancesOf(body: Json, env: Environment): Instances {
  const by = (["for_each", "count"] as const).find((name) => body[name] !== undefined && body[name] !== null);
  if (by === undefined) return SINGLE;
  const closed = expand(evaluate(body[by], env), by, env);
  if (closed.all.length > 0) return closed;
  // What is none only by a default is there for whoever doesn't take the default.
  const open = withDefaults(env.evaluation, openDefaults, () => expand(evaluate(body[by], env), by, env));
  const condition = { key: `default ${canonical(evaluate(body[by], env), env.evaluation.budget.spend)}`, words: WORDS[by] };
  return open.all.length === 0 ? closed : conditional(open, condition);
}

type MetaArgument = "for_each" | "count";

const WORDS = {
  count: "count, which is known only at apply, is not 0",
  for_each: "for_each, which is known only at apply, is not empty",
} as const;

const ONLY: Instance = { suffix: "", key: "", bound: new Map(), conditions: [], assumptions: [] };

/** Those of a block without `count` and `for_each`. */
export const SINGLE: Instances = { all: [ONLY], value: (of) => of(ONLY) };

function conditional({ all, value }: Instances, condition: Condition): Instances {
  const marked = new Map(all.map((one) => [one, one.conditions.length > 0 ? one : { ...one, conditions: [condition] }] as const));
  return { all: [...marked.values()], value: (of) => value((one) => of(marked.get(one) ?? one)) };
}

/** The instances that a value of `count` or `for_each` makes. */
function expand(written: Value, by: MetaArgument, env: Environment): Instances {
  const { spend } = env.evaluation.budget;
  const made = new Map<string, Instance>();
  const value = settled(written, env);
  for (const leaf of possibilities(value)) {
    if (leaf instanceof Failure) continue;
    if (isUnknown(leaf)) {
      const one = eachOf(leaf instanceof Unknown ? leaf : new Unknown(canonical(leaf, spend), "a text", false), by, env);
      made.set(one.key, one);
    } else {
      for (const key of keysOf(leaf, by)) {
        const needs = existence(value, key, by, env);
        made.set(JSON.stringify(key), instance(key, by === "count" ? null : eachValue(value, key, env), by, needs));
      }
    }
  }
  return { all: [...made.values()], value: (of) => referred(value, by, made, of, env) };
}

/** The keys of the instances that a known value makes. */
function keysOf(value: Value, by: MetaArgument): readonly (string | number)[] {
  if (by === "count") {
    const count = Number(scalarText(value) ?? NaN);
    return Array.from({ length: Number.isNaN(count) ? 0 : Math.min(Math.max(count, 0), MAX_COUNT) }, (_, index) => index);
  }
  if (isObjectValue(value)) return sortedKeys(value);
  return isArray(value) ? value.map(scalarText).filter((key) => key !== undefined) : [];
}

function instance(key: string | number, value: Value, by: MetaArgument, needs: readonly Assumption[]): Instance {
  return {
    suffix: `[${JSON.stringify(key)}]`,
    key: JSON.stringify(key),
    bound: boundTo(key, value, by),
    conditions: needs.map(({ condition, holds }) => ({ key: `${holds ? "" : "not "}${condition}`, words: WORDS[by] })),
    assumptions: needs,
  };
}

function boundTo(key: Value, value: Value, by: MetaArgument): ReadonlyMap<string, Value> {
  const names: readonly (readonly [string, Value])[] =
    by === "count"
      ? [["index", key]]
      : [
          ["key", key],
          ["value", value],
        ];
  return new Map([[by === "count" ? "count" : "each", object(names)]]);
}

/** Of a set, an item is its own key. */
function eachValue(collection: Value, key: string | number, env: Environment): Value {
  return forEachWay(
    [collection],
    () => new Unknown(`each ${String(key)}`, "each.value", false),
    env.evaluation.budget.spend,
    ([of = null]) => (isArray(of) ? key : settled(step(of, key, env), env)),
  );
}

/** One that stands for each of a number that isn't known. */
function eachOf(value: Unknown, by: MetaArgument, env: Environment): Instance {
  const { spend } = env.evaluation.budget;
  const { source, itemKey, item } = by === "count" ? countOf(value) : collectionOf(value);
  return {
    suffix: "",
    key: canonical(itemKey, spend),
    bound: boundTo(itemKey, item, by),
    conditions: [{ key: `any of ${source.key}`, words: WORDS[by] }],
    assumptions: [],
  };
}

/** A number that isn't known, as the collection of its indexes. */
function countOf(count: Unknown): Collection {
  const index = new Unknown(`index of ${count.key}`, count.cause, false);
  return new Collection(count, index, index, `indexes of ${count.key}`, count);
}

/** What must hold for a value to make the instance of some key; nothing where it always does. */
function existence(value: Value, key: string | number, by: MetaArgument, env: Environment): readonly Assumption[] {
  const found = whether(value, key, by, env);
  return typeof found === "boolean" ? [] : found;
}

/** Whether there is the instance, or all that must hold for it. */
function whether(value: Value, key: string | number, by: MetaArgument, env: Environment): boolean | readonly Assumption[] {
  const { spend } = env.evaluation.budget;
  if (value instanceof Choice) {
    const [then, otherwise] = [whether(value.then, key, by, env), whether(value.otherwise, key, by, env)];
    if (JSON.stringify(then) === JSON.stringify(otherwise)) return then;
    const condition = canonical(value.condition, spend);
    if (otherwise === false) return [{ condition, holds: true }, ...(then === true ? [] : then || [])];
    if (then === false) return [{ condition, holds: false }, ...(otherwise === true ? [] : otherwise)];
    return [{ condition: `${JSON.stringify(key)} in ${value.key}`, holds: true }];
  }
  if (value instanceof Failure) return false;
  if (!isUnknown(value)) return keysOf(value, by).includes(key);
  return [{ condition: `${JSON.stringify(key)} in ${canonical(value, spend)}`, holds: true }];
}

/** The block as a value, in which something stands for each instance. */
function referred(
  value: Value,
  by: MetaArgument,
  made: ReadonlyMap<string, Instance>,
  of: (instance: Instance) => Value,
  env: Environment,
): Value {
  const { spend } = env.evaluation.budget;
  return forEachWay(
    [value],
    () => new Unknown(`instances of ${canonical(value, spend)}`, "a block", false),
    spend,
    ([leaf = null]) => {
      if (leaf instanceof Failure) return leaf;
      if (isUnknown(leaf)) {
        const unknown = leaf instanceof Unknown ? leaf : new Unknown(canonical(leaf, spend), "a text", false);
        const { source, itemKey, count } = by === "count" ? countOf(unknown) : collectionOf(unknown);
        const one = made.get(canonical(itemKey, spend));
        return one ? new Collection(source, itemKey, of(one), `${by} ${unknown.key}: ${canonical(of(one), spend)}`, count) : unknown;
      }
      const entries = keysOf(leaf, by).map((key) => {
        const one = made.get(JSON.stringify(key));
        return [String(key), one ? of(one) : null] as const;
      });
      return by === "count" ? entries.map(([, one]) => one) : object(entries);
    },
  );
}
