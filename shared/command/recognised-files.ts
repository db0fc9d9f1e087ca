import type { FileLog } from "./file-log";
import { findFiles } from "./find-files";
import { isParameterFile } from "./parameter-files";
import { readFile, type FileReader, type JsonFile, type Occasion } from "./read-file";
import { readers } from "./readers";
import type { Reader } from "./readers/reader";
import { startOf } from "./report";

/** A file that a reader recognises. */
export interface RecognisedFile extends JsonFile {
  readonly reader: Reader;
}

/**
 * Finds files, and tells what each of them is.
 *
 * @param paths files, folders and globs, relative to the reader's `cwd`
 * @param progress told how many of the files are read
 */
export function recognisedFiles(
  paths: readonly string[],
  reader: FileReader,
  log: FileLog,
  progress?: (done: number, all: number) => void,
): { readonly recognised: readonly RecognisedFile[]; readonly parameterFiles: readonly JsonFile[] } {
  const { files, skipped, problems } = findFiles(paths, reader.cwd);
  for (const { path, why } of skipped) log.skip(path, why);
  const names = new Set(files.map(({ path }) => path));
  const recognised: RecognisedFile[] = [];
  const parameterFiles: JsonFile[] = [];
  for (const [index, { path, isNamed }] of files.entries()) {
    progress?.(index, files.length);
    if (/\.bicep(param)?$/i.test(path)) {
      log.skip(path, whyBicepIsSkipped(path, names));
      continue;
    }
    const file = readAndLog(path, isNamed ? "named" : "found", reader, log);
    if (!file) continue;
    if (isParameterFile(file.document)) parameterFiles.push(file);
    else {
      const found = recognise(file, reader);
      if (found) recognised.push(found);
      else log.skip(path, "it is no ARM template and no export of PostgreSQL servers");
    }
  }
  for (const { path, message } of problems) log.problem(startOf(path), message);
  return { recognised, parameterFiles };
}

/** Reads a file, and takes down what keeps it from being read. */
export function readAndLog(path: string, occasion: Occasion, reader: FileReader, log: FileLog): JsonFile | undefined {
  const read = readFile(path, occasion, reader);
  if (read.status === "skipped") log.skip(path, read.why);
  if (read.status === "failed") log.fail(path, read.problem);
  if (read.status !== "read") return undefined;
  for (const { message, at } of read.file.problems) log.fail(path, message, { file: path, start: at, end: at });
  return read.file;
}

function recognise(file: JsonFile, { subjects }: FileReader): RecognisedFile | undefined {
  for (const reader of readers) {
    const document = reader.recognises(file.document, subjects);
    if (document) return { ...file, document, reader };
  }
  return undefined;
}

function whyBicepIsSkipped(path: string, names: ReadonlySet<string>): string {
  const compiled = path.replace(/\.bicep$/i, ".json");
  const hasCompiled = compiled !== path && names.has(compiled);
  return hasCompiled ? `${compiled}, compiled from it, is checked in its place` : "Bicep is checked as compiled: az bicep build";
}
