import * as fc from "fast-check";
import { parse } from "jsonc-parser";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fix, type FixReport } from "../../shared/command/fix";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";

const folder = mkdtempSync(join(tmpdir(), "fix-formatting-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fixed(file: string, content: string): FixReport {
  writeFileSync(join(folder, file), content);
  return fix({ paths: [file], cwd: folder, controls, options: defaultOptions, limits: defaultLimits });
}

/** What may stand between two tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t", "  ") },
  { weight: 1, arbitrary: fc.constantFrom("/* , } ] */", '// "a": {\n', "// ,\r\n") },
);

/** A value as JSON, with anything between its tokens, and commas at the end here and there. */
function written(value: unknown): fc.Arbitrary<string> {
  if (typeof value !== "object" || value === null) return fc.constant(JSON.stringify(value));
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, inner]) =>
    fc
      .tuple(gap, gap, gap, written(inner), gap)
      .map(([a, b, c, text, d]) => (isList ? `${a}${text}${d}` : `${a}${JSON.stringify(key)}${b}:${c}${text}${d}`)),
  );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return fc.tuple(fc.tuple(...members), fc.boolean(), gap).map(([texts, hasComma, inner]) => {
    const comma = hasComma && texts.length > 0 ? "," : "";
    return `${open}${texts.join(",")}${comma}${inner}${close}`;
  });
}

const single = fc
  .constantFrom({ sslEnforcement: "Disabled" }, { sslEnforcement: "Enabled" }, { sslEnforcement: null }, {}, undefined)
  .map((properties) => ({
    type: "Microsoft.DBforPostgreSQL/servers",
    apiVersion: "2017-12-01",
    name: "single",
    ...(properties && { properties }),
  }));
const configuration = (server: string, name: string, value: string): object => ({
  type: "configurations",
  apiVersion: "2022-12-01",
  name,
  dependsOn: [`[resourceId('Microsoft.DBforPostgreSQL/flexibleServers', '${server}')]`],
  properties: { value },
});
const flexible = fc
  .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("ON", "OFF", undefined), fc.boolean())
  .map(([name, transport, hasResources]) => ({
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
    apiVersion: "2022-12-01",
    name,
    ...(hasResources && { resources: transport === undefined ? [] : [configuration(name, "require_secure_transport", transport)] }),
  }));
const template = fc.array(fc.oneof(single, flexible), { maxLength: 4 }).chain((resources) =>
  written({
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    resources,
  }),
);

/** Whether all characters of a text, but blanks, stand in another one in the same order. */
function isWithin(inner: string, outer: string): boolean {
  let at = 0;
  for (const character of inner.replace(/\s/g, "")) {
    at = outer.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const asRight = (text: string): string => text.replace(/"Disabled"|null/g, '"Enabled"').replaceAll('"OFF"', '"ON"');

test("a fix of a template in any format mends it, keeps the rest of the text, and is done", () => {
  fc.assert(
    fc.property(template, (before) => {
      const { changes, report } = fixed("main.json", before);
      expect(report.findings).toEqual([]);
      expect(report.problems).toEqual([]);
      const after = changes[0]?.after ?? before;
      expect(isWithin(asRight(before), after)).toBe(true);
      const resources = (text: string): unknown[] => (parse(text) as { resources: unknown[] }).resources;
      // What is added to the list stands at its end, so that the addresses of the others stay.
      const names = resources(before).map((one) => (one as { name: string }).name);
      expect(resources(after).slice(0, names.length)).toEqual(names.map((name) => expect.objectContaining({ name }) as unknown));
      expect(fixed("main.json", after).changes).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const declarations = [
  "resource a 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = { name: 'a', properties: { sslEnforcement: 'Disabled' } }",
  "resource b 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n\tname: 'b' // its name\n\tproperties: {\n\t\t/* nothing */\n\t}\n}",
  "resource c 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'c'\n}",
  "@description('The one')\nresource d 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = if (later) {\n    name: 'd'\n} // the end",
  "resource e 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = [for (item, index) in names: {\n  name: item\n}]",
  "resource f 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = [for i in range(0, 2): if (later) {\n  name: 'f${i}'\n}]",
  "resource g 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {\n  name: 'g'\n  resource rst 'configurations' = {\n    name: 'require_secure_transport'\n    properties: { value: 'OFF' }\n  }\n}",
  "#disable-next-line no-unused-vars\nvar ssl = 'Disabled'\nresource h 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'h'\n  properties: {\n    sslEnforcement: ssl\n  }\n}",
];
const bicepFile = fc
  .tuple(fc.shuffledSubarray(declarations), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "\n", "\n\n"))
  .map(([texts, lineBreak, end]) => (["param later bool", "param names array", ...texts].join("\n\n") + end).replaceAll("\n", lineBreak));

test("a fix of a Bicep file mends it, keeps the rest of the text, and is done", () => {
  fc.assert(
    fc.property(bicepFile, (before) => {
      const { changes, report } = fixed("main.bicep", before);
      expect(report.findings).toEqual([]);
      expect(report.problems).toEqual([]);
      const after = changes[0]?.after ?? before;
      expect(isWithin(before.replaceAll("'Disabled'", "'Enabled'").replaceAll("'OFF'", "'ON'"), after)).toBe(true);
      expect(/[^\r]\n/.test(after)).toBe(/[^\r]\n/.test(before));
      expect(after.endsWith("\n")).toBe(before.endsWith("\n"));
      expect(fixed("main.bicep", after).changes).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
