import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { relative, resolve, sep } from "node:path";
import type { Files } from "../bicep/project";
import { readText, type FileReader } from "./read-file";

/**
 * The files that a file in Bicep may use: modules, what it loads, `bicepconfig.json`. None outside of the root is opened.
 *
 * @param by the path of the file that is compiled
 */
export function bicepFiles(by: string, { base, limits, root, texts }: Pick<FileReader, "base" | "limits" | "root" | "texts">): Files {
  const own = resolve(base, by);
  const whyNot = (path: string): string | undefined => {
    const absolute = resolve(base, path);
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (!stats) return "there is no such file";
    if (absolute !== own && !root.allows(own, absolute)) return `it is outside of ${root.of(own)}, and --root names no folder above it`;
    if (!stats.isFile()) return "it is no file";
    return stats.size > limits.fileSize ? `it is larger than ${limits.fileSize.toLocaleString("en")} bytes` : undefined;
  };
  return {
    whyNot: (path) => quietly(() => whyNot(path)),
    readFile: (path, as) =>
      quietly(() => {
        if (whyNot(path) !== undefined) return undefined;
        return as === "base64" ? readFileSync(resolve(base, path), as) : readText(resolve(base, path), texts);
      }),
    listFiles: (folder) =>
      quietly(() => {
        const absolute = resolve(base, folder);
        if (!root.allows(own, absolute)) return undefined;
        const files = readdirSync(absolute, { withFileTypes: true }).filter((entry) => entry.isFile());
        return files.map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
      }),
    readCached: (path) => quietly(() => readCached(path, limits.fileSize)),
  };
}

/** Reads a file of Bicep's cache of modules; nothing outside of it. */
function readCached(path: string, fileSize: number): string | undefined {
  const cache = resolve(homedir(), ".bicep");
  const absolute = resolve(cache, path);
  const inner = relative(cache, absolute);
  const isIn = inner !== "" && inner.split(sep)[0] !== "..";
  const stats = isIn ? statSync(absolute, { throwIfNoEntry: false }) : undefined;
  return stats?.isFile() && stats.size <= fileSize ? readText(absolute) : undefined;
}

/** What can't be read isn't there, to a compiler. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
