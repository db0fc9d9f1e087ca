import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noParameters } from "../../shared/arm/parameters";
import { readTemplate } from "../../shared/arm/resources";
import { check } from "../../shared/command/check";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { subjectsOf } from "../../shared/engine/subjects";
import { defaultLimits, newBudget } from "../../shared/limits";
import { armTemplate, armWords } from "../dialects/arm";
import { judgeRow } from "../rows/judge-row";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";

const folder = mkdtempSync(join(tmpdir(), "rows-arm-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(registrations)("$registered", ({ controlsFor }) => {
  test.each(everyRow)("a template: $control.name: $name", (row) => {
    const controls = controlsFor(row);
    const document = { file: "main.json", value: armTemplate(row) };
    const { resources, overLimit } = readTemplate(document, noParameters, newBudget(), subjectsOf(controls));
    const { findings, results, internalErrors } = judgeRow(row, controls, resources);
    expect(overLimit).toEqual([]);
    expect(internalErrors).toEqual([]);
    expect(foundOf(row, findings)).toEqual(expectedOf(row, armWords));
    expect(verdictsOf(row, results)).toEqual(expectedVerdicts(row, armWords));
  });

  test.each(everyRow)("the command: $control.name: $name", (row) => {
    const controls = controlsFor(row);
    writeFileSync(join(folder, "main.json"), JSON.stringify(armTemplate(row)));
    const { findings, results, problems } = check({
      paths: ["main.json"],
      parameters: [],
      cwd: folder,
      controls,
      options: parseOptions(row.options, optionsOfAll(controls)),
      limits: defaultLimits,
    });
    expect(problems).toEqual([]);
    expect(foundOf(row, findings)).toEqual(expectedOf(row, armWords));
    expect(verdictsOf(row, results)).toEqual(expectedVerdicts(row, armWords));
  });
});
