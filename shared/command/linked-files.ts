import { statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { messageOf } from "../engine/show";
import type { Document } from "../json/document";
import { parseJson } from "../json/parse";
import { newBudget } from "../limits";
import { readText, toJsonFile, type FileReader } from "./read-file";

/**
 * A document whose linked templates are read from the disk.
 *
 * A link may lead anywhere; none is followed to a file outside of the root.
 *
 * @param opened takes the paths of all that were read
 */
export function withLinkedFiles(document: Document, reader: FileReader, opened: Set<string>): Document {
  return {
    ...document,
    open(relativePath) {
      const { base } = reader;
      const absolute = join(resolve(base, dirname(document.file)), relativePath.replaceAll("\\", "/"));
      const path = relative(base, absolute).split(sep).join("/");
      try {
        const linked = openLinked(absolute, path, resolve(base, document.file), reader);
        if ("unread" in linked) return linked;
        opened.add(path);
        return withLinkedFiles(linked, reader, opened);
      } catch (error) {
        return { unread: messageOf(error) };
      }
    },
  };
}

function openLinked(absolute: string, path: string, by: string, { limits, root }: FileReader): Document | { readonly unread: string } {
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats?.isFile()) return { unread: `there is no file ${path}` };
  if (!root.allows(by, absolute)) return { unread: `${path} is outside of ${root.of(by)}, and --root names no folder above it` };
  if (stats.size > limits.fileSize) return { unread: `${path} is larger than ${limits.fileSize.toLocaleString("en")} bytes` };
  const text = readText(absolute);
  const json = parseJson(text, newBudget(limits));
  const [problem] = json.problems;
  if (!problem) return toJsonFile(path, text, json).document;
  return { unread: `${path}:${String(problem.at.line)}:${String(problem.at.column)}: ${problem.message.replace(/\.$/, "")}` };
}
