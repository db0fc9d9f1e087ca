import type { Budget } from "../limits";
import type { Position } from "../model";
import type { JsonPath, Range } from "./document";
import { positionsIn } from "./positions";
import type * as Tolerant from "./tolerant";

/** The value of a JSON text, and where each part of it stands. */
export interface JsonText {
  /** `undefined` where nothing can be made of the text. */
  readonly value: unknown;
  /** What is wrong with the text, as sentences. */
  readonly problems: readonly { readonly message: string; readonly at: Position }[];
  /** Where the value at a path stands; where a part of the path isn't there, the last part that is. */
  readonly range: (path: JsonPath) => Range;
}

/**
 * Reads JSON as Azure takes it: with comments, trailing commas, and line breaks in strings. Of a text with errors in it,
 * what can be made out is read, and every error is told.
 *
 * A text is first taken for plain JSON, which nearly all are and which the run-time reads fastest.
 *
 * @throws LimitError for a text that is nested too deeply
 */
export function parseJson(written: string, budget: Budget): JsonText {
  const text = written.startsWith("\uFEFF") ? ` ${written.slice(1)}` : written;
  try {
    const value = JSON.parse(text) as unknown;
    return { value, problems: [], range: rangesIn(text) };
  } catch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most runs don't need it, and aren't kept waiting for it.
    const { parseTolerantly } = require("./tolerant") as typeof Tolerant;
    return parseTolerantly(text, budget);
  }
}

/** Finds places in a text that is known to be plain JSON; a tree of all of it would take many times longer. */
function rangesIn(text: string): (path: JsonPath) => Range {
  const known = new Map<number, ReadonlyMap<string | number, number>>();
  const positionOf = positionsIn(text);
  return (path) => {
    let at = skipBlanks(text, 0);
    for (const key of path) {
      let members = known.get(at);
      if (!members) known.set(at, (members = membersAt(text, at)));
      const next = members.get(key);
      if (next === undefined) break;
      at = next;
    }
    const end = at + text.slice(at, endOfValue(text, at)).trimEnd().length;
    return { start: positionOf(at), end: positionOf(end) };
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Brackets and braces differ in this bit alone. */
const BRACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Offsets of what the object or array at an offset holds; of members of the same name that of the last, as it holds. */
function membersAt(text: string, start: number): ReadonlyMap<string | number, number> {
  const found = new Map<string | number, number>();
  const isObject = text[start] === "{";
  if (!isObject && text[start] !== "[") return found;
  let at = skipBlanks(text, start + 1);
  for (let index = 0; (text.charCodeAt(at) | BRACE) !== CLOSE; index++) {
    let key: string | number = index;
    if (isObject) {
      const end = endOfString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipBlanks(text, skipBlanks(text, end) + 1);
    }
    found.set(key, at);
    at = skipBlanks(text, endOfValue(text, at));
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return found;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === COMMA) {
      if (depth === 0) return at;
    } else if ((code | BRACE) === OPEN) depth++;
    else if ((code | BRACE) === CLOSE && --depth < 0) return at;
  }
  return text.length;
}
