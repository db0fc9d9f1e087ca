import { readFileSync } from "node:fs";
import { basename } from "node:path";
import Ajv from "ajv";
import { reporters } from "../../shared/command/reporters";
import { fullReport } from "../fixtures/report";
import { generatedFiles } from "../tools/generated-files";
import { reportContext } from "../registry";

type Format = keyof typeof reporters;

const asJson = (format: Format, context: Partial<typeof reportContext> = {}, report = fullReport): unknown =>
  JSON.parse(reporters[format](report, { ...reportContext, ...context }));

const files = generatedFiles().map(({ path, make }) => [basename(path), path, make] as const);

test.each(files)("%s is what it was; to write all of these anew: npm run docs", (_, path, make) => {
  expect(make()).toBe(readFileSync(path, "utf8"));
});

describe("JSON", () => {
  const schema = JSON.parse(readFileSync(require.resolve("../../shared/report.schema.json"), "utf8")) as object;
  const validate = new Ajv({ strict: false, logger: false }).compile(schema);

  test.each([false, true])("is what its schema says, quiet: %s", (quiet) => {
    validate(asJson("json", { quiet }));
    expect(validate.errors).toBeNull();
  });

  test("of another shape is not", () => {
    expect(validate({ ...(asJson("json") as object), findings: [{ control: "x" }] })).toBe(false);
  });
});

describe("SARIF", () => {
  // The schema as OASIS published it, which is in the draft of JSON Schema before the ones that are read here; it uses nothing that differs.
  const schema = JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<
    string,
    unknown
  >;
  delete schema["id"];
  delete schema["$schema"];
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, logger: false }).compile(schema);

  interface SarifResult {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly kind?: string;
    readonly message: { readonly text: string };
    readonly partialFingerprints?: Readonly<Record<string, string>>;
    readonly suppressions?: readonly unknown[];
    readonly relatedLocations?: readonly { readonly message: { readonly text: string } }[];
  }
  interface SarifLog {
    readonly runs: readonly [
      {
        readonly results: readonly SarifResult[];
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      },
    ];
  }
  const runOf = (report = fullReport, includePasses = false): SarifLog["runs"][0] =>
    (asJson("sarif", { includePasses }, report) as SarifLog).runs[0];

  test.each([false, true])("is valid, with passes: %s", (includePasses) => {
    validate(asJson("sarif", { includePasses }));
    expect(validate.errors).toBeNull();
  });

  test("lists what passes only if asked to", () => {
    expect(runOf(fullReport, false).results.filter(({ kind }) => kind === "pass")).toEqual([]);
    expect(runOf(fullReport, true).results.filter(({ kind }) => kind === "pass")).toMatchObject([{ level: "none" }]);
  });

  test("names the rule of each result", () => {
    const { results, tool } = runOf();
    expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(results.map(({ ruleId }) => ruleId));
  });

  test("suppresses what is accepted, in source or outside of it, and says why", () => {
    expect(runOf().results.flatMap(({ suppressions = [] }) => suppressions)).toMatchObject([
      {
        kind: "inSource",
        status: "accepted",
        justification: "Moves to a flexible server, see CHG-1042. Owner: team-orders. Until 2026-12-31.",
      },
      { kind: "external", status: "accepted", justification: "It is in the baseline." },
    ]);
  });

  test("fingerprints stay the same when lines move, and no two are the same", () => {
    const [first] = fullReport.findings;
    if (!first) throw new Error("There is no finding.");
    const moved = fullReport.findings.map(({ place, ...finding }) => ({
      ...finding,
      message: "Another one.",
      place: { ...place, start: { line: place.start.line + 7, column: 1 }, end: { line: place.end.line + 7, column: 2 } },
    }));
    const printsOf = (findings: typeof fullReport.findings): unknown[] =>
      runOf({ ...fullReport, findings }).results.flatMap(
        ({ partialFingerprints }) => partialFingerprints?.["primaryLocationLineHash"] ?? [],
      );
    expect(printsOf(moved)).toEqual(printsOf(fullReport.findings));
    const twice = printsOf([...fullReport.findings, first]);
    expect(new Set(twice).size).toBe(fullReport.findings.length + 1);
  });

  test("no name is a link in a message", () => {
    expect(runOf().results.filter(({ message: { text } }) => text.includes("]("))).toEqual([]);
  });
});

test("fingerprints for GitLab differ, and what is accepted is left out", () => {
  const violations = asJson("gitlab") as readonly { readonly fingerprint: string }[];
  expect(new Set(violations.map(({ fingerprint }) => fingerprint)).size).toBe(violations.length);
  // 5 findings that are not accepted, a problem, an unread part, a notice that has a place.
  expect(violations).toHaveLength(8);
});

test("Markdown is short enough for a comment, and says what it leaves out", () => {
  const [first] = fullReport.findings.slice(2);
  if (!first) throw new Error("There is no finding.");
  const findings = Array.from({ length: 2000 }, () => first);
  const written = reporters.markdown({ ...fullReport, findings }, reportContext);
  expect(written.length).toBeLessThan(65_536);
  const rows = written.split("\n").filter((line) => line.startsWith("| ❌ | `infra/legacy.bicep:37`")).length;
  const left = Number(/^(\d+) more lines are left out/m.exec(written)?.[1]);
  // The unread part is left out as well.
  expect(rows + left).toBe(2001);
});

test("an empty report is a report in every format", () => {
  const empty = { files: [], findings: [], unread: [], problems: [], notices: [], results: [] };
  const written = Object.fromEntries(
    (Object.keys(reporters) as Format[]).map((format) => [format, reporters[format](empty, reportContext)]),
  );
  const summary = "Nothing was checked: no server of PostgreSQL was found. 0 files read, 0 skipped.\n";
  expect(written).toMatchObject({ github: summary, "azure-pipelines": summary, gitlab: "[]\n" });
  expect(written["markdown"]).toBe(`## ⚠️ Azure PostgreSQL TLS\n\n${summary}`);
  expect(written["junit"]).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="azure-postgresql-tls" tests="0" failures="0" errors="0" skipped="0">\n</testsuites>\n',
  );
});

test("a format loads what it needs, and no other format", () => {
  const loaded: string[] = [];
  jest.isolateModules(() => {
    for (const file of ["text", "json", "html", "html/parts", "markdown", "sarif", "junit", "github", "azure-pipelines", "gitlab"]) {
      const path = `../../shared/command/reporters/${file}`;
      jest.doMock(path, () => {
        loaded.push(file);
        return jest.requireActual<object>(path);
      });
    }
    const index = jest.requireActual<{ readonly reporters: typeof reporters }>("../../shared/command/reporters");
    index.reporters.text(fullReport, reportContext);
    index.reporters.json(fullReport, reportContext);
  });
  expect(loaded).toEqual(["text", "json"]);
});
