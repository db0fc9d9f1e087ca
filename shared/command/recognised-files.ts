import type { FileLog } from "./file-log";
import { findFiles } from "./find-files";
import { isParameterFile } from "./parameter-files";
import { mentionsSubjects, readFile, type FileReader, type JsonFile, type Occasion } from "./read-file";
import { readers } from "./readers";
import type { Reader } from "./readers/reader";
import { startOf } from "./report";

/** A file that a reader recognises. */
export interface RecognisedFile extends JsonFile {
  readonly reader: Reader;
}

/** What was found, and what each file is. */
export interface RecognisedFiles {
  readonly recognised: readonly RecognisedFile[];
  /** Not all of them belong to a template that is checked: what is wrong with one is told only if it does. */
  readonly parameterFiles: readonly JsonFile[];
  /** All paths that were found, also those that were skipped. */
  readonly paths: ReadonlySet<string>;
}

/** Where files are searched. */
export interface SearchRequest {
  /** Files, folders and globs, relative to `cwd`; `-` stands for standard input. */
  readonly paths: readonly string[];
  /** Globs, relative to `cwd`, of what is left out of folders. */
  readonly exclude?: readonly string[];
  readonly cwd: string;
  /** Told now and then how many of the files are read. */
  readonly progress?: (done: number, all: number) => void;
}

/** Where files are searched. */
export interface SearchRequest {
  /** Files, folders and globs, relative to `cwd`; `-` stands for standard input. */
  readonly paths: readonly string[];
  /** Globs, relative to `cwd`, of what is left out of folders. */
  readonly exclude?: readonly string[];
  readonly cwd: string;
  /** Told now and then how many of the files are read. */
  readonly progress?: (done: number, all: number) => void;
}

/** Finds files, and tells what each of them is. */
export function recognisedFiles({ paths, exclude = [], cwd, progress }: SearchRequest, reader: FileReader, log: FileLog): RecognisedFiles {
  const { files, skipped, problems } = findFiles(paths, { cwd, base: reader.base, exclude });
  for (const { path, why } of skipped) log.skip(path, why);
  for (const { path, message } of problems) log.problem(startOf(path), message);
  const names = new Set(files.map(({ path }) => path));
  const recognised: RecognisedFile[] = [];
  const parameterFiles: JsonFile[] = [];
  for (const [index, { path, isNamed }] of files.entries()) {
    progress?.(index, files.length);
    if (/\.bicep(param)?$/i.test(path)) {
      log.skip(path, whyBicepIsSkipped(path, names));
      continue;
    }
    const occasion = isNamed ? "named" : "found";
    const file = readAndLog(path, occasion, reader, log);
    if (!file) continue;
    const found = recognise(file, reader);
    if (found && found !== "parameters") recognised.push(found);
    if (found === "parameters") parameterFiles.push(file);
    else if (found || isNamed || mentionsSubjects(file.text, reader.subjects)) logProblems(file, log);
    if (!found && (file.problems.length === 0 || !log.hasFailed(path))) log.skip(path, NOTHING_TO_READ);
  }
  return { recognised, parameterFiles, paths: names };
}

const NOTHING_TO_READ = "it is no ARM template, nothing of Terraform, and no export of PostgreSQL servers";

/** Reads a file, and takes down what keeps it from being read. */
export function readAndLog(path: string, occasion: Occasion, reader: FileReader, log: FileLog): JsonFile | undefined {
  const read = readFile(path, occasion, reader);
  if (read.status === "skipped") log.skip(path, read.why);
  if (read.status === "failed") log.fail(path, read.problem);
  return read.status === "read" ? read.file : undefined;
}

/** Takes down what is wrong with the text of a file. */
export function logProblems({ path, problems }: JsonFile, log: FileLog): void {
  for (const { message, at } of problems) log.fail(path, message, { file: path, start: at, end: at });
}

function recognise(file: JsonFile, { subjects }: FileReader): RecognisedFile | "parameters" | undefined {
  if (isParameterFile(file.document)) return "parameters";
  for (const reader of readers) {
    const document = reader.recognises(file.document, subjects);
    if (document) return { ...file, document, reader };
  }
  return undefined;
}

function whyBicepIsSkipped(path: string, names: ReadonlySet<string>): string {
  const compiled = path.replace(/\.bicep$/i, ".json");
  const hasCompiled = compiled !== path && names.has(compiled);
  return hasCompiled ? "the template compiled from it is checked in its place" : "Bicep is checked as compiled: az bicep build";
}
