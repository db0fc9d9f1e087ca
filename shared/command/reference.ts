import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { controlPage } from "../engine/control-page";
import { controlsNamed, namesOf } from "../engine/control-names";
import { fold, isNearly } from "../engine/names";
import { OptionsError, optionsOfAll } from "../engine/options";
import type { Control } from "../model";

/**
 * The page of a control, for a terminal.
 *
 * @param name an id, an alias or a name, in any case
 * @throws OptionsError for what is no control, with what may have been meant
 */
export function explain(name: string, controls: readonly Control[]): string {
  const [control, ...others] = controlsNamed(name, controls);
  if (control && others.length === 0) return readPage(control).replace(/^<!--.*-->\n/gm, "");
  const names = controls.flatMap(namesOf);
  const similar = similarTo(name, names);
  const hint = similar.length > 0 ? `Did you mean ${similar.join(" or ")}?` : `There are ${names.join(", ")}.`;
  throw new OptionsError([`explain: ${JSON.stringify(name)} is no control. ${hint}`]);
}

/** What somebody may have meant: names that are nearly the same, or else hold it. */
function similarTo(text: string, names: readonly string[]): readonly string[] {
  const near = names.filter((name) => isNearly(name, text));
  return near.length > 0 || text.length < 3 ? near : names.filter((name) => fold(name).includes(fold(text)));
}

/** The pages are not compiled: they stand in the package's folder `controls`, which is above this file or above its folder. */
function readPage(control: Control): string {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, "controls", `${control.name}.md`);
    if (existsSync(path)) return readFileSync(path, "utf8");
  }
  throw new OptionsError([`The page of ${control.id} is not in this package. It is at ${controlPage(control)}`]);
}

/** All controls: a line each, or as JSON with all that is known of them. */
export function listControls(controls: readonly Control[], format: "text" | "json"): string {
  if (format === "text") {
    return table([
      ["control", "name", "severity", "applies to"],
      ...controls.map(({ id, name, severity, on }) => [id, name, severity, on.arm]),
    ]);
  }
  return toJson(
    controls.map((control) => {
      const { id, aliases = [], name, title, severity, why, fix, upstream, options = {}, on } = control;
      return {
        id,
        aliases,
        name,
        title,
        severity,
        why,
        fix,
        upstream,
        options: Object.keys(options),
        appliesTo: on.arm,
        page: controlPage(control),
      };
    }),
  );
}

/** All options: a line each, or as JSON. */
export function listOptions(controls: readonly Control[], format: "text" | "json"): string {
  const options = Object.entries(optionsOfAll(controls)).map(([name, { enum: accepted, default: standard, description }]) => {
    const owner = controls.find(({ options: own = {} }) => Object.hasOwn(own, name));
    return { name, accepted, default: standard, description, control: owner?.id };
  });
  if (format === "json") return toJson(options);
  return table([
    ["option", "values", "default", "meaning"],
    ...options.map((option) => [option.name, option.accepted.join(", "), option.default, option.description]),
  ]);
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Rows as lines whose columns stand below each other. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
