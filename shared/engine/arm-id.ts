import { fold } from "./text";

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
