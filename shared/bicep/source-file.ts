import type { SyntaxTree } from "./syntax";

/** A place in a file; both count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A file that has been read. */
export interface SourceFile {
  /** As it was asked for. */
  readonly path: string;
  readonly text: string;
  readonly tree: SyntaxTree;
}

const lineStarts = new WeakMap<SourceFile, readonly number[]>();

/** Where an offset in a file is. */
export function placeIn(file: SourceFile, offset: number): SourcePlace {
  let starts = lineStarts.get(file);
  if (!starts) {
    starts = [0, ...Array.from(file.text.matchAll(/\r\n|\r|\n/g), ({ index, 0: { length } }) => index + length)];
    lineStarts.set(file, starts);
  }
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: file.path, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
