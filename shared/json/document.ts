import type { Place, Position, WrittenWaiver } from "../model";

/** Keys and indexes from the outermost value of a document to one within it. */
export type JsonPath = readonly (string | number)[];

/** A part of a text: from its first character to the one behind its last. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A JSON document that a template or an export stands in. */
export interface Document {
  /** As messages name it; empty for one that is no file. */
  readonly file: string;
  /** Tells what is deployed from here from what others deploy, where both are seen together. */
  readonly id?: string;
  readonly value: unknown;
  /** Where the value at a path stands; where a part of the path isn't there, the last part that is. */
  readonly range?: (path: JsonPath) => Range;
  /**
   * In the place of {@link range}, for a document that is made from files of another language: where the value at a path
   * stands, last, and before it the statements in other files that lead there, the outermost first.
   */
  readonly places?: (path: JsonPath) => readonly Place[];
  /**
   * The waivers that comments in such a file write beside the value at a path.
   *
   * @param controlNames what controls are called, in lower case
   */
  readonly waivers?: (path: JsonPath, controlNames: ReadonlySet<string>) => readonly WrittenWaiver[];
  /** All that are in the files that these were asked of, also those that stand beside nothing. */
  readonly allWaivers?: (controlNames: ReadonlySet<string>) => readonly WrittenWaiver[];
  /** Reads a file by its path relative to this one; one that can't be read says why, as words that follow a colon. */
  readonly open?: (relativePath: string) => Document | { readonly unread: string };
  /** Reads the one file whose path ends with a path, of which the beginning isn't known; `undefined` where none does, or several. */
  readonly openByEnd?: (path: string) => Document | { readonly unread: string } | undefined;
}

/** A value in a document, by the path that leads to it. */
export interface JsonLocation {
  readonly document: Document;
  readonly path: JsonPath;
}

/** Where a value stands; `undefined` for one that is in no file. */
export function placeOf({ document: { file, range, places }, path }: JsonLocation): Place | undefined {
  if (!places) return range && { file, ...range(path) };
  const all = places(path);
  const place = all.at(-1);
  return place && (all.length > 1 ? { ...place, through: all.slice(0, -1) } : place);
}
