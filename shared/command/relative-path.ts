import { relative, sep } from "node:path";

/** The path from a folder to a file, with slashes on every system, as reports, globs and git have it. */
export function relativePath(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}

/** A file as reports name it: relative to a folder, outside of it by its absolute path. */
export function shownPath(folder: string, file: string): string {
  const path = relativePath(folder, file);
  return path.startsWith("..") ? file.split(sep).join("/") : path;
}
