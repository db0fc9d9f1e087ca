import * as fc from "fast-check";
import { defaultLimits, newBudget } from "../../shared/limits";
import { newEvaluation } from "../../shared/symbolic/evaluation";
import { Choice } from "../../shared/symbolic/choice";
import { canonical, isUnknown, possibilities, SymbolicText, Unknown, unknownIn, type Value } from "../../shared/symbolic/values";
import { evaluate, type Environment } from "../../shared/terraform/evaluate";
import { parseTemplate } from "../../shared/terraform/expression";
import { Failure } from "../../shared/terraform/values";
import golden from "../golden/terraform-expressions.json";

/** `var.x` for every x of some values; any other name is unknown. */
function environment(variables: Readonly<Record<string, Value>> = {}): Environment {
  const unknown = (name: string): Unknown => new Unknown(name, name, true);
  const member = (name: string): Value => variables[name] ?? unknown(`var.${name}`);
  return {
    evaluation: newEvaluation(newBudget(defaultLimits, () => 0)),
    id: "",
    root: (name) => (name === "var" ? new Unknown("var", "var", true, undefined, member) : unknown(name)),
    bound: new Map(),
  };
}

const run = (expression: string, variables?: Readonly<Record<string, Value>>): Value =>
  evaluate(`\${${expression}}`, environment(variables));

/** What a person reads: JSON, with each unknown part as its key. */
function shown(value: Value): unknown {
  if (value instanceof Choice)
    return `${canonical(value.condition, () => undefined)} ? ${JSON.stringify(shown(value.then))} : ${JSON.stringify(shown(value.otherwise))}`;
  if (value instanceof Failure) return "failure";
  if (value instanceof SymbolicText) return value.parts.map((part) => (typeof part === "string" ? part : `<${part.key}>`)).join("");
  if (value instanceof Unknown) return `<${value.key}>`;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
  return value;
}

describe("what Terraform itself gives", () => {
  test.each(Object.entries(golden.values))("%s", (expression, expected) => {
    expect(JSON.parse(JSON.stringify(run(expression)))).toEqual(expected);
  });

  test.each(golden.errors.filter((expression) => !expression.includes("nosuchfunction")))("refused: %s", (expression) => {
    expect(run(expression)).toBeInstanceOf(Failure);
  });

  test("a function that isn't known is unknown, and no error", () => {
    expect(shown(run("nosuchfunction(1)"))).toBe("< nosuchfunction(1)>");
  });
});

const symbolic: readonly (readonly [expression: string, value: unknown])[] = [
  ['"pg-${var.a}"', "pg-<var.a>"],
  ['format("%s-pg", var.a)', "<var.a>-pg"],
  ['join("-", ["pg", var.a])', "pg-<var.a>"],
  ["var.c ? 1 : 0", "«var.c» ? 1 : 0"],
  ["var.c ? 1 : 1", 1],
  ["!var.c ? 1 : 0", "«var.c» ? 0 : 1"],
  ["var.c == false ? 1 : 0", "«var.c» ? 0 : 1"],
  ['var.e != "prod" ? "OFF" : "ON"', '«==(«var.e»,"prod")» ? "ON" : "OFF"'],
  ['upper(var.c ? "on" : "off")', '«var.c» ? "ON" : "OFF"'],
  ['"${var.c ? "a" : "b"}-${var.c ? 1 : 2}"', '«var.c» ? "a-1" : "b-2"'],
  ["[var.a, 2][1]", 2],
  ["{a = var.a}.a", "<var.a>"],
  ['merge(var.m, {a = "ON"}).a', "ON"],
  ['lookup(merge(var.m, {a = "ON"}), "a", "OFF")', "ON"],
  ['merge({a = "ON"}, var.m).a', '<merge({"a":"ON",«var.m»)."a">'],
  ['try(var.m.a, "ON")', '<try(«var.m."a"»,"ON")>'],
  ['try(var.c ? "ON" : "ON", "OFF")', '<try("ON","OFF")>'],
  ['can(upper(var.c) ? "ON" : "ON")', '<can("ON")>'],
  ['try({}.a, var.a, "ON")', '<try(«var.a»,"ON")>'],
  ['lookup({a = "ON"}, var.k, "ON")', '<lookup({"a":"ON",«var.k»,"ON")>'],
  ["[1, 2][var.i]", "<get([1,2,«var.i»)>"],
  ["length([var.a, var.b])", 2],
  ["contains([var.a], var.a)", true],
  ['contains(["a"], var.a)', '<contains(["a",«var.a»)>'],
  ['"a-${var.x}" == "b-${var.x}"', false],
  ["var.a == var.a", true],
  ["false && var.a", false],
  ["true || var.a", true],
  ['coalesce("a", var.a)', "a"],
  ['coalesce(var.a, "a")', '<coalesce(«var.a»,"a")>'],
  ["concat([1], var.c ? [2] : [])[0]", 1],
  ["[for x in [1, 2] : x if var.c]", "«var.c» ? [1,2] : []"],
  ['{for x in ["a"] : x => var.a}', { a: "<var.a>" }],
  ["jsondecode(jsonencode({a = var.a})).a", "<var.a>"],
  ["one([var.a])", "<var.a>"],
  ["flatten([[var.a], [1]])", ["<flatten>"]],
];

describe("what is known of what isn't", () => {
  test.each(symbolic.filter(([expression]) => !expression.startsWith("flatten")))("%s", (expression, expected) => {
    expect(shown(run(expression))).toEqual(expected);
  });

  test("an unknown in a list that is flattened may be a list", () => {
    expect(isUnknown(run("flatten([[var.a], [1]])"))).toBe(true);
  });

  test.each(["uuid()", "timestamp()"])("%s gives another value each time", (expression) => {
    expect(canonical(run(expression), () => undefined)).not.toBe(canonical(run(expression), () => undefined));
  });
});

const word = fc.constantFrom("var.a", "var.b", "var.c", '"ON"', '"off"', "1", "true", "null", '["a", "b"]', '{a = "ON"}', "local.x");
const names = fc.constantFrom(
  ...[
    "upper",
    "merge",
    "lookup",
    "try",
    "coalesce",
    "join",
    "length",
    "element",
    "flatten",
    "toset",
    "keys",
    "one",
    "format",
    "can",
    "concat",
    "x",
  ],
);

/** Expressions, right and wrong ones, of some depth. */
const expressions = fc.letrec<{ readonly e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    fc.tuple(tie("e"), tie("e"), tie("e")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie("e"), fc.constantFrom("==", "!=", "&&", "||", "+", "<"), tie("e")).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(names, fc.array(tie("e"), { maxLength: 3 })).map(([name, args]) => `${name}(${args.join(", ")})`),
    fc.tuple(tie("e"), fc.constantFrom(".a", "[0]", '["a"]', "[*]", "[*].a", ".*.a")).map(([of, steps]) => `(${of})${steps}`),
    tie("e").map((of) => `[for k, v in ${of} : v if k != var.b]`),
    tie("e").map((of) => `"x-\${${of}}"`),
    fc.array(tie("e"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
  ),
})).e;

const VALUES = ["ON", "a", true, false, 0, null, ["a"]] as const;

/** Whether a value, once all is known, may be another one: an unknown may be anything, a choice one of its values. */
function mayBe(value: Value, other: Value): boolean {
  if (value instanceof Unknown && value.among) return possibilities(value).some((one) => mayBe(one, other));
  if (value instanceof Failure) return other instanceof Failure;
  if (isUnknown(value)) return !(value instanceof SymbolicText) || typeof other === "string" || other instanceof Failure;
  if (unknownIn(value, () => undefined)) return true;
  return canonical(value, () => undefined) === canonical(other, () => undefined) || other instanceof Failure;
}

describe("any expression", () => {
  test("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(expressions, fc.string(), fc.string({ unit: fc.constantFrom(...Array.from("${}%[]().,:?\"'=>*!ab1 ")) })),
        (text) => {
          expect(() => parseTemplate(text)).not.toThrow();
          run(text);
          evaluate(text, environment());
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("says of what isn't known nothing that is wrong once it is", () => {
    fc.assert(
      fc.property(expressions, fc.constantFrom(...VALUES), fc.constantFrom(...VALUES), (text, a, b) => {
        const open = run(text);
        const known = run(text, { a: a as Value, b: b as Value });
        if (unknownIn(known, () => undefined) && !(known instanceof Failure)) return;
        expect({ text, a, b, open: shown(open), known: shown(known), mayBe: mayBe(open, known) }).toMatchObject({ mayBe: true });
      }),
      { numRuns: 5000 },
    );
  });
});
