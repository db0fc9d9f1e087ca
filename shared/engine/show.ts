import type { AzureResource } from "../model";
import { same } from "./names";

/** What a message about another resource calls a resource. */
export function label({ origin }: AzureResource): string {
  return origin.label ?? origin.address;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What Node's codes say of a path. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "access is denied",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its path is too long",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file",
  EPERM: "access is denied",
  EROFS: "the disk is read-only",
};

/**
 * Why a file can't be read or written, as words that follow a colon: without the words of Node, which hold its absolute path.
 *
 * @param error of the file system, or of what reads the text of the file
 */
export function fileErrorInWords(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (typeof code === "string") return FILE_ERRORS[code] ?? `the system says ${code}`;
  return messageOf(error).replace(/\.$/, "");
}

/** The words that authors write for a switch or a TLS version. */
const HARMLESS = /^(on|off|yes|no|true|false|[01]|enabled?|disabled?|(tls|ssl)?[ _v-]*[0-3]?([._][0-9])?|tlsenforcementdisabled)$/i;

/**
 * A value as a message may show it. A value that is no switch, no TLS version and none that Azure knows in its place may be
 * a secret or a mix-up with one, so only its type and length are told.
 *
 * @param known values of the place that are no secret
 */
export function show(value: unknown, known: readonly string[] = []): string {
  if (value === "") return "an empty string";
  if (typeof value === "string") {
    const isHarmless = HARMLESS.test(value) || known.some((one) => same(one, value));
    if (!isHarmless && value !== value.trim()) return withBlanks(value, known);
    return isHarmless ? value : `a string of ${String(value.length)} character${value.length === 1 ? "" : "s"}`;
  }
  if (typeof value === "boolean") return `the boolean ${String(value)}`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A value that blanks make a wrong one. */
function withBlanks(value: string, known: readonly string[]): string {
  const trimmed = value.trim();
  const shown = show(trimmed, known);
  return shown === trimmed ? `${JSON.stringify(value)}, with blanks around it` : `${shown}, with blanks around it`;
}

/** A value of a configuration that was found where another is accepted, in few words. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/** The values that are accepted, in words: `"a", "b"`. */
export function listQuoted(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

/** Control characters, and marks that are no character of their own: line and paragraph separators, changes of direction. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** What begins a command to Azure Pipelines, GitHub Actions and TeamCity wherever it stands in a line: `##vso[task…`. */
const BUILD_COMMAND = /##(?=\w*\[)/g;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text that somebody else wrote, as one line in which every character can be seen and none is a command: a name may hold a
 * line break, what a build server takes for a command, or what moves a terminal's cursor.
 */
export function asVisible(text: string): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text
    .replace(INVISIBLE, (character) => SHORT_ESCAPES[character] ?? escaped(character))
    .replace(BUILD_COMMAND, () => `${escaped("#")}#`);
}
