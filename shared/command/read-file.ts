import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { CONFIGURATION_NAMES } from "../configuration/find-configuration";
import { messageOf } from "../engine/show";
import type { Subjects } from "../engine/subjects";
import type { Document } from "../json/document";
import { parseJson, type JsonText } from "../json/parse";
import { LimitError, newBudget, type Limits } from "../limits";
import type { Place, Position } from "../model";
import { STANDARD_INPUT } from "./find-files";
import { limitInWords } from "./limit-in-words";
import { mayBeParameterFile } from "./parameter-files";
import { readers } from "./readers";
import type { Root } from "./root";

/** A file whose JSON could be read. */
export interface JsonFile {
  readonly path: string;
  readonly text: string;
  readonly document: Document;
  /** What is wrong with its text; the rest of it is read all the same. */
  readonly problems: readonly FileProblem[];
}

/** What keeps a file from being read in full. */
export interface FileProblem {
  readonly place: Place;
  readonly message: string;
}

/** What became of a file: it is read, it is left out, or it could not be read. */
export type ReadFile =
  | { readonly status: "read"; readonly file: JsonFile }
  | { readonly status: "skipped"; readonly why: string }
  | { readonly status: "failed"; readonly problem: string; readonly at?: Position };

/** How a file came to be read. Only of files that were found, not of named ones, it is left out what can't be a template. */
export type Occasion = "found" | "named" | "parameters";

const TEMPLATE_SCHEMA = /"\$schema"\s*:\s*"[^"]*Template\.json#?"/i;

/** As much of a file as says what it is. */
const HEAD = 4096;

/** Reads files from the disk and from standard input. */
export interface FileReader {
  /** The folder that paths are relative to. */
  readonly base: string;
  readonly limits: Limits;
  readonly subjects: Subjects;
  readonly root: Root;
  /** A Bicep CLI that compiles Bicep in the place of what is here. */
  readonly bicepCli?: string;
  /** Texts that are read in the place of files, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** Reads a file, unless a glance at it says that there is nothing in it that any reader reads. */
export function readFile(path: string, occasion: Occasion, reader: FileReader): ReadFile {
  const { limits, subjects } = reader;
  const read = readTextOf(path, occasion, reader);
  if ("status" in read) return read;
  const { text } = read;
  if (CONFIGURATION_NAMES.some((name) => name === basename(path))) return { status: "skipped", why: "it is a configuration" };
  if (occasion !== "parameters" && !mayMatter(path, text, subjects)) {
    const what = TEMPLATE_SCHEMA.test(text.slice(0, HEAD)) ? "this ARM template" : "it";
    return { status: "skipped", why: `${what} holds nothing of PostgreSQL` };
  }
  try {
    return { status: "read", file: toJsonFile(path, text, parseJson(text, newBudget(limits))) };
  } catch (error) {
    return { status: "failed", problem: error instanceof LimitError ? limitInWords(error) : messageOf(error) };
  }
}

/** Reads the text of a file, unless it is too large. */
export function readTextOf(path: string, occasion: Occasion, { base, limits, texts }: FileReader): ReadFile | { readonly text: string } {
  const absolute = resolve(base, path);
  try {
    if (path !== STANDARD_INPUT && statSync(absolute).size > limits.fileSize) {
      const why = limitInWords(new LimitError("fileSize", limits.fileSize));
      const matters = occasion !== "found" || TEMPLATE_SCHEMA.test(headOf(absolute));
      return matters ? { status: "failed", problem: why } : { status: "skipped", why };
    }
    return { text: path === STANDARD_INPUT ? decoded(readFileSync(0)) : readText(absolute, texts) };
  } catch (error) {
    return { status: "failed", problem: `The file can't be read: ${messageOf(error)}.` };
  }
}

/** A file as a document. */
export function toJsonFile(path: string, text: string, json: JsonText): JsonFile {
  const problems = json.problems.map(({ message, at }) => ({ message, place: { file: path, start: at, end: at } }));
  return { path, text, problems, document: { file: path, value: json.value, range: (part) => json.range(part) } };
}

/** Whether there may be something in a text that a reader reads, or values for a template. Far faster than to parse it. */
function mayMatter(path: string, text: string, subjects: Subjects): boolean {
  return (
    mentionsSubjects(text, subjects) ||
    // From the end: plans are the largest files, and a text is searched to its end for what it doesn't hold.
    readers.toReversed().some((reader) => reader.mayMatter(text, subjects)) ||
    mayBeParameterFile(path, text.slice(0, HEAD))
  );
}

/** Whether a text names a namespace of the types that are wanted. */
export function mentionsSubjects(text: string, subjects: Subjects): boolean {
  return namespacesOf(subjects).test(text);
}

const namespaces = new WeakMap<Subjects, RegExp>();

/** Matches the namespaces of all types that are wanted: a text that names none of them declares nothing of them. */
function namespacesOf(subjects: Subjects): RegExp {
  let pattern = namespaces.get(subjects);
  if (!pattern) {
    const names = subjects.resourceTypes.map(({ arm }) => (arm.split("/")[0] ?? "").replace(/^Microsoft\./, ""));
    namespaces.set(subjects, (pattern = new RegExp([...new Set(names)].map((name) => name.replaceAll(".", "\\.")).join("|"), "i")));
  }
  return pattern;
}

/** The text of a file: UTF-8, or UTF-16 as PowerShell writes it, which begins with a mark that is no UTF-8. */
export function readText(absolute: string, texts?: FileReader["texts"]): string {
  const given = texts?.get(absolute);
  if (given !== undefined) return given;
  const text = readFileSync(absolute, "utf8");
  return text.startsWith("\uFFFD\uFFFD") ? decoded(readFileSync(absolute)) : text;
}

function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return first === 0xfe && second === 0xff ? new TextDecoder("utf-16be").decode(bytes) : bytes.toString("utf8");
}

/** A text in the encoding of what it is a new version of. */
export function encoded(text: string, before: Buffer): Buffer {
  const [first, second] = before;
  if (first === 0xff && second === 0xfe) return Buffer.from(`\uFEFF${text}`, "utf16le");
  return first === 0xfe && second === 0xff ? Buffer.from(`\uFEFF${text}`, "utf16le").swap16() : Buffer.from(text, "utf8");
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD);
    return head.toString("utf8", 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
