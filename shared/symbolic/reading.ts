import type { Reading } from "../model";
import { isUnknown, possibilities, Unknown, unknownPart, type Value } from "./values";

/** Why a value can't be known, as words that follow its name. */
export function reasonOf(values: readonly Value[]): string {
  const first = values.find(isUnknown);
  if (first instanceof Unknown) return `${first.isCause && values.length === 1 ? "is" : "depends on"} ${first.cause}`;
  const part = first && unknownPart(first);
  return part ? `depends on ${part.cause}` : "is one of several";
}

/** A value as controls read it; null is a value that is not set. */
export function readingOf(value: Value): Reading {
  if (value === null) return { state: "unset" };
  if (!isUnknown(value)) return { state: "known", value };
  const among = possibilities(value);
  return { state: "unknown", why: reasonOf([value]), ...(among.length > 1 && !among.some(isUnknown) && { among }) };
}
