import fc from "fast-check";
import { check } from "../../cdktf-aspect/index";
import { controls } from "../../shared/controls";
import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import type { CheckReport } from "../../shared/command/report";
import { reporters } from "../../shared/command/reporters";
import { judgeRuns } from "../../shared/command/merge-runs";
import { asVisible } from "../../shared/engine/show";
import { newBudget } from "../../shared/limits";
import { defaultOptions, reportContext, subjects } from "../registry";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

/** What no line of a report may hold: what ends a line, moves a cursor, turns the direction, or commands a build server. */
const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|##\w*\[|^\s*::/;

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\n",
        "\r\n",
        "\u2028",
        "\u202e",
        "\u001b[2J",
        "##vso[task.setvariable variable=x]y",
        "##[error]",
        "::error::",
        "##teamcity[x]",
        "\u0000",
        "</script><script>",
        "<!--",
        "<b>",
        "]]>&",
        "`",
        "``|",
        "\\|",
        "[x](https://x.example)",
        "@everyone ",
        "\ud800",
        "%0A::error::",
        ";]",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));

test.each([
  ["a\nb", "a\\nb"],
  ["\t\r", "\\t\\r"],
  ["\u001b[31m", "\\u001b[31m"],
  ["\u202egnp", "\\u202egnp"],
  ["a\u2028b", "a\\u2028b"],
  ["##vso[task.complete]", "\\u0023#vso[task.complete]"],
  ["x ##[error] y", "x \\u0023#[error] y"],
  ["#1 ## heading", "#1 ## heading"],
  ["größe-日本語", "größe-日本語"],
])("%j is shown as %s", (text, shown) => {
  expect(asVisible(text)).toBe(shown);
});

test("whatever a template calls its resources, a report of it has one line a finding, and none is a command", () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (file, symbolicName, condition) => {
      const server = {
        type: "Microsoft.DBforPostgreSQL/servers",
        apiVersion: "2017-12-01",
        name: symbolicName,
        condition: `[parameters('${condition.replaceAll("'", "''")}')]`,
        properties: { sslEnforcement: "Disabled" },
      };
      const link = { type: "Microsoft.Resources/deployments", name: "x", properties: { templateLink: { relativePath: symbolicName } } };
      const value = {
        languageVersion: "2.0",
        resources: Object.fromEntries([
          [symbolicName, server],
          [`${symbolicName}2`, link],
        ]) as unknown,
      };
      const { resources, gaps } = readTemplate({ file, value }, noParameters, newBudget(), subjects);
      const merged = judgeRuns([{ file, resources, gaps, parameters: file }], { settings: () => ({ controls, options: defaultOptions }) });
      const files = [{ path: file, status: "skipped", why: symbolicName, resources: 0 }] as const;
      const report = { ...merged, files, notices: [], problems: [{ place: { file, ...START }, message: condition }] };
      const lines = reporters.text(report, reportContext).trimEnd().split("\n");
      expect(lines.filter((line) => HOSTILE.test(line))).toEqual([]);
      // A problem, a finding, an unread part, an empty line, a skipped file, the summary.
      expect(lines).toHaveLength(6);
      expect(JSON.parse(reporters.json(report, reportContext))).toMatchObject({ findings: [{ place: { file } }] });
      expectHarmless(report);
    }),
  );
});

/** What each other format is read as by whom it is for. */
function expectHarmless(report: CheckReport): void {
  const write = (format: keyof typeof reporters): string => reporters[format](report, { ...reportContext, includePasses: true });
  const linesOf = (format: keyof typeof reporters): string[] => write(format).trimEnd().split("\n");
  // A problem, a finding, an unread part, the summary: a command each but the last, and none in another.
  expect(linesOf("github").map((line) => line.replace(/^::(?:error|warning) [^\n]*?::/, "command: ").match(HOSTILE))).toEqual(NO_MATCHES);
  expect(linesOf("azure-pipelines").map((line) => line.replace(/^##vso\[task\.logissue [^\]]*\]/, "command: ").match(HOSTILE))).toEqual(
    NO_MATCHES,
  );
  expect(JSON.parse(write("gitlab"))).toHaveLength(3);
  const { runs } = JSON.parse(write("sarif")) as { runs: [{ results: { locations: [{ physicalLocation: PhysicalLocation }] }[] }] };
  const uris = runs[0].results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri);
  expect(uris.every((uri) => /^[\w.~!*'()%/-]*$/.test(uri))).toBe(true);
  expect(elementsOf(write("junit"))).toEqual([
    "testsuites",
    "testsuite",
    "testcase",
    "failure",
    "testsuite",
    "testcase",
    "error",
    "testcase",
    "system-out",
  ]);
  expect(write("junit")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ud800-\udfff\ufffe\uffff]/u);
  const inData = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(write("html"))?.[1] ?? "";
  expect(JSON.parse(inData)).toMatchObject({ findings: [{ control: "Azure.PostgreSQL.UseSSL" }] });
  expect(write("html").match(/<\/?script/g)).toHaveLength(4);
  expect(linesOf("markdown").filter((line) => line.startsWith("| ❌") || line.startsWith("| ⚠️"))).toHaveLength(3);
  expect(outsideOfCode(write("markdown"))).not.toMatch(/<(?!\/?code>)|@|\]\((?!https:\/\/github\.com\/azure-postgresql-tls\/)|!\[/);
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string };
}

const NO_MATCHES = [null, null, null, null];

function elementsOf(xml: string): string[] {
  return [...xml.matchAll(/<([a-z-]+)[ >]/g)].map(([, name = ""]) => name);
}

/** What is left of Markdown without its code spans. */
function outsideOfCode(text: string): string {
  return text.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}

const START = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

test("an annotation of CDKTF is one line, whatever a template in it calls its resources", () => {
  const [{ lib }] = libraries;
  fc.assert(
    fc.property(hostileText, (symbolicName) => {
      const stack = new lib.TerraformStack(newApp(lib), "stack");
      const server = { type: "Microsoft.DBforPostgreSQL/servers", name: "pg", properties: { sslEnforcement: "Disabled" } };
      // Terraform's own marks would make an expression of the text.
      const name = symbolicName.replaceAll("{", "");
      const template = JSON.stringify({ languageVersion: "2.0", resources: Object.fromEntries([[name, server]]) as unknown });
      raw(lib, stack, "deploy", "azurerm_resource_group_template_deployment", { template_content: template });
      const [finding] = check(stack).findings;
      expect(finding?.message).toContain("properties.sslEnforcement is Disabled");
      expect(finding?.message).not.toMatch(HOSTILE);
    }),
    { numRuns: 30 },
  );
});
