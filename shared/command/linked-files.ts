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
 * @param opened takes the paths of all that were read
 */
export function withLinkedFiles(document: Document, reader: FileReader, opened: Set<string>): Document {
  return {
    ...document,
    open(relativePath) {
      const { cwd, limits } = reader;
      const path = relative(cwd, join(resolve(cwd, dirname(document.file)), relativePath))
        .split(sep)
        .join("/");
      try {
        const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false });
        if (!stats?.isFile()) return { unread: `there is no file ${path}` };
        if (stats.size > limits.fileSize) return { unread: `${path} is larger than ${limits.fileSize.toLocaleString("en")} bytes` };
        const json = parseJson(readText(resolve(cwd, path)), newBudget(limits));
        const [problem] = json.problems;
        if (problem)
          return { unread: `${path}:${String(problem.at.line)}:${String(problem.at.column)}: ${problem.message.replace(/\.$/, "")}` };
        opened.add(path);
        return withLinkedFiles(toJsonFile(path, json).document, reader, opened);
      } catch (error) {
        return { unread: messageOf(error) };
      }
    },
  };
}
