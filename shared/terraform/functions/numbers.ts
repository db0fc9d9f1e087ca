import { BadArguments, everything, type Functions, type PureFunction } from "../../symbolic/function";
import type { Value } from "../../symbolic/values";
import { index, items, number, convertedText } from "./convert";

function ofOne(calculate: (value: number) => number): PureFunction {
  return everything(([value]) => finite(calculate(number(value))));
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new BadArguments("the result is no number");
  return value;
}

function extreme(of: (...values: number[]) => number): PureFunction {
  return everything((args) => {
    if (args.length === 0) throw new BadArguments("a number is expected");
    return args.map(number).reduce((a, b) => of(a, b));
  });
}

function parsed(value: Value | undefined, base: Value | undefined): number {
  const digits = convertedText(value).toLowerCase();
  const radix = index(base);
  if (radix < 2 || radix > 36) throw new BadArguments("the base is none of 2 to 36");
  const isDigit = (digit: string): boolean => parseInt(digit, radix) >= 0;
  if (!/^-?[0-9a-z]+$/.test(digits) || !Array.from(digits.replace("-", "")).every(isDigit)) throw new BadArguments("a number is expected");
  return parseInt(digits, radix);
}

/** Terraform's functions of numbers. */
export const numbers: Functions = {
  abs: ofOne(Math.abs),
  ceil: ofOne(Math.ceil),
  floor: ofOne(Math.floor),
  signum: ofOne(Math.sign),
  pow: everything(([base, exponent]) => finite(number(base) ** number(exponent))),
  log: everything(([value, base]) => finite(Math.log(number(value)) / Math.log(number(base)))),
  max: extreme(Math.max),
  min: extreme(Math.min),
  parseint: everything(([value, base]) => parsed(value, base)),
  sum: everything(([list]) => {
    const all = items(list);
    if (all.length === 0) throw new BadArguments("a list with an item is expected");
    return all.map(number).reduce((a, b) => a + b);
  }),
};
