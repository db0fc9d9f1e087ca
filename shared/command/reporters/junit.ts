import { asVisible } from "../../engine/show";
import type { Place } from "../../model";
import type { CheckFinding, CheckReport, CheckResult } from "../report";
import type { Reporter } from "./reporter";
import { inWords } from "./text";
import { wellFormed } from "./well-formed";

/** One test: a control on a resource, or what could not be read. */
interface TestCase {
  readonly name: string;
  readonly place: Place;
  /** None for a test that passes. */
  readonly outcome?: { readonly element: "failure" | "error" | "skipped"; readonly messages: readonly string[] };
  /** What is to be said of it otherwise. */
  readonly output?: readonly string[];
}

/**
 * A report in JUnit's XML, as build servers show tests: a suite for each control, and in it a test for each resource. A finding
 * that is only a warning fails no test, and one that is accepted counts as skipped.
 */
export const junit: Reporter = (report, { controls, quiet }) => {
  const ids = [...new Set([...controls.map(({ id }) => id), ...report.findings.map(({ control }) => control)])];
  const suites = [
    ...ids.map((id) => ({ name: id, cases: casesOf(id, report, quiet) })),
    { name: "azure-postgresql-tls", cases: otherCases(report) },
  ].filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="azure-postgresql-tls"${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escape(name)}"${counts(cases)}>`,
      ...cases.flatMap((test) => lines(test, name)),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
};

/** The tests of one control. What is wrong is told in the test of the resource that must be changed. */
function casesOf(id: string, { findings, results }: CheckReport, quiet: boolean): TestCase[] {
  const found = new Map<string, CheckFinding[]>();
  for (const finding of findings.filter(({ control }) => control === id)) {
    const key = keyOf(finding);
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  const own = results.filter(({ control }) => control === id);
  const judged = new Set(own.map(keyOf));
  return [
    ...own.filter((result) => !quiet || found.has(keyOf(result))).map((result) => resultCase(result, found.get(keyOf(result)) ?? [])),
    ...[...found].flatMap(([key, [first, ...more]]) => (first && !judged.has(key) ? [findingCase(first, [first, ...more])] : [])),
  ];
}

function keyOf({ resource, place }: CheckResult | CheckFinding): string {
  return JSON.stringify([resource.file ?? place.file, resource.address]);
}

function resultCase({ resource, place, verdict }: CheckResult, findings: readonly CheckFinding[]): TestCase {
  const [first] = findings;
  if (first) return findingCase(first, findings);
  const test = { name: nameOf(resource), place };
  const why = `Its verdict is ${verdict}. What must be changed is told in another test, or the options ignore it.`;
  return verdict === "pass" ? test : { ...test, outcome: { element: "skipped", messages: [why] } };
}

function findingCase({ resource, place }: CheckFinding, findings: readonly CheckFinding[]): TestCase {
  const at = ({ place: { file, start } }: CheckFinding): string => `${file}:${String(start.line)}:${String(start.column)}`;
  const told = (some: readonly CheckFinding[]): string[] => some.map((one) => `${at(one)}: ${inWords(one)}`);
  const errors = findings.filter(({ accepted, level }) => !accepted && level === "error");
  const accepted = findings.filter((finding) => finding.accepted);
  const warnings = findings.filter((finding) => !finding.accepted && finding.level === "warning");
  const output = [...told(warnings).map((text) => `warning: ${text}`), ...told(accepted).map((text) => `accepted: ${text}`)];
  const test = { name: nameOf(resource), place, ...(output.length > 0 && { output }) };
  if (errors.length > 0) return { ...test, outcome: { element: "failure", messages: told(errors) } };
  if (accepted.length < findings.length) return test;
  const reasons = accepted.map((finding) => finding.accepted?.reason ?? "It is in the baseline.");
  return { ...test, outcome: { element: "skipped", messages: [`Accepted: ${[...new Set(reasons)].join(" ")}`] } };
}

/** What is no finding: what could not be read, and what is to be said of the configuration. */
function otherCases({ problems, unread, notices }: CheckReport): TestCase[] {
  const toCase = (level: string, message: string, place: Place = NOWHERE): TestCase => ({
    name: message,
    place,
    ...(level === "error" ? { outcome: { element: "failure", messages: [message] } } : { output: [`warning: ${message}`] }),
  });
  return [
    ...problems.map(({ place, message }): TestCase => ({ name: message, place, outcome: { element: "error", messages: [message] } })),
    ...[...unread, ...notices].map(({ level, message, place }) => toCase(level, message, place)),
  ];
}

const NOWHERE: Place = { file: "", start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function nameOf({ name, address }: CheckResult["resource"]): string {
  return name === "" || address.endsWith(name) ? address : `${name} (${address})`;
}

function lines({ name, place, outcome, output = [] }: TestCase, suite: string): string[] {
  const where = place.file === "" ? "" : ` file="${escape(place.file)}" line="${String(place.start.line)}"`;
  const inner = [
    ...(outcome ? [`      ${element(outcome)}`] : []),
    ...(output.length > 0 ? [`      <system-out>${output.map(escape).join("\n")}</system-out>`] : []),
  ];
  const opened = `    <testcase name="${escape(name)}" classname="${escape(place.file === "" ? suite : place.file)}"${where}`;
  return inner.length === 0 ? [`${opened}/>`] : [`${opened}>`, ...inner, "    </testcase>"];
}

function element({ element: name, messages }: NonNullable<TestCase["outcome"]>): string {
  const [first = "", ...more] = messages.map(escape);
  return `<${name} message="${first}"${name === "skipped" ? "/>" : `>${[first, ...more].join("\n")}</${name}>`}`;
}

function counts(cases: readonly TestCase[]): string {
  const of = (name: string): string => String(cases.filter(({ outcome }) => outcome?.element === name).length);
  return ` tests="${String(cases.length)}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** A text as XML may hold it. */
function escape(text: string): string {
  return wellFormed(asVisible(text))
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
