import { readFileSync } from "node:fs";
import { sortedEntries, type BaselineEntry, type PlacedEntry } from "../engine/baseline";
import { isObject } from "../engine/is-object";
import { describe, listQuoted, fileErrorInWords } from "../engine/show";
import type { JsonText } from "../json/parse";
import { Problems } from "./problems";
import { writeNamedFile } from "./write-named-file";

const SCHEMA_VERSION = 1;

const TEXTS = ["control", "type", "name", "address", "armPath"] as const;
const OPTIONAL_TEXTS = ["file", "parameters"] as const;
const VERDICTS = ["fail", "unset", "undetermined"];
const KEYS: readonly string[] = [...TEXTS, "verdict", ...OPTIONAL_TEXTS];

/**
 * Reads a baseline.
 *
 * @param path absolute
 * @param shown as messages name it
 * @throws OptionsError naming every problem at once, each with its place
 */
export function readBaseline(path: string, shown: string): readonly PlacedEntry[] {
  const problems = new Problems();
  const json = parsed(path, shown, problems);
  const accepted = json && acceptedIn(json, shown, problems);
  const entries = (accepted ?? []).map((value, index): PlacedEntry => {
    const at = ["accepted", index];
    const place = { file: shown, ...json?.range(at) } as PlacedEntry["place"];
    for (const { key, found, accepted: wanted } of problemsOf(value)) problems.add(place, key === "" ? at : [...at, key], found, wanted);
    return { ...(value as BaselineEntry), place };
  });
  problems.throwIfAny();
  return entries;
}

/**
 * Writes a baseline.
 *
 * @param path absolute
 * @param shown as messages name it
 * @throws OptionsError for a file that can't be written
 */
export function writeBaseline(path: string, shown: string, entries: readonly BaselineEntry[], toolVersion: string): void {
  writeNamedFile(path, shown, baselineText(sortedEntries(entries), toolVersion));
}

/** A baseline as a text: an entry a line, sorted, so that a change of it shows what has changed. */
function baselineText(entries: readonly BaselineEntry[], toolVersion: string): string {
  const lines = entries.map((entry) => `    ${JSON.stringify(Object.fromEntries(KEYS.flatMap((key) => valueOf(entry, key))))}`);
  const accepted = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "schemaVersion": ${String(SCHEMA_VERSION)},\n  "toolVersion": ${JSON.stringify(toolVersion)},\n  "accepted": ${accepted}\n}\n`;
}

function valueOf(entry: BaselineEntry, key: string): [string, string][] {
  const value = (entry as unknown as Readonly<Record<string, string | undefined>>)[key];
  return value === undefined ? [] : [[key, value]];
}

function parsed(path: string, shown: string, problems: Problems): JsonText | undefined {
  try {
    return problems.parse(readFileSync(path, "utf8"), shown);
  } catch (error) {
    problems.say(undefined, `${shown} can't be read: ${fileErrorInWords(error)}.`);
    return undefined;
  }
}

function acceptedIn(json: JsonText, shown: string, problems: Problems): readonly unknown[] | undefined {
  const accepted = `is an object with "schemaVersion": ${String(SCHEMA_VERSION)} and "accepted", an array, as --write-baseline writes it`;
  const { value } = json;
  if (isObject(value) && value["schemaVersion"] === SCHEMA_VERSION && Array.isArray(value["accepted"]))
    return value["accepted"] as readonly unknown[];
  problems.say({ file: shown, ...json.range([]) }, `the baseline: found ${describe(value)}; accepted ${accepted}.`);
  return undefined;
}

function problemsOf(entry: unknown): readonly { readonly key: string; readonly found: string; readonly accepted: string }[] {
  if (!isObject(entry)) return [{ key: "", found: describe(entry), accepted: `is an object with ${listQuoted(KEYS)}` }];
  const found = (key: string): string => (Object.hasOwn(entry, key) ? describe(entry[key]) : "nothing");
  const isText = (key: string): boolean => Object.hasOwn(entry, key) && typeof entry[key] === "string";
  return [
    ...Object.keys(entry).flatMap((key) =>
      KEYS.includes(key) ? [] : [{ key, found: "an unknown key", accepted: `are ${listQuoted(KEYS)}` }],
    ),
    ...TEXTS.flatMap((key) => (isText(key) ? [] : [{ key, found: found(key), accepted: "is a text" }])),
    ...OPTIONAL_TEXTS.flatMap((key) =>
      !Object.hasOwn(entry, key) || isText(key) ? [] : [{ key, found: found(key), accepted: "is a text" }],
    ),
    ...(VERDICTS.includes(String(entry["verdict"])) && isText("verdict")
      ? []
      : [{ key: "verdict", found: found("verdict"), accepted: `are ${listQuoted(VERDICTS)}` }]),
  ];
}
