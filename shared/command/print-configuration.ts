import { settingKey, SWITCHES, type Setting } from "../configuration/layers";
import type { Settings } from "../configuration/configuration";
import { placeInWords } from "../configuration/problems";
import { optionsOf, unreadOptions } from "../engine/options";
import { asVisible } from "../engine/show";
import { defaultLimits } from "../limits";
import type { Control } from "../model";
import type { CheckConfiguration } from "./configure";

/** What is set, what to, and where that comes from. */
type Row = readonly [name: string, value: string, from: string];

/**
 * What holds for a file, and where each value comes from, as lines of three columns.
 *
 * @param settings what holds for the file
 * @param exclude what the command line leaves out of folders
 */
export function printConfiguration(
  { configuration }: CheckConfiguration,
  settings: Settings,
  controls: readonly Control[],
  exclude: readonly string[],
): string {
  const row = (name: string, key: string, value: unknown): Row => [name, JSON.stringify(value), source(settings.sources.get(key))];
  const { files, limits, baseline } = configuration;
  const rows: Row[] = [
    ...files.map((file, index): Row => [index === 0 ? "file" : "extends", file, ""]),
    ...Object.keys(unreadOptions).map((name) => row(name, settingKey(name), settings.options[name])),
    ...controls.flatMap((control) => rowsOfControl(control, settings)),
    ...settings.waivers.map((waiver): Row => [waiver.words, [...waiver.controls].join(", "), source({ value: "", path: [], ...waiver })]),
    ...(baseline ? [row("baseline", settingKey("baseline"), settings.sources.get(settingKey("baseline"))?.value)] : []),
    row("exclude", settingKey("exclude"), configuration.exclude),
    ...exclude.map((glob): Row => ["exclude", JSON.stringify(glob), "command line"]),
    ...(Object.keys(defaultLimits) as (keyof typeof limits)[]).map((name) =>
      row(`limits.${name}`, settingKey(`limits.${name}`), limits[name]),
    ),
  ];
  return inColumns(rows);
}

function rowsOfControl(control: Control, { sources, optionsOf: own }: Settings): Row[] {
  const { id } = control;
  const isOn = own.has(id);
  const names = isOn ? Object.keys(optionsOf(control)) : [];
  const waivable = sources.get(settingKey(SWITCHES.waivable, id));
  return [
    [`controls[${JSON.stringify(id)}]`, String(isOn), source(sources.get(settingKey(SWITCHES.on, id)))],
    ...names.map((name): Row => [`  ${name}`, JSON.stringify(own.get(id)?.[name]), source(sources.get(settingKey(name, id)))]),
    [`  ${SWITCHES.waivable}`, String(waivable?.value !== false), source(waivable)],
  ];
}

function source(setting: Setting | undefined): string {
  return setting?.place ? placeInWords(setting.place) : "default";
}

function inColumns(rows: readonly Row[]): string {
  const lines = rows.map((row) => row.map(asVisible));
  const width = (column: number): number => Math.max(...lines.map((row) => (row[column] ?? "").length));
  const [first, second] = [width(0), width(1)];
  return lines
    .map(([name = "", value = "", from = ""]) => `${name.padEnd(first)}  ${value.padEnd(second)}  ${from}`.trimEnd() + "\n")
    .join("");
}
