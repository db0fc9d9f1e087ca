import { LimitError, type Budget } from "../limits";
import type { Unknown, Value } from "./values";

/** What all evaluations of one program share. */
export interface Evaluation<Expression> {
  readonly budget: Budget;
  /** Expressions that have been parsed, by their text. */
  readonly parsed: Map<string, Expression>;
  /** What holds at the moment for what nothing but a default gives a value to. */
  defaults: Defaults;
  /** What is being evaluated, each within the one before. */
  depth: number;
}

/** What holds for something that has but a default: the default, nothing that is known, or a value in its place. */
export type Assumed = "default" | "open" | { readonly value: Value };

/** Tells what holds for a parameter or a variable, by its name in lower case. Whoever deploys may not take its default. */
export type Defaults = (name: string) => Assumed;

/** The defaults are what is deployed with. */
export const defaultsInForce: Defaults = () => "default";

/** Nothing is known of what has but a default. */
export const openDefaults: Defaults = () => "open";

/** Values that have been evaluated, by the defaults that held then. */
export type Memos = WeakMap<Defaults, Map<string, Value>>;

/** What the evaluations of one program share, as they begin. */
export function newEvaluation<Expression>(budget: Budget): Evaluation<Expression> {
  return { budget, parsed: new Map(), defaults: defaultsInForce, depth: 0 };
}

/** Does something while some defaults hold, whatever is being evaluated around it. */
export function withDefaults<T>(evaluation: Evaluation<unknown>, defaults: Defaults, act: () => T): T {
  const before = evaluation.defaults;
  evaluation.defaults = defaults;
  try {
    return act();
  } finally {
    evaluation.defaults = before;
  }
}

/**
 * Guards against what is nested too deeply, whether in the text or by names that lead to each other.
 *
 * @throws LimitError
 */
export function nested<T>(evaluation: Evaluation<unknown>, act: () => T): T {
  const { limits, spend } = evaluation.budget;
  spend(1);
  if (evaluation.depth >= limits.expressionDepth) throw new LimitError("expressionDepth", limits.expressionDepth);
  evaluation.depth++;
  try {
    return act();
  } finally {
    evaluation.depth--;
  }
}

/** Evaluates once; what leads to itself is unknown. */
export function memoized(memos: Memos, evaluation: Evaluation<unknown>, key: string, cycle: () => Unknown, act: () => Value): Value {
  let memo = memos.get(evaluation.defaults);
  if (!memo) memos.set(evaluation.defaults, (memo = new Map<string, Value>()));
  const known = memo.get(key);
  if (known !== undefined) return known;
  memo.set(key, cycle());
  try {
    const value = act();
    memo.set(key, value);
    return value;
  } catch (error) {
    memo.delete(key);
    throw error;
  }
}
