import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainEnvironment } from "../plain-environment";
import { COMMAND } from "../run-command";

const SENTENCE =
  "main.json:8:27: pg (resources[0]): properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. [Azure.PostgreSQL.UseSSL]";
const SUMMARY = "1 resource checked: 1 fail. 1 error, 0 warnings. 1 file read, 0 skipped.";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  const $schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
  const server = { type: "Microsoft.DBforPostgreSQL/servers", name: "pg", properties: { sslEnforcement: "Disabled" } };
  writeFileSync(join(folder, "main.json"), JSON.stringify({ $schema, resources: [server] }, undefined, 2));
  writeFileSync(join(folder, "summary.md"), "Before.\n\n");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function check(env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
  const all = [COMMAND, "check", "main.json", ...args];
  return spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8", env: { ...plainEnvironment, ...env } }).stdout;
}

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

const annotation = `::error file=main.json,line=8,endLine=8,col=27,endColumn=37,title=Azure.PostgreSQL.UseSSL::${SENTENCE}\n`;
const issue = `##vso[task.logissue type=error;sourcepath=main.json;linenumber=8;columnnumber=27;code=Azure.PostgreSQL.UseSSL;]${SENTENCE}\n`;

test("in a workflow of GitHub Actions: annotations, and a summary of the job behind what others wrote there", () => {
  expect(check({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "summary.md" })).toBe(`${annotation}${SUMMARY}\n`);
  expect(read("summary.md")).toMatch(/^Before\.\n\n## ❌ Azure PostgreSQL TLS\n\n1 resource checked/);
  expect(check({ GITHUB_ACTIONS: "true" })).toBe(`${annotation}${SUMMARY}\n`);
});

test("in Azure Pipelines: logging commands", () => {
  expect(check({ TF_BUILD: "True" })).toBe(`${issue}${SUMMARY}\n`);
});

test.each([{ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "summary.md" }, { TF_BUILD: "True" }])(
  "with %j, what is asked for wins",
  (env) => {
    expect(check(env, "--format", "gitlab")).toMatch(/^\[\n/);
    expect(check(env, "--output", "report.txt")).toBe(`${SUMMARY}\n`);
    expect(read("report.txt")).toMatch(/^main\.json:8:27: error: /);
    expect(read("summary.md")).toBe("Before.\n\n");
  },
);

test("every format to a file of its own, HTML with the parts of its page", () => {
  const formats = ["html", "markdown", "sarif", "junit", "github", "azure-pipelines", "gitlab"];
  const out = check({}, ...formats.flatMap((format) => ["--format", `${format}=report.${format}`]));
  expect(out).toBe(`${SUMMARY}\n`);
  expect(read("report.github")).toBe(`${annotation}${SUMMARY}\n`);
  expect(read("report.azure-pipelines")).toBe(`${issue}${SUMMARY}\n`);
  expect(read("report.junit")).toContain('<testsuites name="azure-postgresql-tls" tests="1" failures="1" errors="0" skipped="0">');
  expect(read("report.html")).toMatch(/<style>:root\{.*<script>"use strict";/s);
  expect(JSON.parse(read("report.sarif"))).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleIndex: 0 }] }] });
  expect(JSON.parse(read("report.gitlab"))).toMatchObject([{ location: { path: "main.json", lines: { begin: 8 } } }]);
});

test("passes are in SARIF where they are asked for", () => {
  writeFileSync(join(folder, "main.json"), read("main.json").replace("Disabled", "Enabled"));
  const kinds = (...args: readonly string[]): unknown[] =>
    (JSON.parse(check({}, "--format", "sarif", ...args)) as { runs: [{ results: { kind: string }[] }] }).runs[0].results.map(
      ({ kind }) => kind,
    );
  expect(kinds()).toEqual([]);
  expect(kinds("--include-passes")).toEqual(["pass"]);
});
