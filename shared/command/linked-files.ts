import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileErrorInWords } from "../engine/show";
import type { Document } from "../json/document";
import { parseJson } from "../json/parse";
import { newBudget } from "../limits";
import { pathsBeside, STANDARD_INPUT } from "./find-files";
import { readText, toJsonFile, type FileReader } from "./read-file";
import { relativePath, shownPath } from "./relative-path";

/** Where linked templates are found. */
export interface LinkContext {
  readonly reader: FileReader;
  /** Paths of the files that were found. */
  readonly paths: ReadonlySet<string>;
  /** Takes the paths of all that were read. */
  readonly opened: Set<string>;
  /** Paths of the templates that link each other up to this one, itself included. */
  readonly around: readonly string[];
}

/**
 * A document whose linked templates are read from the disk.
 *
 * A link may lead anywhere; none is followed to a file outside of the root.
 */
export function withLinkedFiles(document: Document, context: LinkContext): Document {
  const { reader, opened, around } = context;
  const { base } = reader;
  const open = (absolute: string): Document | { readonly unread: string } => {
    const path = shownPath(base, absolute);
    if (around.includes(path)) return { unread: `${path} is what links it` };
    try {
      const linked = openLinked(absolute, path, resolve(base, document.file), reader);
      if ("unread" in linked) return linked;
      opened.add(path);
      return withLinkedFiles(linked, { ...context, around: [...around, path] });
    } catch (error) {
      return { unread: fileErrorInWords(error) };
    }
  };
  const folder = dirname(resolve(base, document.file));
  return {
    ...document,
    open(relativePath) {
      const own = document.open?.(relativePath);
      return own && !("unread" in own) ? own : open(join(folder, relativePath.replaceAll("\\", "/")));
    },
    openByEnd(path) {
      const found = fileByEnd(
        path.split("/").filter((part) => part !== ""),
        folder,
        context,
      );
      return found === undefined ? undefined : open(found);
    },
  };
}

/** The one file whose path ends as a link does: beside the linking file, else anywhere among the files that were found. */
function fileByEnd(segments: readonly string[], folder: string, { reader, paths }: LinkContext): string | undefined {
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  for (let from = 0; from < segments.length; from++) {
    const end = segments.slice(from);
    const beside = join(folder, ...end);
    if (isFile(beside)) return beside;
    // A single name such as azuredeploy.json says too little of a file elsewhere.
    const found = end.length < 2 ? [] : [...paths].filter((path) => `/${path}`.endsWith(`/${end.join("/")}`));
    const [only] = found;
    if (only !== undefined) return found.length === 1 ? resolve(reader.base, only) : undefined;
  }
  return undefined;
}

const opened = new WeakMap<FileReader, Map<string, Document | undefined>>();

/**
 * The other files of a file's folder whose names end in a text, each read once: as far as they can be read, as what is wrong with
 * them is told where they are checked.
 */
export function filesBeside(path: string, ending: string, reader: FileReader): readonly Document[] {
  if (path === STANDARD_INPUT) return [];
  const known = opened.get(reader) ?? new Map<string, Document | undefined>();
  opened.set(reader, known);
  const own = resolve(reader.base, path);
  return pathsBeside(own, ending).flatMap((absolute) => {
    if (!known.has(absolute)) known.set(absolute, openedBeside(absolute, own, reader));
    return known.get(absolute) ?? [];
  });
}

function openedBeside(absolute: string, by: string, reader: FileReader): Document | undefined {
  try {
    const document = openLinked(absolute, shownPath(reader.base, absolute), by, reader);
    return "unread" in document ? undefined : document;
  } catch {
    return undefined;
  }
}

function openLinked(absolute: string, path: string, by: string, reader: FileReader): Document | { readonly unread: string } {
  const { limits, root, texts } = reader;
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats?.isFile()) return { unread: `there is no file ${path}` };
  if (!root.allows(by, absolute))
    return { unread: `${relativePath(reader.base, absolute)} is outside of ${root.of(by)}, and --root names no folder above it` };
  if (stats.size > limits.fileSize) return { unread: `${path} is larger than ${limits.fileSize.toLocaleString("en")} bytes` };
  const text = readText(absolute, texts);
  const json = parseJson(text, newBudget(limits));
  const [problem] = json.problems;
  if (!problem) return toJsonFile(path, text, json).document;
  return { unread: `${path}:${String(problem.at.line)}:${String(problem.at.column)}: ${problem.message.replace(/\.$/, "")}` };
}
