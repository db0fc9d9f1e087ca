import { compare } from "../engine/names";
import { OptionsError } from "../engine/options";
import type { JsonPath } from "../json/document";
import { parseJson, type JsonText } from "../json/parse";
import { repeatedKeys } from "../json/repeated-keys";
import { newBudget } from "../limits";
import type { Place } from "../model";

/** What is wrong with a configuration, all of it. */
export class Problems {
  readonly #problems: { readonly place?: Place; readonly message: string }[] = [];

  /**
   * Takes note of a value that is not accepted.
   *
   * @param place where it stands
   * @param path which it is, as keys from the file's outermost object on
   * @param accepted follows "accepted": `are "a", "b"`
   */
  add(place: Place, path: JsonPath, found: string, accepted: string): void {
    const words = inWords(path);
    this.say(place, `${words === "" ? "the configuration" : words}: found ${found}; accepted ${accepted}.`);
  }

  /** Takes note of anything else. */
  say(place: Place | undefined, message: string): void {
    this.#problems.push({ message, ...(place && { place }) });
  }

  /**
   * Reads the text of a file in JSON, and takes note of what is wrong with it.
   *
   * @param shown the file as messages name it
   * @returns `undefined` for what is no JSON
   * @throws LimitError for a text that is nested too deeply
   */
  parse(text: string, shown: string): JsonText | undefined {
    const budget = newBudget();
    const json = parseJson(text, budget);
    for (const { message, at } of json.problems) this.say({ file: shown, start: at, end: at }, message);
    if (json.problems.length > 0) return undefined;
    for (const { path, range, earlier } of repeatedKeys(text, json.value, budget)) {
      const { line, column } = earlier.start;
      const words = `on line ${String(line)}, column ${String(column)} as well`;
      this.add({ file: shown, ...range }, path, `the key ${words}`, "is one of the two");
    }
    return json;
  }

  /** @throws OptionsError naming every problem once, file by file and line by line, if there is any */
  throwIfAny(): void {
    if (this.#problems.length === 0) return;
    const sorted = this.#problems.toSorted((a, b) => byPlace(a.place, b.place));
    throw new OptionsError([...new Set(sorted.map(({ place, message }) => (place ? `${placeInWords(place)}: ${message}` : message)))]);
  }
}

function byPlace(a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return Number(b === undefined) - Number(a === undefined);
  return compare(a.file, b.file) || a.start.line - b.start.line || a.start.column - b.start.column;
}

/** A place as messages name it. */
export function placeInWords({ file, start }: Place): string {
  return `${file}:${String(start.line)}:${String(start.column)}`;
}

/** A path as its author would write it in JavaScript: `controls["Azure.PostgreSQL.UseSSL"].unset`. */
export function inWords(path: JsonPath): string {
  return path.reduce<string>((words, key) => {
    if (typeof key === "number") return `${words}[${String(key)}]`;
    if (!/^[\w$]+$/.test(key)) return `${words}[${JSON.stringify(key)}]`;
    return words === "" ? key : `${words}.${key}`;
  }, "");
}
