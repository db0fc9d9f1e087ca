import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { bicepLanguage } from "../../shared/bicep/language";
import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { parseOptions } from "../../shared/engine/options";
import { runControls } from "../../shared/engine/run-controls";
import { newBudget } from "../../shared/limits";
import { bicepFile, bicepWords } from "../dialects/bicep";
import { acceptedOptions, subjects } from "../registry";
import { rows } from "../rows";
import { compileText } from "./bicep-files";

const short = (id: string): string => (id === controls[0].id ? "ssl" : "tls");
const inOrder = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();

test.each(rows)("$name", (row) => {
  const { document, problems } = compileText(bicepFile(row));
  expect(problems).toEqual([]);
  const { resources, gaps, overLimit } = readTemplate(document, noParameters, newBudget(), subjects, bicepLanguage);
  expect([...gaps, ...overLimit]).toEqual([]);
  const report = runControls(buildInventory(resources), controls, parseOptions(row.options, acceptedOptions));
  expect(report.internalErrors).toEqual([]);
  const found = report.findings.map(({ control, resource, verdict, level, message }) => {
    return { control: short(control), at: resource.address, verdict, level, message };
  });
  expect(inOrder(found)).toEqual(
    inOrder(row.findings.map((finding) => ({ ...finding, at: bicepWords.address(finding.at), message: finding.message(bicepWords) }))),
  );
  const verdicts = report.results.map(({ control, resource, verdict }) => [`${resource.address} ${short(control)}`, verdict]);
  expect(Object.fromEntries(verdicts)).toEqual(
    Object.fromEntries(Object.entries(row.verdicts).map(([key, verdict]) => [bicepWords.address(key), verdict])),
  );
  expect(report.findings.every(({ place }) => place?.file === "main.bicep" && place.start.line > 1)).toBe(true);
});
