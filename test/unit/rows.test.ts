import { plainResources, plainWords } from "../dialects/plain";
import { judgeRow } from "../rows/judge-row";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";

describe.each(registrations)("$registered", ({ controlsFor }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const { findings, results, internalErrors } = judgeRow(row, controlsFor(row), plainResources(row));
    expect(internalErrors).toEqual([]);
    expect(verdictsOf(row, results)).toEqual(expectedVerdicts(row, plainWords));
    expect(foundOf(row, findings)).toEqual(expectedOf(row, plainWords));
  });

  test.each(everyRow)("the order of resources doesn't matter: $control.name: $name", (row) => {
    const [ordered, reversed] = [plainResources(row), plainResources(row).reverse()].map((resources) =>
      judgeRow(row, controlsFor(row), resources),
    );
    expect(reversed?.findings).toEqual(ordered?.findings);
    expect(new Set(reversed?.results)).toEqual(new Set(ordered?.results));
  });
});
