import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../../cdktf-aspect/index";
import { snippetOf } from "../../shared/command/reporters/snippet";
import { OptionsError } from "../../shared/engine/options";
import { parseReportOption, toCheckReport, writeHostReport, type JudgedProgram } from "../../shared/host-report";
import { reportContext } from "../registry";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

const [{ lib }] = libraries;

/** An app with a single server, a flexible one that sets nothing, and a template. */
function judgedApp(): JudgedProgram {
  const stack = new lib.TerraformStack(newApp(lib), "stack");
  const server = { type: "Microsoft.DBforPostgreSQL/servers", name: "pg", properties: { sslEnforcement: "Disabled" } };
  raw(lib, stack, "single", "azurerm_postgresql_server", { name: "pg", ssl_enforcement_enabled: false });
  raw(lib, stack, "flexible", "azurerm_postgresql_flexible_server", { name: "pg2" });
  raw(lib, stack, "template", "azurerm_resource_group_template_deployment", { template_content: JSON.stringify({ resources: [server] }) });
  return { report: check(stack), file: "cdktf.json", kind: "CDKTF app" };
}

test("what a host finds is reported by address, at the file that stands for its program", () => {
  const { files, findings, results } = toCheckReport(judgedApp());
  const start = { line: 1, column: 1 };
  expect(files).toEqual([{ path: "cdktf.json", status: "read", kind: "CDKTF app", resources: 3 }]);
  expect(findings.map(({ resource, place }) => [resource.address, place])).toEqual([
    ["stack/flexible", { file: "cdktf.json", start, end: start }],
    ["stack/flexible", { file: "cdktf.json", start, end: start }],
    ["stack/single", { file: "cdktf.json", start, end: start }],
    ["stack/template#templateContent.resources[0]", { file: "cdktf.json", start, end: start }],
  ]);
  expect(results).toHaveLength(3);
});

test("a snippet is in the language of the program, or of the template in it", () => {
  const snippets = toCheckReport(judgedApp()).findings.map(snippetOf);
  expect(snippets).toEqual([
    {
      language: "TypeScript",
      code: 'new PostgresqlFlexibleServerConfiguration(this, "require_secure_transport", {\n  serverId: server.id,\n  name: "require_secure_transport",\n  value: "ON",\n});',
    },
    {
      language: "TypeScript",
      code: 'new PostgresqlFlexibleServerConfiguration(this, "ssl_min_protocol_version", {\n  serverId: server.id,\n  name: "ssl_min_protocol_version",\n  value: "TLSv1.2",\n});',
    },
    { language: "TypeScript", code: "sslEnforcementEnabled: true" },
    { language: "JSON", code: '"properties": {\n  "sslEnforcement": "Enabled"\n}' },
  ]);
});

test("a control that threw makes the check incomplete", () => {
  const { report, ...app } = judgedApp();
  const [result] = report.results;
  if (!result) throw new Error("There is no result.");
  const internalErrors = [{ control: result.control, resource: result.resource, message: "Internal error." }];
  const { files, problems } = toCheckReport({ ...app, report: { ...report, internalErrors } });
  expect(files).toMatchObject([{ status: "failed" }]);
  expect(problems).toMatchObject([{ message: "stack/flexible: Internal error.", place: { file: "cdktf.json" } }]);
});

describe("written", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("to a file, in the format that is asked for", () => {
    const path = join(folder, "report.txt");
    writeHostReport({ format: "text", path }, judgedApp(), reportContext);
    expect(readFileSync(path, "utf8").split("\n")).toContain(
      "cdktf.json:1:1: error: stack/single: sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true. [Azure.PostgreSQL.UseSSL]",
    );
  });

  test("to a file that can't be: an error that names it", () => {
    expect(() => {
      writeHostReport({ format: "json", path: folder }, judgedApp(), reportContext);
    }).toThrow(/can't be written: it is a folder\.$/);
  });
});

const FORMATS = '"text", "json", "html", "markdown", "sarif", "junit", "github", "azure-pipelines", "gitlab"';

test.each<[unknown, readonly string[]]>([
  ["sarif", ['report: found "sarif"; accepted is an object with "format", "path".']],
  [null, ['report: found null; accepted is an object with "format", "path".']],
  [
    { format: "xml" },
    [`report.format: found "xml"; accepted are ${FORMATS}.`, "report.path: found undefined; accepted is the path of a file."],
  ],
  [{ format: "__proto__", path: "x" }, [`report.format: found "__proto__"; accepted are ${FORMATS}.`]],
  [{ format: "json", path: "x", file: "y" }, ['report.file: found an unknown key; accepted are "format", "path".']],
])("the option %j is none", (input, problems) => {
  expect(() => parseReportOption(input)).toThrow(new OptionsError(problems));
});

test("the option", () => {
  expect(parseReportOption({ format: "html", path: "tls.html" })).toEqual({ format: "html", path: "tls.html" });
});
