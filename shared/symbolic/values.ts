import type * as Crypto from "node:crypto";
import { fold, nameKey } from "../engine/names";

/** What an expression evaluates to: JSON, with unknown parts. Objects have no prototype. */
export type Value = null | boolean | number | string | Unknown | SymbolicText | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [key: string]: Value;
}

/** A value that can't be known before deployment. Two with the same key are the same value, whatever it will be. */
export class Unknown {
  /**
   * @param cause what is not known, as a noun: `parameters('x'), which has no value here`
   * @param isCause whether the value is that itself, or only depends on it
   * @param among all that it may turn out to be, where that is a few
   * @param member what a property of it is, where more is known of that
   */
  constructor(
    key: string,
    readonly cause: string,
    readonly isCause: boolean,
    readonly among?: readonly Value[],
    readonly member?: (key: string) => Value | undefined,
  ) {
    this.key = shortened(key);
  }

  readonly key: string;
}

/** A text with unknown parts; at least one part is unknown, and no two texts follow each other. */
export class SymbolicText {
  constructor(readonly parts: readonly (string | Unknown)[]) {}
}

/** A text, of which a part or all may not be known. */
export type Text = string | Unknown | SymbolicText;

/** Whether a value is a text, or may turn out to be one. */
export function isText(value: Value): value is Text {
  return typeof value === "string" || isUnknown(value);
}

/** The first part of a text that isn't known. */
export function unknownPart(text: Text): Unknown | undefined {
  if (typeof text === "string") return undefined;
  return text instanceof Unknown ? text : text.parts.find((part) => part instanceof Unknown);
}

/** What can stand in a text. */
export type TextPart = null | boolean | number | string | Unknown | SymbolicText;

/** Told of work done, and refuses to go on when that becomes too much. */
export type Spend = (steps: number) => void;

/** Of more possibilities than these nothing is made. */
const MAX_POSSIBILITIES = 16;

/** Whether a value as a whole is unknown; an array or object of unknown values is not. */
export function isUnknown(value: unknown): value is Unknown | SymbolicText {
  return value instanceof Unknown || value instanceof SymbolicText;
}

/** Whether a value is an object: no array, and nothing unknown. */
export function isObjectValue(value: Value | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** `Array.isArray`, for arrays that can't be written to. */
export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** An object that holds nothing but what it is given, whatever the keys. */
export function object(entries: Iterable<readonly [string, Value]>): ValueObject {
  const made = Object.create(null) as Record<string, Value>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}

/**
 * JSON as a value, in which nothing is an expression and keys such as `__proto__` are keys like others.
 *
 * @param tooDeep what stands for what is nested too deeply
 * @param ofText what stands for a text; the text itself by default
 */
export function fromJson(json: unknown, tooDeep: () => Value, ofText: (text: string) => Value = (text) => text, depth = 0): Value {
  if (depth > MAX_JSON_DEPTH) return tooDeep();
  if (isUnknown(json) || json === null || json === undefined) return json ?? null;
  if (Array.isArray(json)) return json.map((item) => fromJson(item, tooDeep, ofText, depth + 1));
  if (typeof json === "object") {
    return object(Object.entries(json).map(([key, value]: [string, unknown]) => [key, fromJson(value, tooDeep, ofText, depth + 1)]));
  }
  return typeof json === "string" ? ofText(json) : (json as Value);
}

const MAX_JSON_DEPTH = 100;

/** Own keys of large objects by their folded form. */
const foldedKeys = new WeakMap<object, ReadonlyMap<string, string>>();

/** Of fewer keys than these, looking at each is faster. */
const MANY_KEYS = 50;

/**
 * The property of an object, by its name in any case: Azure ignores it.
 *
 * @param of anything that has been read from JSON; only own properties count
 */
export function property(of: unknown, key: string): unknown {
  const own = propertyName(of, key);
  return own === undefined ? undefined : (of as Record<string, unknown>)[own];
}

/** The text that is such a property; empty where it is none. */
export function textProperty(of: unknown, key: string): string {
  const value = property(of, key);
  return typeof value === "string" ? value : "";
}

/** One step from a value to one in it; `undefined` where there is none. */
export function member(of: Value, key: Value): Value | undefined {
  if (isArray(of)) return typeof key === "number" ? of[key] : undefined;
  return typeof key === "string" ? (property(of, key) as Value | undefined) : undefined;
}

/** The name of that property as it is written. */
export function propertyName(of: unknown, key: string): string | undefined {
  if (typeof of !== "object" || of === null || Array.isArray(of) || isUnknown(of)) return undefined;
  if (Object.hasOwn(of, key)) return key;
  const known = foldedKeys.get(of);
  if (known) return known.get(fold(key));
  const keys = Object.keys(of);
  if (keys.length < MANY_KEYS) return keys.find((own) => own.length === key.length && fold(own) === fold(key));
  const folded = new Map(keys.map((own) => [fold(own), own]));
  foldedKeys.set(of, folded);
  return folded.get(fold(key));
}

/** Keys hold the keys of what they depend on, which would let them grow without end. */
const MAX_KEY = 200;

function newHash(): Crypto.Hash {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Few runs have such long keys, and no other waits for it.
  const { createHash } = require("node:crypto") as typeof Crypto;
  return createHash("sha256");
}

function shortened(text: string): string {
  return text.length > MAX_KEY ? `#${newHash().update(text).digest("hex")}` : text;
}

/** Values are shared rather than copied, so what has been told of one holds wherever it stands. */
const canonicals = new WeakMap<object, string>();

/** A short text that tells values apart: equal for equal values, and for unknown ones that are surely the same. */
export function canonical(value: Value, spend: Spend): string {
  spend(1);
  if (typeof value === "string") {
    spend(value.length / 64);
    return shortened(JSON.stringify(value));
  }
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Unknown) return `«${value.key}»`;
  let known = canonicals.get(value);
  if (known === undefined) canonicals.set(value, (known = canonicalOf(value, spend)));
  return known;
}

function canonicalOf(value: SymbolicText | readonly Value[] | ValueObject, spend: Spend): string {
  if (value instanceof SymbolicText)
    return digest(
      "`",
      value.parts.map((part) => canonical(part, spend)),
    );
  if (isArray(value))
    return digest(
      "[",
      value.map((item) => canonical(item, spend)),
    );
  return digest(
    "{",
    Object.keys(value)
      .sort()
      .map((key) => `${shortened(JSON.stringify(key))}:${canonical(value[key] ?? null, spend)}`),
  );
}

function digest(kind: string, parts: readonly string[]): string {
  if (parts.reduce((sum, part) => sum + part.length + 1, 0) <= MAX_KEY) return kind + parts.join();
  const hash = newHash();
  for (const part of parts) hash.update(part).update(",");
  return `${kind}#${hash.digest("hex")}`;
}

const unknowns = new WeakMap<object, Unknown | "none">();

/** The first unknown part of a value. */
export function unknownIn(value: Value, spend: Spend): Unknown | undefined {
  spend(1);
  if (isText(value)) return unknownPart(value);
  if (typeof value !== "object" || value === null) return undefined;
  let known = unknowns.get(value);
  if (known === undefined) {
    known = "none";
    for (const item of isArray(value) ? value : Object.values(value)) {
      const found = unknownIn(item, spend);
      if (!found) continue;
      known = found;
      break;
    }
    unknowns.set(value, known);
  }
  return known === "none" ? undefined : known;
}

/** How a text shows a value that isn't one: booleans as .NET writes them. */
export function textOf(value: null | boolean | number | string): string {
  if (value === null) return "";
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

/** Texts and unknown values as one text. */
export function concatenate(parts: readonly TextPart[]): Text {
  const merged: (string | Unknown)[] = [];
  const add = (part: Exclude<TextPart, SymbolicText>): void => {
    const text = part instanceof Unknown ? part : textOf(part);
    const last = merged.at(-1);
    if (typeof text === "string" && typeof last === "string") merged[merged.length - 1] = last + text;
    else if (text !== "") merged.push(text);
  };
  for (const part of parts) {
    if (part instanceof SymbolicText) for (const inner of part.parts) add(inner);
    else add(part);
  }
  const [only = ""] = merged;
  return merged.length < 2 ? only : new SymbolicText(merged);
}

/** The parts of a text between slashes; an unknown part counts as one that has none. */
export function segments(value: Text): Text[] {
  const found: (string | Unknown)[][] = [[]];
  for (const part of value instanceof SymbolicText ? value.parts : [value]) {
    if (part instanceof Unknown) {
      found.at(-1)?.push(part);
      continue;
    }
    const [first = "", ...rest] = part.split("/");
    found.at(-1)?.push(first);
    for (const segment of rest) found.push([segment]);
  }
  return found.map(concatenate);
}

/** A text in which something stands for each unknown part: the same for the same one, and never a slash. */
export function withPlaceholders(text: Text): string {
  if (typeof text === "string") return text;
  const parts = text instanceof SymbolicText ? text.parts : [text];
  return parts.map((part) => (typeof part === "string" ? part : `\u0000${part.key.replaceAll("/", "\u0001")}\u0000`)).join("");
}

/** The key of a resource by its name, which may be partly unknown; equal for names that Azure takes for the same. */
export function symbolicNameKey(name: Text): string {
  return nameKey(withPlaceholders(name));
}

/** Whether two names may turn out to be the same: whether what is known at their ends agrees. */
export function mayEqual(a: Text, b: Text): boolean {
  if (typeof a === "string" && typeof b === "string") return fold(a) === fold(b);
  const [startOfA, endOfA] = ends(a);
  const [startOfB, endOfB] = ends(b);
  return (startOfA.startsWith(startOfB) || startOfB.startsWith(startOfA)) && (endOfA.endsWith(endOfB) || endOfB.endsWith(endOfA));
}

function ends(name: Text): [string, string] {
  const parts = name instanceof SymbolicText ? name.parts : [name];
  const known = (part: string | Unknown | undefined): string => (typeof part === "string" ? fold(part) : "");
  return [known(parts[0]), known(parts.at(-1))];
}

/** Whether a value may turn out to be one of a few. */
export function isChoice(value: Value): boolean {
  if (value instanceof Unknown) return value.among !== undefined;
  return value instanceof SymbolicText && value.parts.some((part) => part instanceof Unknown && part.among !== undefined);
}

/** All that a value may turn out to be, as far as that is a matter of a few choices; else the value alone. */
export function possibilities(value: Value): readonly Value[] {
  if (value instanceof Unknown) return value.among ?? [value];
  if (!(value instanceof SymbolicText)) return [value];
  return (
    combinations(value.parts.map(possibilities))?.map((parts) =>
      concatenate(parts.map((part) => (isArray(part) || isObjectValue(part) ? null : part))),
    ) ?? [value]
  );
}

/** Every way to choose one of each; `undefined` where there are too many. */
export function combinations(choices: readonly (readonly Value[])[]): readonly (readonly Value[])[] | undefined {
  const count = choices.reduce((product, { length }) => Math.min(product * length, MAX_POSSIBILITIES + 1), 1);
  if (count > MAX_POSSIBILITIES) return undefined;
  return Array.from({ length: count }, (_, way) => {
    let left = way;
    return choices.map((choice) => {
      const chosen = choice[left % choice.length] ?? null;
      left = Math.floor(left / choice.length);
      return chosen;
    });
  });
}

/**
 * The value that is one of several, it isn't known which.
 *
 * @param unknown what stands for it where there is more than one
 */
export function oneOf(values: readonly Value[], unknown: Unknown, spend: Spend): Value {
  if (values.length === 1) return values[0] ?? null;
  const different = new Map(values.flatMap(possibilities).map((value) => [canonical(value, spend), value]));
  const [first = null] = different.values();
  if (different.size < 2) return first;
  return different.size > MAX_POSSIBILITIES ? unknown : new Unknown(unknown.key, unknown.cause, unknown.isCause, [...different.values()]);
}
