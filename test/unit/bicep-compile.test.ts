import { compileBicep } from "../../shared/bicep/compile";
import { compileText, filesOf, templateOf } from "./bicep-files";

/** A Bicep file, and the sections of the template that it becomes; there are no resources where none are given. */
type Row = readonly [sentence: string, bicep: string, template: Readonly<Record<string, unknown>>];

/** The value of an output that needs no type. */
const output = (value: unknown, type: object = {}): Readonly<Record<string, unknown>> => ({ outputs: { o: { ...type, value } } });

const values: readonly Row[] = [
  ["a text stands as it is", "output o any = 'a\\n\\u{1F600}\\'$'", output("a\n😀'$")],
  ["a text in brackets is kept from being an expression", "output o any = '[x]'", output("[[x]")],
  ["numbers, booleans and null stand as they are", "output o any = [1, -2, true, null]", output([1, -2, true, null])],
  ["a large number stands as it is", "output o any = 3000000000", output(3000000000)],
  ["a large number in an expression is read from a text", "output o any = 3000000000 + 1", output("[add(json('3000000000'), 1)]")],
  [
    "an interpolation becomes format()",
    "param p string\noutput o any = 'a{${p}}b'",
    { parameters: { p: { type: "string" } }, ...output("[format('a{{{0}}}b', parameters('p'))]") },
  ],
  ["a text of many lines keeps all but its first line break", "output o any = '''\na\n${b}'''", output("a\n${b}")],
  ["a text of many lines may end with quotes", "output o any = '''a'''''", output("a''")],
  ["a text of many lines with expressions", "output o any = $'''\na${1}'''", output("[format('a{0}', 1)]")],
  ["a text of many lines with expressions of two dollars", "output o any = $$'''${x}$${2}'''", output("[format('${{x}}{0}', 2)]")],
  ["expressions in expressions in texts", "output o any = 'a${'b${1}'}'", output("[format('a{0}', format('b{0}', 1))]")],
  [
    "names of properties may be texts and expressions",
    "output o any = {\n  'a-b': 1, 'c${1}': 2\n}",
    output({ "a-b": 1, "[format('c{0}', 1)]": 2 }),
  ],
  ["a property named copy isn't taken for a loop", "output o any = { copy: 1 }", output({ "[string('copy')]": 1 })],
  ["a property named __proto__ is one like others", "output o any = { __proto__: 1 }", output(JSON.parse('{"__proto__":1}'))],
  [
    "a spread in an object",
    "output o any = { a: 1, ...deployer(), b: 2 }",
    output("[shallowMerge(createArray(createObject('a', 1), deployer(), createObject('b', 2)))]"),
  ],
  ["a spread in an array", "output o any = [1, ...range(0, 2)]", output("[flatten(createArray(createArray(1), range(0, 2)))]")],
  ["any() is left out", "output o any = any({ a: any(1) })", output({ a: 1 })],
  ["nameof() is a text", "param p string\noutput o any = nameof(p)", { parameters: { p: { type: "string" } }, ...output("p") }],
  ["namespaces are left out", "output o any = sys.concat('a', az.subscription().id)", output("[concat('a', subscription().id)]")],
  ["a condition", "output o any = true ? 'a' : 'b'", output("[if(true(), 'a', 'b')]")],
  ["a condition over many lines", "output o any = true\n  ? 'a'\n  : 'b'", output("[if(true(), 'a', 'b')]")],
];

const operators: readonly Row[] = (
  [
    ["1 + 2 * 3", "add(1, mul(2, 3))"],
    ["(1 + 2) * 3", "mul(add(1, 2), 3)"],
    ["1 - 2 - 3", "sub(sub(1, 2), 3)"],
    ["7 / 2 % 3", "mod(div(7, 2), 3)"],
    ["1 < 2 && 3 >= 2 || 1 <= 0 && 2 > 1", "or(and(less(1, 2), greaterOrEquals(3, 2)), and(lessOrEquals(1, 0), greater(2, 1)))"],
    ["'a' == 'b'", "equals('a', 'b')"],
    ["'a' != 'b'", "not(equals('a', 'b'))"],
    ["'a' =~ 'A'", "equals(toLower('a'), toLower('A'))"],
    ["'a' !~ 'A'", "not(equals(toLower('a'), toLower('A')))"],
    ["null ?? 'a' ?? 'b'", "coalesce(coalesce(null(), 'a'), 'b')"],
    ["!true", "not(true())"],
    ["-int('1')", "sub(0, int('1'))"],
  ] as const
).map(([bicep, arm]) => [`${bicep} becomes ${arm}`, `output o any = ${bicep}`, output(`[${arm}]`)] as const);

const p = { parameters: { p: { type: "object" } } };
const accesses: readonly Row[] = (
  [
    ["p.a.b", "parameters('p').a.b"],
    ["p['a-b'].c", "parameters('p')['a-b'].c"],
    ["p.a[0]", "parameters('p').a[0]"],
    ["p.a[^1]", "indexFromEnd(parameters('p').a, 1)"],
    ["p.?a", "tryGet(parameters('p'), 'a')"],
    ["p.?a.b[0]", "tryGet(parameters('p'), 'a', 'b', 0)"],
    ["(p.?a).b", "tryGet(parameters('p'), 'a').b"],
    ["p[?'a']!.b", "tryGet(parameters('p'), 'a', 'b')"],
    ["p.a[?^1]", "tryIndexFromEnd(parameters('p').a, 1)"],
    ["p.?a[^2]", "tryGet(parameters('p'), 'a', createObject('value', 2, 'fromEnd', true()))"],
    ["p!.a", "parameters('p').a"],
    ["map(p.a, x => x.b)", "map(parameters('p').a, lambda('x', lambdaVariables('x').b))"],
    ["reduce(p.a, 0, (x, y) => x + y)", "reduce(parameters('p').a, 0, lambda('x', 'y', add(lambdaVariables('x'), lambdaVariables('y'))))"],
  ] as const
).map(([bicep, arm]) => [`${bicep} becomes ${arm}`, `param p object\noutput o any = ${bicep}`, { ...p, ...output(`[${arm}]`) }] as const);

const declarations: readonly Row[] = [
  [
    "a parameter with a default",
    "@description('x')\n@minLength(2)\nparam p string = 'a'",
    { parameters: { p: { type: "string", defaultValue: "a", minLength: 2, metadata: { description: "x" } } } },
  ],
  ["a parameter that may be null", "param p string?", { parameters: { p: { type: "string", nullable: true } } }],
  ["a parameter of a few values", "param p 'b' | 'a'", { parameters: { p: { type: "string", allowedValues: ["a", "b"] } } }],
  [
    "a parameter of a few values or null",
    "param p ('a' | null)",
    { parameters: { p: { type: "string", allowedValues: ["a"], nullable: true } } },
  ],
  [
    "a parameter of a few values of which one may be null",
    "type t = 'c'?\nparam p 'b' | 'a'?\nparam q ('a'?)[]\nparam r t! | 'a'",
    {
      definitions: { t: { type: "string", allowedValues: ["c"], nullable: true } },
      parameters: {
        p: { type: "string", allowedValues: ["a", "b"], nullable: true },
        q: { type: "array", items: { type: "string", allowedValues: ["a"], nullable: true } },
        r: { type: "string", allowedValues: ["a", "c"] },
      },
    },
  ],
  [
    "a parameter of a few objects",
    "param p { a: 'y' } | { a: 'x', b: [1, true] }",
    { parameters: { p: { type: "object", allowedValues: [{ a: "x", b: [1, true] }, { a: "y" }] } } },
  ],
  [
    "a list of a few values",
    "param p ('b' | { c: -1 } | 10 | null | ['a'] | 'b')[]\nparam q 'a'[]\nparam r ('a' | string)[]",
    {
      parameters: {
        p: { type: "array", allowedValues: ["b", 10, ["a"], null, { c: -1 }] },
        q: { type: "array", allowedValues: ["a"] },
        r: { type: "array", items: { type: "object" } },
      },
    },
  ],
  [
    "objects that aren't a few",
    "@discriminator('a')\ntype t = { a: 'x', b: string } | { a: 'y', *: 'z' }",
    { definitions: { t: { type: "object" } } },
  ],
  ["allowed values", "@allowed(['b', 'a'])\nparam p string", { parameters: { p: { type: "string", allowedValues: ["b", "a"] } } }],
  [
    "secrets",
    "@secure()\nparam p string\n@secure()\nparam q object",
    { parameters: { p: { type: "securestring" }, q: { type: "secureObject" } } },
  ],
  [
    "arrays, tuples and objects",
    "param p string[]\nparam q [int, bool?]\nparam r {\n  a: string\n  *: int\n}",
    {
      parameters: {
        p: { type: "array", items: { type: "string" } },
        q: { type: "array", prefixItems: [{ type: "int" }, { type: "bool", nullable: true }], items: false },
        r: { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "int" } },
      },
    },
  ],
  [
    "types with names",
    "@export()\n@secure()\ntype t = string\nparam p t\nparam q t?",
    {
      definitions: { t: { type: "securestring" } },
      parameters: { p: { $ref: "#/definitions/t" }, q: { $ref: "#/definitions/t", nullable: true } },
    },
  ],
  [
    "parts of types with names",
    "type t = {\n  a: string[]\n}\nparam p t.a[*]",
    {
      definitions: { t: { type: "object", properties: { a: { type: "array", items: { type: "string" } } } } },
      parameters: { p: { $ref: "#/definitions/t/properties/a/items" } },
    },
  ],
  [
    "types of resources",
    "param p resourceInput<'Microsoft.Sql/servers@2023-08-01'>.properties\nparam q resourceOutput<'Microsoft.Sql/servers@2023-08-01'>",
    { parameters: { p: {}, q: { type: "object" } } },
  ],
  ["variables, typed or not", "var a = 'x'\nvar b string = a", { variables: { a: "x", b: "[variables('a')]" } }],
  [
    "a variable that is a loop",
    "var v = [for (x, i) in ['a', 'b']: '${x}${i}']",
    {
      variables: {
        copy: [
          {
            name: "v",
            count: "[length(createArray('a', 'b'))]",
            input: "[format('{0}{1}', createArray('a', 'b')[copyIndex('v')], copyIndex('v'))]",
          },
        ],
      },
    },
  ],
  [
    "a loop in an object",
    "var v = { a: [for x in range(0, 2): { b: x }] }",
    { variables: { v: { copy: [{ name: "a", count: "[length(range(0, 2))]", input: { b: "[range(0, 2)[copyIndex('a')]]" } }] } } },
  ],
  [
    "a loop within an expression",
    "output o array = concat([for x in range(0, 2): x], [])",
    output("[concat(map(range(0, 2), lambda('x', lambdaVariables('x'))), createArray())]", { type: "array" }),
  ],
  [
    "a loop with an index within an expression",
    "output o array = concat([for (x, i) in ['a']: x], [])",
    output("[concat(map(range(0, length(createArray('a'))), lambda('i', createArray('a')[lambdaVariables('i')])), createArray())]", {
      type: "array",
    }),
  ],
  [
    "an output that is a loop",
    "output o array = [for i in range(0, 3): i]",
    { outputs: { o: { type: "array", copy: { count: "[length(range(0, 3))]", input: "[range(0, 3)[copyIndex()]]" } } } },
  ],
  [
    "a function",
    "func f(a string, b int[]) string => '${a}${b[0]}'\noutput o string = f('x', [1])",
    {
      functions: [
        {
          namespace: "__bicep",
          members: {
            f: {
              parameters: [
                { type: "string", name: "a" },
                { type: "array", items: { type: "int" }, name: "b" },
              ],
              output: { type: "string", value: "[format('{0}{1}', parameters('a'), parameters('b')[0])]" },
            },
          },
        },
      ],
      ...output("[__bicep.f('x', createArray(1))]", { type: "string" }),
    },
  ],
  [
    "metadata and assertions",
    "metadata m = { a: 'b' }\nassert t = 1 == 1",
    { metadata: { m: { a: "b" } }, asserts: { t: "[equals(1, 1)]" } },
  ],
  [
    "an extension",
    "extension kubernetes with { namespace: 'n' } as k8s",
    { imports: { k8s: { provider: "kubernetes", config: { namespace: "n" } } } },
  ],
];

const SQL = { type: "Microsoft.Sql/servers", apiVersion: "2023-08-01" };
const DATABASE = { type: "Microsoft.Sql/servers/databases", apiVersion: "2023-08-01" };
const server = (name: string, rest = ""): string =>
  `resource ${name} 'Microsoft.Sql/servers@2023-08-01' = {\n  name: '${name}'\n${rest}}\n`;

const resources: readonly Row[] = [
  [
    "a resource",
    `@description('x')\n${server("s", "  location: 'here'\n  properties: { a: 1 }\n")}`,
    { resources: { s: { ...SQL, name: "s", location: "here", properties: { a: 1 }, metadata: { description: "x" } } } },
  ],
  [
    "a condition of a resource",
    "resource s 'Microsoft.Sql/servers@2023-08-01' = if (1 == 2) { name: 's' }",
    { resources: { s: { condition: "[equals(1, 2)]", ...SQL, name: "s" } } },
  ],
  [
    "a condition that is a literal",
    "resource s 'Microsoft.Sql/servers@2023-08-01' = if (false) { name: 's' }",
    { resources: { s: { condition: false, ...SQL, name: "s" } } },
  ],
  [
    "a loop of resources",
    "@batchSize(2)\nresource s 'Microsoft.Sql/servers@2023-08-01' = [for (n, i) in ['a']: if (i > 0) { name: n }]",
    {
      resources: {
        s: {
          copy: { name: "s", count: "[length(createArray('a'))]", mode: "serial", batchSize: 2 },
          condition: "[greater(copyIndex(), 0)]",
          ...SQL,
          name: "[createArray('a')[copyIndex()]]",
        },
      },
    },
  ],
  [
    "an existing resource in another resource group",
    "resource s 'Microsoft.Sql/servers@2023-08-01' existing = {\n  name: 's'\n  scope: resourceGroup('g')\n}\noutput o string = s.id",
    {
      resources: { s: { existing: true, ...SQL, name: "s", resourceGroup: "g" } },
      ...output(
        "[extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'g'), 'Microsoft.Sql/servers', 's')]",
        { type: "string" },
      ),
    },
  ],
  [
    "a child by its parent",
    `${server("s")}resource d 'Microsoft.Sql/servers/databases@2023-08-01' = {\n  parent: s\n  name: 'd'\n}`,
    { resources: { s: { ...SQL, name: "s" }, d: { ...DATABASE, name: "[format('{0}/{1}', 's', 'd')]", dependsOn: ["s"] } } },
  ],
  [
    "nested resources, and one of them from outside",
    `resource s 'Microsoft.Sql/servers@2023-08-01' = if (1 == 2) {\n  name: 's'\n  resource d 'databases' = if (3 == 4) {\n    name: 'd'\n    tags: { t: s.location }\n  }\n}\noutput o string = s::d.name`,
    {
      resources: {
        "s::d": {
          condition: "[and(equals(1, 2), equals(3, 4))]",
          ...DATABASE,
          name: "[format('{0}/{1}', 's', 'd')]",
          tags: { t: "[reference('s', '2023-08-01', 'full').location]" },
          dependsOn: ["s"],
        },
        s: { condition: "[equals(1, 2)]", ...SQL, name: "s" },
      },
      ...output("d", { type: "string" }),
    },
  ],
  [
    "a name with the parents' names in it",
    "resource d 'Microsoft.Sql/servers/databases@2023-08-01' = { name: 's/d' }\noutput o string = d.id",
    {
      resources: { d: { ...DATABASE, name: "s/d" } },
      ...output("[resourceId('Microsoft.Sql/servers/databases', split('s/d', '/')[0], split('s/d', '/')[1])]", { type: "string" }),
    },
  ],
  [
    "what is declared of a resource",
    `${server("s")}output o array = [s.id, s.name, s.type, s.apiVersion]`,
    {
      resources: { s: { ...SQL, name: "s" } },
      ...output(["[resourceId('Microsoft.Sql/servers', 's')]", "s", "Microsoft.Sql/servers", "2023-08-01"], { type: "array" }),
    },
  ],
  [
    "what is known of a resource only at deployment",
    `${server("s")}output o array = [s.properties.fqdn, s.identity.principalId, s.?tags, s.listKeys().a]`,
    {
      resources: { s: { ...SQL, name: "s" } },
      ...output(
        [
          "[reference('s').fqdn]",
          "[reference('s', '2023-08-01', 'full').identity.principalId]",
          "[tryGet(reference('s', '2023-08-01', 'full'), 'tags')]",
          "[listKeys('s', '2023-08-01').a]",
        ],
        { type: "array" },
      ),
    },
  ],
  [
    "one of many resources",
    "resource s 'Microsoft.Sql/servers@2023-08-01' = [for n in ['a', 'b']: { name: n }]\noutput o array = [s[1].id, s[1].properties.fqdn]",
    {
      resources: {
        s: { copy: { name: "s", count: "[length(createArray('a', 'b'))]" }, ...SQL, name: "[createArray('a', 'b')[copyIndex()]]" },
      },
      ...output(["[resourceId('Microsoft.Sql/servers', createArray('a', 'b')[1])]", "[reference(format('s[{0}]', 1)).fqdn]"], {
        type: "array",
      }),
    },
  ],
  [
    "dependencies that are written and that follow, through variables too",
    `${server("a")}${server("b")}var v = b.properties.fqdn\n${server("c", "  tags: { t: v }\n  dependsOn: [a]\n")}`,
    {
      resources: {
        a: { ...SQL, name: "a" },
        b: { ...SQL, name: "b" },
        c: { ...SQL, name: "c", tags: { t: "[reference('b').fqdn]" }, dependsOn: ["a", "b"] },
      },
    },
  ],
  [
    "a variable that is known only at deployment is written out",
    `${server("s")}var v = s.properties\noutput o object = v`,
    { resources: { s: { ...SQL, name: "s" } }, ...output("[reference('s')]", { type: "object" }) },
  ],
  [
    "a lock on a resource",
    `${server("s")}resource l 'Microsoft.Authorization/locks@2020-05-01' = {\n  scope: s\n  name: 'l'\n}`,
    {
      resources: {
        s: { ...SQL, name: "s" },
        l: {
          type: "Microsoft.Authorization/locks",
          apiVersion: "2020-05-01",
          scope: "[resourceId('Microsoft.Sql/servers', 's')]",
          name: "l",
          dependsOn: ["s"],
        },
      },
    },
  ],
  [
    "a resource that is made only once",
    `@onlyIfNotExists()\n${server("s")}`,
    { resources: { s: { "@options": { onlyIfNotExists: [] }, ...SQL, name: "s" } } },
  ],
  [
    "an existing resource that may not be there",
    "@nullIfNotFound()\nresource s 'Microsoft.Sql/servers@2023-08-01' existing = {\n  name: 's'\n}\noutput o string = s.?location ?? ''",
    {
      resources: { s: { existing: true, "@options": { nullIfNotFound: [] }, ...SQL, name: "s" } },
      outputs: { o: { type: "string", value: "[coalesce(tryGet(reference('s', '2023-08-01', 'full'), 'location'), '')]" } },
    },
  ],
  [
    "a resource as it is before the deployment",
    `resource s 'Microsoft.Sql/servers@2023-08-01' = {\n  name: this.exists() ? 'a' : 'b'\n  location: this.existingResource().?location ?? 'x'\n}`,
    {
      resources: {
        s: {
          ...SQL,
          name: "[if(not(empty(target('full'))), 'a', 'b')]",
          location: "[coalesce(tryGet(target('full'), 'location'), 'x')]",
        },
      },
    },
  ],
  [
    "a resource of an extension",
    "extension kubernetes\nresource d 'core/Namespace@v1' = {\n  metadata: { name: 'n' }\n}",
    {
      imports: { kubernetes: { provider: "kubernetes" } },
      resources: { d: { import: "kubernetes", type: "core/Namespace@v1", properties: { metadata: { name: "n" } } } },
    },
  ],
  [
    "a group in a file for a subscription",
    "targetScope = 'subscription'\nresource g 'Microsoft.Resources/resourceGroups@2024-03-01' = {\n  name: 'g'\n  location: deployment().location\n}\noutput o string = g.id",
    {
      resources: {
        g: { type: "Microsoft.Resources/resourceGroups", apiVersion: "2024-03-01", name: "g", location: "[deployment().location]" },
      },
      ...output("[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')]", { type: "string" }),
    },
  ],
];

describe("compiles to the template of Microsoft's compiler", () => {
  test.each([...values, ...operators, ...accesses, ...declarations, ...resources])("%s", (_, bicep, template) => {
    const compiled = compileText(bicep);
    expect(compiled.problems).toEqual([]);
    expect(templateOf(compiled)).toEqual({ resources: {}, ...template });
  });
});

test("the schema is that of the target scope", () => {
  const schema = (text: string): unknown => (compileText(text).document.value as Record<string, unknown>)["$schema"];
  expect(schema("")).toBe("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#");
  expect(schema("targetScope = 'tenant'")).toBe("https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#");
});

test("a symbolic name is given only where it is needed, if that is asked for", () => {
  const compile = (text: string): unknown =>
    compileBicep("m.bicep", { files: { readFile: () => text }, symbolicNames: "where needed" })?.document.value;
  const text = `${server("s")}${server("t", "  tags: { a: s.properties.fqdn }\n")}`;
  expect(compile(text)).toMatchObject({
    resources: [
      { name: "s" },
      {
        tags: { a: "[reference(resourceId('Microsoft.Sql/servers', 's'), '2023-08-01').fqdn]" },
        dependsOn: ["[resourceId('Microsoft.Sql/servers', 's')]"],
      },
    ],
  });
  expect(compile(`type t = string\n${text}`)).toMatchObject({ languageVersion: "2.0", resources: { t: { dependsOn: ["s"] } } });
});

test("a loop's item that has the name of a collection needs no symbolic names", () => {
  const files = { "main.bicep": "param all array\nresource s 'A/s@1' = [for s in all: { name: s, tags: map(s.tags, t => t) }]" };
  const compile = (text: string) => compileBicep("main.bicep", { files: filesOf({ "main.bicep": text }), symbolicNames: "where needed" });
  expect(compile(files["main.bicep"])?.document.value).not.toHaveProperty("languageVersion");
  expect(compile(`${files["main.bicep"]}\noutput o array = s`)?.document.value).toHaveProperty("languageVersion");
});
