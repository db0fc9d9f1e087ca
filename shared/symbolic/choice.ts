import {
  canonical,
  combinations,
  concatenate,
  isArray,
  isChoice,
  isObjectValue,
  oneOf,
  possibilities,
  SymbolicText,
  Unknown,
  type Spend,
  type TextPart,
  type Value,
} from "./values";

/** One of two values, by a condition that isn't known: whatever depends on the same condition is chosen with it. */
export class Choice extends Unknown {
  constructor(
    readonly condition: Unknown | SymbolicText,
    readonly then: Value,
    readonly otherwise: Value,
    /** What it is as one of a few: `key`, `cause` and `among` are taken from it. */
    like: Unknown,
  ) {
    super(like.key, like.cause, like.isCause, like.among);
  }
}

/** What comes of values that each may be one of a few, by no condition. */
class Combination extends Unknown {
  constructor(
    readonly choosers: string,
    /** One for each way to choose. */
    readonly outcomes: readonly Value[],
    like: Unknown,
  ) {
    super(like.key, like.cause, like.isCause, like.among);
  }
}

/** The opposite of a condition that isn't known. */
export class Not extends Unknown {
  constructor(
    readonly of: Unknown | SymbolicText,
    key: string,
    cause: string,
  ) {
    super(key, cause, false);
  }
}

/**
 * The value that a condition chooses.
 *
 * @param unknown what stands for it where the values are too many to be told apart
 */
export function choose(condition: Unknown | SymbolicText, then: Value, otherwise: Value, unknown: Unknown, spend: Spend): Value {
  if (condition instanceof Not) return choose(condition.of, otherwise, then, unknown, spend);
  const key = canonical(condition, spend);
  const branches = [assume(then, key, true, spend), assume(otherwise, key, false, spend)] as const;
  const either = oneOf(branches, unknown, spend);
  return either instanceof Unknown && either.key === unknown.key && either.among ? new Choice(condition, ...branches, either) : either;
}

/** A value where a condition, by its canonical form, is known to hold, or not to. */
export function assume(value: Value, condition: string, holds: boolean, spend: Spend): Value {
  if (!(value instanceof Choice)) return value;
  if (canonical(value.condition, spend) === condition) return assume(holds ? value.then : value.otherwise, condition, holds, spend);
  const then = assume(value.then, condition, holds, spend);
  const otherwise = assume(value.otherwise, condition, holds, spend);
  return then === value.then && otherwise === value.otherwise ? value : choose(value.condition, then, otherwise, value, spend);
}

/**
 * A key of a value that may be one of a few: it also holds what chooses it, so that two values which are chosen from the same few
 * by different conditions or parameters, and may differ, have different keys.
 *
 * @param keyOf the key of what is chosen
 */
export function choiceKey(value: Value, keyOf: (value: Value) => string, spend: Spend): string {
  const inner = (one: Value): string => choiceKey(one, keyOf, spend);
  if (value instanceof Choice) {
    const [then, otherwise] = [inner(value.then), inner(value.otherwise)];
    return then === otherwise ? then : `${canonical(value.condition, spend)} ? ${then} : ${otherwise}`;
  }
  if (!(value instanceof Unknown) || !value.among) return keyOf(value);
  return `${chooserOf(value, spend)} of ${(value instanceof Combination ? value.outcomes : value.among).map(inner).join()}`;
}

/** What chooses a value that may be one of a few, in the order of its outcomes. */
function chooserOf(value: Value, spend: Spend): string {
  return value instanceof Combination ? value.choosers : canonical(value, spend);
}

/** A text of which a part is chosen, as one that is chosen as a whole, as far as the ways aren't too many. */
export function asChoice(value: Value, spend: Spend): Value {
  if (!(value instanceof SymbolicText)) return value;
  const unknown = new Unknown(canonical(value, spend), "a text", false);
  return forEachWay(
    value.parts,
    () => unknown,
    spend,
    (parts) => concatenate(parts.filter(isPart)),
  );
}

function isPart(value: Value): value is TextPart {
  return !isArray(value) && !isObjectValue(value);
}

/** More conditions than these are not told apart: each doubles the ways. */
const MAX_CONDITIONS = 4;

/**
 * Does something with values; with ones that are chosen by a condition, once for each way to choose, and with ones that
 * may be one of a few, for each of these.
 *
 * @param unknown what stands for the result where there are too many ways, or where they differ
 */
export function forEachWay(
  values: readonly Value[],
  unknown: () => Unknown,
  spend: Spend,
  act: (values: readonly Value[]) => Value,
): Value {
  if (!values.some(isChoice)) return act(values);
  const conditions = new Set(values.flatMap((value) => conditionsOf(value, spend)));
  return conditions.size > MAX_CONDITIONS ? unknown() : underConditions(values, unknown, spend, act);
}

function underConditions(values: readonly Value[], unknown: () => Unknown, spend: Spend, act: (values: readonly Value[]) => Value): Value {
  const choice = values.find((value) => value instanceof Choice);
  if (!choice) {
    const ways = values.some(isChoice) ? combinations(values.map(possibilities)) : undefined;
    return ways ? combined(values, ways.map(act), unknown(), spend) : act(values);
  }
  const key = canonical(choice.condition, spend);
  const [then, otherwise] = [true, false].map((holds) =>
    underConditions(
      values.map((value) => assume(value, key, holds, spend)),
      unknown,
      spend,
      act,
    ),
  );
  return choose(choice.condition, then ?? null, otherwise ?? null, unknown(), spend);
}

function combined(values: readonly Value[], outcomes: readonly Value[], unknown: Unknown, spend: Spend): Value {
  const few = oneOf(outcomes, unknown, spend);
  // Of outcomes that are equal one is left, so that what is made of them no longer tells the ways.
  if (!(few instanceof Unknown) || few.key !== unknown.key || few.among?.length !== outcomes.length) return few;
  const choosers = values.filter(isChoice).map((value) => chooserOf(value, spend));
  return new Combination(choosers.join(" "), outcomes, few);
}

function conditionsOf(value: Value, spend: Spend): string[] {
  if (!(value instanceof Choice)) return [];
  return [canonical(value.condition, spend), ...conditionsOf(value.then, spend), ...conditionsOf(value.otherwise, spend)];
}
