import type { Budget } from "./arm/limits";
import type { JsonPath } from "./arm/template";
import type * as TolerantJson from "./tolerant-json";

/** A place in a text; both numbers count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The value of a JSON text, and where each part of it stands. */
export interface JsonText {
  /** `undefined` where nothing can be made of the text. */
  readonly value: unknown;
  /** What is wrong with the text, as sentences. */
  readonly problems: readonly { readonly message: string; readonly at: Position }[];
  /** Where the value at a path begins; where a part of the path isn't there, the last part that is. */
  position(path: JsonPath): Position;
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
  const place = positions(text);
  try {
    const value = JSON.parse(text) as unknown;
    const members = membersOf(text);
    return { value, problems: [], position: (path) => place(offsetOf(path, text, members)) };
  } catch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Loaded only where it is needed: most runs aren't kept waiting for it.
    const { parseTolerantly } = require("./tolerant-json") as typeof TolerantJson;
    return parseTolerantly(text, budget, place);
  }
}

type Members = (start: number) => ReadonlyMap<string | number, number>;

/** The offset of a part of a text that is known to be plain JSON; a tree of all of it would take many times longer. */
function offsetOf(path: JsonPath, text: string, members: Members): number {
  let at = skipBlanks(text, 0);
  for (const key of path) {
    const next = members(at).get(key);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** Offsets of what the object or array at an offset holds; of members of the same name that of the last, as it holds. */
function membersOf(text: string): Members {
  const known = new Map<number, Map<string | number, number>>();
  return (start) => {
    const before = known.get(start);
    if (before) return before;
    const found = new Map<string | number, number>();
    known.set(start, found);
    const isObject = text[start] === "{";
    if (!isObject && text[start] !== "[") return found;
    let at = skipBlanks(text, start + 1);
    for (let index = 0; text[at] !== "}" && text[at] !== "]"; index++) {
      let key: string | number = index;
      if (isObject) {
        const end = endOfString(text, at);
        key = JSON.parse(text.slice(at, end)) as string;
        at = skipBlanks(text, skipBlanks(text, end) + 1);
      }
      found.set(key, at);
      at = skipBlanks(text, endOfValue(text, at));
      if (text[at] === ",") at = skipBlanks(text, at + 1);
    }
    return found;
  };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

const STRUCTURE = /["[{}\],]/g;

function endOfValue(text: string, from: number): number {
  let depth = 0;
  STRUCTURE.lastIndex = from;
  for (let match = STRUCTURE.exec(text); match; match = STRUCTURE.exec(text)) {
    const [sign] = match;
    if (sign === '"') STRUCTURE.lastIndex = endOfString(text, match.index);
    else if (sign === "{" || sign === "[") depth++;
    else if (depth === 0) return match.index;
    else if (sign !== ",") depth--;
  }
  return text.length;
}

/** Lines and columns of offsets. */
function positions(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    if (!starts) {
      starts = [0];
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
