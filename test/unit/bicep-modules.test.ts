import { compileBicep, type BicepDocument } from "../../shared/bicep/compile";
import { usedFiles } from "../../shared/bicep/used-files";
import { placeOf } from "../../shared/json/document";
import { compileText, filesOf, shown, templateOf } from "./bicep-files";

const DEPLOYMENT = { type: "Microsoft.Resources/deployments", apiVersion: "2025-04-01" };
const INNER = { expressionEvaluationOptions: { scope: "inner" }, mode: "Incremental" };
const schema = { $schema: expect.any(String) as unknown, languageVersion: "2.0", contentVersion: "1.0.0.0" };

/** The resources of a template. */
const resourcesOf = (text: string, others?: Readonly<Record<string, string>>): unknown =>
  templateOf(compileText(text, others))["resources"];

/** The problems of a file as texts. */
const problemsOf = (text: string, others?: Readonly<Record<string, string>>, limits = {}): readonly string[] =>
  compileText(text, others, limits).problems.map((problem) => `${shown(problem)} ${problem.message}`);

describe("a module", () => {
  test("is a deployment with the template of its file", () => {
    const others = { "modules/db.bicep": "param name string\noutput id string = name" };
    expect(
      templateOf(
        compileText("module db 'modules/db.bicep' = {\n  name: 'x'\n  params: { name: 'a' }\n}\noutput o string = db.outputs.id", others),
      ),
    ).toEqual({
      resources: {
        db: {
          ...DEPLOYMENT,
          name: "x",
          properties: {
            ...INNER,
            parameters: { name: { value: "a" } },
            template: {
              ...schema,
              parameters: { name: { type: "string" } },
              resources: {},
              outputs: { id: { type: "string", value: "[parameters('name')]" } },
            },
          },
        },
      },
      outputs: { o: { type: "string", value: "[reference('db').outputs.id.value]" } },
    });
  });

  test.each<readonly [sentence: string, text: string, deployment: object]>([
    ["gets a name where none is written", "module m 'm.bicep' = {}", { name: "[format('m-{0}', uniqueString('m', deployment().name))]" }],
    [
      "gets names in a loop",
      "module m 'm.bicep' = [for i in range(0, 2): {}]",
      {
        name: "[format('m-{0}-{1}', copyIndex(), uniqueString('m', deployment().name))]",
        copy: { name: "m", count: "[length(range(0, 2))]" },
      },
    ],
    ["may have a condition", "module m 'm.bicep' = if (1 == 2) { name: 'm' }", { condition: "[equals(1, 2)]" }],
    [
      "may go to another resource group",
      "module m 'm.bicep' = {\n  name: 'm'\n  scope: resourceGroup('s', 'g')\n}",
      { subscriptionId: "s", resourceGroup: "g" },
    ],
    [
      "may go to a subscription",
      "module m 'm.bicep' = {\n  name: 'm'\n  scope: subscription('s')\n}",
      { subscriptionId: "s", location: "[resourceGroup().location]" },
    ],
    ["may go to the tenant", "module m 'm.bicep' = {\n  name: 'm'\n  scope: tenant()\n}", { scope: "/" }],
    [
      "may go to a management group",
      "module m 'm.bicep' = {\n  name: 'm'\n  scope: managementGroup('g')\n}",
      { scope: "[tenantResourceId('Microsoft.Management/managementGroups', 'g')]" },
    ],
    [
      "takes a loop as a parameter",
      "module m 'm.bicep' = {\n  name: 'm'\n  params: { p: [for x in ['a']: { a: x }] }\n}",
      {
        properties: {
          ...INNER,
          parameters: {
            p: {
              copy: [
                { name: "value", count: "[length(createArray('a'))]", input: "[createObject('a', createArray('a')[copyIndex('value')])]" },
              ],
            },
          },
        },
      },
    ],
    [
      "takes one of two values as a parameter",
      "module m 'm.bicep' = {\n  name: 'm'\n  params: { p: true ? 'a' : 'b' }\n}",
      { properties: { ...INNER, parameters: { p: "[if(true(), createObject('value', 'a'), createObject('value', 'b'))]" } } },
    ],
  ])("%s", (_, text, deployment) => {
    expect(resourcesOf(text, { "m.bicep": "" })).toMatchObject({ m: { ...DEPLOYMENT, ...deployment } });
  });

  test("takes a secret of a key vault", () => {
    const text =
      "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\nmodule m 'm.bicep' = {\n  name: 'm'\n  params: { p: kv.getSecret('s') }\n}";
    expect(resourcesOf(text, { "m.bicep": "" })).toMatchObject({
      m: {
        properties: {
          parameters: { p: { reference: { keyVault: { id: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]" }, secretName: "s" } } },
        },
      },
    });
  });

  test("with secret outputs is read in another way", () => {
    const text = "module m 'm.bicep' = { name: 'm' }\noutput o string = m.outputs.s";
    expect(templateOf(compileText(text, { "m.bicep": "@secure()\noutput s string = 'x'" }))).toMatchObject({
      outputs: { o: { value: "[listOutputsWithSecureValues('m', '2025-04-01').s]" } },
    });
  });

  test("that is deployed under a condition may have no outputs", () => {
    const text = "module m 'm.bicep' = if (1 == 2) { name: 'm' }\noutput o string = m.?outputs.s ?? ''";
    expect(templateOf(compileText(text, { "m.bicep": "output s string = 'x'" }))).toMatchObject({
      outputs: { o: { value: "[coalesce(tryGet(if(equals(1, 2), reference('m'), null()), 'outputs', 's', 'value'), '')]" } },
    });
  });

  test("may be a compiled template", () => {
    expect(resourcesOf("module m 'm.json' = { name: 'm' }", { "m.json": '{"resources":[]}' })).toMatchObject({
      m: { properties: { template: { resources: [] } } },
    });
  });

  test("that isn't there is reported, and linked", () => {
    expect(resourcesOf("module m 'none.bicep' = { name: 'm' }")).toMatchObject({
      m: { properties: { templateLink: { relativePath: "none.bicep" } } },
    });
    expect(problemsOf("\nmodule m 'none.bicep' = { name: 'm' }")).toEqual(["main.bicep:2:1 The module none.bicep can't be read."]);
  });

  test("that leads back to itself is reported where the circle closes", () => {
    const others = { "a.bicep": "module b 'b.bicep' = { name: 'b' }", "b.bicep": "module main 'main.bicep' = { name: 'm' }" };
    expect(problemsOf("module a 'a.bicep' = { name: 'a' }", others)).toEqual([
      "b.bicep:1:1 Modules use each other in a circle: main.bicep > a.bicep > b.bicep > main.bicep.",
    ]);
  });

  test("in too many others is reported", () => {
    const others = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`m${String(index)}.bicep`, `module m 'm${String(index + 1)}.bicep' = { name: 'm' }`]),
    );
    expect(problemsOf("module m 'm0.bicep' = { name: 'm' }", others)).toEqual([
      "m15.bicep:1:1 Deployments are nested more than 16 levels deep.",
    ]);
  });

  test("that many use is compiled once", () => {
    const others = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [
        `m${String(index)}.bicep`,
        `module a 'm${String(index + 1)}.bicep' = { name: 'a' }\nmodule b 'm${String(index + 1)}.bicep' = { name: 'b' }`,
      ]),
    );
    expect(compileText("module m 'm0.bicep' = { name: 'm' }", { ...others, "m14.bicep": "" }).problems).toEqual([]);
  });
});

describe("a module of a registry", () => {
  const path = "br/public:avm/res/network/virtual-network:0.5.0";

  test("is read from Bicep's cache", () => {
    const cached = { "~/.bicep/br/mcr.microsoft.com/bicep$avm$res$network$virtual-network/0.5.0$/main.json": '{"resources":[1]}' };
    expect(resourcesOf(`module m '${path}' = { name: 'm' }`, cached)).toMatchObject({
      m: { properties: { template: { resources: [1] } } },
    });
  });

  test("that isn't in the cache is linked, with what it is given", () => {
    expect(resourcesOf(`module m '${path}' = {\n  name: 'm'\n  params: { a: 1 }\n}`)).toMatchObject({
      m: { properties: { templateLink: { uri: path }, parameters: { a: { value: 1 } } } },
    });
    expect(problemsOf(`module m '${path}' = { name: 'm' }`)).toEqual([]);
  });

  test("is known if it is a PostgreSQL server or its configuration", () => {
    const types = (module: string): unknown => {
      const resources = resourcesOf(`module m 'br/public:avm/res/db-for-postgre-sql/${module}:9.9.9' = { name: 'm' }`) as Record<
        string,
        { properties: { template: { resources: Record<string, { type: string }> } } }
      >;
      return Object.values(resources["m"]?.properties.template.resources ?? {}).map(({ type }) => type);
    };
    expect(types("flexible-server")).toEqual([
      "Microsoft.DBforPostgreSQL/flexibleServers",
      "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    ]);
    expect(types("flexible-server/configuration")).toEqual(["Microsoft.DBforPostgreSQL/flexibleServers/configurations"]);
  });

  test("may be named by an alias of the nearest bicepconfig.json", () => {
    const files = {
      "bicepconfig.json":
        '{"moduleAliases":{"br":{"own":{"registry":"a.azurecr.io","modulePath":"x"}},"ts":{"specs":{"subscription":"s","resourceGroup":"g"}}}}',
      "~/.bicep/br/a.azurecr.io/x$y/v1$/main.json": '{"resources":[1]}',
    };
    expect(resourcesOf("module m 'br/own:y:v1' = { name: 'm' }\nmodule t 'ts/specs:n:v2' = { name: 't' }", files)).toMatchObject({
      m: { properties: { template: { resources: [1] } } },
      t: {
        properties: { templateLink: { id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Resources/templateSpecs/n/versions/v2" } },
      },
    });
    expect(problemsOf("module m 'br/none:y:v1' = { name: 'm' }")).toEqual([
      'main.bicep:1:1 No bicepconfig.json says what "br/none" stands for.',
    ]);
  });
});

test("an alias may come from a configuration that the nearest one extends", () => {
  const aliases = (br: object, extended?: string): string => JSON.stringify({ extends: extended, moduleAliases: { br } });
  const cached = (path: string, version = "v1"): string => `~/.bicep/br/contoso.azurecr.io/${path}/${version}$/main.json`;
  const template = (name: string): string => JSON.stringify({ resources: [], metadata: { name } });
  const files = {
    "team/bicepconfig.json": aliases({ both: { modulePath: "team" } }, "../shared/base.json"),
    "shared/base.json": aliases({ both: { registry: "contoso.azurecr.io", modulePath: "shared" } }, "corp.json"),
    "shared/corp.json": aliases({ corp: { registry: "contoso.azurecr.io" } }, "../team/bicepconfig.json"),
    "bicepconfig.json": aliases({ corp: { registry: "other.azurecr.io" } }),
    "team/main.bicep":
      "module a 'br/both:db:v1' = { name: 'a' }\nmodule b 'br/corp:db:v1' = { name: 'b' }\nmodule c 'br/none:db:v1' = { name: 'c' }",
    [cached("team$db")]: template("team"),
    [cached("db")]: template("corp"),
  };
  const compiled = compileBicep("team/main.bicep", { files: filesOf(files) });
  expect(compiled?.document.value).toMatchObject({
    resources: {
      a: { properties: { template: { metadata: { name: "team" } } } },
      b: { properties: { template: { metadata: { name: "corp" } } } },
    },
  });
  expect(compiled?.problems.map(({ message }) => message)).toEqual(['No bicepconfig.json says what "br/none" stands for.']);
});

describe("what is imported", () => {
  const others = {
    "lib/a.bicep": "@export()\nvar x = y\nvar y = 'z'\n@export()\nfunc f(p string) string => p\n@export()\ntype t = u?\ntype u = string",
  };

  test("keeps its name, or gets the one that is given to it; what it depends on comes with it", () => {
    expect(templateOf(compileText("import { x, f as g, t } from 'lib/a.bicep'\nparam p t\noutput o string = g(x)", others))).toEqual({
      definitions: { t: { $ref: "#/definitions/_1.u", nullable: true }, "_1.u": { type: "string" } },
      functions: [
        {
          namespace: "__bicep",
          members: { g: { parameters: [{ type: "string", name: "p" }], output: { type: "string", value: "[parameters('p')]" } } },
        },
      ],
      parameters: { p: { $ref: "#/definitions/t" } },
      variables: { x: "[variables('_1.y')]", "_1.y": "z" },
      resources: {},
      outputs: { o: { type: "string", value: "[__bicep.g(variables('x'))]" } },
    });
  });

  test("with a star is named by its file", () => {
    expect(templateOf(compileText("import * as a from 'lib/a.bicep'\noutput o string = a.f(a.x)", others))).toMatchObject({
      variables: { "_1.x": "[variables('_1.y')]", "_1.y": "z" },
      outputs: { o: { value: "[_1.f(variables('_1.x'))]" } },
    });
  });

  test("but isn't there is reported", () => {
    expect(problemsOf("import { x } from 'none.bicep'\nimport { z } from 'lib/a.bicep'", others)).toEqual([
      "main.bicep:1:1 The import from none.bicep can't be read.",
      `main.bicep:2:10 lib/a.bicep doesn't declare "z".`,
    ]);
  });

  test("may be imported in a circle", () => {
    const circle = {
      "a.bicep": "import { y } from 'b.bicep'\n@export()\nvar x = y",
      "b.bicep": "import { x } from 'a.bicep'\n@export()\nvar y = x",
    };
    expect(templateOf(compileText("import { x } from 'a.bicep'\noutput o string = x", circle))).toMatchObject({
      variables: { x: "[variables('_1.y')]", "_1.y": "[variables('x')]" },
    });
  });
});

describe("what is imported from a template in JSON", () => {
  const imported = (text: string, template: object | string, name = "main.json"): unknown =>
    templateOf(compileText(text, { [name]: typeof template === "string" ? template : JSON.stringify(template) }));

  test.each<readonly [sentence: string, variables: object, compiled: object]>([
    ["is what Bicep would have exported", { x: "a" }, { x: "a" }],
    [
      "brings along what it depends on, whatever the case of its name",
      { x: "[variables('Y')]", y: "[variables('$fxv#0')]", "$fxv#0": { a: ["[[b]"] }, z: "not used" },
      { x: "[variables('_1.y')]", "_1.y": "[variables('_1._2')]", "_1._2": { a: ["[[b]"] } },
    ],
    [
      "may be made by a loop",
      { copy: [{ name: "x", count: 2, input: { "[concat('a', 'b')]": "[add(copyIndex('x', 1), copyIndex())]" } }] },
      {
        copy: [
          {
            name: "x",
            count: "[length(range(0, 2))]",
            input: { "[format('{0}', concat('a', 'b'))]": "[add(add(copyIndex('x'), 1), copyIndex('x'))]" },
          },
        ],
      },
    ],
    [
      "may have a loop in it",
      { x: { copy: [{ name: "y", count: "[length(variables('z'))]", input: "[variables('z')[copyIndex('y')].a]" }] }, z: [{ a: 1 }] },
      {
        x: {
          copy: [{ name: "y", count: "[length(range(0, length(variables('_1.z'))))]", input: "[variables('_1.z')[copyIndex('y')].a]" }],
        },
        "_1.z": [{ a: 1 }],
      },
    ],
    [
      "may hold a lambda",
      { x: "[map(createArray(1, true(), null()), lambda('i', if(equals(lambdaVariables('i'), 1.5), json('null'), -1)))]" },
      { x: "[map(createArray(1, true(), null()), lambda('i', if(equals(lambdaVariables('i'), 1.5), json('null'), -1)))]" },
    ],
    ["is not known where it needs a parameter of that template", { x: "[parameters('p')]" }, { x: "[notCompiled('main.json:0')]" }],
  ])("%s", (_, variables, compiled) => {
    const template = { metadata: { "__bicep_exported_variables!": [{ name: "x" }] }, variables, resources: [] };
    const text = "import { x } from 'main.json'\nparam p string\noutput o string = x";
    expect(imported(text, template)).toMatchObject({ variables: compiled, outputs: { o: { value: "[variables('x')]" } } });
    expect((imported(text, template) as { variables: object }).variables).toEqual(compiled);
    expect(imported("import * as a from 'main.json'\noutput o string = a.x", template)).toMatchObject({
      outputs: { o: { value: "[variables('_1.x')]" } },
    });
  });

  test("may be a function or a type", () => {
    const template = {
      definitions: {
        t: { $ref: "#/definitions/_1.u", metadata: { "__bicep_export!": true } },
        "_1.u": { type: "string", nullable: true },
      },
      functions: [
        {
          namespace: "__bicep",
          members: {
            f: {
              parameters: [{ type: "string", name: "p" }],
              output: { type: "string", value: "[_1.g(parameters('P'))]" },
              metadata: { "__bicep_export!": true },
            },
          },
        },
        {
          namespace: "_1",
          members: { g: { parameters: [{ type: "string", name: "q" }], output: { type: "string", value: "[toLower(parameters('q'))]" } } },
        },
      ],
      resources: {},
    };
    expect(imported("import { f, t } from 'main.json'\nparam p t\noutput o string = f('A')", template)).toEqual({
      definitions: { t: { $ref: "#/definitions/_1._3" }, "_1._3": { type: "string", nullable: true } },
      functions: [
        {
          namespace: "__bicep",
          members: { f: { parameters: [{ type: "string", name: "p" }], output: { type: "string", value: "[_1._2(parameters('p'))]" } } },
        },
        {
          namespace: "_1",
          members: { _2: { parameters: [{ type: "string", name: "q" }], output: { type: "string", value: "[toLower(parameters('q'))]" } } },
        },
      ],
      parameters: { p: { $ref: "#/definitions/t" } },
      resources: {},
      outputs: { o: { type: "string", value: "[__bicep.f('A')]" } },
    });
  });

  test("may be a function that has the name of one that is built in", () => {
    const members = {
      toLower: { parameters: [{ type: "string", name: "p" }], output: { type: "string", value: "[toLower(parameters('p'))]" } },
    };
    const template = { functions: [{ namespace: "__bicep", members }], variables: { x: "[__bicep.toLower('A')]" } };
    expect(imported("import { x } from 'main.json'\noutput o string = x", template)).toMatchObject({
      functions: [{ namespace: "_1", members }],
      variables: { x: "[_1.toLower('A')]" },
    });
  });

  test("may come from Bicep's cache of modules", () => {
    const text = "import { x } from 'br/public:a/b:1.0'\noutput o string = x";
    const path = "~/.bicep/br/mcr.microsoft.com/bicep$a$b/1.0$/main.json";
    expect(imported(text, { variables: { x: "a" } }, path)).toMatchObject({ variables: { x: "a" } });
    expect(problemsOf(text)).toEqual([]);
    const options = { files: filesOf({ "main.bicep": text }), isExact: true };
    expect(compileBicep("main.bicep", options)?.problems.map(({ message }) => message)).toEqual([
      `The import from br/public:a/b:1.0 is not in Bicep's cache. Run "bicep restore" to have it there.`,
    ]);
  });

  test.each<readonly [sentence: string, template: string, problems: readonly string[]]>([
    ["a template that isn't there", "", ["main.bicep:1:1 The import from main.json can't be read: it is no template."]],
    ["a list", "[]", ["main.bicep:1:1 The import from main.json can't be read: it is no template."]],
    ["a name that isn't declared", "{}", [`main.bicep:1:10 main.json doesn't declare "x".`]],
    [
      "an expression that can't be read",
      '{\n  "variables": {\n    "x": { "a": "[concat(]" }\n  }\n}',
      ["main.json:3:17 An expression can't be read: a function or a value is expected at character 8."],
    ],
    ["names that objects have of their own", '{"variables": {"__proto__": 1, "constructor": {}, "x": 1}}', []],
    [
      "parts of a wrong type",
      '{"variables": {"copy": {}, "x": 1}, "functions": [1, {"members": []}], "definitions": 1, "metadata": []}',
      [],
    ],
  ])("%s is no cause to crash", (_, template, problems) => {
    expect(problemsOf("import { x } from 'main.json'\noutput o string = x", { "main.json": template })).toEqual(problems);
  });
});

describe("the contents of files", () => {
  const files = {
    "t.txt": "[x]",
    "j.json": '{"a":{"b":[1,"[c]"]},"__proto__":2} // x',
    "y.yaml": "a:\n  - b\n",
    "d/e.json": "1",
    "d/f.txt": "2",
    "e/B.txt": "",
    "e/a.txt": "",
  };

  test.each<readonly [sentence: string, text: string, variables: object]>([
    ["of a text stand in the variable", "var v = loadTextContent('t.txt')", { v: "[[x]" }],
    [
      "of a text elsewhere stand in a variable of their own",
      "var v = [loadTextContent('t.txt')]",
      { v: ["[variables('$fxv#0')]"], "$fxv#0": "[[x]" },
    ],
    ["as base64", "var v = loadFileAsBase64('t.txt')", { v: Buffer.from("[x]").toString("base64") }],
    [
      "of JSON",
      "var v = loadJsonContent('j.json')",
      JSON.parse('{"v":"[variables(\'$fxv#0\')]","$fxv#0":{"a":{"b":[1,"[[c]"]},"__proto__":2}}') as object,
    ],
    ["of a part of JSON", "var v = loadJsonContent('j.json', '$.a.b[1]')", { v: "[variables('$fxv#0')]", "$fxv#0": "[[c]" }],
    ["of YAML", "var v = loadYamlContent('y.yaml')", { v: "[variables('$fxv#0')]", "$fxv#0": { a: ["b"] } }],
    [
      "of a folder",
      "var v = loadDirectoryFileInfo('d', '*.json')",
      { v: "[variables('$fxv#0')]", "$fxv#0": [{ relativePath: "d/e.json", baseName: "e.json", extension: ".json" }] },
    ],
    [
      "of a folder, in the order of the names",
      "var v = map(loadDirectoryFileInfo('e'), f => f.baseName)",
      {
        v: "[map(variables('$fxv#0'), lambda('f', lambdaVariables('f').baseName))]",
        "$fxv#0": [
          { relativePath: "e/a.txt", baseName: "a.txt", extension: ".txt" },
          { relativePath: "e/B.txt", baseName: "B.txt", extension: ".txt" },
        ],
      },
    ],
  ])("%s", (_, text, variables) => {
    expect(templateOf(compileText(text, files))["variables"]).toEqual(variables);
  });

  test("that can't be read are reported", () => {
    expect(problemsOf("var v = loadTextContent('none.txt')")).toEqual(["main.bicep:1:9 loadTextContent() can't read none.txt."]);
  });
});

describe("places", () => {
  const placesOf = (document: BicepDocument, path: readonly (string | number)[]): readonly string[] => document.places(path).map(shown);
  const others = {
    "m/db.bicep":
      "param tls string\n\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: {\n    sslEnforcement: tls\n  }\n}",
  };
  const { document } = compileText(
    "// first\nmodule a 'm/db.bicep' = {\n  name: 'a'\n  params: { tls: 'Disabled' }\n}\nmodule b 'm/db.bicep' = [for i in range(0, 2): { name: 'b' }]",
    others,
  );
  const template = ["properties", "template"];
  const path = ["resources", "pg", "properties", "sslEnforcement"];

  test("of a value in a module lead through the modules' statements", () => {
    expect(placesOf(document, ["resources", "a", ...template, ...path])).toEqual(["main.bicep:2:1", "m/db.bicep:6:5"]);
    expect(placesOf(document, ["resources", "b", ...template, ...path])).toEqual(["main.bicep:6:1", "m/db.bicep:6:5"]);
    expect(placeOf({ document, path: ["resources", "a", ...template, ...path] })).toEqual({
      file: "m/db.bicep",
      start: { line: 6, column: 5 },
      end: { line: 6, column: 24 },
      through: [{ file: "main.bicep", start: { line: 2, column: 1 }, end: { line: 5, column: 2 } }],
    });
  });

  test("of a module's parameter are in the file that gives it", () => {
    expect(placesOf(document, ["resources", "a", "properties", "parameters", "tls", "value"])).toEqual(["main.bicep:4:18"]);
  });

  test("of what isn't there are those of what is", () => {
    expect(placesOf(document, ["resources", "a", ...template, "resources", "pg", "properties", "none"])).toEqual([
      "main.bicep:2:1",
      "m/db.bicep:5:3",
    ]);
    expect(placesOf(document, ["none"])).toEqual(["main.bicep:1:1"]);
  });

  test("reach to the end of a statement, a property or an item", () => {
    const text = "var a = [\r\n  'x'\r\n  { b: '${a}', c: 'y' /* z */ } // z\r\n]\r\nvar d = [1, 2]";
    const { document } = compileText(text);
    const lines = text.split("\r\n");
    const written = (...path: (string | number)[]): string => {
      const [place] = document.places(["variables", ...path]);
      if (!place) return "";
      const { start, end } = place;
      const of = lines.slice(start.line - 1, end.line);
      const last = of.length === 1 ? end.column - start.column : end.column - 1;
      return of
        .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0).slice(0, index === of.length - 1 ? last : undefined))
        .join("|");
    };
    expect(written("a")).toBe("var a = [|  'x'|  { b: '${a}', c: 'y' /* z */ } // z|]");
    expect(written("a", 0)).toBe("'x'");
    expect(written("a", 1)).toBe("{ b: '${a}', c: 'y' /* z */ }");
    expect(written("a", 1, "b")).toBe("b: '${a}'");
    expect(written("a", 1, "c")).toBe("c: 'y'");
    expect(written("d", 1)).toBe("2");
  });
});

test("the files that a file names are told without reading them", () => {
  const text =
    "module a 'm/a.bicep' = {}\nmodule b 'br/public:b:1' = {}\nimport * as l from '../l.bicep'\ntest t 't.bicep' = {}\nparam = 1";
  expect(usedFiles("x/main.bicep", text)).toEqual({
    deployed: ["x/m/a.bicep"],
    others: ["l.bicep", "x/t.bicep"],
    elsewhere: ["br/public:b:1"],
  });
  expect(usedFiles("x/main.bicepparam", "using '../main.bicep'\nextends 'base.bicepparam'")).toEqual({
    deployed: ["main.bicep"],
    others: ["x/base.bicepparam"],
    elsewhere: [],
  });
});

describe("limits", () => {
  test("of values that are written out again and again", () => {
    const variables = Array.from({ length: 40 }, (_, index) => `var v${String(index + 1)} = [v${String(index)}, v${String(index)}]`);
    const text = `resource s 'a.b/c@1' = { name: 's' }\nvar v0 = s.properties\n${variables.join("\n")}\noutput o array = concat(v40)`;
    expect(problemsOf(text, {}, { seconds: 2 }).join()).toMatch(/The file takes more than|makes a value of more than/);
  });

  test("of a resource whose name leads back to it", () => {
    expect(problemsOf("resource s 'a.b/c@1' = { name: s.name }").join()).toBe(
      'main.bicep:1:1 The name of the resource "s" leads to itself.',
    );
    expect(
      problemsOf("var a = [b, s.properties]\nvar b = a\nresource s 'a.b/c@1' = { name: 's' }\noutput o array = b").length,
    ).toBeGreaterThanOrEqual(0);
    expect(
      problemsOf("resource s 'a.b/c@1' = {\n  parent: t\n  name: 's'\n}\nresource t 'a.b/c@1' = {\n  parent: s\n  name: 't'\n}").join(),
    ).toMatch(/is its own parent/);
  });

  test("of the size of a file", () => {
    expect(problemsOf(`var a = '${"x".repeat(2000)}'`, {}, { fileSize: 1000 })).toEqual([
      "main.bicep:1:1 The file is larger than 1,000 bytes.",
    ]);
  });

  test("a file that isn't there is none", () => {
    expect(compileBicep("none.bicep", { files: filesOf({}) })).toBeUndefined();
  });
});
