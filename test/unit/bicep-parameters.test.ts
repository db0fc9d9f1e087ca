import { compileParameters } from "../../shared/bicep/parameters";
import { filesOf } from "./bicep-files";

/** Compiles `main.bicepparam`, beside other files. */
function compile(
  text: string,
  others: Readonly<Record<string, string>> = {},
): { readonly using: string | undefined; readonly value: unknown; readonly problems: readonly string[] } {
  const compiled = compileParameters("p/main.bicepparam", { files: filesOf({ ...others, "p/main.bicepparam": text }) });
  return { using: compiled?.using, value: compiled?.document.value, problems: compiled?.problems.map(({ message }) => message) ?? [] };
}

test.each<readonly [sentence: string, text: string, expected: object]>([
  ["values", "using '../main.bicep'\nparam a = 'x'\nparam b = [1]", { given: { a: { value: "x" }, b: { value: [1] } } }],
  [
    "variables and functions",
    "using none\nvar v = toUpper('x')\nfunc f(p string) string => p\nparam a = f(v)",
    { variables: { v: "[toUpper('x')]" }, given: { a: { value: "[__bicep.f(variables('v'))]" } } },
  ],
  ["a parameter by another", "using none\nparam a = 'x'\nparam b = '${a}y'", { given: { b: { value: "[format('{0}y', 'x')]" } } }],
  [
    "a variable of the environment",
    "using none\nparam a = readEnvironmentVariable('TLS')",
    { parameters: { TLS: { type: "string" } }, given: { a: { value: "[parameters('TLS')]" } } },
  ],
  [
    "variables of the environment with defaults",
    "using none\nparam a = readEnvironmentVariable('T', 'x')\nparam b = readEnvironmentVariable('T', 'y')",
    {
      parameters: { T: { type: "string", defaultValue: "x" }, "T (2)": { type: "string", defaultValue: "y" } },
      given: { b: { value: "[parameters('T (2)')]" } },
    },
  ],
  [
    "a secret",
    "using none\nparam a = az.getSecret('s', 'g', 'v', 'n')",
    {
      given: {
        a: {
          reference: {
            keyVault: { id: "[format('/subscriptions/{0}/resourceGroups/{1}/providers/Microsoft.KeyVault/vaults/{2}', 's', 'g', 'v')]" },
            secretName: "n",
          },
        },
      },
    },
  ],
  [
    "a loop",
    "using none\nparam a = [for i in range(0, 2): i]",
    { given: { a: { copy: [{ name: "value", count: "[length(range(0, 2))]", input: "[range(0, 2)[copyIndex('value')]]" }] } } },
  ],
  [
    "a file",
    "using none\nparam a = loadJsonContent('j.json').x",
    { given: { a: { value: "[variables('$fxv#0').x]" } }, variables: { "$fxv#0": { x: 1 } } },
  ],
])("a parameter file gives %s", (_, text, expected) => {
  const { value, problems } = compile(text, { "p/j.json": '{"x":1}' });
  expect(problems).toEqual([]);
  expect(value).toMatchObject(expected);
});

test("a parameter file names its template", () => {
  expect(compile("using '../main.bicep'").using).toBe("main.bicep");
  expect(compile("using './x.json'").using).toBe("p/x.json");
  expect(compile("using none").using).toBeUndefined();
});

test("a parameter file that extends others gives what they give, but for what it gives itself", () => {
  const others = {
    "p/shared.bicepparam": "using none\nextends 'base.bicepparam'\nvar v = 'w'\nparam a = v\nparam b = 'shared'",
    "p/base.bicepparam": "using none\nparam b = 'base'\nparam c = 'base'",
  };
  expect(compile("using none\nextends 'shared.bicepparam'\nparam b = '${base.a}-${base.c}'", others)).toMatchObject({
    problems: [],
    value: {
      variables: { "_1.v": "w" },
      given: { a: { value: "[variables('_1.v')]" }, b: { value: "[format('{0}-{1}', variables('_1.v'), 'base')]" }, c: { value: "base" } },
    },
  });
});

test("parameter files that extend each other in a circle are reported", () => {
  expect(
    compile("using none\nextends 'other.bicepparam'", { "p/other.bicepparam": "using none\nextends 'main.bicepparam'" }).problems,
  ).toEqual(["Parameter files extend each other in a circle."]);
  expect(compile("using none\nextends 'none.bicepparam'").problems).toEqual(["The parameter file p/none.bicepparam can't be read."]);
});

test("parameters that lead to each other are a problem, not a crash", () => {
  expect(compile("using none\nparam a = b\nparam b = a").problems).toEqual([
    "Expressions, variables and parameters are nested more than 300 levels deep.",
  ]);
});
