/** How Azure compares types, parameter names and values: without case. */
export function same(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** Whether two texts look like two spellings of one name: apart from case and separators, they differ by two letters at most. */
export function isNearly(a: string, b: string): boolean {
  const letters = (text: string): string => fold(text).replace(/[^a-z0-9]/g, "");
  const [one, other] = [letters(a), letters(b)];
  return Math.abs(one.length - other.length) <= MAX_TYPOS && distance(one, other) <= MAX_TYPOS;
}

const MAX_TYPOS = 2;

/** How many letters are to be changed, added or left out to make one text of another (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(one).entries()) {
    const next = [at + 1];
    for (const [index, wanted] of Array.from(other).entries()) {
      const kept = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(kept, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The form of a text in which two that Azure takes for the same are equal; for use as a key. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** The key of a resource whose ARM name is `name`. */
export function nameKey(name: string): string {
  return `name:${fold(name)}`;
}

/** Orders texts by code unit: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The type of the resource that contains one: `Microsoft.X/servers` for `Microsoft.X/servers/configurations`. */
export function parentTypeOf(type: string): string {
  return type.slice(0, type.lastIndexOf("/"));
}

/**
 * The name that an ARM id gives to the resource of one type.
 *
 * @param id e.g. `/subscriptions/…/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg/configurations/…`
 * @param type e.g. `Microsoft.DBforPostgreSQL/flexibleServers`; a child's name is its last segment
 * @returns `undefined` where the id names no resource of that type
 */
export function nameInId(id: string, type: string): string | undefined {
  const [namespace = "", ...collections] = fold(type).split("/");
  const segments = id.split("/");
  let at = segments.findLastIndex((segment, index) => fold(segment) === namespace && fold(segments[index - 1] ?? "") === "providers");
  if (at < 0) return undefined;
  for (const collection of collections) {
    if (fold(segments[at + 1] ?? "") !== collection) return undefined;
    at += 2;
  }
  return segments[at] === "" ? undefined : segments[at];
}
