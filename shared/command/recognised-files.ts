import { property } from "../symbolic/values";
import type { FileLog } from "./file-log";
import { findFiles, type FoundFile } from "./find-files";
import { isParameterFile } from "./parameter-files";
import { mentionsSubjects, readFile, type FileReader, type JsonFile, type Occasion } from "./read-file";
import { readers } from "./readers";
import type { Reader } from "./readers/reader";
import { startOf } from "./report";
import { recognisedSources, type RecognisedSources } from "./source-files";
import { isTerraformLanguage } from "./terraform-language";

/** A file that a reader recognises. */
export interface RecognisedFile extends JsonFile {
  readonly reader: Reader;
  /** Set for a file that is a program of its own only where a parameter file is for it: how it is checked elsewhere. */
  readonly otherwise?: string;
}

/** What was found, and what each file is. */
export interface RecognisedFiles {
  readonly recognised: readonly RecognisedFile[];
  /** Not all of them belong to a template that is checked: what is wrong with one is told only if it does. */
  readonly parameterFiles: readonly JsonFile[];
  /** What is in languages that aren't JSON. */
  readonly sources: RecognisedSources;
  /** What is in Terraform's own language, which isn't read. */
  readonly terraform: readonly FoundFile[];
  /** All paths that were found, also those that were skipped. */
  readonly paths: ReadonlySet<string>;
}

/** Where files are searched. */
export interface SearchRequest {
  /** Files, folders and globs, relative to `cwd`; `-` stands for standard input. */
  readonly paths: readonly string[];
  /** Globs, relative to `cwd` or absolute, of what is left out of folders. */
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
  const isSource = ({ path }: FoundFile): boolean => SOURCE_EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension));
  const sources = recognisedSources(files.filter(isSource), reader, log);
  const recognised: RecognisedFile[] = [...sources.recognised];
  const parameterFiles: JsonFile[] = [];
  for (const [index, { path, isNamed }] of files.entries()) {
    progress?.(index, files.length);
    if (isSource({ path, isNamed }) || isTerraformLanguage({ path })) continue;
    const file = readAndLog(path, isNamed ? "named" : "found", reader, log);
    if (!file) continue;
    const found = recognise(file, reader);
    if (found && found !== "parameters") addTemplate(found, sources, recognised, log);
    if (found === "parameters") parameterFiles.push(file);
    else if (found || isNamed || mentionsSubjects(file.text, reader.subjects)) logProblems(file, log);
    if (!found && (file.problems.length === 0 || !log.hasFailed(path))) log.skip(path, NOTHING_TO_READ);
  }
  for (const file of sources.recognised) logProblems(file, log);
  return {
    recognised,
    parameterFiles,
    sources,
    terraform: files.filter(isTerraformLanguage),
    paths: new Set(files.map(({ path }) => path)),
  };
}

const SOURCE_EXTENSIONS = readers.flatMap(({ language }) => (language ? [language.extension, language.parametersExtension] : []));

/** Adds a template, unless it is checked as what another file deploys, or is compiled from a file that is checked. */
function addTemplate(file: RecognisedFile, { recognised: roots, moduleOf }: RecognisedSources, to: RecognisedFile[], log: FileLog): void {
  const { path, document, reader } = file;
  const generator = property(property(property(document.value, "metadata"), "_generator"), "name");
  const source = generator === "bicep" ? path.replace(/\.jsonc?$/i, ".bicep") : path;
  const module = moduleOf(path) ?? (source === path ? undefined : moduleOf(source));
  if (source !== path && roots.some((root) => root.path === source)) log.skip(path, "the Bicep file that it is compiled from is checked");
  else if (module !== undefined) log.add({ path, status: "read", kind: reader.kind, why: module });
  else to.push(file);
}

const NOTHING_TO_READ = "it is no ARM template, nothing of Terraform, and no export of PostgreSQL servers";

/** Reads a file, and takes down what keeps it from being read. */
export function readAndLog(path: string, occasion: Occasion, reader: FileReader, log: FileLog): JsonFile | undefined {
  const read = readFile(path, occasion, reader);
  if (read.status === "skipped") log.skip(path, read.why);
  if (read.status === "failed") log.fail(path, read.problem);
  return read.status === "read" ? read.file : undefined;
}

/** Takes down what is wrong with the text of a file, or of one that it uses. */
export function logProblems({ path, problems }: Pick<JsonFile, "path" | "problems">, log: FileLog): void {
  for (const { message, place } of problems) {
    log.fail(path, message, place);
    if (place.file !== path) log.fail(place.file, message, place);
  }
}

/** Tells what a file is. */
export function recognise(file: JsonFile, { subjects }: Pick<FileReader, "subjects">): RecognisedFile | "parameters" | undefined {
  if (isParameterFile(file.document)) return "parameters";
  for (const reader of readers) {
    const document = reader.recognises(file.document, subjects);
    if (document) return { ...file, document, reader };
  }
  return undefined;
}
