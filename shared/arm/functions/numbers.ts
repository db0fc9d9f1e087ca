import type { Value } from "../../symbolic/values";
import { BadArguments, checkSize, everything, expectNumber, expectText, type Functions } from "../../symbolic/function";

/** Both numbers given one by one and those in an array. */
function all(args: readonly Value[]): number[] {
  const numbers = args.flat().map((value) => expectNumber(value));
  if (numbers.length === 0) throw new BadArguments("a number is expected");
  return numbers;
}

function divided(args: readonly Value[], by: (a: number, b: number) => number): number {
  const [a, b] = [expectNumber(args[0]), expectNumber(args[1])];
  if (b === 0) throw new BadArguments("the divisor is 0");
  return by(a, b);
}

export const numbers: Functions = {
  add: everything(([a, b]) => expectNumber(a) + expectNumber(b)),
  sub: everything(([a, b]) => expectNumber(a) - expectNumber(b)),
  mul: everything(([a, b]) => expectNumber(a) * expectNumber(b)),
  div: everything((args) => divided(args, (a, b) => Math.trunc(a / b))),
  mod: everything((args) => divided(args, (a, b) => a % b)),
  min: everything((args) => all(args).reduce((a, b) => Math.min(a, b))),
  max: everything((args) => all(args).reduce((a, b) => Math.max(a, b))),
  int: everything(([value]) => {
    if (typeof value === "number") return Math.trunc(value);
    if (!/^\s*[+-]?\d+\s*$/.test(expectText(value))) throw new BadArguments("a whole number is expected");
    return Number(value);
  }),
  float: everything(([value]) => {
    const result = typeof value === "number" ? value : Number(expectText(value));
    if (Number.isNaN(result)) throw new BadArguments("a number is expected");
    return result;
  }),
  range: everything(([first, count], tools) => {
    const length = expectNumber(count);
    if (length < 0) throw new BadArguments("a count below 0 is not expected");
    checkSize(length, tools);
    return Array.from({ length }, (_, index) => expectNumber(first) + index);
  }),
};
