import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { check, type CheckRequest } from "../../shared/command/check";
import { compileTemplate, type CompiledTemplate } from "../../shared/command/compile-template";
import type { CheckReport } from "../../shared/command/report";
import { text } from "../../shared/command/reporters/text";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions, reportContext } from "../registry";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, unknown>>;

function write(files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

function checked(files: Files, request: Partial<CheckRequest> = {}): CheckReport {
  write(files);
  return check({ paths: ["."], cwd: folder, controls, options: defaultOptions, limits: defaultLimits, ...request });
}

/** Each finding as `file:line address verdict (parameters)`. */
function found({ findings }: CheckReport): string[] {
  return findings.map(({ place, resource, verdict, parameters }) => {
    const given = parameters.length > 0 ? ` (${parameters.join(", ")})` : "";
    return `${place.file}:${String(place.start.line)} ${resource.address} ${verdict}${given}`;
  });
}

const verdicts = ({ results }: CheckReport): string[] =>
  results
    .filter(({ verdict }) => verdict !== "not-applicable")
    .map(({ resource, verdict }) => `${String(resource.file)} ${resource.address} ${verdict}`);
const skipped = ({ files }: CheckReport): string[] =>
  files.filter(({ status }) => status === "skipped").map(({ path, why = "" }) => `${path}: ${why}`);
const readAs = ({ files }: CheckReport): string[] =>
  files.filter(({ status, why }) => status === "read" && why !== undefined).map(({ path, why = "" }) => `${path}: ${why}`);
const problems = (report: CheckReport): string[] =>
  report.problems.map(({ place, message }) => `${place.file}:${String(place.start.line)} ${message}`);

/** A single server that has the value of an expression. */
const server = (value: string): string =>
  `resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: {\n    sslEnforcement: ${value}\n  }\n}\n`;
/** One that asks its caller. */
const asking = `param ssl string\n${server("ssl")}`;
const call = (path: string, params: string, name = "db"): string =>
  `module ${name} '${path}' = {\n  name: '${name}'\n  params: { ${params} }\n}\n`;
const jsonParameters = (values: Files): object => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  contentVersion: "1.0.0.0",
  parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
});

test("the example of the control is judged as it says", () => {
  expect(verdicts(checked({ "main.bicep": server("'Enabled'") }))).toEqual(["main.bicep pg pass"]);
  expect(found(checked({ "main.bicep": server("'Disabled'") }))).toEqual(["main.bicep:4 pg fail"]);
  expect(found(checked({ "main.bicep": server("null") }))).toEqual(["main.bicep:4 pg unset"]);
});

test("a value that is set only where the resource doesn't exist is not enforced", () => {
  const report = checked({ "main.bicep": `@onlyIfNotExists()\n${server("'Enabled'")}` });
  expect(found(report)).toEqual(["main.bicep:5 pg undetermined"]);
  expect(report.findings[0]?.message).toBe(
    "properties.sslEnforcement is set only where the resource doesn't exist yet; it must be enforced on a server that exists, too. " +
      "Remove onlyIfNotExists.",
  );
});

test("what depends on the resource as it is before the deployment is undetermined", () => {
  const report = checked({ "main.bicep": server("this.exists() ? 'Enabled' : 'Disabled'") });
  expect(found(report)).toEqual(["main.bicep:4 pg undetermined"]);
});

describe("roots", () => {
  test("a module is judged where it is deployed, as often as it is", () => {
    const report = checked({
      "main.bicep": call("m/db.bicep", "ssl: 'Enabled'", "good") + call("m/db.bicep", "ssl: 'Disabled'", "bad"),
      "m/db.bicep": asking,
    });
    expect(found(report)).toEqual(["m/db.bicep:5 bad > pg fail"]);
    expect(verdicts(report)).toEqual(["main.bicep bad > pg fail", "main.bicep good > pg pass"]);
    expect(readAs(report)).toEqual(["m/db.bicep: as a module of main.bicep"]);
  });

  test("a finding in a module says which statements lead there, and where the value is from", () => {
    const report = checked({ "main.bicep": call("m/db.bicep", "ssl: 'Disabled'"), "m/db.bicep": asking });
    const [line] = text(report, { ...reportContext, quiet: true }).split("\n");
    expect(line).toBe(
      "m/db.bicep:5:5: error: db > pg: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. " +
        "The value is from main.bicep:3:18. (main.bicep:1 > m/db.bicep:5) [Azure.PostgreSQL.UseSSL]",
    );
  });

  test("the same module of two roots is told for each", () => {
    const report = checked({
      "a.bicep": call("m/db.bicep", "ssl: 'Disabled'"),
      "b.bicep": call("m/db.bicep", "ssl: 'Disabled'"),
      "m/db.bicep": asking,
    });
    expect(report.findings.map(({ place }) => place.through?.[0]?.file)).toEqual(["a.bicep", "b.bicep"]);
  });

  test("what only a test or an import names is a root", () => {
    const report = checked({
      "main.bicep": "import { x } from 'lib.bicep'\ntest t 'db.bicep' = {}\noutput o string = x",
      "db.bicep": server("'Disabled'"),
      "lib.bicep": `@export()\nvar x = 'x'\n${server("'Disabled'")}`,
    });
    expect(found(report)).toEqual(["db.bicep:4 pg fail", "lib.bicep:6 pg fail"]);
  });

  test("modules that use each other in a circle are a problem, and are read all the same", () => {
    const report = checked({ "a.bicep": server("'Disabled'") + call("b.bicep", ""), "b.bicep": call("a.bicep", "") });
    expect(found(report)).toContain("a.bicep:4 pg fail");
    expect(problems(report).join()).toContain("Modules use each other in a circle");
  });

  test("a template that is a module is judged as one", () => {
    const template = {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: { ssl: { type: "string", defaultValue: "Disabled" } },
      resources: [
        {
          type: "Microsoft.DBforPostgreSQL/servers",
          apiVersion: "2017-12-01",
          name: "pg",
          properties: { sslEnforcement: "[parameters('ssl')]" },
        },
      ],
    };
    const report = checked({ "main.bicep": call("db.json", "ssl: 'Enabled'"), "db.json": template });
    expect(found(report)).toEqual([]);
    expect(readAs(report)).toEqual(["db.json: as a module of main.bicep"]);
  });

  test("a template that is loaded from another file, with the values that it gets", () => {
    const template = {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: { ssl: { type: "string" } },
      resources: [
        {
          type: "Microsoft.DBforPostgreSQL/servers",
          apiVersion: "2017-12-01",
          name: "pg",
          properties: { sslEnforcement: "[parameters('ssl')]" },
        },
      ],
    };
    const deploy = (ssl: string): string =>
      `resource all 'Microsoft.Resources/deployments@2022-09-01' = {\n  name: 'all'\n  properties: {\n    mode: 'Incremental'\n    expressionEvaluationOptions: { scope: 'inner' }\n    template: loadJsonContent('db.json')\n    parameters: { ssl: { value: '${ssl}' } }\n  }\n}\n`;
    for (const [ssl, verdict] of [
      ["Disabled", "fail"],
      ["Enabled", "pass"],
    ] as const)
      expect(verdicts(checked({ "main.bicep": deploy(ssl), "db.json": template }, { paths: ["main.bicep"] }))).toEqual([
        `main.bicep all > resources[0] ${verdict}`,
      ]);
  });

  test("files without a word of PostgreSQL are skipped, whatever is wrong with them", () => {
    const report = checked({ "main.bicep": call("m.bicep", ""), "m.bicep": "param x string =", "other.bicep": "param =" });
    expect(skipped(report)).toEqual([
      "m.bicep: it holds nothing of PostgreSQL",
      "main.bicep: it holds nothing of PostgreSQL",
      "other.bicep: it holds nothing of PostgreSQL",
    ]);
    expect(problems(report)).toEqual([]);
  });
});

describe("what can't be read is told", () => {
  test("a mistake, with its place; the rest is checked", () => {
    const report = checked({ "main.bicep": `param =\n${server("'Disabled'")}` });
    expect(problems(report)).toEqual(['main.bicep:1 Expected a name here, but found "=".']);
    expect(found(report)).toEqual(["main.bicep:5 pg fail"]);
  });

  test("what is declared twice: a template could hold only one of them", () => {
    const report = checked({ "main.bicep": server("'Disabled'") + server("'Enabled'") });
    expect(problems(report)).toEqual(['main.bicep:7 The name "pg" is declared more than once.']);
    expect(report.files.map(({ status }) => status)).toEqual(["failed"]);
  });

  test("a limit, with how to allow more", () => {
    const report = checked(
      { "main.bicep": `var a = min(min(min(1, 2), 3), 4)\n${server("'Enabled'")}` },
      { limits: { ...defaultLimits, expressionDepth: 2 } },
    );
    expect(problems(report)).toEqual([
      "main.bicep:1 Expressions, variables and parameters are nested more than 2 levels deep. " +
        "To allow more, set limits.expressionDepth in azure-postgresql-tls.json.",
    ]);
  });

  const others = (count: number, body: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => body(index)).join("\n");
  const tooDeep = (line: number): string =>
    `main.bicep:${String(line)} Expressions, variables and parameters are nested more than 300 levels deep. ` +
    "To allow more, set limits.expressionDepth in azure-postgresql-tls.json.";

  test.each<[what: string, text: string, problems: readonly string[]]>([
    [
      "names that lead to each other",
      "resource a 'a.b/c@1' = { name: b.name }\nresource b 'a.b/c@1' = { name: a.name }",
      ['main.bicep:7 The name of the resource "a" leads to itself.', 'main.bicep:8 The name of the resource "b" leads to itself.'],
    ],
    [
      "a long chain of names, of which the first that is too deep is told",
      `resource r0 'a.b/c@1' = { name: 'r' }\n${others(700, (at) => `resource r${String(at + 1)} 'a.b/c@1' = { name: r${String(at)}.name }`)}`,
      [tooDeep(307)],
    ],
    [
      "a chain of variables that is longer than the stack, from its end",
      `${others(20_000, (at) => `var v${String(at)} = v${String(at + 1)}`)}\nvar v20000 = 'x'`,
      [tooDeep(7)],
    ],
    ["variables that lead to each other", "var a = b\nvar b = a\nresource r 'a.b/c@1' = { name: a }", []],
    [
      "an output that is too deep",
      `output o int = ${"-(".repeat(150)}${"1 + (".repeat(150)}1${")".repeat(300)}`,
      ["main.bicep:7 Expressions are nested more than 200 levels deep here."],
    ],
  ])("what is judged beside %s", (_, text, expected) => {
    const report = checked({ "main.bicep": `${server("'Disabled'")}${text}` });
    expect(problems(report)).toEqual(expected);
    expect(report.findings.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual(["pg fail"]);
  });

  test.each([
    ["a default", "param p string = hunter2"],
    ["a property", "var v = { password: hunter2 }"],
    ["a key", "var v = { hunter2 }"],
    ["a statement", "hunter2"],
    ["behind a value", "param p string = 'x' hunter2"],
    ["behind a quote", "param p string = 'x'hunter2"],
    ["a number", "param p string 4711"],
    ["a nested resource", "var v = pg::hunter2"],
  ])("a secret without quotes isn't shown: %s", (_, text) => {
    const report = checked({ "main.bicep": `${server("'Enabled'")}${text}` });
    expect(problems(report)).toHaveLength(1);
    expect(JSON.stringify(report)).not.toMatch(/hunter2|4711/);
  });

  test("a name that isn't declared, with what to write", () => {
    expect(problems(checked({ "main.bicep": `${server("'Enabled'")}param p string = hunter2` }))).toEqual([
      "main.bicep:7 The name here isn't declared. Declare it, or write a text in quotes.",
    ]);
  });

  test("what depends on something that can't be compiled is undetermined", () => {
    const [finding] = checked({ "main.bicep": server("nothing") }).findings;
    expect(finding?.message).toBe(
      "properties.sslEnforcement can't be compiled; it must be Enabled. Set properties.sslEnforcement to Enabled.",
    );
  });

  test("a mistake in a module, in the module's file", () => {
    const report = checked({ "main.bicep": call("m.bicep", ""), "m.bicep": `${server("'Enabled'")}var x = ]` });
    expect(problems(report)).toEqual(['m.bicep:7 Expected an expression here, but found "]".']);
    expect(report.files.filter(({ status }) => status === "failed").map(({ path }) => path)).toEqual(["m.bicep", "main.bicep"]);
  });

  test("a module that isn't there, also where nothing else is of PostgreSQL", () => {
    expect(problems(checked({ "main.bicep": call("none.bicep", "") }))).toEqual([
      "main.bicep:1 The module none.bicep can't be read: there is no such file.",
    ]);
  });

  test("a module of a registry that may declare anything, but not one of another service", () => {
    const unread = (path: string): string[] => checked({ "main.bicep": call(path, "") }).unread.map(({ message }) => message);
    expect(unread("br/public:avm/ptn/azd/acr-container-app:0.1.0")).toEqual([
      "db: The module br/public:avm/ptn/azd/acr-container-app:0.1.0 is not in Bicep's cache, so what it declares isn't checked. " +
        'Run "bicep restore" to have it there.',
    ]);
    expect(unread("br/public:avm/res/storage/storage-account:0.9.0")).toEqual([]);
  });

  test("a module of another service doesn't leave open what a server has", () => {
    const flexible = "resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {\n  name: 'pg'\n}\n";
    const verdictsWith = (path: string): string[] => verdicts(checked({ "main.bicep": flexible + call(path, "id: pg.id") }));
    expect(verdictsWith("br/public:avm/res/network/private-endpoint:0.9.0")).toEqual(["main.bicep pg unset"]);
    expect(verdictsWith("br:contoso.azurecr.io/hardened:v1")).toEqual(["main.bicep pg undetermined"]);
  });
});

describe("parameter files", () => {
  test("each is a run, in Bicep and in JSON", () => {
    const report = checked({
      "main.bicep": asking,
      "main.bicepparam": "using 'main.bicep'\nparam ssl = 'Enabled'",
      "prod.bicepparam": "using './main.bicep'\nvar v = 'Dis'\nparam ssl = '${v}abled'",
      "main.parameters.json": jsonParameters({ ssl: "Disabled" }),
    });
    expect(found(report)).toEqual(["main.bicep:5 pg fail (main.parameters.json, prod.bicepparam)"]);
    const [finding] = report.findings;
    expect(finding?.valueFrom.map(({ file, start }) => `${file}:${String(start.line)}`)).toEqual([
      "main.parameters.json:1",
      "prod.bicepparam:3",
    ]);
  });

  test("what azd fills in is unknown", () => {
    const report = checked({ "main.bicep": asking, "main.parameters.json": jsonParameters({ ssl: "${PG_SSL=Enabled}" }) });
    expect(found(report)).toEqual(["main.bicep:5 pg undetermined (main.parameters.json)"]);
  });

  test.each(["'TLS'", "'TLS', 'Enabled'", "'TLS', 'Disabled'"])("a variable of the environment is unknown: %s", (args) => {
    const report = checked({ "main.bicep": asking, "main.bicepparam": `using 'main.bicep'\nparam ssl = readEnvironmentVariable(${args})` });
    expect(found(report)).toEqual(["main.bicep:5 pg undetermined (main.bicepparam)"]);
    expect(report.findings[0]?.message).toContain("the environment variable TLS");
  });

  test("one that extends another gives what both do, its own first", () => {
    const report = checked({
      "main.bicep": `param other string\n${asking}`,
      "base.bicepparam": "using none\nparam ssl = 'Enabled'\nparam other = 'x'",
      "main.bicepparam": "using 'main.bicep'\nextends 'base.bicepparam'\nparam ssl = 'Disabled'",
    });
    expect(found(report)).toEqual(["main.bicep:6 pg fail (main.bicepparam)"]);
    expect(skipped(report)).toEqual(["base.bicepparam: it names no file that it is for"]);
  });

  test("one that is named alone brings its template", () => {
    write({ "main.bicep": asking, "p/dev.bicepparam": "using '../main.bicep'\nparam ssl = 'Disabled'" });
    expect(found(checked({}, { paths: ["p/dev.bicepparam"] }))).toEqual(["main.bicep:5 pg fail (p/dev.bicepparam)"]);
  });

  test("one of a module that is deployed is not used, and the report says so", () => {
    const report = checked({
      "main.bicep": call("db.bicep", "ssl: 'Enabled'"),
      "db.bicep": asking,
      "db.bicepparam": "using 'db.bicep'\nparam ssl = 'Disabled'",
      "db.parameters.json": jsonParameters({ ssl: "Disabled" }),
    });
    expect(found(report)).toEqual([]);
    expect(skipped(report)).toEqual([
      "db.bicepparam: db.bicep is checked as a module of main.bicep",
      "db.parameters.json: db.bicep is checked as a module of main.bicep",
    ]);
  });

  describe("one whose template is a module of a registry", () => {
    const avm = (configurations: string): string =>
      `using 'br/public:avm/res/db-for-postgre-sql/flexible-server:0.11.0'\nparam name = 'pg'\nparam configurations = [\n${configurations}\n]`;
    const tls = "  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }\n";

    test("is judged by what it gives", () => {
      const report = checked({
        "base.bicepparam": "using none\nvar shared = { value: 'OFF' }\nparam tags = shared",
        "on.bicepparam": avm(`${tls}  { name: 'require_secure_transport', value: 'ON' }`),
        "off.bicepparam": `${avm(`${tls}  { name: 'require_secure_transport', ...base.tags }`)}\nextends 'base.bicepparam'`,
        "open.bicepparam": avm(`${tls}  { name: 'require_secure_transport', value: readEnvironmentVariable('TLS', 'ON') }`),
      });
      expect(found(report)).toEqual([
        "off.bicepparam:1 using > flexibleServer_configurations[1] fail",
        "open.bicepparam:1 using > flexibleServer_configurations[1] undetermined",
      ]);
      expect(report.findings.map(({ valueFrom }) => valueFrom.map(({ file, start }) => `${file}:${String(start.line)}`))).toEqual([
        [],
        ["open.bicepparam:5"],
      ]);
      expect(skipped(report)).toEqual(["base.bicepparam: it names no file that it is for"]);
    });

    test("is told as not read where the module isn't here, and skipped where it is of something else", () => {
      const report = checked({
        "a.bicepparam": "using 'br:contoso.azurecr.io/db:v1'\nparam name = 'pg'",
        "b.bicepparam": "using 'br/public:avm/res/network/virtual-network:0.1.0'\nparam name = 'pg'",
        "c.bicepparam": "using 'ts:sub/group/spec:v1'\nparam name = 'pg'",
      });
      expect(report.unread.map(({ place, message }) => `${place.file}: ${message.slice(0, 61)}`)).toEqual([
        "a.bicepparam: using: The module br:contoso.azurecr.io/db:v1 is not in Bicep",
        "c.bicepparam: using: The template of this deployment is linked from elsewhe",
      ]);
      expect(skipped(report)).toEqual(["b.bicepparam: it holds nothing of PostgreSQL"]);
    });

    test("is a problem where nothing says what its alias stands for", () => {
      expect(problems(checked({ "a.bicepparam": "using 'br/contoso:db:v1'\nparam name = 'pg'" }))).toEqual([
        'a.bicepparam:1 No bicepconfig.json says what "br/contoso" stands for.',
      ]);
    });
  });

  describe("one of a module that only a test deploys", () => {
    const tried = { "tests/e2e/main.test.bicep": call("../../main.bicep", "ssl: 'Enabled'") };

    test.each([
      ["in Bicep", "main.bicepparam", "using 'main.bicep'\nparam ssl = 'Disabled'"],
      ["in JSON", "main.parameters.json", jsonParameters({ ssl: "Disabled" })],
    ])("is a run of the module, %s", (_, path, content) => {
      const report = checked({ "main.bicep": asking, ...tried, [path]: content });
      expect(found(report)).toEqual([`main.bicep:5 pg fail (${path})`]);
      expect(verdicts(report)).toEqual(["main.bicep pg fail", "tests/e2e/main.test.bicep db > pg pass"]);
      expect([...skipped(report), ...readAs(report)]).toEqual([]);
    });

    test.each(["tests/main.bicep", ".test/main.bicep", "src/Test/unit/db.bicep"])(
      "is a run of the module also where the test is %s",
      (test) => {
        const up = "../".repeat(test.split("/").length - 1);
        const report = checked({
          "main.bicep": asking,
          [test]: call(`${up}main.bicep`, "ssl: 'Enabled'"),
          "main.bicepparam": "using 'main.bicep'\nparam ssl = 'Disabled'",
        });
        expect(verdicts(report)).toEqual(["main.bicep pg fail", `${test} db > pg pass`].sort());
        expect(skipped(report)).toEqual([]);
      },
    );

    test.each(["latest/main.bicep", "contest.bicep", "tests.bicep"])(
      "isn't used where the module is deployed by %s, which is no test",
      (other) => {
        const report = checked({
          "m/main.bicep": asking,
          [other]: call(`${"../".repeat(other.split("/").length - 1)}m/main.bicep`, "ssl: 'Enabled'"),
          "m/main.bicepparam": "using 'main.bicep'\nparam ssl = 'Disabled'",
        });
        expect(verdicts(report)).toEqual([`${other} db > pg pass`]);
        expect(skipped(report)).toEqual([`m/main.bicepparam: m/main.bicep is checked as a module of ${other}`]);
      },
    );

    test("brings nothing for what the module deploys, and nothing where there is none", () => {
      const report = checked({
        "main.bicep": call("db.bicep", "ssl: 'Enabled'"),
        "db.bicep": asking,
        "main.test.bicep": call("main.bicep", ""),
      });
      expect(verdicts(report)).toEqual(["main.test.bicep db > db > pg pass"]);
      expect(readAs(report)).toEqual(["db.bicep: as a module of main.test.bicep", "main.bicep: as a module of main.test.bicep"]);
    });

    test("is not used where another file deploys the module, too", () => {
      const report = checked({
        "app.bicep": call("main.bicep", "ssl: 'Enabled'"),
        "main.bicep": asking,
        ...tried,
        "main.bicepparam": "using 'main.bicep'\nparam ssl = 'Disabled'",
      });
      expect(found(report)).toEqual([]);
      expect(skipped(report)).toEqual(["main.bicepparam: main.bicep is checked as a module of app.bicep"]);
    });

    test("can be given by name", () => {
      const files = { "main.bicep": asking, ...tried, "values/prod.json": jsonParameters({ ssl: "Disabled" }) };
      const report = checked(files, { parameters: ["main.bicep=values/prod.json"] });
      expect(found(report)).toEqual(["main.bicep:5 pg fail (values/prod.json)"]);
    });
  });

  test("those of --parameters take the place of those that are found", () => {
    const files = {
      "main.bicep": asking,
      "main.bicepparam": "using 'main.bicep'\nparam ssl = 'Enabled'",
      "bad.bicepparam": "using 'main.bicep'\nparam ssl = 'Disabled'",
    };
    expect(found(checked(files, { parameters: ["bad.bicepparam"] }))).toEqual(["main.bicep:5 pg fail (bad.bicepparam)"]);
    expect(found(checked(files, { parameters: ["main.bicepparam", "ssl=Disabled"] }))).toEqual([
      "main.bicep:5 pg fail (main.bicepparam + ssl=…)",
    ]);
    expect(problems(checked(files, { parameters: ["none.bicepparam"] })).join()).toContain("none.bicepparam");
  });

  test("a mistake in one is told", () => {
    const report = checked({ "main.bicep": asking, "main.bicepparam": "using 'main.bicep'\nparam ssl = ]" });
    expect(problems(report)).toEqual(['main.bicepparam:2 Expected an expression here, but found "]".']);
  });
});

describe("a compiled template beside its source", () => {
  const compiled = (generator: string | undefined): object => ({
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    ...(generator !== undefined && { metadata: { _generator: { name: generator } } }),
    resources: [
      { type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement: "Disabled" } },
    ],
  });

  test("is not checked twice", () => {
    const report = checked({ "main.bicep": server("'Enabled'"), "main.json": compiled("bicep") });
    expect(verdicts(report)).toEqual(["main.bicep pg pass"]);
    expect(skipped(report)).toEqual(["main.json: the Bicep file that it is compiled from is checked"]);
  });

  test.each([undefined, "terraform"])("is a template of its own if it doesn't say so: %s", (generator) => {
    expect(found(checked({ "main.bicep": server("'Enabled'"), "main.json": compiled(generator) }))).toEqual([
      "main.json:1 resources[0] fail",
    ]);
  });

  test("is checked where the source isn't", () => {
    expect(found(checked({ "main.bicep": server("'Enabled'"), "main.json": compiled("bicep") }, { paths: ["main.json"] }))).toHaveLength(1);
  });

  test("leaves the parameter file that is named after both to the source", () => {
    const report = checked({
      "main.bicep": asking,
      "main.json": compiled("bicep"),
      "main.parameters.json": jsonParameters({ ssl: "Disabled" }),
    });
    expect(found(report)).toEqual(["main.bicep:5 pg fail (main.parameters.json)"]);
  });
});

describe("nothing outside of the root is opened", () => {
  const inRepository = (main: string): CheckReport =>
    checked({ "repository/.git/HEAD": "", "repository/main.bicep": main }, { paths: ["repository"] });

  test.each([
    ["a module", call("../secret.bicep", ""), "secret.bicep can't be read: it is outside of"],
    ["a compiled module", call("../secret.json", ""), "secret.json can't be read: it is outside of"],
    ["a text", `var x = loadTextContent('../secret.txt')\n${server("x")}`, "loadTextContent() can't read ../secret.txt"],
    ["JSON", `var x = loadJsonContent('../secret.json')\n${server("x.a")}`, "loadJsonContent() can't read ../secret.json"],
    ["YAML", `var x = loadYamlContent('../secret.yaml')\n${server("x.a")}`, "loadYamlContent() can't read ../secret.yaml"],
    ["bytes", `var x = loadFileAsBase64('../secret.txt')\n${server("x")}`, "loadFileAsBase64() can't read ../secret.txt"],
    ["a folder", `var x = loadDirectoryFileInfo('../', '*')\n${server("x[0].baseName")}`, "loadDirectoryFileInfo() can't read ../"],
    ["an import", `import { x } from '../secret.bicep'\n${server("x")}`, "secret.bicep"],
    ["an absolute path", call("/etc/hosts", ""), "/etc/hosts can't be read: it is outside of"],
  ])("%s", (_, main, problem) => {
    write({ "secret.bicep": server("'Disabled'"), "secret.json": '{"a":"Enabled"}', "secret.txt": "Enabled", "secret.yaml": "a: Enabled" });
    const report = inRepository(main);
    expect(problems(report).join()).toContain(problem);
    expect(report.results.filter(({ verdict }) => verdict === "pass")).toEqual([]);
  });

  test("a symbolic link that leads there", () => {
    write({ "secret.bicep": server("'Enabled'"), "repository/.git/HEAD": "" });
    symlinkSync(join(folder, "secret.bicep"), join(folder, "repository", "inside.bicep"));
    expect(problems(checked({ "repository/main.bicep": call("inside.bicep", "") }, { paths: ["repository/main.bicep"] })).join()).toContain(
      "it is outside of",
    );
  });

  test("but with --root it is", () => {
    write({ "secret.bicep": server("'Disabled'"), "repository/.git/HEAD": "" });
    const report = checked({ "repository/main.bicep": call("../secret.bicep", "") }, { paths: ["repository"], root: "." });
    expect(found(report)).toEqual(["secret.bicep:4 db > pg fail"]);
  });
});

describe("--bicep-cli", () => {
  const cli = (script: string): string => {
    const path = join(folder, "fake-cli.js");
    writeFileSync(path, `#!${process.execPath}\n${script}`);
    chmodSync(path, 0o755);
    return path;
  };
  const template = JSON.stringify({
    contentVersion: "1.0.0.0",
    resources: [
      { type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement: "Disabled" } },
    ],
  });

  test("has the last word on what a file declares; places are those of the source", () => {
    const bicepCli = cli(`if (process.argv[2] === "build" && process.argv[3] === "--stdout") console.log(${JSON.stringify(template)});`);
    expect(found(checked({ "main.bicep": server("'Enabled'") }, { bicepCli }))).toEqual(["main.bicep:4 resources[0] fail"]);
  });

  test.each([
    [
      "fails",
      "console.error('main.bicep(1,1) : Error BCP018: Expected. '); process.exit(1);",
      "ended with exit code 1: main.bicep(1,1) : Error BCP018: Expected.",
    ],
    ["prints no JSON", "console.log('hello');", "What the Bicep CLI made is no template"],
  ])("that %s is a problem", (_, script, problem) => {
    const report = checked({ "main.bicep": server("'Enabled'") }, { bicepCli: cli(script) });
    expect(problems(report).join()).toContain(problem);
    expect(verdicts(report)).toEqual([]);
  });

  test("that isn't there is a problem", () => {
    const report = checked({ "main.bicep": server("'Enabled'") }, { bicepCli: join(folder, "none") });
    expect(problems(report).join()).toMatch(/none, is not there\./);
  });
});

describe("compile", () => {
  const compiled = (files: Files, limits = defaultLimits): CompiledTemplate => {
    write(files);
    return compileTemplate({ path: "main.bicep", cwd: folder, limits });
  };

  test("makes a template", () => {
    const result = compiled({ "main.bicep": call("db.bicep", "ssl: 'Enabled'"), "db.bicep": asking });
    const template =
      "json" in result ? (JSON.parse(result.json) as { resources: { properties: { template: { resources: unknown[] } } }[] }) : undefined;
    expect(template?.resources[0]?.properties.template.resources[0]).toMatchObject({
      properties: { sslEnforcement: "[parameters('ssl')]" },
    });
  });

  test("what can't be compiled is an error", () => {
    expect(compiled({ "main.bicep": "param =" })).toEqual({ problems: ['main.bicep:1:7: error: Expected a name here, but found "=".'] });
    expect(compiled({ "main.bicep": call("br/public:avm/res/db-for-postgre-sql/flexible-server:0.1.0", "") })).toEqual({
      problems: [expect.stringContaining("is not in Bicep's cache") as unknown],
    });
    expect(compileTemplate({ path: "none.bicep", cwd: folder, limits: defaultLimits })).toEqual({
      problems: ["none.bicep:1:1: error: The file can't be read: there is no such file."],
    });
  });

  test("modules in modules that would make a template without end are an error", () => {
    const files = Object.fromEntries(
      Array.from({ length: 14 }, (_, level) => [
        level === 0 ? "main.bicep" : `m${String(level)}.bicep`,
        level === 13 ? server("'Enabled'") : ["a", "b", "c", "d"].map((name) => call(`m${String(level + 1)}.bicep`, "", name)).join(""),
      ]),
    );
    expect(compiled(files)).toEqual({ problems: [expect.stringContaining("larger than") as unknown] });
  });
});

test("the examples are as right and as wrong as they say", () => {
  const examples = join(__dirname, "../../examples/bicep");
  const report = check({ paths: ["."], cwd: examples, controls, options: defaultOptions, limits: defaultLimits });
  expect(problems(report)).toEqual([]);
  expect(found(report)).toEqual([
    "modules/server.bicep:30 orders > parameters[0] fail (violating.test.bicepparam)",
    "violating.bicep:16 reporting > flexibleServer unset (violating.production.bicepparam, violating.test.bicepparam)",
    "violating.bicep:37 legacy fail (violating.production.bicepparam, violating.test.bicepparam)",
  ]);
});
