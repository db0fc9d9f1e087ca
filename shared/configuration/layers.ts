import { acceptedControlNames, controlsNamed } from "../engine/control-names";
import { isObject } from "../engine/is-object";
import { optionsOf, optionsOfAll } from "../engine/options";
import { parseWaivers, type Waiver } from "../engine/parse-waivers";
import { describe, listQuoted } from "../engine/show";
import type { JsonPath } from "../json/document";
import { defaultLimits, type Limits } from "../limits";
import type { Control, OptionSchemas, Place } from "../model";
import type { ConfigurationFile } from "./configuration-file";
import { inWords, type Problems } from "./problems";

/** One value that a configuration sets, and where. */
export interface Setting {
  readonly value: unknown;
  /** Not set for what stands in no file. */
  readonly place?: Place;
  /** Of the place, as keys from the file's outermost object on. */
  readonly path: JsonPath;
}

/** What a file sets for all that is checked, or in an override for a part of it. */
export interface Layer {
  readonly file: ConfigurationFile;
  /** What it is for; not set for what is for all. */
  readonly when?: OverrideTarget;
  /** By {@link settingKey}. */
  readonly settings: ReadonlyMap<string, Setting>;
  readonly waivers: readonly Waiver[];
}

/** What an override is for: globs over paths that the command checks, and over the stacks of a program. */
export interface OverrideTarget {
  readonly files?: readonly string[];
  readonly stacks?: readonly string[];
}

/** Whether a control is on, and whether it can be waived, as keys of settings beside its options. */
export const SWITCHES = { on: "on", waivable: "waivable" } as const;

/**
 * What a setting is of.
 *
 * @param name of an option, a switch, or a key of the file
 * @param control the id of the control it is for; empty for what no single control heeds
 */
export function settingKey(name: string, control = ""): string {
  return `${name}/${control}`;
}

/** Keys that hold wherever they may stand in a file, by where that is. */
export const KEYS = {
  /** Only at the top of a file: an override can't say when itself holds, or what is looked for. */
  file: ["$schema", "extends", "final", "baseline", "exclude", "limits", "overrides"],
  override: ["files", "stacks"],
  both: ["controls", "waivers"],
} as const;

/** Reads what a file sets: for all, then each of its overrides, as each wins over those before it. */
export function layersOf(file: ConfigurationFile, controls: readonly Control[], problems: Problems): readonly Layer[] {
  return new LayerReader(file, controls, problems).layers();
}

class LayerReader {
  readonly #options: OptionSchemas;

  constructor(
    readonly file: ConfigurationFile,
    readonly controls: readonly Control[],
    readonly problems: Problems,
  ) {
    this.#options = optionsOfAll(controls);
  }

  layers(): readonly Layer[] {
    const { content } = this.file;
    const top = this.#layer(content, [], KEYS.file);
    this.#want(["final"], (value) => typeof value === "boolean", "are true, false");
    this.#want(["$schema"], (value) => typeof value === "string", "is the address of a JSON Schema");
    const overrides = this.#list(content, ["overrides"], "is an array of objects");
    return [top, ...overrides.flatMap((override, index) => this.#override(override, ["overrides", index]))];
  }

  #override(value: unknown, path: JsonPath): Layer[] {
    if (!isObject(value)) {
      this.#add(path, value, `is an object with "files" or "stacks", and what holds for these`);
      return [];
    }
    const globs = (key: "files" | "stacks"): OverrideTarget =>
      Object.hasOwn(value, key) ? { [key]: this.#list(value, [...path, key], "is an array of globs", isText) as string[] } : {};
    const when = { ...globs("files"), ...globs("stacks") };
    if (Object.keys(when).length === 0) this.#add(path, value, `is an object with "files" or "stacks", arrays of globs`);
    return [{ ...this.#layer(value, path, KEYS.override), when }];
  }

  /** What the top of a file and an override have in common. */
  #layer(content: Readonly<Record<string, unknown>>, path: JsonPath, ownKeys: readonly string[]): Layer {
    const settings = new Map<string, Setting>();
    const keys = [...ownKeys, ...KEYS.both];
    // What is said of all that heeds it gives way to what is said of a control.
    for (const [key, value] of lastly("controls", Object.entries(content))) {
      const at = [...path, key];
      if (Object.hasOwn(this.#options, key)) this.#option(key, value, at, this.controls, settings, true);
      else if (!keys.includes(key))
        this.problems.add(this.file.place(at), at, "an unknown key", `are ${listQuoted([...Object.keys(this.#options), ...keys])}`);
      else if (key === "controls") this.#controls(value, at, settings);
      else if (key === "limits") this.#limits(value, settings);
      else if (key === "exclude") this.#set(settings, settingKey(key), this.#list(content, at, "is an array of globs", isText), at);
      else if (key === "baseline" && this.#want(at, isText, "is the path of a file")) this.#set(settings, settingKey(key), value, at);
    }
    return { file: this.file, settings, waivers: this.#waivers(content, [...path, "waivers"]) };
  }

  /** @param isGeneral whether it is for all that heeds it, and not for one control */
  #option(name: string, value: unknown, path: JsonPath, to: readonly Control[], settings: Map<string, Setting>, isGeneral: boolean): void {
    const schema = this.#options[name];
    if (!schema) return;
    if (typeof value !== "string" || !schema.enum.includes(value)) {
      this.#add(path, value, `are ${listQuoted(schema.enum)}`);
      return;
    }
    if (isGeneral) this.#set(settings, settingKey(name), value, path);
    for (const control of to) if (Object.hasOwn(optionsOf(control), name)) this.#set(settings, settingKey(name, control.id), value, path);
  }

  #controls(value: unknown, path: JsonPath, settings: Map<string, Setting>): void {
    if (!isObject(value)) {
      this.#add(path, value, "is an object of controls");
      return;
    }
    const names = new Map<string, string>();
    // What is said of all controls gives way to what is said of one.
    for (const [name, of] of firstly("*", Object.entries(value))) {
      const named = controlsNamed(name, this.controls);
      const at = [...path, name];
      if (named.length === 0)
        this.problems.add(this.file.place(at), at, "an unknown control", `are ${listQuoted(acceptedControlNames(this.controls))}`);
      else if (typeof of !== "boolean" && !isObject(of)) this.#add(at, of, "are true, false, or an object with its options");
      else {
        if (name !== "*") this.#wantOneName(name, named, at, names);
        for (const { id } of named) this.#set(settings, settingKey(SWITCHES.on, id), of !== false, at);
        if (isObject(of)) this.#optionsOfControls(of, at, named, settings);
      }
    }
  }

  /** @param names by the id of a control, what the file calls it */
  #wantOneName(name: string, named: readonly Control[], path: JsonPath, names: Map<string, string>): void {
    for (const { id } of named) {
      const other = names.get(id);
      if (other === undefined) names.set(id, name);
      else this.problems.add(this.file.place(path), path, `${describe(other)} as well, the same control`, "is one of the two");
    }
  }

  #optionsOfControls(
    content: Readonly<Record<string, unknown>>,
    path: JsonPath,
    to: readonly Control[],
    settings: Map<string, Setting>,
  ): void {
    const isOverride = path[0] === "overrides";
    const names = [...new Set(to.flatMap((control) => Object.keys(optionsOf(control))))];
    for (const [key, value] of Object.entries(content)) {
      const at = [...path, key];
      if (key === SWITCHES.waivable && !isOverride) {
        if (typeof value !== "boolean") this.#add(at, value, "are true, false");
        else for (const { id } of to) this.#set(settings, settingKey(key, id), value, at);
      } else if (names.includes(key)) this.#option(key, value, at, to, settings, false);
      else {
        const accepted = [...names, ...(isOverride ? [] : [SWITCHES.waivable])];
        this.problems.add(this.file.place(at), at, "an unknown key", `are ${listQuoted(accepted)}`);
      }
    }
  }

  #limits(value: unknown, settings: Map<string, Setting>): void {
    if (!isObject(value)) {
      this.#add(["limits"], value, "is an object of numbers");
      return;
    }
    for (const [name, limit] of Object.entries(value)) {
      const at = ["limits", name];
      if (!isLimit(name)) this.problems.add(this.file.place(at), at, "an unknown limit", `are ${listQuoted(Object.keys(defaultLimits))}`);
      else if (typeof limit !== "number" || !(limit >= 1)) this.#add(at, limit, "is a number of at least 1");
      else this.#set(settings, settingKey(`limits.${name}`), limit, at);
    }
  }

  #waivers(content: Readonly<Record<string, unknown>>, path: JsonPath): readonly Waiver[] {
    const written = this.#list(content, path, "is an array of objects").map((value, index) => ({
      value,
      words: inWords([...path, index]),
      place: this.file.place([...path, index]),
    }));
    const { waivers, problems } = parseWaivers(written, this.controls);
    for (const { place, message } of problems) this.problems.say(place, message);
    return waivers;
  }

  /** A value that is an array, if it is there. */
  #list(
    content: Readonly<Record<string, unknown>>,
    path: JsonPath,
    accepted: string,
    isItem: (item: unknown) => boolean = () => true,
  ): readonly unknown[] {
    const key = String(path.at(-1));
    const value = Object.hasOwn(content, key) ? content[key] : [];
    if (!Array.isArray(value)) {
      this.#add(path, value, accepted);
      return [];
    }
    for (const [index, item] of value.entries())
      if (!isItem(item)) this.#add([...path, index], item, accepted.replace("an array of globs", "a glob"));
    return value.filter(isItem);
  }

  /** Checks a value at the top of the file, if it is there. */
  #want(path: JsonPath, isRight: (value: unknown) => boolean, accepted: string): boolean {
    const key = String(path[0]);
    const value = this.file.content[key];
    const isWrong = Object.hasOwn(this.file.content, key) && !isRight(value);
    if (isWrong) this.#add(path, value, accepted);
    return !isWrong;
  }

  #set(settings: Map<string, Setting>, key: string, value: unknown, path: JsonPath): void {
    settings.set(key, { value, path, place: this.file.place(path) });
  }

  #add(path: JsonPath, value: unknown, accepted: string): void {
    this.problems.add(this.file.place(path), path, describe(value), accepted);
  }
}

type Entries = readonly (readonly [string, unknown])[];

function firstly(key: string, entries: Entries): Entries {
  return entries.toSorted(([a], [b]) => Number(b === key) - Number(a === key));
}

function lastly(key: string, entries: Entries): Entries {
  return entries.toSorted(([a], [b]) => Number(a === key) - Number(b === key));
}

function isLimit(key: string): key is keyof Limits {
  return Object.hasOwn(defaultLimits, key);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
