import { resolve } from "node:path";
import { messageOf } from "../engine/show";
import type { FileLog } from "./file-log";
import type { FoundFile } from "./find-files";
import { mentionsSubjects, readTextOf, type FileProblem, type FileReader } from "./read-file";
import { readers } from "./readers";
import type { ParameterSource, Reader, SourceLanguage } from "./readers/reader";
import type { RecognisedFile } from "./recognised-files";
import { startOf } from "./report";

/** A parameter file of a language that isn't JSON. */
export interface SourceParameters extends ParameterSource {
  readonly path: string;
}

/** What files of languages that aren't JSON come to. */
export interface RecognisedSources {
  /** Those that no other one deploys, and those that only tests deploy. */
  readonly recognised: readonly RecognisedFile[];
  readonly parameters: readonly SourceParameters[];
  /** How a file is checked that another one deploys, `as a module of main.bicep`; `undefined` for one that none does. */
  readonly moduleOf: (path: string) => string | undefined;
}

type LanguageReader = Reader & { readonly language: SourceLanguage };

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly reader: LanguageReader;
  readonly uses: ReturnType<SourceLanguage["uses"]>;
  /** The absolute paths of the files that it deploys. */
  readonly deploys: readonly string[];
}

/** The reader of a file that isn't JSON. */
export function readerOfSource(path: string, extension: "extension" | "parametersExtension"): LanguageReader | undefined {
  const isOf = (reader: Reader): reader is LanguageReader =>
    reader.language !== undefined && path.toLowerCase().endsWith(reader.language[extension]);
  return readers.find(isOf);
}

/** Reads a parameter file; what keeps it from being read is a problem of it. */
export function readParameterSource(path: string, reader: FileReader): SourceParameters | undefined {
  const language = readerOfSource(path, "parametersExtension")?.language;
  const source = language?.compileParameters(path, reader);
  return source && { path, ...source };
}

/**
 * Reads the files of languages that aren't JSON: each that no other one deploys, with all that it deploys, and the templates
 * of parameter files. What holds nothing of the wanted types, at a glance, is left out.
 */
export function recognisedSources(found: readonly FoundFile[], reader: FileReader, log: FileLog): RecognisedSources {
  const files = new Map<string, SourceFile>();
  const add = (path: string): void => {
    const key = resolve(reader.base, path);
    const file = files.has(key) ? undefined : sourceFile(path, reader, log);
    if (file) files.set(key, file);
  };
  const allParameters = found.flatMap(({ path }) => (isParameters(path) ? (readParameterSource(path, reader) ?? []) : []));
  const parameters = allParameters.filter(({ deployment }) => !deployment);
  for (const { path } of found) if (!isParameters(path)) add(path);
  for (const { using } of parameters) if (using !== undefined && readerOfSource(using, "extension")) add(using);
  const modules = deployedFiles(files);
  const modulesOfOthers = deployedFiles(new Map([...files].filter(([, { path }]) => !isTest(path))));
  const recognised: RecognisedFile[] = [];
  for (const [key, file] of files) {
    const root = modules.get(key);
    if (!mayMatter(file, reader)) log.skip(file.path, HOLDS_NOTHING);
    else if (root && !modulesOfOthers.has(key)) recognised.push({ ...compiled(file, reader), otherwise: asModuleOf(root) });
    else if (root) log.add({ path: file.path, status: "read", kind: file.reader.kind, why: asModuleOf(root) });
    else recognised.push(compiled(file, reader));
  }
  for (const file of allParameters) {
    const program = deploymentIn(file, reader);
    if (program) recognised.push(program);
    else if (file.deployment) log.skip(file.path, HOLDS_NOTHING);
  }
  const moduleOf = (path: string): string | undefined => {
    const root = modules.get(resolve(reader.base, path));
    return root && asModuleOf(root);
  };
  return { recognised, parameters, moduleOf };
}

const HOLDS_NOTHING = "it holds nothing of PostgreSQL";

/** A parameter file whose template is no file: it is a program of its own, unless it surely deploys nothing that is wanted. */
function deploymentIn({ path, deployment, problems }: SourceParameters, reader: FileReader): RecognisedFile | undefined {
  const own = readerOfSource(path, "parametersExtension");
  if (!own || !deployment) return undefined;
  const text = own.language.files(path, reader).readFile(path) ?? "";
  const file = { path, text, reader: own, uses: own.language.uses(path, text), deploys: [] };
  return mayMatter(file, reader) ? { path, text, reader: own, document: deployment, problems } : undefined;
}

function asModuleOf({ path }: SourceFile): string {
  return `as a module of ${path}`;
}

/**
 * Whether a file only tries a module out: `main.test.bicep`, as in Microsoft's public modules, or one in a folder `tests` or
 * `.test`. Its values are no deployment's.
 */
function isTest(path: string): boolean {
  return /\.tests?\.[^./\\]+$|(^|[/\\])\.?tests?[/\\]/i.test(path);
}

function isParameters(path: string): boolean {
  return readerOfSource(path, "parametersExtension") !== undefined;
}

function sourceFile(path: string, reader: FileReader, log: FileLog): SourceFile | undefined {
  const own = readerOfSource(path, "extension");
  const read = own && readTextOf(path, "named", reader);
  if (!own || !read) return undefined;
  if ("text" in read) {
    const uses = own.language.uses(path, read.text);
    return { path, text: read.text, reader: own, uses, deploys: uses.deployed.map((other) => resolve(reader.base, other)) };
  }
  if (read.status === "failed") log.fail(path, read.problem);
  return undefined;
}

/** Files that others deploy, each with one that leads to it and that is deployed by none; in a circle, that is its first file. */
function deployedFiles(files: ReadonlyMap<string, SourceFile>): ReadonlyMap<string, SourceFile> {
  const deployed = new Set([...files].flatMap(([key, { deploys }]) => deploys.filter((other) => other !== key)));
  const rootOf = new Map<string, SourceFile>();
  const roots = new Set<string>();
  const follow = (root: SourceFile, key: string): void => {
    const pending = [key];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const other of files.get(at)?.deploys ?? []) {
        if (roots.has(other) || rootOf.has(other)) continue;
        rootOf.set(other, root);
        pending.push(other);
      }
    }
  };
  const begin = (key: string, file: SourceFile): void => {
    roots.add(key);
    follow(file, key);
  };
  for (const [key, file] of files) if (!deployed.has(key)) begin(key, file);
  for (const [key, file] of files) if (!roots.has(key) && !rootOf.has(key)) begin(key, file);
  return rootOf;
}

/** Whether a file, or one that it deploys, may declare something of the types that are wanted; at a glance, nothing is compiled. */
function mayMatter(root: SourceFile, reader: FileReader): boolean {
  const { language } = root.reader;
  const { readFile } = language.files(root.path, reader);
  const namespaces = reader.subjects.resourceTypes.map(({ arm }) => arm.toLowerCase());
  const seen = new Set<string>();
  const pending: { readonly path: string; readonly text: string | undefined }[] = [root];
  for (let at = pending.pop(); at; at = pending.pop()) {
    const { path, text } = at;
    // What can't be read may hold anything.
    if (text === undefined || mentionsSubjects(text, reader.subjects)) return true;
    if (path !== root.path && !readerOfSource(path, "extension")) continue;
    const { deployed, elsewhere } = path === root.path ? root.uses : language.uses(path, text);
    const isWanted = (namespace: string): boolean => namespaces.some((arm) => arm.startsWith(`microsoft.${namespace}/`));
    if (elsewhere.some((namespace) => namespace === undefined || isWanted(namespace))) return true;
    for (const other of deployed) {
      if (seen.has(other)) continue;
      seen.add(other);
      pending.push({ path: other, text: readFile(other) });
    }
  }
  return false;
}

/** Whatever a file does to the compiler, the others are read. */
function compiled({ path, text, reader: own }: SourceFile, reader: FileReader): RecognisedFile {
  const failed = (problem: FileProblem): RecognisedFile => {
    return { path, text, reader: own, document: { file: path, value: {} }, problems: [problem] };
  };
  const place = startOf(path);
  try {
    const source = own.language.compile(path, reader);
    return source ? { path, text, reader: own, ...source } : failed({ place, message: "The file can't be read." });
  } catch (error) {
    return failed({ place, message: `Internal error: ${messageOf(error)}. Please report it; the file was not checked.` });
  }
}
