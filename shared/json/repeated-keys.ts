import type { Node } from "jsonc-parser";
import type { Budget } from "../limits";
import type { JsonPath, Range } from "./document";
import { positionsIn } from "./positions";
import type * as Tolerant from "./tolerant";

/** A key that an object has a second time. JSON's readers take the last one, and say nothing. */
export interface RepeatedKey {
  readonly path: JsonPath;
  /** Where the key stands before. */
  readonly earlier: Range;
  readonly range: Range;
}

/**
 * Finds keys that an object of a JSON text has more than once.
 *
 * @param text may have comments and trailing commas
 * @param value what was read of it
 * @throws LimitError for a text that is nested too deeply
 */
export function repeatedKeys(text: string, value: unknown, { limits }: Budget): readonly RepeatedKey[] {
  // A text in which no key is repeated, as nearly all are, needs no tree.
  if (colonsIn(text) === keysIn(value)) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most runs don't need it, and aren't kept waiting for it.
  const { jsonTree } = require("./tolerant") as typeof Tolerant;
  const found: RepeatedKey[] = [];
  const tree = jsonTree(text, limits);
  if (tree) findIn(tree, [], positionsIn(text), found);
  return found;
}

function findIn(node: Node, path: JsonPath, positionOf: ReturnType<typeof positionsIn>, found: RepeatedKey[]): void {
  const rangeOf = ({ offset, length }: Node): Range => ({ start: positionOf(offset), end: positionOf(offset + length) });
  const seen = new Map<string, Node>();
  for (const [index, child] of (node.children ?? []).entries()) {
    if (child.type !== "property") {
      findIn(child, [...path, index], positionOf, found);
      continue;
    }
    const [key, value] = child.children ?? [];
    const name = String(key?.value);
    const earlier = seen.get(name);
    if (key && earlier) found.push({ path: [...path, name], earlier: rangeOf(earlier), range: rangeOf(key) });
    if (key) seen.set(name, key);
    if (value) findIn(value, [...path, name], positionOf, found);
  }
}

/** As many as its objects have members, as a colon within a string or a comment isn't counted. */
function colonsIn(text: string): number {
  let count = 0;
  for (const [part] of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"?|\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)|:/g)) if (part === ":") count++;
  return count;
}

function keysIn(value: unknown): number {
  let count = 0;
  const open = [value];
  for (let of = open.pop(); of !== undefined; of = open.pop()) {
    if (typeof of !== "object" || of === null) continue;
    const parts: unknown[] = Object.values(of);
    if (!Array.isArray(of)) count += parts.length;
    for (const part of parts) open.push(part);
  }
  return count;
}
