import { BadArguments, decidedBy, equal, everything, nothing, type PureFunction } from "../../symbolic/function";
import type { BinaryOperator } from "../expression";
import { boolean, number } from "./convert";

function arithmetic(calculate: (a: number, b: number) => number): PureFunction {
  return everything(([a, b]) => {
    const result = calculate(number(a), number(b));
    if (!Number.isFinite(result)) throw new BadArguments("a division by zero");
    // Terraform calculates more exactly.
    return Number(result.toPrecision(15));
  });
}

function comparison(compare: (a: number, b: number) => boolean): PureFunction {
  return everything(([a, b]) => compare(number(a), number(b)));
}

function logical(decisive: boolean): PureFunction {
  const decide = decidedBy(decisive);
  return nothing((args, tools) =>
    decide.call(
      args.map((value) => (typeof value === "object" && value !== null ? value : boolean(value))),
      tools,
    ),
  );
}

/** Terraform's operators as functions of their operands. */
export const operators: Readonly<Record<Exclude<BinaryOperator, "!="> | "negate" | "!=", PureFunction>> = {
  "||": logical(true),
  "&&": logical(false),
  "==": nothing(([a = null, b = null], tools) => equal(a, b, tools)),
  "!=": nothing(([a = null, b = null], tools) => {
    const isEqual = equal(a, b, tools);
    return isEqual === undefined ? undefined : !isEqual;
  }),
  "<": comparison((a, b) => a < b),
  ">": comparison((a, b) => a > b),
  "<=": comparison((a, b) => a <= b),
  ">=": comparison((a, b) => a >= b),
  "+": arithmetic((a, b) => a + b),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => a / b),
  "%": arithmetic((a, b) => a % b),
  negate: everything(([value]) => -number(value)),
};
