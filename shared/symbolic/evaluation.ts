import { LimitError, type Budget } from "../limits";
import type { Unknown, Value } from "./values";

/** What all evaluations of one program share. */
export interface Evaluation<Expression> {
  readonly budget: Budget;
  /** Expressions that have been parsed, by their text. */
  readonly parsed: Map<string, Expression>;
  /** While set, what only a default says counts as unknown: whoever deploys it may say otherwise. */
  areDefaultsOpen: boolean;
  /** What is being evaluated, each within the one before. */
  depth: number;
}

/** Values that have been evaluated; with defaults in force, and with defaults open. */
export type Memos = readonly [Map<string, Value>, Map<string, Value>];

/** What the evaluations of one program share, as they begin. */
export function newEvaluation<Expression>(budget: Budget): Evaluation<Expression> {
  return { budget, parsed: new Map(), areDefaultsOpen: false, depth: 0 };
}

/** Does something as if nothing were known of the parameters that have but their default. */
export function withOpenDefaults<T>(evaluation: Evaluation<unknown>, act: () => T): T {
  return withDefaultsOpen(evaluation, true, act);
}

/** Does something with defaults in force, whatever is being evaluated around it. */
export function withDefaults<T>(evaluation: Evaluation<unknown>, act: () => T): T {
  return withDefaultsOpen(evaluation, false, act);
}

function withDefaultsOpen<T>(evaluation: Evaluation<unknown>, areOpen: boolean, act: () => T): T {
  const before = evaluation.areDefaultsOpen;
  evaluation.areDefaultsOpen = areOpen;
  try {
    return act();
  } finally {
    evaluation.areDefaultsOpen = before;
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
  const memo = memos[evaluation.areDefaultsOpen ? 1 : 0];
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
