import { controls } from "../../shared/controls";
import { runControls } from "../../shared/engine/run-controls";
import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { newBudget } from "../../shared/limits";
import { buildInventory } from "../../shared/engine/inventory";
import { parseOptions } from "../../shared/engine/options";
import { acceptedOptions, subjects } from "../registry";
import { armTemplate, armWords } from "../dialects/arm";
import { rows } from "../rows";

const short = (id: string): string => (id === controls[0].id ? "ssl" : "tls");
const inOrder = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();

test.each(rows)("$name", (row) => {
  const { resources, overLimit } = readTemplate({ file: "main.json", value: armTemplate(row) }, noParameters, newBudget(), subjects);
  const report = runControls(buildInventory(resources), controls, parseOptions(row.options, acceptedOptions));
  expect(overLimit).toEqual([]);
  expect(report.internalErrors).toEqual([]);
  const found = report.findings.map(({ control, resource, verdict, level, message }) => ({
    control: short(control),
    at: resource.address,
    verdict,
    level,
    message,
  }));
  expect(inOrder(found)).toEqual(
    inOrder(row.findings.map((finding) => ({ ...finding, at: armWords.address(finding.at), message: finding.message(armWords) }))),
  );
  expect(
    Object.fromEntries(report.results.map(({ control, resource, verdict }) => [`${resource.address} ${short(control)}`, verdict])),
  ).toEqual(Object.fromEntries(Object.entries(row.verdicts).map(([key, verdict]) => [armWords.address(key), verdict])));
});
