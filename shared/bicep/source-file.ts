import type { Range } from "../json/document";
import { positionsIn } from "../json/positions";
import type { Place, Position } from "../model";
import { lex, type Token, type TokenKind } from "./lexer";
import type { SyntaxTree } from "./syntax";

/** A file that has been read. */
export interface SourceFile {
  /** As it was asked for. */
  readonly path: string;
  readonly text: string;
  readonly tree: SyntaxTree;
  /** Where what begins at an offset stands, if the file is a template: then offsets are numbers that only it can read. */
  readonly rangeOf?: (offset: number) => Range;
}

/** What places in a file are told by; made when the first is asked for. */
export interface Layout {
  readonly tokens: readonly Token[];
  readonly positionOf: (offset: number) => Position;
  /** By the offset that each begins at: a module may be deployed any number of times. */
  readonly places: Map<number, Place>;
}

const layouts = new WeakMap<SourceFile, Layout>();

/** The tokens of a file, and its lines. */
export function layoutOf(file: SourceFile): Layout {
  let layout = layouts.get(file);
  if (!layout) layouts.set(file, (layout = { tokens: lex(file.text).tokens, positionOf: positionsIn(file.text), places: new Map() }));
  return layout;
}

/** Where in a file the statement, the property or the item is that begins at an offset. */
export function placeIn(file: SourceFile, offset: number): Place {
  if (file.rangeOf) return { file: file.path, ...file.rangeOf(offset) };
  const { tokens, positionOf, places } = layoutOf(file);
  let place = places.get(offset);
  if (!place) places.set(offset, (place = { file: file.path, start: positionOf(offset), end: positionOf(endOf(tokens, offset)) }));
  return place;
}

const OPENING: ReadonlySet<TokenKind> = new Set(["{", "[", "(", "textStart"]);
const CLOSING: ReadonlySet<TokenKind> = new Set(["}", "]", ")", "textEnd", "textMiddle"]);

/** Behind the last token of what begins at an offset: the next one ends a line, an item or what is around. */
export function endOf(tokens: readonly Token[], offset: number): number {
  let depth = 0;
  let end = offset;
  for (let at = indexOf(tokens, offset); at < tokens.length; at++) {
    const { kind, end: own } = tokens[at] as Token;
    if (kind === "end" || (depth === 0 && (kind === "newline" || kind === ","))) break;
    if (CLOSING.has(kind) && --depth < 0) break;
    end = own;
    if (OPENING.has(kind) || kind === "textMiddle") depth++;
  }
  return end;
}

/** The index of the first token that doesn't begin before an offset. */
export function indexOf(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
