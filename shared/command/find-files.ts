import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { statOf } from "../configuration/stat-of";
import { relativePath, shownPath } from "./relative-path";
import type * as IgnoreModule from "ignore";
import type Picomatch from "picomatch";

/** Libraries that are loaded where there is something to match: most runs pay nothing for them. */
/* eslint-disable @typescript-eslint/no-require-imports */
const ignoreLibrary = (): typeof IgnoreModule => require("ignore") as typeof IgnoreModule;
const picomatch = (): typeof Picomatch => require("picomatch") as typeof Picomatch;
/* eslint-enable @typescript-eslint/no-require-imports */

/** A file that was found, and how. */
export interface FoundFile {
  /** Relative to the base where it is below it, else absolute; with slashes on every system. */
  readonly path: string;
  /** Whether the user named this very file. */
  readonly isNamed: boolean;
}

/** What a search comes to. */
export interface Search {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  /** Paths that lead to nothing, as sentences. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** The path that stands for standard input. */
export const STANDARD_INPUT = "-";

/** What is looked into where a folder is searched. */
const EXTENSIONS = /\.(json|jsonc|bicep|bicepparam|tf|tofu)$/i;

const TERRAFORM_JSON = ".tf.json";

/** Never searched. */
const LEFT_OUT = new Set([".git", "node_modules"]);

const GLOB = /[*?{}[\]!]/;

/** Where files are found, and where they aren't looked for. */
export interface SearchPlace {
  /** What the user's paths are relative to. */
  readonly cwd: string;
  /** What paths in the result are relative to. */
  readonly base: string;
  /** Globs, relative to `cwd` or absolute, of what is left out of folders. */
  readonly exclude: readonly string[];
}

/**
 * Finds files: those that are named, with those that are read as one with them; all in a folder that may be templates and that
 * git doesn't ignore; and what a glob matches. Symbolic links to folders are not followed.
 *
 * @param paths files, folders and globs
 */
export function findFiles(paths: readonly string[], { cwd, base, exclude }: SearchPlace): Search {
  const files = new Map<string, FoundFile>();
  const skipped: { path: string; why: string }[] = [];
  const problems: { path: string; message: string }[] = [];
  const add = (absolute: string, isNamed: boolean): void => {
    const path = shownPath(base, absolute);
    if (isNamed || !files.has(path)) files.set(path, { path, isNamed });
  };
  const isExcluded = exclusion(exclude, cwd);
  const search = (folder: string, wanted: (absolute: string) => boolean): void => {
    const { found, skipped: left } = walk(folder, ignoredAbove(folder));
    for (const file of found) if (wanted(file) && !isExcluded(file)) add(file, false);
    for (const { path, why } of left) skipped.push({ path: shownPath(base, path), why });
  };
  const searchGlob = (path: string): void => {
    const before = files.size;
    const { base: start, glob } = picomatch().scan(path.replaceAll("\\", "/"));
    const folder = resolve(cwd, start);
    const matches = picomatch()(glob, { dot: true });
    if (statOf(folder)?.isDirectory()) search(folder, (file) => matches(relativePath(folder, file)));
    if (files.size === before) problems.push({ path, message: `No file matches ${path}.` });
  };
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const stats = statOf(absolute);
    if (path === STANDARD_INPUT) files.set(path, { path, isNamed: true });
    else if (stats?.isFile()) {
      add(absolute, true);
      for (const other of readAsOneWith(absolute)) if (!isExcluded(other)) add(other, false);
    } else if (stats?.isDirectory()) search(absolute, (file) => EXTENSIONS.test(file));
    else if (stats) problems.push({ path, message: `${path} is neither a file nor a folder.` });
    else if (GLOB.test(path)) searchGlob(path);
    else problems.push({ path, message: `There is no ${path}.` });
  }
  return { files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), skipped, problems };
}

/** The files that Terraform reads as one with a file: a server's parameters may stand in another file of its folder. */
function readAsOneWith(file: string): string[] {
  return file.endsWith(TERRAFORM_JSON) ? pathsBeside(file, TERRAFORM_JSON).filter((other) => statOf(other)?.isFile()) : [];
}

/** The absolute paths of what else is in a file's folder and has a name that ends in a text. */
export function pathsBeside(file: string, ending: string): string[] {
  const folder = dirname(file);
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) && name !== basename(file));
  return names.sort().map((name) => join(folder, name));
}

/** Tells of a file by its absolute path whether globs leave it out. */
function exclusion(globs: readonly string[], cwd: string): (file: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch()([...globs], { dot: true });
  return (file) => matches(relativePath(cwd, file)) || matches(file.split(sep).join("/"));
}

/** The rules of one `.gitignore`, for paths relative to its folder. */
interface Rules {
  readonly folder: string;
  readonly rules: IgnoreModule.Ignore;
}

/** All files below a folder, but for what git ignores. */
function walk(folder: string, above: readonly Rules[]): { found: string[]; skipped: { path: string; why: string }[] } {
  const found: string[] = [];
  const skipped: { path: string; why: string }[] = [];
  const pending: { folder: string; rules: readonly Rules[] }[] = [{ folder, rules: above }];
  for (let at = pending.pop(); at; at = pending.pop()) {
    let entries;
    try {
      entries = readdirSync(at.folder, { withFileTypes: true });
    } catch {
      skipped.push({ path: at.folder, why: "the folder can't be read" });
      continue;
    }
    const rules = [...at.rules, ...rulesIn(at.folder)];
    for (const entry of entries) {
      const path = join(at.folder, entry.name);
      const stats = entry.isSymbolicLink() ? statOf(path) : entry;
      if (stats?.isDirectory()) {
        if (LEFT_OUT.has(entry.name) || isIgnored(path, rules, true)) continue;
        if (entry.isSymbolicLink()) skipped.push({ path, why: "it is a symbolic link to a folder" });
        else pending.push({ folder: path, rules });
      } else if (stats?.isFile() && !isIgnored(path, rules, false)) found.push(path);
    }
  }
  return { found, skipped };
}

function isIgnored(path: string, rules: readonly Rules[], isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, rules: own } of rules) {
    const result = own.test(relativePath(folder, path) + (isFolder ? "/" : ""));
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}

function rulesIn(folder: string): Rules[] {
  let text;
  try {
    text = readFileSync(join(folder, ".gitignore"), "utf8");
  } catch {
    return [];
  }
  return [{ folder, rules: ignoreLibrary().default().add(text) }];
}

/** Rules of the folders above, up to that of the repository. */
function ignoredAbove(folder: string): Rules[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) folders.unshift(at);
    if (isThere(join(at, ".git"))) return folders.flatMap(rulesIn);
    if (dirname(at) === at) return [];
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
