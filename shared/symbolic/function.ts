import type { Budget } from "../limits";
import { canonical, isArray, isObjectValue, isText, isUnknown, mayEqual, unknownIn, type Value, type ValueObject } from "./values";

/** What a function may use besides its arguments. */
export interface Tools {
  /** Most characters of a text, or items of an array. */
  readonly maxSize: number;
  readonly spend: (steps: number) => void;
  /** Told of each value that is made, by its characters or items. */
  readonly make: (size: number) => void;
}

/**
 * A function of an expression language that needs nothing but its arguments.
 *
 * `demands` says which arguments have to be known for it to be called: all that they hold (`everything`), the arguments
 * but not what they hold (`containers`), or none (`nothing`). It returns `undefined` where its result is unknown all the
 * same.
 */
export interface PureFunction {
  readonly demands: "everything" | "containers" | "nothing";
  /** @throws BadArguments */
  readonly call: (args: readonly Value[], tools: Tools) => Value | undefined;
}

export type Functions = Readonly<Record<string, PureFunction>>;

/** The arguments are such that a deployment would fail. */
export class BadArguments extends Error {}

export const everything = (call: PureFunction["call"]): PureFunction => ({ demands: "everything", call });
export const containers = (call: PureFunction["call"]): PureFunction => ({ demands: "containers", call });
export const nothing = (call: PureFunction["call"]): PureFunction => ({ demands: "nothing", call });

export function expectText(value: Value | undefined): string {
  if (typeof value !== "string") throw new BadArguments("a text is expected");
  return value;
}

export function expectNumber(value: Value | undefined): number {
  if (typeof value !== "number") throw new BadArguments("a number is expected");
  return value;
}

export function expectArray(value: Value | undefined): readonly Value[] {
  if (!isArray(value)) throw new BadArguments("an array is expected");
  return value;
}

export function expectObject(value: Value | undefined): ValueObject {
  if (!isObjectValue(value)) throw new BadArguments("an object is expected");
  return value;
}

/** All items of some arrays. */
export function concatenatedArrays(arrays: readonly (readonly Value[])[], tools: Tools): readonly Value[] {
  checkSize(
    arrays.reduce((sum, { length }) => sum + length, 0),
    tools,
  );
  return arrays.flat();
}

/** Whether a value is one that a text can take in. */
export function isScalar(value: Value | undefined): value is null | boolean | number | string {
  return value === null || ["boolean", "number", "string"].includes(typeof value);
}

/** Refuses a value that would be too large before it is made. */
export function checkSize(size: number, { maxSize, spend, make }: Tools): void {
  if (size > maxSize) throw new BadArguments("the result is too large");
  spend(size / 64);
  make(size);
}

/** Whether two values are surely equal (true), surely not (false), or it is open. Texts are compared with case. */
export function equal(a: Value, b: Value, { spend }: Pick<Tools, "spend">): boolean | undefined {
  if (canonical(a, spend) === canonical(b, spend)) return true;
  // Texts of which what is known differs are never the same.
  if (isText(a) && isText(b) && !mayEqual(a, b)) return false;
  return (unknownIn(a, spend) ?? unknownIn(b, spend)) ? undefined : false;
}

/** What one value alone decides, even where others are unknown. */
export function decidedBy(decisive: boolean): PureFunction {
  return nothing((args) => {
    if (args.includes(decisive)) return decisive;
    return args.some(isUnknown) ? undefined : !decisive;
  });
}

/**
 * Calls a function, if what it demands of its arguments is known.
 *
 * @returns `undefined` where its result isn't known
 * @throws BadArguments, LimitError
 */
export function callPure(pure: PureFunction, args: readonly Value[], { limits, spend, make }: Budget): Value | undefined {
  const isMet =
    pure.demands === "nothing" ||
    (pure.demands === "containers" ? !args.some(isUnknown) : !args.some((argument) => unknownIn(argument, spend)));
  return isMet ? pure.call(args, { maxSize: limits.valueSize, spend, make }) : undefined;
}
