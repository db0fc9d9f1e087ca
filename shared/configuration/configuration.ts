import { dirname, resolve } from "node:path";
import { OptionsError, optionsOfAll, parseOptions } from "../engine/options";
import type { Waiver } from "../engine/parse-waivers";
import { describe } from "../engine/show";
import { defaultLimits, type Limits } from "../limits";
import type { Control, Options, Place } from "../model";
import { readConfigurationFiles } from "./configuration-file";
import { layersOf, settingKey, SWITCHES, type Layer, type OverrideTarget, type Setting } from "./layers";
import { inWords, placeInWords, Problems } from "./problems";

/** What holds for a file, a stack or all that is checked. */
export interface Settings {
  /** Those that are on. */
  readonly controls: readonly Control[];
  /** For what no single control heeds. */
  readonly options: Options;
  /** By the control's id. */
  readonly optionsOf: ReadonlyMap<string, Options>;
  readonly waivers: readonly Waiver[];
  /** Where what is set comes from, by `settingKey`; what is not in here has its default. */
  readonly sources: ReadonlyMap<string, Setting>;
}

/** Options that are given in another way than by a file, and win over it. */
export interface GivenOptions {
  /** Who gives them, as messages name it: `the options of guard`. */
  readonly words: string;
  /** The id of the one control that they are for; not set for options of all. */
  readonly control?: string;
  /** What is given, checked already. */
  readonly options: Readonly<Record<string, string>>;
}

/** How a configuration is read. */
export interface ConfigurationRequest {
  /** The file; without one, the defaults hold. */
  readonly path?: string;
  /** What messages name files relative to. */
  readonly cwd: string;
  /** All that may be named. */
  readonly controls: readonly Control[];
}

/** A file, with what it extends, merged: a nearer file wins over one that it extends, an override over the rest of its file. */
export class Configuration {
  readonly #controls: readonly Control[];
  readonly #layers: readonly Layer[];
  /** What may not be set otherwise: in which file it is said, and what there. */
  readonly #final: ReadonlyMap<string, readonly FinalSetting[]>;
  readonly #settings = new Map<string, Settings>();

  /** @throws OptionsError naming every problem at once, each with its place */
  constructor({ path, cwd, controls }: ConfigurationRequest) {
    const problems = new Problems();
    const files = path === undefined ? [] : readConfigurationFiles(resolve(cwd, path), cwd, problems);
    this.#controls = controls;
    this.#layers = files.flatMap((file) => layersOf(file, controls, problems));
    this.#final = finalSettings(this.#layers, problems);
    problems.throwIfAny();
    const { sources } = this.settings(() => false);
    const isAnyOn = controls.some(({ id }) => sources.get(settingKey(SWITCHES.on, id))?.value !== false);
    if (!isAnyOn) throw new OptionsError([`${this.files[0] ?? ""}: controls: all are off; accepted is that one is on.`]);
  }

  /** The files that were read, as messages name them: the nearest first. */
  get files(): readonly string[] {
    return [...new Set(this.#layers.map(({ file }) => file.shown))].reverse();
  }

  /** The ids of the controls that can't be waived, and where that is said. */
  get unwaivable(): ReadonlyMap<string, string> {
    const { sources } = this.settings(() => false);
    const said = this.#controls.flatMap(({ id }): [string, string][] => {
      const { value, place } = sources.get(settingKey(SWITCHES.waivable, id)) ?? {};
      return value === false && place ? [[id, placeInWords(place)]] : [];
    });
    return new Map(said);
  }

  get limits(): Limits {
    const { sources } = this.settings(() => false);
    const set = Object.keys(defaultLimits).flatMap((name) => {
      const value = sources.get(settingKey(`limits.${name}`))?.value;
      return value === undefined ? [] : [[name, value] as const];
    });
    return { ...defaultLimits, ...(Object.fromEntries(set) as Partial<Limits>) };
  }

  /** Globs of what is left out of folders. */
  get exclude(): readonly string[] {
    return (this.settings(() => false).sources.get(settingKey("exclude"))?.value ?? []) as readonly string[];
  }

  /** The baseline's file, as an absolute path, and where that is said. */
  get baseline(): { readonly path: string; readonly place: Place } | undefined {
    const key = settingKey("baseline");
    const layer = this.#layers.findLast(({ settings }) => settings.has(key));
    const { value, place } = layer?.settings.get(key) ?? {};
    return layer && place ? { path: resolve(dirname(layer.file.path), String(value)), place } : undefined;
  }

  /**
   * What holds for something that is checked.
   *
   * @param isFor whether an override is for it
   * @param given what wins over the files, the later over the earlier
   * @returns the same object for everything that the same overrides are for
   * @throws OptionsError where something is given that a file doesn't let be changed
   */
  settings(isFor: (target: OverrideTarget) => boolean, given: readonly GivenOptions[] = []): Settings {
    const layers = this.#layers.filter(({ when }) => !when || isFor(when));
    const key = JSON.stringify([layers.map((layer) => this.#layers.indexOf(layer)), given]);
    const known = this.#settings.get(key);
    if (known) return known;
    const sources = new Map(layers.flatMap(({ settings }) => [...settings]));
    this.#give(given, sources);
    const settings = settingsOf(layers, sources, this.#controls);
    this.#settings.set(key, settings);
    return settings;
  }

  #give(given: readonly GivenOptions[], sources: Map<string, Setting>): void {
    const problems = new Problems();
    for (const { words, control, options } of given) {
      for (const [name, value] of Object.entries(options)) {
        const keys = control === undefined ? ["", ...this.#controls.map(({ id }) => id)] : [control];
        for (const key of keys.map((id) => settingKey(name, id))) {
          const setting: Setting = { value, path: [words, name] };
          const said = contradiction(setting, this.#final.get(key) ?? []);
          if (said) problems.say(undefined, `${words}: ${name}: found ${describe(value)}; ${said}`);
          sources.set(key, setting);
        }
      }
    }
    problems.throwIfAny();
  }
}

interface FinalSetting extends Setting {
  readonly file: string;
}

/** What files say that are final; whatever a file sets otherwise that extends one of them is a problem. */
function finalSettings(layers: readonly Layer[], problems: Problems): ReadonlyMap<string, readonly FinalSetting[]> {
  const final = new Map<string, FinalSetting[]>();
  for (const { file, settings } of layers) {
    for (const [key, setting] of settings) {
      const said = contradiction(
        setting,
        (final.get(key) ?? []).filter((one) => one.file !== file.path),
      );
      if (said && setting.place) problems.say(setting.place, `${inWords(setting.path)}: found ${describeAll(setting.value)}; ${said}`);
      if (file.content["final"] === true) final.set(key, [...(final.get(key) ?? []), { ...setting, file: file.path }]);
    }
  }
  return final;
}

function contradiction({ value }: Setting, final: readonly FinalSetting[]): string | undefined {
  const other = final.find((one) => JSON.stringify(one.value) !== JSON.stringify(value));
  return other?.place && `${placeInWords(other.place)} says ${describeAll(other.value)}, and is final.`;
}

function describeAll(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : describe(value);
}

function settingsOf(layers: readonly Layer[], sources: ReadonlyMap<string, Setting>, all: readonly Control[]): Settings {
  const accepted = optionsOfAll(all);
  const optionsFor = (control?: string): Options => {
    const set = Object.keys(accepted).flatMap((name) => {
      const value = sources.get(settingKey(name, control))?.value;
      return value === undefined ? [] : [[name, value] as const];
    });
    return parseOptions(Object.fromEntries(set), accepted);
  };
  const controls = all.filter(({ id }) => sources.get(settingKey(SWITCHES.on, id))?.value !== false);
  return {
    controls,
    options: optionsFor(),
    optionsOf: new Map(controls.map(({ id }) => [id, optionsFor(id)])),
    waivers: layers.flatMap(({ waivers }) => waivers),
    sources,
  };
}
