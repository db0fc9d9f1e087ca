import { spawnSync, execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { plainEnvironment } from "../plain-environment";
import { COMMAND, runCommand, type Ran } from "../run-command";
import { writeFiles, type Files } from "../write-files";

const SSL = "Azure.PostgreSQL.UseSSL";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): Ran {
  return runCommand(args, folder);
}

function write(files: Files): void {
  writeFiles(folder, files);
}

const template = (sslEnforcement: unknown, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  ...extra,
  resources: [{ type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement } }],
});
const parameterFile = (ssl: unknown, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  contentVersion: "1.0.0.0",
  ...extra,
  parameters: { ssl: { value: ssl } },
});
const asked = template("[parameters('ssl')]", { parameters: { ssl: { type: "string" } } });

const fails = (path: string, place: string, from = "", when = ""): string =>
  `${path}:${place}: error: pg (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.${from && ` The value is from ${from}.`}${when} [${SSL}]\n`;

test("what is right: exit code 0", () => {
  write({ "main.json": template("Enabled") });
  expect(run("check", "main.json")).toEqual({
    code: 0,
    out: "Read main.json: ARM template, 1 resource.\n1 resource checked: 1 pass. 0 errors, 0 warnings. 1 file read, 0 skipped.\n",
    err: "",
  });
});

test("what is wrong: exit code 1", () => {
  write({ "main.json": template("Disabled") });
  expect(run("check")).toEqual({
    code: 1,
    out: `${fails("main.json", "10:27")}\nRead main.json: ARM template, 1 resource.\n1 resource checked: 1 fail. 1 error, 0 warnings. 1 file read, 0 skipped.\n`,
    err: "",
  });
});

test("only a warning: exit code 0", () => {
  write({ "main.json": asked });
  const { code, out } = run("check", "--quiet");
  expect(code).toBe(0);
  expect(out).toBe(
    `main.json:15:27: warning: pg (resources[0]): properties.sslEnforcement is parameters('ssl'), which has no value here; it must be Enabled. Set properties.sslEnforcement to Enabled. [${SSL}]\n`,
  );
});

describe("what could not be done: exit code 2", () => {
  test.each<{ name: string; files?: Record<string, unknown>; args: readonly string[]; out?: string; err?: string }>([
    {
      name: "a path that leads to nothing",
      args: ["check", "--quiet", "missing.json"],
      out: "missing.json:1:1: error: There is no missing.json.\n",
    },
    {
      name: "a glob that matches nothing",
      args: ["check", "--quiet", "**/*.json"],
      out: "**/*.json:1:1: error: No file matches **/*.json.\n",
    },
    {
      name: "a file with errors in it, whose server is checked all the same",
      files: {
        "main.json": `{"$schema": "x/deploymentTemplate.json#", "resources": [{"type": "Microsoft.DBforPostgreSQL/servers" "name": "pg", "properties": {"sslEnforcement": "Disabled"}}]}`,
      },
      args: ["check", "--quiet"],
      out: `main.json:1:102: error: The text is not JSON: comma expected.\n${fails("main.json", "1:149")}`,
    },
    {
      name: "a file that is too large",
      files: { "main.json": template("Enabled"), "config.json": { limits: { fileSize: 100 } } },
      args: ["check", "--quiet", "--config", "config.json", "main.json"],
      out: "main.json:1:1: error: The file is larger than 100 bytes. To allow more, set limits.fileSize in azure-postgresql-tls.json.\n",
    },
    {
      name: "a copy of a billion",
      files: {
        "main.json": {
          ...template("Enabled"),
          resources: [{ type: "Microsoft.DBforPostgreSQL/servers", name: "pg", copy: { name: "all", count: 1e9 } }],
        },
      },
      args: ["check", "--quiet"],
      out: "main.json:5:5: error: A copy has more than 800 iterations. To allow more, set limits.copyCount in azure-postgresql-tls.json.\n",
    },
    {
      name: "a configuration with every problem there is",
      files: { "config.json": { minimumTlsVersion: "1.1", unsett: "warn", limits: { copyCount: 0, nestings: 1 } } },
      args: ["check", "--config", "config.json"],
      err: [
        '2:24: minimumTlsVersion: found "1.1"; accepted are "1.2", "1.3".',
        '3:13: unsett: found an unknown key; accepted are "minimumTlsVersion", "unset", "undetermined", "unread", "$schema", "extends", "final", "baseline", "exclude", "limits", "overrides", "controls", "waivers".',
        "5:18: limits.copyCount: found 0; accepted is a number of at least 1.",
        '6:17: limits.nestings: found an unknown limit; accepted are "fileSize", "nesting", "expressionDepth", "copyCount", "deploymentDepth", "valueSize", "resources", "seconds".',
      ]
        .map((problem) => `config.json:${problem}\n`)
        .join(""),
    },
    {
      name: "a configuration that is no object",
      files: { "config.json": "[]" },
      args: ["check", "--config", "config.json"],
      err: "config.json:1:1: the configuration: found an array; accepted is an object.\n",
    },
    {
      name: "a configuration that is no JSON",
      files: { "config.json": "{" },
      args: ["check", "--config", "config.json"],
      err: "config.json:1:2: The text is not JSON: close brace expected.\n",
    },
    {
      name: "an unknown format",
      args: ["check", "--format", "xml"],
      err: '--format: found "xml"; accepted are "text", "json", "html", "markdown", "sarif", "junit", "github", "azure-pipelines", "gitlab", each also with =file.\n',
    },
    { name: "an unknown option", args: ["check", "--colour"], err: "error: unknown option '--colour'\n" },
    {
      name: "parameters in Bicep",
      files: { "a.json": template("Enabled"), "p.bicepparam": "using none\nparam =\n" },
      args: ["check", "--quiet", "a.json", "--parameters", "p.bicepparam"],
      out: 'p.bicepparam:2:7: error: Expected a name here, but found "=".\n',
    },
    {
      name: "parameters that are none",
      files: { "a.json": template("Enabled"), "p.json": { ssl: "Enabled" } },
      args: ["check", "--quiet", "a.json", "--parameters", "p.json"],
      out: "p.json:1:1: error: This is no parameter file: it has no $schema of one, or no values in its parameters.\n",
    },
    {
      name: "parameters for several templates",
      files: { "a.json": asked, "b.json": asked, "p.json": parameterFile("Enabled") },
      args: ["check", "--quiet", "a.json", "b.json", "--parameters", "p.json"],
      out: "p.json:1:1: error: --parameters is for one template, and there are 2: write template=file for each.\n",
    },
  ])("$name", ({ files = {}, args, out, err = "" }) => {
    write(files);
    const ran = run(...args);
    expect(ran.code).toBe(2);
    expect(ran.err).toBe(err);
    if (out !== undefined)
      expect(
        ran.out
          .split("\n")
          .filter((line) => !line.includes("warning:"))
          .join("\n"),
      ).toBe(out);
  });

  test("a file that may not be read", () => {
    write({ "main.json": template("Enabled") });
    chmodSync(join(folder, "main.json"), 0);
    // Root may read everything.
    if (process.getuid?.() === 0) return;
    expect(run("check", "main.json").code).toBe(2);
  });

  test("a report that can't be written", () => {
    write({ "main.json": template("Enabled"), "out/x": "" });
    const { code, err } = run("check", "main.json", "--output", "out");
    expect({ code, err }).toEqual({ code: 2, err: "out can't be written: it is a folder.\n" });
  });
});

test("nothing of PostgreSQL is not green, and says so", () => {
  write({ "package.json": "{}", "storage.json": { ...template("Enabled"), resources: [] } });
  expect(run("check")).toEqual({
    code: 0,
    out:
      "Skipped package.json: it holds nothing of PostgreSQL.\n" +
      "Skipped storage.json: this ARM template holds nothing of PostgreSQL.\n" +
      "Nothing was checked: no server of PostgreSQL was found. 0 files read, 2 skipped.\n",
    err: "",
  });
});

test("a folder without what git ignores, and globs", () => {
  write({
    ".gitignore": "build/\n*.tmp.json\n!keep.tmp.json\n",
    "infra/main.json": template("Disabled"),
    "infra/.gitignore": "private.json\n",
    "infra/private.json": template("Disabled"),
    "infra/a.tmp.json": template("Disabled"),
    "infra/keep.tmp.json": template("Disabled"),
    "build/main.json": template("Disabled"),
    "node_modules/x/main.json": template("Disabled"),
    "infra/notes.txt": JSON.stringify(template("Disabled")),
  });
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  symlinkSync(folder, join(folder, "infra/loop"));
  const files = (...args: readonly string[]): string[] =>
    [
      ...new Set(
        run("check", "--quiet", ...args)
          .out.split("\n")
          .map((line) => line.split(":")[0] ?? ""),
      ),
    ].filter((line) => line !== "");
  expect(files()).toEqual(["infra/keep.tmp.json", "infra/main.json"]);
  expect(files("infra")).toEqual(["infra/keep.tmp.json", "infra/main.json"]);
  expect(files("**/m*.json")).toEqual(["infra/main.json"]);
  expect(files("./infra/*.json")).toEqual(["infra/keep.tmp.json", "infra/main.json"]);
  expect(files(`${folder}/infra/*.json`)).toEqual(["infra/keep.tmp.json", "infra/main.json"]);
  expect(files(`../${basename(folder)}/infra/m*.json`)).toEqual(["infra/main.json"]);
  expect(files("*/{main,other}.json")).toEqual(["infra/main.json"]);
  // What is named is checked.
  expect(files("infra/private.json", "infra/notes.txt")).toEqual(["infra/notes.txt", "infra/private.json"]);
  expect(run("check").out).toContain("Skipped infra/loop: it is a symbolic link to a folder.\n");
});

describe("parameter files", () => {
  test("one run for each that belongs to the template", () => {
    write({
      "main.json": asked,
      "main.parameters.dev.json": parameterFile("Disabled"),
      "main.parameters.test.json": parameterFile("Disabled"),
      "main.parameters.prod.json": parameterFile("Enabled"),
      "other.parameters.json": { ...parameterFile("x"), parameters: { sku: { value: "x" } } },
    });
    const { code, out } = run("check");
    expect(code).toBe(1);
    expect(out).toContain(
      fails(
        "main.json",
        "15:27",
        "main.parameters.dev.json:6:16, main.parameters.test.json:6:16",
        " (with main.parameters.dev.json, main.parameters.test.json)",
      ),
    );
    expect(out).toContain(
      "Read main.json: ARM template, 1 resource, with main.parameters.dev.json, main.parameters.prod.json, main.parameters.test.json.\n",
    );
    expect(out).toContain("Skipped other.parameters.json: there is no PostgreSQL template that this parameter file is for.\n");
  });

  test("one of any name, where it fits the only template beside it", () => {
    write({ "template.json": asked, "parameters.json": parameterFile("Disabled") });
    expect(run("check", "--quiet").out).toBe(fails("template.json", "15:27", "parameters.json:6:16", " (with parameters.json)"));
  });

  test("the ones that are named, and no others", () => {
    write({ "main.json": asked, "main.parameters.json": parameterFile("Disabled"), "params/prod.json": parameterFile("Enabled") });
    const { code, out } = run("check", "--parameters", "params/prod.json");
    expect(code).toBe(0);
    expect(out).toContain("Skipped main.parameters.json: it is not among --parameters.\n");
  });

  test("of several sets that are named, a run for each", () => {
    write({ "main.json": asked, "a.json": parameterFile("Disabled"), "b.json": parameterFile("Disabled") });
    expect(run("check", "--quiet", "--parameters-set", "a.json", "--parameters-set", "b.json", "main.json").out).toBe(
      fails("main.json", "15:27", "a.json:6:16, b.json:6:16", " (with a.json, b.json)"),
    );
  });

  test("by the metadata that PSRule reads", () => {
    write({
      "templates/a.json": asked,
      "templates/b.json": template("Enabled"),
      "deploy/x.json": parameterFile("Disabled", { metadata: { template: "../templates/a.json" } }),
    });
    expect(run("check", "--quiet").out).toBe(fails("templates/a.json", "15:27", "deploy/x.json:9:16", " (with deploy/x.json)"));
  });
});

test("a template that another links is checked there", () => {
  const link = {
    type: "Microsoft.Resources/deployments",
    apiVersion: "2022-09-01",
    name: "linked",
    properties: { mode: "Incremental", templateLink: { relativePath: "nested/server.json" }, parameters: { ssl: { value: "Disabled" } } },
  };
  write({ "main.json": { ...template(""), resources: [link] }, "nested/server.json": asked });
  const { code, out } = run("check");
  expect(code).toBe(1);
  expect(out).toBe(
    "nested/server.json:15:27: error: pg (resources[0] > nested/server.json: resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. The value is from main.json:16:22. (deployed by main.json) [Azure.PostgreSQL.UseSSL]\n\n" +
      "Read main.json: ARM template, 0 resources.\n" +
      "Read nested/server.json: ARM template, 1 resource, as a part of the template that links it.\n" +
      "1 resource checked: 1 fail. 1 error, 0 warnings. 2 files read, 0 skipped.\n",
  );
});

test("Bicep is checked as its source says, once", () => {
  write({
    "main.bicep": "module db 'modules/db.bicep' = {\n  name: 'db'\n  params: { ssl: 'Disabled' }\n}\n",
    "main.json": template("Enabled", { metadata: { _generator: { name: "bicep" } } }),
    "modules/db.bicep":
      "param ssl string\nresource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: {\n    sslEnforcement: ssl\n  }\n}\n",
    "other.bicep": "",
  });
  expect(run("check")).toEqual({
    code: 1,
    out:
      "modules/db.bicep:5:5: error: db > pg: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. The value is from main.bicep:3:18. (main.bicep:1 > modules/db.bicep:5) [Azure.PostgreSQL.UseSSL]\n\n" +
      "Read main.bicep: Bicep, 1 resource.\n" +
      "Read modules/db.bicep: Bicep, as a module of main.bicep.\n" +
      "Skipped main.json: the Bicep file that it is compiled from is checked.\n" +
      "Skipped other.bicep: it holds nothing of PostgreSQL.\n" +
      "1 resource checked: 1 fail. 1 error, 0 warnings. 2 files read, 2 skipped.\n",
    err: "",
  });
});

test("Bicep is compiled to a template, or to what is wrong with it", () => {
  write({ "main.bicep": "output a string = 'x'\n", "wrong.bicep": "output a string =\n" });
  const { code, out } = run("compile", "main.bicep");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ outputs: { a: { type: "string", value: "x" } } });
  expect(run("compile", "wrong.bicep")).toEqual({
    code: 2,
    out: "",
    err: "wrong.bicep:2:1: error: Expected an expression here, but found the end of the file.\n",
  });
});

test.each([
  ["a template", "a.json", []],
  ["a template with a comment", "b.json", ["jsonc-parser"]],
  ["a Bicep file", "c.bicep", []],
  ["a Bicep file that loads YAML", "d.bicep", ["yaml"]],
  ["a glob", "a*.json", ["picomatch"]],
])("of the libraries, a check of %s loads what it needs", (_, path, libraries) => {
  write({
    "a.json": template("Enabled"),
    "b.json": `// A template.\n${JSON.stringify(template("Enabled"))}`,
    "c.bicep": "resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n}\n",
    "d.bicep":
      "resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n  properties: loadYamlContent('pg.yaml')\n}\n",
    "pg.yaml": "sslEnforcement: Enabled\n",
    "loaded.js": "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));",
  });
  const { stderr } = spawnSync(process.execPath, ["--require", join(folder, "loaded.js"), COMMAND, "check", path], {
    cwd: folder,
    encoding: "utf8",
  });
  const loaded = Array.from(stderr.matchAll(/node_modules[\\/]([\w-]+)/g), ([, name = ""]) => name);
  expect([...new Set(loaded)]).toEqual(["commander", ...libraries]);
});

test("exports of servers and of their parameters are joined, whatever file they are in", () => {
  const id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg";
  write({
    "servers.json": [{ id, name: "pg", type: "Microsoft.DBforPostgreSQL/flexibleServers", version: "16" }],
    "parameters.json": ["require_secure_transport", "ssl_min_protocol_version"].map((name) => ({
      id: `${id}/configurations/${name}`,
      name,
      value: name.startsWith("r") ? "on" : "TLSv1.2",
    })),
  });
  const { code, out } = run("check");
  expect(code).toBe(0);
  expect(out).toBe(
    "Read parameters.json: export, 2 resources.\nRead servers.json: export, 1 resource.\n3 resources checked: 3 pass. 0 errors, 0 warnings. 2 files read, 0 skipped.\n",
  );
});

test("JSON, to a file", () => {
  write({ "main.json": template("Disabled") });
  expect(run("check", "--format", "json", "--output", "report.json", "main.json")).toEqual({
    code: 1,
    out: "1 resource checked: 1 fail. 1 error, 0 warnings. 1 file read, 0 skipped.\n",
    err: "",
  });
  const resource = {
    name: "pg",
    nativeType: "Microsoft.DBforPostgreSQL/servers",
    address: "resources[0]",
    apiVersion: "2017-12-01",
    file: "main.json",
  };
  const { version } = JSON.parse(readFileSync(resolve(__dirname, "../../shared/package.json"), "utf8")) as { version: string };
  expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toEqual({
    schemaVersion: 1,
    toolVersion: version,
    options: { minimumTlsVersion: "1.2", unset: "error", undetermined: "warn", unread: "warn" },
    controls: [
      expect.objectContaining({ id: SSL, severity: "critical", page: expect.stringMatching(/azure-postgresql-use-ssl\.md$/) as string }),
      expect.objectContaining({ id: "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version" }),
    ],
    summary: {
      files: { read: 1, skipped: 0, failed: 0 },
      resources: 1,
      verdicts: { pass: 0, fail: 1, unset: 0, undetermined: 0 },
      errors: 1,
      warnings: 0,
      accepted: 0,
      acceptedBy: { waiver: 0, baseline: 0 },
      endingSoon: 0,
    },
    files: [{ path: "main.json", status: "read", kind: "ARM template", resources: 1 }],
    findings: [
      {
        control: SSL,
        resource,
        verdict: "fail",
        level: "error",
        message: "properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.",
        armPath: "properties.sslEnforcement",
        proposed: { argument: "properties.sslEnforcement", path: ["properties", "sslEnforcement"], value: "Enabled" },
        place: { file: "main.json", start: { line: 10, column: 27 }, end: { line: 10, column: 37 } },
        valueFrom: [],
        parameters: [],
      },
    ],
    unread: [],
    notices: [],
    problems: [],
    results: [
      {
        control: SSL,
        resource,
        verdict: "fail",
        conditional: false,
        place: { file: "main.json", start: { line: 8, column: 15 }, end: { line: 8, column: 19 } },
        byParameters: [],
      },
    ],
  });
});

test("JSON of the findings alone", () => {
  write({ "main.json": template("Disabled") });
  const report = JSON.parse(run("check", "--quiet", "--format", "json").out) as object;
  expect(Object.keys(report)).toEqual(["schemaVersion", "toolVersion", "options", "controls", "findings", "unread", "problems", "notices"]);
});

test("several formats at once, each to its file but one", () => {
  write({ "main.json": template("Disabled") });
  expect(run("check", "--quiet", "--format", "text", "--format", "json=report.json")).toEqual({
    code: 1,
    out: fails("main.json", "10:27"),
    err: "",
  });
  expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toMatchObject({ findings: [{ control: SSL }] });
  expect(run("check", "--format", "text", "--format", "json").err).toBe(
    "--format: found several formats for standard output; accepted is one, write format=file for others.\n",
  );
});

test.each<[readonly string[], Record<string, unknown>, number]>([
  [[], asked, 0],
  [["--fail-on", "warn"], asked, 1],
  [["--fail-on", "error", "warn"], template("Enabled"), 0],
  [["--fail-on", "nothing-checked"], { ...template("x"), resources: [] }, 1],
  [["--fail-on", "nothing-checked"], template("Disabled"), 0],
  [["--fail-on", "unread"], template("Disabled"), 0],
  [
    ["--fail-on", "unread"],
    {
      ...template("x"),
      resources: [{ type: "Microsoft.Resources/deployments", name: "x", properties: { templateLink: { uri: "https://x" } } }],
    },
    1,
  ],
])("%j leads to its exit code", (args, content, code) => {
  write({ "main.json": content });
  expect(run("check", "main.json", ...args).code).toBe(code);
});

test("standard input", () => {
  const input = JSON.stringify(template("Disabled"), undefined, 2);
  const { status, stdout } = spawnSync(process.execPath, [COMMAND, "check", "--quiet", "-"], {
    cwd: folder,
    encoding: "utf8",
    input,
    env: plainEnvironment,
  });
  expect(stdout).toBe(fails("-", "10:27"));
  expect(status).toBe(1);
});

test("a linked file that can't be read says why, in one notice for all links of a file", () => {
  const link = (relativePath: string): unknown => ({
    type: "Microsoft.Resources/deployments",
    name: relativePath,
    properties: { templateLink: { relativePath } },
  });
  write({
    "main.json": { ...template(""), resources: ["missing.json", "broken.json", "elsewhere.json"].map(link) },
    "broken.json": '{"resources": [}',
  });
  const { code, out } = run("check", "main.json");
  expect(code).toBe(0);
  expect(out).toBe(
    "main.json:5:5: warning: resources[0]: The linked template missing.json can't be read: there is no file missing.json, so what it declares isn't checked. The same goes for resources[1], resources[2]. [unread]\n\n" +
      "Read main.json: ARM template, 0 resources.\n" +
      "Nothing was checked: no server of PostgreSQL was found. 1 file read, 0 skipped.\n",
  );
  write({ "main.json": { ...template(""), resources: [link("broken.json")] }, "config.json": { unread: "error" } });
  expect(run("check", "--quiet", "--config", "config.json", "main.json")).toEqual({
    code: 1,
    out: "main.json:5:5: error: resources[0]: The linked template broken.json can't be read: broken.json:1:16: The text is not JSON: value expected, so what it declares isn't checked. [unread]\n",
    err: "",
  });
});

test.each(["utf16le", "utf16be"])("a template in %s, as PowerShell writes it", (encoding) => {
  const bytes = Buffer.from(`\uFEFF${JSON.stringify(template("Disabled"), undefined, 2)}`, "utf16le");
  writeFileSync(join(folder, "main.json"), encoding === "utf16le" ? bytes : bytes.swap16());
  expect(run("check", "--quiet").out).toBe(fails("main.json", "10:27"));
});

test("what is deployed only under a condition says so", () => {
  const parameters = { deploy: { type: "bool", defaultValue: false } };
  const resources = [
    {
      type: "Microsoft.DBforPostgreSQL/servers",
      name: "pg",
      condition: "[parameters('deploy')]",
      properties: { sslEnforcement: "Disabled" },
    },
  ];
  write({ "main.json": { ...template(""), parameters, resources } });
  expect(run("check", "--quiet").out).toBe(
    fails("main.json", "10:27").replace("(resources[0])", "(resources[0]), if its condition is true"),
  );
  expect(JSON.parse(run("check", "--format", "json").out)).toMatchObject({
    findings: [{ condition: "its condition is true" }],
    results: [{ conditional: true }],
  });
});

test("options of the configuration", () => {
  write({
    "main.json": { ...template("x"), resources: [{ type: "Microsoft.DBforPostgreSQL/servers", name: "pg" }] },
    "config.json": '{\n  // Azure enforces it.\n  "unset": "warn"\n}',
  });
  expect(run("check", "main.json").code).toBe(1);
  expect(run("check", "main.json", "--config", "config.json").code).toBe(0);
});

test("help and version", () => {
  const { version } = JSON.parse(readFileSync(resolve(__dirname, "../../shared/package.json"), "utf8")) as { version: string };
  expect(run("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  const { code, out } = run("check", "--help");
  expect(code).toBe(0);
  expect(out).toContain("Exit codes: 0 nothing to fail for, 1 findings (see --fail-on), 2 could not run, or a file could not be read.");
});

test("the examples", () => {
  const { code, out } = runCommand(["check", "examples/arm"], resolve(__dirname, "../.."));
  expect(code).toBe(1);
  expect(out.split("\n").map((line) => line.replace(/ Declare .* \[/, " […] ["))).toEqual([
    "examples/arm/reporting-server.json:10:18: error: resources.reporting: ssl_min_protocol_version is not set for this server; it must be TLSv1.2 or TLSv1.3. […] [Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]",
    'examples/arm/reporting-server.json:22:18: error: resources.requireTls: require_secure_transport is off; it must be ON. Set properties.value to "ON". [Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]',
    "examples/arm/single-server.json:20:27: error: contoso-legacy (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. The value is from examples/arm/single-server.parameters.test.json:14:34. (with examples/arm/single-server.parameters.test.json) [Azure.PostgreSQL.UseSSL]",
    "",
    "Read examples/arm/flexible-server.json: ARM template, 3 resources.",
    "Read examples/arm/reporting-server.json: ARM template, 2 resources.",
    "Read examples/arm/single-server.json: ARM template, 1 resource, with examples/arm/single-server.parameters.production.json, examples/arm/single-server.parameters.test.json.",
    "Read examples/arm/single-server.parameters.production.json: parameter file.",
    "Read examples/arm/single-server.parameters.test.json: parameter file.",
    "6 resources checked: 3 pass, 3 fail. 3 errors, 0 warnings. 5 files read, 0 skipped.",
    "",
  ]);
});

test("the tarball is small, and works by itself", () => {
  const npm = (...args: readonly string[]): string =>
    execFileSync("npm", [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  npm("pack", "--ignore-scripts", resolve(__dirname, "../../shared"));
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  expect(statSync(join(folder, tarball)).size).toBeLessThan(250_000);
  write({ "package.json": "{}" });
  npm("install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", `./${tarball}`);
  // With a comment, for the reader that most runs don't load.
  write({ "main.json": `// A template.\n${JSON.stringify(template("Disabled"), undefined, 2)}` });
  const { status, stdout } = spawnSync("npx", ["azure-postgresql-tls", "check", "--quiet", "*.json"], {
    cwd: folder,
    encoding: "utf8",
    env: plainEnvironment,
  });
  expect(stdout).toBe(fails("main.json", "11:27"));
  expect(status).toBe(1);
});
