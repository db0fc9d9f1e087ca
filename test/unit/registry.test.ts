import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { controls } from "../../shared/controls";
import { optionsOfAll } from "../../shared/engine/options";
import type { Control } from "../../shared/model";
import { acceptedOptions } from "../registry";
import { rows } from "../rows";
import { everyControl, everyRow } from "../rows/registrations";
import { ESSENTIAL_CASES } from "../rows/row";

const root = resolve(__dirname, "../..");

function pageOf(folder: string): string {
  return readFileSync(resolve(root, folder, "README.md"), "utf8");
}

/** The names of the files in a folder, each of which holds one thing; the index gathers them. */
function filesIn(folder: string): string[] {
  const files = readdirSync(resolve(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return files.map(({ name }) => name.replace(/\.ts$/, "")).filter((name) => name !== "index");
}

const registries: readonly { readonly registry: string; readonly registered: readonly Control[] }[] = [
  { registry: "the product's controls", registered: controls },
  { registry: "these and the fixtures'", registered: everyControl },
];

describe.each(registries)("$registry", ({ registered }) => {
  test("have ids, names and aliases that are unique", () => {
    const named = registered.flatMap(({ id, name, aliases = [] }) => [id, name, ...aliases]);
    expect(new Set(named).size).toBe(named.length);
  });

  test("declare each option once, and none that every control has", () => {
    const declared = registered.flatMap(({ options = {} }) => Object.keys(options));
    const common = Object.keys(optionsOfAll([]));
    expect(new Set([...declared, ...common]).size).toBe(declared.length + common.length);
  });

  test.each(registered)("$name is described in full", ({ title, why, fix, upstream, on, judges }) => {
    expect([title, why, fix, upstream.product, upstream.version, upstream.id].every((text) => text.length > 0)).toBe(true);
    expect(upstream.url).toMatch(/^https:/);
    expect(Object.keys(judges).every((type) => type === on.arm || type.startsWith(`${on.arm}/`))).toBe(true);
  });

  test.each(registered)("$name has a row for each essential case", (control) => {
    const shown = everyRow.filter((row) => row.control === control).flatMap(({ shows }) => (shows === undefined ? [] : [shows]));
    expect(shown.toSorted()).toEqual([...ESSENTIAL_CASES].sort());
  });
});

test("each file of a control is registered, and named as its control is", () => {
  expect(filesIn("shared/controls").sort()).toEqual(controls.map(({ name }) => name).sort());
});

test("each control has a file of rows, which is registered", () => {
  const controlsWithRows = new Set(rows.map(({ control }) => control));
  for (const control of controls) {
    expect(existsSync(resolve(root, `test/rows/${control.name}.ts`))).toBe(true);
    expect(controlsWithRows).toContain(control);
  }
});

const pages = ["shared", "pulumi-policy", "cdktf-aspect"];

test.each(pages)("the page of %s names each control by its id, and each option with its default", (folder) => {
  const page = pageOf(folder);
  for (const { id } of controls) expect(page).toContain(id);
  for (const [name, schema] of Object.entries(acceptedOptions))
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\*\\*\`${schema.default.replace(".", "\\.")}\`\\*\\*`));
});

test("the page of the policy pack names each policy", () => {
  for (const { name } of controls) expect(pageOf("pulumi-policy")).toContain(`\`${name}\``);
});
