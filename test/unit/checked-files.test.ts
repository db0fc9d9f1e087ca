import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { check, type CheckRequest } from "../../shared/command/check";
import type { CheckReport } from "../../shared/command/report";
import { controls } from "../../shared/controls";
import { OptionsError } from "../../shared/engine/options";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
}

function checked(files: Readonly<Record<string, unknown>>, request: Partial<CheckRequest> = {}): CheckReport {
  write(files);
  return check({ paths: ["."], cwd: folder, controls, options: defaultOptions, limits: defaultLimits, ...request });
}

/** Each finding as `file name verdict (parameters): value`. */
function found({ findings }: CheckReport): string[] {
  return findings.map(({ place, resource, verdict, parameters, message }) => {
    const given = parameters.length > 0 ? ` (${parameters.join(", ")})` : "";
    return `${place.file} ${resource.name} ${verdict}${given}: ${message.split("; ")[0] ?? ""}`;
  });
}

const skipped = ({ files }: CheckReport): string[] =>
  files.filter(({ status }) => status === "skipped").map(({ path, why = "" }) => `${path}: ${why}`);
const problems = (report: CheckReport): string[] => report.problems.map(({ place, message }) => `${place.file}: ${message}`);

const SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const server = (sslEnforcement: unknown, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  type: "Microsoft.DBforPostgreSQL/servers",
  apiVersion: "2017-12-01",
  name: "pg",
  properties: { sslEnforcement },
  ...extra,
});
const template = (resources: readonly unknown[], parameters: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  $schema: SCHEMA,
  contentVersion: "1.0.0.0",
  parameters,
  resources,
});
/** A template whose server has the value of a parameter. */
const asking = template([server("[parameters('ssl')]")], { ssl: { type: "string" } });
const given = (values: Readonly<Record<string, unknown>>, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  contentVersion: "1.0.0.0",
  ...extra,
  parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
});

describe("a placeholder in a parameter file is unknown", () => {
  test.each([
    ["azd", "${PG_SSL}", "is ${PG_SSL}, which is filled in before the deployment"],
    ["azd, with a default that is right", "${PG_SSL=Enabled}", "is ${PG_SSL=Enabled}, which is filled in before the deployment"],
    ["azd, with a default that is wrong", "${PG_SSL=Disabled}", "is ${PG_SSL=Disabled}, which is filled in before the deployment"],
    ["Azure Pipelines", "$(pg.ssl)", "is $(pg.ssl), which is filled in before the deployment"],
    ["a token", "#{PgSsl}#", "is #{PgSsl}#, which is filled in before the deployment"],
    ["underscores", "__PgSsl__", "is __PgSsl__, which is filled in before the deployment"],
    ["Helm", "{{ .Values.ssl }}", "is {{ .Values.ssl }}, which is filled in before the deployment"],
    ["a part", "Ena${REST}", "depends on ${REST}, which is filled in before the deployment"],
  ])("%s", (_name, value, words) => {
    const report = checked({ "main.json": asking, "main.parameters.json": given({ ssl: value }) });
    expect(found(report)).toEqual([`main.json pg undetermined (main.parameters.json): properties.sslEnforcement ${words}`]);
  });

  test("what only looks like one is a value", () => {
    for (const value of ["$PG", "__init", "{Enabled}", "# {x} #"]) {
      expect(found(checked({ "main.json": asking, "main.parameters.json": given({ ssl: value }) }))).toEqual([
        expect.stringMatching(/^main\.json pg fail /),
      ]);
    }
  });

  test("a condition on one leaves the server in place", () => {
    const conditional = template([server("Disabled", { condition: "[equals(parameters('deploy'), 'yes')]" })], {
      deploy: { type: "string" },
    });
    const report = checked({ "main.json": conditional, "main.parameters.json": given({ deploy: "${DEPLOY=no}" }) });
    expect(found(report)).toEqual(["main.json pg fail (main.parameters.json): properties.sslEnforcement is Disabled"]);
    expect(report.findings[0]?.condition).toBe("its condition is true");
  });

  test("two names with the same placeholder are the same name", () => {
    const parameter = (name: string, value: string): unknown => ({
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
      name: `[concat(parameters('name'), '/${name}')]`,
      properties: { value },
    });
    const joined = template(
      [
        { type: "Microsoft.DBforPostgreSQL/flexibleServers", name: "[parameters('name')]", properties: {} },
        parameter("require_secure_transport", "ON"),
        parameter("ssl_min_protocol_version", "TLSv1.2"),
      ],
      { name: { type: "string" } },
    );
    expect(found(checked({ "main.json": joined, "main.parameters.json": given({ name: "pg-${AZURE_ENV_NAME}" }) }))).toEqual([]);
  });
});

describe("a parameter file is for", () => {
  const right = given({ ssl: "Enabled" });
  const wrong = given({ ssl: "Disabled" });
  const fails = (file: string, by: string): string[] => [`${file} pg fail (${by}): properties.sslEnforcement is Disabled`];
  const open = ["main.json pg undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here"];

  test("the sibling that it is named after, also if that holds nothing of PostgreSQL", () => {
    const report = checked({ "main.json": asking, "mysql.json": template([]), "mysql.parameters.json": right });
    expect(found(report)).toEqual(open);
    expect(skipped(report)).toEqual([
      "mysql.json: this ARM template holds nothing of PostgreSQL",
      "mysql.parameters.json: the template that it is named after holds nothing of PostgreSQL",
    ]);
  });

  test("the sibling that it is named after, with more in its name", () => {
    const files = { "main.json": asking, "other.json": asking, "main.parameters.dev.json": wrong, "main.parameters.json": right };
    expect(found(checked(files))).toEqual([
      ...fails("main.json", "main.parameters.dev.json"),
      "other.json pg undetermined: properties.sslEnforcement is parameters('ssl'), which has no value here",
    ]);
  });

  test.each([
    ["the root of the search", "infra/main.json", "deploy/x.json", "infra/main.json"],
    ["the file, with ./", "infra/main.json", "infra/x.json", "./main.json"],
    ["the file, with ../", "infra/main.json", "deploy/x.json", "../infra/main.json"],
    ["the file, with backslashes", "infra/main.json", "deploy/x.json", "..\\infra\\main.json"],
  ])("the template that its metadata names, relative to %s", (_name, path, by, linked) => {
    const report = checked({ [path]: asking, [by]: given({ ssl: "Disabled" }, { metadata: { template: linked } }) });
    expect(found(report)).toEqual(fails(path, by));
  });

  test("no template where its metadata names none", () => {
    const report = checked({
      "main.json": asking,
      "x.parameters.json": given({ ssl: "Enabled" }, { metadata: { template: "./none.json" } }),
    });
    expect(found(report)).toEqual(open);
    expect(skipped(report)).toEqual([
      "x.parameters.json: the template that its metadata names holds nothing of PostgreSQL, or isn't there",
    ]);
  });

  test.each(["parameters/prod.parameters.json", "environments/prod/parameters.json", "params/prod.json"])(
    "the only template that it fits, from below its folder: %s",
    (by) => {
      expect(found(checked({ "infra/main.json": asking, [`infra/${by}`]: wrong }))).toEqual(fails("infra/main.json", `infra/${by}`));
    },
  );

  test("the only template that it fits, from a folder beside its own", () => {
    const files = { "infra/templates/main.json": asking, "infra/parameters/prod.json": wrong };
    expect(found(checked(files))).toEqual(fails("infra/templates/main.json", "infra/parameters/prod.json"));
  });

  test.each<[string, Record<string, unknown>]>([
    ["two fit", { "main.json": asking, "b.json": asking, "parameters/prod.json": right }],
    ["it gives what the template doesn't have", { "main.json": asking, "parameters/prod.json": given({ ssl: "Enabled", sku: "x" }) }],
    ["it leaves out what the template needs", { "main.json": asking, "parameters/prod.json": given({}) }],
  ])("no template where %s", (_name, files) => {
    const report = checked(files);
    expect(found(report)).toContain(open[0]);
    expect(skipped(report)).toContain("parameters/prod.json: there is no PostgreSQL template that this parameter file is for");
    expect(report.files.find(({ path }) => path === "main.json")?.parameters).toEqual([]);
  });

  test("a template in any form: with a template's schema by mistake, and without any", () => {
    const { parameters } = given({ ssl: "Disabled" });
    expect(found(checked({ "main.json": asking, "main.parameters.json": { $schema: SCHEMA, contentVersion: "1", parameters } }))).toEqual(
      fails("main.json", "main.parameters.json"),
    );
    expect(found(checked({ "main.json": asking, "main.parameters.json": parameters }))).toEqual(fails("main.json", "main.parameters.json"));
  });
});

describe("parameters on the command line", () => {
  test("are one deployment: the later wins", () => {
    const files = { "main.json": asking, "a.json": given({ ssl: "Enabled" }), "b.json": given({ ssl: "Disabled" }) };
    const run = (...parameters: string[]): string[] => found(checked(files, { paths: ["main.json"], parameters }));
    expect(run("a.json", "b.json")).toEqual(["main.json pg fail (a.json + b.json): properties.sslEnforcement is Disabled"]);
    expect(run("b.json", "a.json")).toEqual([]);
    expect(run("b.json", "ssl=Enabled")).toEqual([]);
    expect(run("ssl=Disabled")).toEqual(["main.json pg fail (ssl=…): properties.sslEnforcement is Disabled"]);
  });

  test("a value is of the type that the template declares", () => {
    const typed = template([server("[if(parameters('on'), 'Enabled', 'Disabled')]")], { on: { type: "bool" } });
    expect(found(checked({ "main.json": typed }, { parameters: ["on=true"] }))).toEqual([]);
    expect(found(checked({ "main.json": typed }, { parameters: ["on=false"] }))).toHaveLength(1);
  });

  test("each set is a run of its own, over what all have", () => {
    const both = template([server("[parameters('ssl')]", { name: "[parameters('name')]" })], {
      ssl: { type: "string" },
      name: { type: "string" },
    });
    const files = { "main.json": both, "dev.json": given({ ssl: "Disabled" }), "prod.json": given({ ssl: "Enabled" }) };
    const report = checked(files, { paths: ["main.json"], parameters: ["name=contoso"], parameterSets: ["dev.json", "prod.json"] });
    expect(found(report)).toEqual(["main.json contoso fail (name=… + dev.json): properties.sslEnforcement is Disabled"]);
  });

  test("template=file is for one template of several", () => {
    const files = { "a.json": asking, "b.json": asking, "x.json": given({ ssl: "Enabled" }), "y.json": given({ ssl: "Disabled" }) };
    const report = checked(files, { paths: ["a.json", "b.json"], parameters: ["a.json=x.json", "b.json=y.json"] });
    expect(found(report)).toEqual(["b.json pg fail (y.json): properties.sslEnforcement is Disabled"]);
  });

  test("no value of the command line is repeated", () => {
    const report = checked({ "main.json": asking }, { parameters: ["ssl=hunter2"] });
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });
});

describe("with a parameter file, the deployment is known", () => {
  const parameter = (name: string, value: string): unknown => ({
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    name: `pg/${name}`,
    properties: { value },
  });

  test("a copy over an array that is empty by default is empty", () => {
    const looped = template(
      [
        { type: "Microsoft.DBforPostgreSQL/flexibleServers", name: "pg", properties: {} },
        {
          type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
          name: "[concat('pg/', parameters('all')[copyIndex()].name)]",
          copy: { name: "all", count: "[length(parameters('all'))]" },
          properties: { value: "[parameters('all')[copyIndex()].value]" },
        },
      ],
      { all: { type: "array", defaultValue: [] }, sku: { type: "string", defaultValue: "x" } },
    );
    const verdicts = (report: CheckReport): string[] => report.results.map(({ verdict }) => verdict);
    expect(verdicts(checked({ "main.json": looped }))).toEqual(["undetermined"]);
    expect(verdicts(checked({ "main.json": looped, "main.parameters.json": given({ sku: "y" }) }))).toEqual(["unset"]);
  });

  test("a condition that is false by default is false", () => {
    const conditional = template([server("Disabled", { condition: "[parameters('deploy')]" }), parameter("x", "y")], {
      deploy: { type: "bool", defaultValue: false },
      sku: { type: "string", defaultValue: "x" },
    });
    expect(found(checked({ "main.json": conditional }))).toEqual(["main.json pg fail: properties.sslEnforcement is Disabled"]);
    expect(found(checked({ "main.json": conditional, "main.parameters.json": given({ sku: "y" }) }))).toEqual([]);
  });
});

test("a configuration is told as what it is, also if it names types of resources", () => {
  const files = { "azure-postgresql-tls.json": { waivers: [server("Disabled")] }, "sub/azure-postgresql-tls.jsonc": "{} // ours" };
  const report = checked({ "main.json": template([server("Enabled")]), ...files });
  expect(problems(report)).toEqual([]);
  expect(skipped(report)).toEqual([
    "azure-postgresql-tls.json: it is a configuration",
    "sub/azure-postgresql-tls.jsonc: it is a configuration",
  ]);
});

describe("a file that only looks like a parameter file", () => {
  const others = { "parameters.json": "", "hparams.json": '{"rate": NaN}', "chart/x.parameters.json": "{{ .Values }}" };

  test("is skipped where it is found, and nothing more is said of it", () => {
    const report = checked({ "main.json": template([server("Enabled")]), ...others });
    expect(problems(report)).toEqual([]);
    expect(skipped(report).map((line) => line.split(":")[0])).toEqual(["chart/x.parameters.json", "hparams.json", "parameters.json"]);
  });

  test("is a problem where it is named", () => {
    const report = checked({ "main.json": asking, ...others }, { paths: ["main.json", "hparams.json"] });
    expect(problems(report)).toEqual([
      "hparams.json: The text is not JSON: invalid symbol.",
      "hparams.json: The text is not JSON: value expected.",
    ]);
    expect(skipped(report)).toEqual([]);
  });

  test("is a problem where it belongs to a template", () => {
    const text = `${JSON.stringify(given({ ssl: "Disabled" }))},,`;
    const report = checked({ "main.json": asking, "main.parameters.json": text });
    expect(problems(report)[0]).toMatch(/^main\.parameters\.json: The text is not JSON/);
    expect(found(report)).toHaveLength(1);
  });
});

test.each([
  ["known", "pg", "pg"],
  ["a parameter", "[parameters('name')]", "[parameters('name')]"],
  ["a variable of parameters", "[variables('name')]", "[concat('it''s-', parameters('name'), '-pg')]"],
  ["a placeholder", "#{name}#", "#{name}#"],
  ["made by a function", "[concat('pg-', uniqueString(parameters('name')))]", "[concat('pg-', uniqueString(parameters('name')))]"],
  ["one of two", "[if(equals(parameters('name'), 'a'), 'b', 'c')]", "[if(equals(parameters('name'), 'a'), 'b', 'c')]"],
  ["no text", ["pg"], ""],
])("a server is called by its name, as far as that is known, in ARM's words: %s", (_name, name, shown) => {
  const variables = { name: "[concat('it''s-', parameters('name'), '-pg')]" };
  const report = checked({ "main.json": { ...template([server("Disabled", { name })], { name: { type: "string" } }), variables } });
  expect(report.findings.map(({ resource }) => resource.name)).toEqual([shown]);
});

describe("no linked file outside of the root is opened", () => {
  const link = (relativePath: string): Record<string, unknown> =>
    template([{ type: "Microsoft.Resources/deployments", name: "x", properties: { templateLink: { relativePath } } }]);
  const nested = template([server("Disabled")]);
  const unread = (report: CheckReport): string[] => report.unread.map(({ message }) => message.replaceAll(folder, "FOLDER"));

  test("with --root", () => {
    const files = { "inner/main.json": link("../nested.json"), "nested.json": nested };
    expect(unread(checked(files, { paths: ["inner"], root: "inner" }))).toEqual([
      "resources[0]: The linked template ../nested.json can't be read: ../nested.json is outside of FOLDER/inner, and --root names no folder above it, so what it declares isn't checked.",
    ]);
    expect(found(checked(files, { paths: ["inner"], root: "." }))).toEqual(["nested.json pg fail: properties.sslEnforcement is Disabled"]);
  });

  test.each(["nowhere", "main.json", "a\0b"])("with --root %j, which is no folder, nothing is checked", (root) => {
    expect(() => checked({ "main.json": nested }, { root })).toThrow(
      new OptionsError([`--root: found ${JSON.stringify(root)}; accepted is a folder that exists.`]),
    );
  });

  test("without it, the repository is the root, else the working folder", () => {
    const files = { "repository/.git/HEAD": "", "repository/infra/main.json": link("../../nested.json"), "nested.json": nested };
    expect(unread(checked(files, { paths: ["repository"] }))[0]).toContain("nested.json is outside of FOLDER/repository");
    rmSync(join(folder, "repository/.git"), { recursive: true });
    expect(found(checked(files, { paths: ["repository/infra"] }))).toEqual([]);
  });

  test("a symbolic link is followed first", () => {
    write({ "outside/nested.json": nested, "root/main.json": link("nested.json") });
    symlinkSync(join(folder, "outside/nested.json"), join(folder, "root/nested.json"));
    expect(unread(checked({}, { paths: ["root/main.json"], root: "root" }))[0]).toContain("is outside of");
  });

  test("backslashes are slashes", () => {
    expect(found(checked({ "main.json": link("nested\\pg.json"), "nested/pg.json": nested }, { paths: ["main.json"] }))).toEqual([
      "nested/pg.json pg fail: properties.sslEnforcement is Disabled",
    ]);
  });
});

test.each([
  ["isn't there", "nowhere.json", "there is no such file or folder"],
  ["is a folder", "values.json", "it is a folder"],
  ["isn't there, in Bicep", "nowhere.bicepparam", "there is no such file or folder"],
])("a parameter file that %s is an error without its absolute path", (_, path, why) => {
  mkdirSync(join(folder, "values.json"));
  const report = checked({ "main.json": asking }, { paths: ["main.json"], parameters: [path] });
  expect(problems(report)).toEqual([`${path}: The file can't be read: ${why}.`]);
});

test("what is excluded is left out of folders, but not where it is named", () => {
  const files = { "a/main.json": template([server("Disabled")]), "b/main.json": template([server("Disabled")]) };
  expect(checked(files, { exclude: ["b/**"] }).findings.map(({ place }) => place.file)).toEqual(["a/main.json"]);
  expect(checked(files, { exclude: ["b/**"], paths: ["b/main.json"] }).findings).toHaveLength(1);
});

test("paths in a report are relative to the root", () => {
  const report = checked({ "a/main.json": template([server("Disabled")]) }, { paths: ["a"], root: "a" });
  expect(report.findings.map(({ place }) => place.file)).toEqual(["main.json"]);
  expect(report.files.map(({ path }) => path)).toEqual(["main.json"]);
});

describe("a template that links by URI", () => {
  const link = (uri: string, parameters?: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    type: "Microsoft.Resources/deployments",
    name: "x",
    properties: { templateLink: { uri }, ...(parameters && { parameters }) },
  });
  const linking = (uri: string): Record<string, unknown> =>
    template([link(uri, { ssl: { value: "Disabled" } })], {
      _artifactsLocation: { type: "string" },
      token: { type: "string", defaultValue: "" },
    });

  test.each([
    "[uri(deployment().properties.templateLink.uri, 'nested/server.json')]",
    "[uri(parameters('_artifactsLocation'), 'nested/server.json')]",
    "[concat(parameters('_artifactsLocation'), '/nested/server.json', parameters('token'))]",
    "https://raw.githubusercontent.com/contoso/infra/main/nested/server.json",
    "https://contoso.blob.core.windows.net/infra/nested/server.json?sv=1",
  ])("%s names the file that fits, which is read with its parameters", (uri) => {
    const report = checked({ "main.json": linking(uri), "nested/server.json": asking });
    expect(found(report)).toEqual(["nested/server.json pg fail: properties.sslEnforcement is Disabled"]);
    expect(report.unread).toEqual([]);
    expect(report.files.find(({ path }) => path === "nested/server.json")?.why).toBe("as a part of the template that links it");
  });

  test.each([
    ["no file fits", "[uri(parameters('_artifactsLocation'), 'nested/other.json')]"],
    ["several fit", "[uri(parameters('_artifactsLocation'), 'deep/server.json')]"],
    ["only a name fits, of a file elsewhere", "[uri(parameters('_artifactsLocation'), 'server.json')]"],
    ["its path isn't known", "[parameters('_artifactsLocation')]"],
  ])("is a gap where %s", (_name, uri) => {
    const nested = { "nested/server.json": asking, "a/deep/server.json": asking, "b/deep/server.json": asking };
    const report = checked({ "main.json": linking(uri), ...nested }, { paths: ["main.json", "nested", "a", "b"] });
    expect(report.unread.map(({ message }) => message)).toEqual([
      "resources[0]: The template of this deployment is linked from elsewhere, so what it declares isn't checked.",
    ]);
  });

  test("parameters that a linked file gives are unknown, not their defaults", () => {
    const withDefault = template([server("[parameters('ssl')]")], { ssl: { type: "string", defaultValue: "Enabled" } });
    const resource = link("https://x/nested/server.json");
    const properties = { ...(resource["properties"] as object), parametersLink: { uri: "https://x/prod.json" } };
    const report = checked({ "main.json": template([{ ...resource, properties }]), "nested/server.json": withDefault });
    expect(found(report)).toEqual([
      "nested/server.json pg undetermined: properties.sslEnforcement is parameters('ssl'), which a linked file gives",
    ]);
  });

  test("one that links itself ends at once, and its own server is judged", () => {
    const itself = template([link("https://x/infra/main.json"), server("Disabled")]);
    const report = checked({ "infra/main.json": itself }, { paths: ["infra/main.json"] });
    expect(found(report)).toEqual(["infra/main.json pg fail: properties.sslEnforcement is Disabled"]);
    expect(problems(report)).toEqual([]);
  });

  test("two that link the same template are two runs", () => {
    const by = (ssl: string): Record<string, unknown> => template([link("https://x/nested/server.json", { ssl: { value: ssl } })]);
    const report = checked({ "a.json": by("Disabled"), "b.json": by("Enabled"), "c.json": by("Disabled"), "nested/server.json": asking });
    expect(report.findings.map(({ root, valueFrom }) => [root, valueFrom[0]?.file])).toEqual([
      ["a.json", "a.json"],
      ["c.json", "c.json"],
    ]);
  });
});

describe("a template in something else", () => {
  const wrong = template([server("Disabled")]);

  test.each<[string, unknown]>([
    ["the answer of exportTemplate", { template: wrong }],
    ["a template spec, by az ts show", { mainTemplate: wrong, linkedTemplates: [] }],
    ["a what-if", { changes: [{ changeType: "Create", after: { ...server("Disabled"), id: "/subscriptions/0/x" } }] }],
  ])("%s", (_name, content) => {
    const report = checked({ "x.json": content });
    expect(report.findings.map(({ verdict, place }) => `${verdict} ${String(place.start.line > 1)}`)).toEqual(["fail true"]);
  });

  test("a template spec's linked templates are read from it", () => {
    const main = template([
      { type: "Microsoft.Resources/deployments", name: "x", properties: { templateLink: { relativePath: "nested/server.json" } } },
    ]);
    const report = checked({ "x.json": { mainTemplate: main, linkedTemplates: [{ path: "nested/server.json", template: wrong }] } });
    expect(report.findings.map(({ verdict, resource }) => `${resource.name} ${verdict}`)).toEqual(["pg fail"]);
  });
});

test("a list of resources without their properties leaves both kinds of server undetermined", () => {
  const id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL";
  const row = (type: string): unknown => ({
    id: `${id}/${type}/pg`,
    name: "pg",
    type: `Microsoft.DBforPostgreSQL/${type}`,
    properties: null,
  });
  const report = checked({ "resources.json": [row("servers"), row("flexibleServers")] });
  expect(report.results.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
});

test("a compiled module beside its main is checked where it is deployed", () => {
  const generated = (templateHash: string): Record<string, unknown> => ({ metadata: { _generator: { name: "bicep", templateHash } } });
  const module = { ...asking, ...generated("17") };
  const main = {
    ...template([
      {
        type: "Microsoft.Resources/deployments",
        name: "x",
        properties: { expressionEvaluationOptions: { scope: "inner" }, template: module, parameters: { ssl: { value: "Disabled" } } },
      },
    ]),
    ...generated("42"),
  };
  const report = checked({ "main.json": main, "modules/pg.json": module });
  expect(report.findings.map(({ place, verdict }) => `${place.file} ${verdict}`)).toEqual(["main.json fail"]);
  expect(report.files.find(({ path }) => path === "modules/pg.json")?.why).toBe("as a part of the template that deploys it as a module");
});

describe("what is deployed only by whoever doesn't take a default", () => {
  const conditional = (
    condition: string,
    sslEnforcement: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> => ({ "main.json": template([server(sslEnforcement, { condition })], parameters) });
  const env = { env: { type: "string", defaultValue: "dev" } };
  const fails = ["main.json pg fail: properties.sslEnforcement is Disabled"];

  test.each<[string, string, string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ["equals", "[equals(parameters('env'), 'prod')]", "[if(equals(parameters('env'), 'dev'), 'Enabled', 'Disabled')]", env, fails],
    [
      "equals, the other way round",
      "[equals('prod', parameters('env'))]",
      "[if(equals(parameters('env'), 'prod'), 'Enabled', 'Disabled')]",
      env,
      [],
    ],
    [
      "or, wrong in one of both",
      "[or(equals(parameters('env'), 'prod'), equals(parameters('env'), 'test'))]",
      "[if(equals(parameters('env'), 'prod'), 'Enabled', 'Disabled')]",
      env,
      ["main.json pg undetermined: properties.sslEnforcement depends on parameters('env'), which is one of several"],
    ],
    [
      "or, right in both",
      "[or(equals(parameters('env'), 'prod'), equals(parameters('env'), 'test'))]",
      "[if(equals(parameters('env'), 'dev'), 'Disabled', 'Enabled')]",
      env,
      [],
    ],
    [
      "and",
      "[and(parameters('deploy'), equals(parameters('env'), 'prod'))]",
      "[if(and(parameters('deploy'), equals(parameters('env'), 'prod')), 'Disabled', 'Enabled')]",
      { ...env, deploy: { type: "bool", defaultValue: false } },
      fails,
    ],
    [
      "a value that is anything but its default",
      "[not(equals(parameters('ssl'), 'none'))]",
      "[parameters('ssl')]",
      { ssl: { type: "string", defaultValue: "none" } },
      ["main.json pg undetermined: properties.sslEnforcement is parameters('ssl'), which has only a default"],
    ],
    [
      "a value that is any other of those that are allowed",
      "[not(equals(parameters('ssl'), 'none'))]",
      "[parameters('ssl')]",
      { ssl: { type: "string", defaultValue: "none", allowedValues: ["none", "Enabled"] } },
      [],
    ],
    ["not empty", "[not(empty(parameters('password')))]", "Disabled", { password: { type: "string", defaultValue: "" } }, fails],
    [
      "the rest keeps its defaults",
      "[parameters('deploy')]",
      "[parameters('ssl')]",
      { deploy: { type: "bool", defaultValue: false }, ssl: { type: "string", defaultValue: "Enabled" } },
      [],
    ],
    [
      "a parameter without any value",
      "[equals(parameters('env'), 'prod')]",
      "[if(equals(parameters('env'), 'prod'), 'Enabled', 'Disabled')]",
      { env: { type: "string" } },
      [],
    ],
  ])("%s", (_name, condition, value, parameters, findings) => {
    expect(found(checked(conditional(condition, value, parameters)))).toEqual(findings);
  });

  test("a server and its parameters under the same condition are joined by names that it fixes", () => {
    const condition = "[equals(parameters('env'), 'prod')]";
    const parameter = (name: string, value: string): unknown => ({
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
      name: `[concat('pg-', parameters('env'), '/${name}')]`,
      condition,
      properties: { value },
    });
    const flexible = {
      type: "Microsoft.DBforPostgreSQL/flexibleServers",
      name: "[concat('pg-', parameters('env'))]",
      condition,
      properties: {},
    };
    const all = [flexible, parameter("require_secure_transport", "OFF"), parameter("ssl_min_protocol_version", "TLSv1.2")];
    expect(checked({ "main.json": template(all, env) }).findings.map(({ message }) => message)).toEqual([
      'require_secure_transport is OFF; it must be ON. Set properties.value to "ON".',
    ]);
  });
});

test("an app that is synthesized outside of the folder where the command runs is read as one", () => {
  const SERVER = "azurerm_postgresql_flexible_server";
  const parameters = { rst: { name: "require_secure_transport", value: "OFF", server_id: "${azurerm_postgresql_flexible_server.pg.id}" } };
  const app = {
    "app.out/manifest.json": {
      stacks: { main: { name: "main", constructPath: "main", synthesizedStackPath: "stacks/main/cdk.tf.json" } },
    },
    "app.out/stacks/main/cdk.tf.json": {
      resource: { [SERVER]: { pg: { name: "pg", version: "11" } }, [`${SERVER}_configuration`]: parameters },
    },
    "elsewhere/empty.json": {},
  };
  const stack = `${folder}/app.out/stacks/main/cdk.tf.json`;
  for (const path of [join(folder, "app.out"), "../app.out"]) {
    const report = checked(app, { paths: [path], cwd: join(folder, "elsewhere") });
    expect(found(report)).toEqual([
      `${stack} main/azurerm_postgresql_flexible_server_configuration.rst fail: require_secure_transport is OFF`,
    ]);
    expect(report.unread).toEqual([]);
  }
});

test("the stacks of an app are told with what is in them, also where the app's manifest alone is named", () => {
  const stack = (name: string): object => ({ name, constructPath: name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` });
  const app = {
    "manifest.json": { stacks: { databases: stack("databases"), network: stack("network") } },
    "stacks/databases/cdk.tf.json": { resource: { azurerm_postgresql_server: { pg: { ssl_enforcement_enabled: true } } } },
    "stacks/network/cdk.tf.json": { resource: { azurerm_virtual_network: { net: { name: "net" } } } },
  };
  const part = "as a part of the app that it belongs to";
  const databases = { path: "stacks/databases/cdk.tf.json", status: "read", kind: "Terraform JSON", why: part, resources: 1 };
  const manifest = { path: "manifest.json", status: "read", kind: "synthesized app", why: "2 stacks", resources: 0 };
  expect(checked(app).files).toEqual([
    manifest,
    databases,
    { path: "stacks/network/cdk.tf.json", status: "skipped", why: "it holds nothing of PostgreSQL", resources: 0 },
  ]);
  expect(checked({}, { paths: ["manifest.json"] }).files).toEqual([
    manifest,
    { path: databases.path, status: "read", why: part, resources: 1 },
    { path: "stacks/network/cdk.tf.json", status: "read", why: part, resources: 0 },
  ]);
});

test("a state is no plan", () => {
  const resources = [
    { address: "azurerm_postgresql_server.a", mode: "managed", type: "azurerm_postgresql_server", name: "a", values: { name: "a" } },
  ];
  const kinds = ({ files }: CheckReport): unknown => files.map(({ path, kind }) => [path, kind]);
  const of = (key: string): object => ({ format_version: "1.0", [key]: { root_module: { resources } } });
  expect(kinds(checked({ "plan.json": of("planned_values"), "state.json": of("values") }))).toEqual([
    ["plan.json", "Terraform plan"],
    ["state.json", "Terraform state"],
  ]);
});

const WRONG = { name: "pg", ssl_enforcement_enabled: false };

test.each<[what: string, file: unknown, findings: number]>([
  ["a list of files", [{ resource: { T: { a: WRONG } } }, { resource: { T: { b: WRONG } } }], 2],
  ["a list of kinds", { resource: [{ T: { a: WRONG } }, { T: { b: WRONG } }] }, 2],
  ["a list of types", { resource: { T: [{ a: WRONG }, { b: WRONG }] } }, 2],
  ["a list of one body", { resource: { T: { a: [WRONG], b: WRONG } } }, 2],
  [
    "lists of variables and locals",
    {
      variable: [{ x: [{ default: false }] }, { y: {} }],
      locals: [{ z: 1 }, { w: "${var.x}" }],
      resource: [{ T: { a: { name: "pg", ssl_enforcement_enabled: "${local.w}" } } }],
    },
    1,
  ],
])("Terraform's JSON takes lists of blocks: %s", (_what, file, count) => {
  const text = JSON.stringify(file).replaceAll('"T"', '"azurerm_postgresql_server"');
  const { findings } = checked({ "main.tf.json": text });
  expect(findings.map(({ verdict }) => verdict)).toEqual(Array.from({ length: count }, () => "fail"));
  const written = findings.map(({ place: { start, end } }) => text.slice(start.column - 1, end.column - 1));
  expect(written).toEqual(count === 1 ? ['"${local.w}"'] : ["false", "false"]);
});

test.each<[unknown]>([
  [[]],
  [[[[]]]],
  [{ resource: [1, [{ azurerm_postgresql_server: {} }], null] }],
  [{ resource: { T: [] } }],
  [[null, 1]],
])("lists of anything else are no blocks: %j", (file) => {
  expect(checked({ "main.tf.json": `${JSON.stringify(file)} // azurerm_postgresql_server` }).findings).toEqual([]);
});

describe("the files of a folder in Terraform's JSON are one", () => {
  const FLEXIBLE = "azurerm_postgresql_flexible_server";
  const setting = (name: string, value: string, extra: object): object => ({ name, value, server_id: "${each.value.id}", ...extra });
  const each = { for_each: `\${${FLEXIBLE}.pg}` };
  const files = {
    "a/variables.tf.json": [{ variable: { transport: { default: "OFF" } } }, { locals: { version: "TLSv1.2" } }],
    "a/servers.tf.json": { resource: { [FLEXIBLE]: { pg: { for_each: { x: "pg-x", y: "pg-y" }, name: "${each.value}" } } } },
    "a/settings.tf.json": {
      resource: {
        [`${FLEXIBLE}_configuration`]: {
          one: setting("require_secure_transport", "${var.transport}", each),
          two: setting("ssl_min_protocol_version", "${local.version}", each),
        },
      },
    },
    // Another folder is another configuration.
    "b/variables.tf.json": { variable: { transport: { default: "ON" } }, locals: { version: "TLSv1" } },
    "a/broken.tf.json": "{",
  };

  test("what one declares, others refer to, also where nothing else of it matters", () => {
    expect(found(checked(files)).sort()).toEqual(
      ["x", "y"].map((key) => `a/settings.tf.json a/${FLEXIBLE}_configuration.one["${key}"] fail: require_secure_transport is OFF`),
    );
  });

  test("where one alone is named, the others say what it refers to", () => {
    expect(found(checked(files, { paths: ["a/settings.tf.json"] })).sort()).toEqual(
      ["x", "y"].map((key) => `a/settings.tf.json a/${FLEXIBLE}_configuration.one["${key}"] fail: require_secure_transport is OFF`),
    );
  });

  test("where a server's file alone is named, its parameters are found in the others; what is left out is not read", () => {
    const right = { ...files, "a/variables.tf.json": { variable: { transport: { default: "ON" } }, locals: { version: "TLSv1.2" } } };
    const named = { paths: ["a/servers.tf.json"] };
    expect(checked(right, named).findings).toEqual([]);
    expect(found(checked(right, { ...named, exclude: ["a/[!s]*", "a/settings.tf.json"] })).sort()).toEqual(
      ["x", "y"].flatMap((key) =>
        ["require_secure_transport", "ssl_min_protocol_version"].map(
          (name) => `a/servers.tf.json a/${FLEXIBLE}.pg["${key}"] unset: ${name} is not set for this server`,
        ),
      ),
    );
  });

  test("a link that leads out of the root is not followed", () => {
    write({ "outside.tf.json": files["a/variables.tf.json"], "a/settings.tf.json": files["a/settings.tf.json"] });
    symlinkSync(join(folder, "outside.tf.json"), join(folder, "a/variables.tf.json"));
    expect(checked({}, { paths: ["a/settings.tf.json"], root: "a" }).findings.map(({ verdict }) => verdict)).toEqual([
      "undetermined",
      "undetermined",
    ]);
  });
});

describe("Terraform's own language is not read, which is said", () => {
  const MESSAGE =
    "Terraform's own language isn't read here. Check its plan: terraform plan -out plan.bin && terraform show -json plan.bin > plan.json.";
  const declares = (what: string): string => `# servers\n${what}\n`;
  const unread = (report: CheckReport): string[] =>
    report.unread.map(({ place, level, message }) => `${place.file}:${String(place.start.line)} ${level} ${message}`);

  test.each<[what: string, text: string, isTold: boolean]>([
    ["a server", 'resource "azurerm_postgresql_server" "pg" {}', true],
    ["a parameter", 'resource  "azurerm_postgresql_flexible_server_configuration" "pg" {}', true],
    ["a server through azapi", 'type = "Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01"', true],
    ["the Azure Verified Module", 'source = "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm"', true],
    ["a server that is looked up", 'data "azurerm_postgresql_flexible_server" "pg" {}', false],
    ["a subnet for servers", 'name = "Microsoft.DBforPostgreSQL/flexibleServers"', false],
    ["a firewall rule", 'resource "azurerm_postgresql_flexible_server_firewall_rule" "pg" {}', false],
  ])("%s", (_what, text, isTold) => {
    const report = checked({ "infra/main.tf": declares(text) });
    expect([unread(report), report.problems]).toEqual([isTold ? [`infra/main.tf:2 warning infra/main.tf: ${MESSAGE}`] : [], []]);
  });

  const server = declares('resource "azurerm_postgresql_server" "pg" {}');

  test("once a folder", () => {
    const report = checked({ "a/one.tf": server, "a/two.tofu": server, "b/one.tf": server });
    expect(report.unread.map(({ place }) => place.file)).toEqual(["a/one.tf", "b/one.tf"]);
    expect(skipped(report)).toEqual(["a/one.tf", "b/one.tf"].map((path) => `${path}: it is in Terraform's own language`));
  });

  test("not where a plan is checked as well, nor of what cdktf synthesizes", () => {
    const plan = { format_version: "1.2", planned_values: { root_module: {} }, "//": "azurerm_postgresql_server" };
    expect(unread(checked({ "main.tf": server, "plan.json": plan }))).toEqual([]);
    rmSync(join(folder, "plan.json"));
    rmSync(join(folder, "main.tf"));
    expect(unread(checked({ "cdktf.out/stacks/a/cdk.tf": server }))).toEqual([]);
  });

  test("as a problem, where the file is named", () => {
    const report = checked({ "main.tf": "locals {}" }, { paths: ["main.tf"] });
    expect([problems(report), unread(report)]).toEqual([[`main.tf: ${MESSAGE}`], []]);
  });
});
