import fc from "fast-check";
import { controls } from "../../shared/controls";
import { runControls } from "../../shared/engine/run-controls";
import { readTemplate } from "../../shared/arm/resources";
import { readExport } from "../../shared/arm/export";
import { LimitError, newBudget } from "../../shared/limits";
import { parametersOf } from "../../shared/arm/parameters";
import { property } from "../../shared/symbolic/values";
import { parseJson } from "../../shared/json/parse";
import { buildInventory } from "../../shared/engine/inventory";
import { defaultOptions, subjects } from "../registry";
import { armTemplate } from "../dialects/arm";
import { rows } from "../rows";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const RUNS = { numRuns: Number(process.env["RUNS"] ?? 300) };

const isObject = (json: Json): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json);

function verdicts(text: string): string[] {
  const json = parseJson(text, newBudget());
  const document = { file: "main.json", value: json.value, range: (path: Parameters<typeof json.range>[0]) => json.range(path) };
  const { resources } = readTemplate(document, parametersOf(property(json.value, "parameters")), newBudget(), subjects);
  const { results, findings, internalErrors } = runControls(
    buildInventory([...resources, ...readExport(document, subjects)]),
    controls,
    defaultOptions,
  );
  expect(internalErrors).toEqual([]);
  for (const { place } of findings) expect(place?.start.line).toBeGreaterThan(0);
  return results.map(({ control, verdict }) => `${control} ${verdict}`).sort();
}

/** Templates with a wrong value in them. */
const failing = rows.filter(({ verdicts: expected }) => Object.values(expected).includes("fail")).map((row) => armTemplate(row) as Json);
const valid = rows.map((row) => armTemplate(row) as Json);

/** What means nothing to Azure, or may be anything. */
const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    "[parameters('later')]",
    "[variables('x')]",
    "[concat(",
    "[]",
    "[[",
    "[copyIndex()]",
    "[reference('x').outputs.y.value]",
    "[if(true(), 'a')]",
    "[resourceId('a/b')]",
    "[createObject('a')]",
    "[format('{9}')]",
    "[range(0, 1000000000)]",
    "[json('{')]",
    "[parameters(1)]",
    "[lambda('x', 1)]",
    "[map(1, 2)]",
    "[toObject(createArray(1), lambda('x', 1))]",
    "__proto__",
    "constructor",
    "",
  ),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

/** Changes the value that `choose` leads to: at each level it picks a member. */
function changed(json: Json, choices: readonly number[], change: (value: Json) => Json): Json {
  const [choice, ...rest] = choices;
  const keys = isObject(json) || Array.isArray(json) ? Object.keys(json) : [];
  if (choice === undefined || keys.length === 0) return change(json);
  const picked = keys[choice % keys.length] ?? "";
  if (Array.isArray(json))
    return (json as readonly Json[]).map((item, index) => (String(index) === picked ? changed(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(json as object).map(([key, value]: [string, Json]) => [key, key === picked ? changed(value, rest, change) : value]),
  );
}

const path = fc.array(fc.nat(50), { maxLength: 6 });

test("no edit of a template is met with an exception", () => {
  fc.assert(
    fc.property(fc.constantFrom(...valid), fc.array(fc.tuple(path, junk), { minLength: 1, maxLength: 4 }), (template, edits) => {
      const edited = edits.reduce<Json>((json, [choices, value]) => changed(json, choices, () => value), template);
      verdicts(JSON.stringify(edited));
    }),
    RUNS,
  );
});

test("no edit of a template's text is met with an exception", () => {
  const cut = fc.tuple(fc.nat(5000), fc.nat(20), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.constantFrom(...valid), fc.array(cut, { minLength: 1, maxLength: 3 }), (template, cuts) => {
      const text = cuts.reduce(
        (before, [at, length, inserted]) => {
          const start = at % before.length;
          return before.slice(0, start) + inserted + before.slice(start + length);
        },
        JSON.stringify(template, undefined, 2),
      );
      try {
        verdicts(text);
      } catch (error) {
        if (!(error instanceof LimitError)) throw error;
      }
    }),
    RUNS,
  );
});

const expression = (value: Json): string | undefined => {
  if (typeof value !== "string" || value === "") return undefined;
  return value.startsWith("[") ? value.slice(1, -1) : `'${value.replaceAll("'", "''")}'`;
};

/** Ways to write the same text. */
const rewritings: readonly ((inner: string) => string)[] = [
  (inner) => `[${inner}]`,
  (inner) => `[ ${inner} ]`,
  (inner) => `[concat(${inner}, '')]`,
  (inner) => `[format('{0}', ${inner})]`,
  (inner) => `[if(true(), ${inner}, 'x')]`,
  (inner) => `[coalesce(null(), ${inner})]`,
  (inner) => `[first(createArray(${inner}, 'x'))]`,
  (inner) => `[createObject('key', ${inner}).KEY]`,
  (inner) => `[if(equals(parameters('later'), 'x'), ${inner}, ${inner})]`,
  (inner) => `[tryGet(createObject('a', createArray(${inner})), 'a', 0)]`,
  (inner) => `[join(createArray(${inner}), ',')]`,
  (inner) => `[last(map(createArray('x'), lambda('each', ${inner})))]`,
];

/** Rewrites the texts of a resource's name and properties. */
function rewritten(json: Json, next: () => number): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => rewritten(item, next));
  if (isObject(json)) return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, rewritten(value, next)]));
  const inner = expression(json);
  const rewriting = rewritings[next() % rewritings.length];
  return inner === undefined || !rewriting ? json : rewriting(inner);
}

/** The same template, written in another way. */
function disguised(template: Json, seeds: readonly number[], wrap: boolean, shuffle: boolean): string {
  let at = 0;
  const next = (): number => seeds[at++ % seeds.length] ?? 0;
  if (!isObject(template) || !isObject(template["resources"] ?? null)) throw new Error("not a template");
  const resources = Object.entries(template["resources"] as object).map(([key, resource]: [string, { readonly [key: string]: Json }]) => {
    const { name = null, properties = null, type = null } = resource;
    const typeInCase = next() % 2 === 0 && typeof type === "string" ? type.toUpperCase() : type;
    return [key, { ...resource, type: typeInCase, name: rewritten(name, next), properties: rewritten(properties, next) }] as const;
  });
  const inner = { ...template, resources: Object.fromEntries(shuffle ? resources.reverse() : resources) };
  const parameters = Object.keys((template["parameters"] as object | undefined) ?? {});
  const outer = {
    ...inner,
    resources: {
      nested: {
        type: "Microsoft.Resources/deployments",
        apiVersion: "2022-09-01",
        name: "nested",
        properties: {
          expressionEvaluationOptions: { scope: "Inner" },
          template: inner,
          parameters: Object.fromEntries(parameters.map((name) => [name, { value: `[parameters('${name}')]` }])),
        },
      },
    },
  };
  // Comments, trailing commas and line breaks mean nothing.
  return JSON.stringify(wrap ? outer : inner, undefined, 2)
    .replaceAll(/^(\s*)"/gm, '$1/* " */ "')
    .replaceAll(/\n(\s*)([}\]])/g, ",\n$1$2")
    .replaceAll(/([{[]),\n/g, "$1\n");
}

test("no other way to write a template makes anything of a finding", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...failing),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      fc.boolean(),
      (template, seeds, wrap, shuffle) => {
        expect(verdicts(disguised(template, seeds, wrap, shuffle))).toEqual(verdicts(JSON.stringify(template)));
      },
    ),
    RUNS,
  );
});
