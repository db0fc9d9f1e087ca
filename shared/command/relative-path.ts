import { relative, sep } from "node:path";

/** The path from a folder to a file, with slashes on every system, as reports, globs and git have it. */
export function relativePath(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}
