import { buildInventory } from "../../shared/engine/inventory";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { runControls, type Report } from "../../shared/engine/run-controls";
import type { AzureResource, Control } from "../../shared/model";
import { plainResources, plainWords } from "../dialects/plain";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";
import type { Row } from "../rows/row";

function judge(row: Row, controls: readonly Control[], resources: readonly AzureResource[]): Report {
  return runControls(buildInventory(resources), controls, parseOptions(row.options, optionsOfAll(controls)));
}

describe.each(registrations)("$registered", ({ controlsFor }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const { findings, results, internalErrors } = judge(row, controlsFor(row), plainResources(row));
    expect(internalErrors).toEqual([]);
    expect(verdictsOf(row, results)).toEqual(expectedVerdicts(row, plainWords));
    expect(foundOf(row, findings)).toEqual(expectedOf(row, plainWords));
  });

  test.each(everyRow)("the order of resources doesn't matter: $control.name: $name", (row) => {
    const [ordered, reversed] = [plainResources(row), plainResources(row).reverse()].map((resources) =>
      judge(row, controlsFor(row), resources),
    );
    expect(reversed?.findings).toEqual(ordered?.findings);
    expect(new Set(reversed?.results)).toEqual(new Set(ordered?.results));
  });
});
