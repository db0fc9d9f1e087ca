import type { Row, RowResource } from "../rows/row";

/** One way to write a row. */
export interface Dialect {
  readonly name: string;
  /** Why a row can't be written so, as a sentence; `undefined` for one that can. */
  cannot(row: Row): string | undefined;
}

/** For a dialect in which every row can be written. */
export const canAll = (): undefined => undefined;

/** A reason that holds for each row with such a resource. */
export function cannotWith(isSuch: (resource: RowResource) => boolean, why: string): Dialect["cannot"] {
  return ({ resources }) => (resources.some(isSuch) ? why : undefined);
}

/** The first reason of several. */
export function cannotAny(...all: readonly Dialect["cannot"][]): Dialect["cannot"] {
  return (row) => all.map((cannot) => cannot(row)).find((why) => why !== undefined);
}
