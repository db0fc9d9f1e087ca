import type { Value } from "../../symbolic/values";
import { BadArguments, checkSize, everything, number, text, type Functions } from "../../symbolic/function";

/** Both numbers given one by one and those in an array. */
function all(args: readonly Value[]): number[] {
  const numbers = args.flat().map((value) => number(value));
  if (numbers.length === 0) throw new BadArguments("a number is expected");
  return numbers;
}

function divided(args: readonly Value[], by: (a: number, b: number) => number): number {
  const [a, b] = [number(args[0]), number(args[1])];
  if (b === 0) throw new BadArguments("the divisor is 0");
  return by(a, b);
}

export const numbers: Functions = {
  add: everything(([a, b]) => number(a) + number(b)),
  sub: everything(([a, b]) => number(a) - number(b)),
  mul: everything(([a, b]) => number(a) * number(b)),
  div: everything((args) => divided(args, (a, b) => Math.trunc(a / b))),
  mod: everything((args) => divided(args, (a, b) => a % b)),
  min: everything((args) => all(args).reduce((a, b) => Math.min(a, b))),
  max: everything((args) => all(args).reduce((a, b) => Math.max(a, b))),
  int: everything(([value]) => {
    if (typeof value === "number") return Math.trunc(value);
    if (!/^\s*[+-]?\d+\s*$/.test(text(value))) throw new BadArguments("a whole number is expected");
    return Number(value);
  }),
  float: everything(([value]) => {
    const result = typeof value === "number" ? value : Number(text(value));
    if (Number.isNaN(result)) throw new BadArguments("a number is expected");
    return result;
  }),
  range: everything(([first, count], tools) => {
    const length = number(count);
    if (length < 0) throw new BadArguments("a count below 0 is not expected");
    checkSize(length, tools);
    return Array.from({ length }, (_, index) => number(first) + index);
  }),
};
