import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { frontEnds } from "../parity/front-ends";
import { parityPage } from "../parity/page";
import { rows } from "../rows";
import { everyRow } from "../rows/registrations";

const root = resolve(__dirname, "../..");

test("the page shows which row runs through which front end (npm run docs writes it)", () => {
  expect(readFileSync(join(root, "shared/parity.md"), "utf8")).toBe(parityPage());
});

test.each(frontEnds)("the suite of $name leaves out no row but for a reason that its dialects tell", ({ suite }) => {
  const text = readFileSync(join(root, suite), "utf8");
  // The product's rows, and all of them; a suite that picks some does so by what a dialect can't write.
  expect(text).toMatch(/\beveryRow\b/);
  const picks = [...text.matchAll(/\.filter\(\(row\) => ([^)]*\)?[^)]*)\)/g)].map(([, condition]) => condition);
  expect(picks.filter((condition) => condition !== "dialect.cannot(row) === undefined")).toEqual([]);
});

test.each(frontEnds.flatMap(({ name, dialects }) => dialects.map((dialect) => ({ frontEnd: name, name: dialect.name, dialect }))))(
  "$frontEnd, $name: what can't be written has a reason, as a sentence",
  ({ dialect }) => {
    for (const row of everyRow) expect(dialect.cannot(row) ?? "Can.").toMatch(/^[A-Z].*\.$/);
  },
);

test.each(rows)("$control.name: $name: it runs through each front end, or at least through four of them", (row) => {
  const through = frontEnds.filter(({ dialects }) => dialects.some((dialect) => dialect.cannot(row) === undefined));
  expect(through.length).toBeGreaterThanOrEqual(4);
});
