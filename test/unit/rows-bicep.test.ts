import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../../shared/command/check";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { defaultLimits } from "../../shared/limits";
import { bicepFile, bicepWords } from "../dialects/bicep";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";

const folder = mkdtempSync(join(tmpdir(), "rows-bicep-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(registrations)("$registered", ({ controlsFor }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const controls = controlsFor(row);
    writeFileSync(join(folder, "main.bicep"), bicepFile(row));
    const { findings, results, unread, problems } = check({
      paths: ["main.bicep"],
      cwd: folder,
      controls,
      options: parseOptions(row.options, optionsOfAll(controls)),
      limits: defaultLimits,
    });
    expect([...problems, ...unread]).toEqual([]);
    expect(foundOf(row, findings)).toEqual(expectedOf(row, bicepWords));
    expect(verdictsOf(row, results)).toEqual(expectedVerdicts(row, bicepWords));
    expect(findings.every(({ place }) => place.file === "main.bicep" && place.start.line > 1)).toBe(true);
  });
});
