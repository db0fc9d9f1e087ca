import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { noParameters } from "../arm/parameters";
import { placeOf, type Document } from "../json/document";
import { messageOf } from "../engine/show";
import { LimitError, newBudget } from "../limits";
import { compiledModules } from "./compiled-modules";
import type { FileLog } from "./file-log";
import { assignmentIn, parameterSet, type GivenParameter, type ParameterSet } from "./given-parameters";
import { filesBeside, withLinkedFiles, type LinkContext } from "./linked-files";
import { limitInWords } from "./limit-in-words";
import type { Run } from "./merge-runs";
import { isParameterFile, templateOf, type Pairing, type Surroundings } from "./parameter-files";
import type { FileReader, JsonFile } from "./read-file";
import { logProblems, readAndLog, type RecognisedFile, type RecognisedFiles } from "./recognised-files";
import { relativePath } from "./relative-path";
import { startOf, type CheckedFile } from "./report";
import { readParameterSource, type RecognisedSources, type SourceParameters } from "./source-files";

/** What the user gives to templates: files, `name=value`, and `template=file` for one template of several. */
export interface RequestedParameters {
  /** What paths are relative to. */
  readonly cwd: string;
  /** All of these together are what a template is deployed with; the later wins. */
  readonly parameters: readonly string[];
  /** Files of which each makes a run of its own, over `parameters`. */
  readonly parameterSets: readonly string[];
}

/** Reads templates: a run for each set of parameters that belongs to one, or one with the defaults. */
export function runsOfTemplates(found: RecognisedFiles, requested: RequestedParameters, reader: FileReader, log: FileLog): Run[] {
  const all = found.recognised.filter((file) => file.reader.takesParameters);
  const modules = compiledModules(all);
  const candidates = all.filter(({ path }) => !modules.has(path));
  for (const file of all)
    if (modules.has(file.path)) log.add({ ...checked(file), why: "as a part of the template that deploys it as a module" });
  const requestedOnes = requestedSets(candidates, requested, reader, log);
  if (requestedOnes)
    for (const { path } of [...found.parameterFiles, ...found.sources.parameters])
      if (!log.isRead(path)) log.skip(path, "it is not among --parameters");
  const given = requestedOnes ?? foundSets(candidates, found, reader, log);
  const isProgram = (file: RecognisedFile): boolean => file.otherwise === undefined || (given.get(file) ?? []).length > 0;
  const templates = candidates.filter(isProgram);
  for (const file of candidates)
    if (!isProgram(file)) log.add({ ...checked(file), ...(file.otherwise !== undefined && { why: file.otherwise }) });
  const linked = { opened: new Set<string>(), paths: found.paths };
  const runs = templates.flatMap((template): Run[] => {
    const sets = (given.get(template) ?? []).map((files) => parameterSet(files, template.document));
    if (sets.length === 0) return [readRun(template, undefined, linked, reader, log)];
    return sets.map((set) => readRun(template, set, linked, reader, log));
  });
  const isAnyLeft = found.parameterFiles.some(({ path }) => !log.isRead(path));
  for (const template of templates) {
    const parameters = runs.flatMap(({ file, parameters: label }) => (file === template.path && label !== undefined ? [label] : []));
    if (linked.opened.has(template.path)) log.add({ ...checked(template), status: "read", why: "as a part of the template that links it" });
    else log.add({ ...checked(template), ...((parameters.length > 0 || isAnyLeft) && { parameters }) });
  }
  // A template that another one links is checked there, with the parameters that it gets there.
  return runs.filter(({ file }) => !linked.opened.has(file));
}

/**
 * Reads files that take no parameters: programs of their own, and all others as one program, as a server may be in one file
 * and its parameters in another.
 */
export function runsOfOthers({ recognised }: RecognisedFiles, reader: FileReader, log: FileLog): Run[] {
  const files = recognised.filter((file) => !file.reader.takesParameters);
  const programs = files.filter((file) => file.reader.isProgram);
  const stacks = new Set<string>();
  const runs = programs.map((file) => {
    const opened = new Set<string>();
    const run = readRun(file, undefined, { opened, paths: new Set() }, reader, log);
    for (const path of opened) stacks.add(path);
    log.add({ ...checked(file), ...(opened.size > 0 && { why: `${String(opened.size)} stack${opened.size === 1 ? "" : "s"}` }) });
    return run;
  });
  const rest = files.filter((file) => !file.reader.isProgram && !stacks.has(file.path));
  const others = rest.map((file) => readRun(file, undefined, { opened: new Set(), paths: new Set() }, reader, log));
  for (const file of rest) log.add(checked(file));
  logStacks(stacks, files, log);
  const [first] = others;
  if (!first) return runs;
  const all = {
    resources: others.flatMap(({ resources }) => resources),
    gaps: others.flatMap(({ gaps }) => gaps),
    strayWaivers: others.flatMap(({ strayWaivers = [] }) => strayWaivers),
  };
  return [...runs, { file: first.file, ...all }];
}

/** Takes down the stacks of apps, also those that were not looked for, but only read with their app. */
function logStacks(stacks: ReadonlySet<string>, files: readonly RecognisedFile[], log: FileLog): void {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const path of stacks) {
    if (log.isSkipped(path)) continue;
    const file = byPath.get(path);
    log.add({ path, ...(file && checked(file)), status: "read", why: "as a part of the app that it belongs to" });
  }
}

type SetsByTemplate = ReadonlyMap<RecognisedFile, readonly (readonly GivenParameter[])[]>;

/** What the user gives to each template; `undefined` where nothing is. */
function requestedSets(
  templates: readonly RecognisedFile[],
  { cwd, parameters, parameterSets }: RequestedParameters,
  reader: FileReader,
  log: FileLog,
): SetsByTemplate | undefined {
  if (parameters.length === 0 && parameterSets.length === 0) return undefined;
  const pathOf = (path: string): string => relativePath(reader.base, resolve(cwd, path));
  const read = (path: string): GivenParameter[] => namedParameterFile(pathOf(path), reader, log);
  const toAll: GivenParameter[] = [];
  const toOne = new Map<RecognisedFile, GivenParameter[]>();
  for (const text of parameters) {
    const [left = "", right] = text.split("=");
    const template = right === undefined ? undefined : templates.find(({ path }) => path === pathOf(left));
    if (template) toOne.set(template, [...(toOne.get(template) ?? []), ...read(text.slice(left.length + 1))]);
    else toAll.push(...[assignmentIn(text) ?? read(text)].flat());
  }
  const sets = parameterSets.flatMap(read);
  if ((toAll.length > 0 || sets.length > 0) && templates.length !== 1) {
    const count = templates.length === 0 ? "there is none" : `there are ${String(templates.length)}: write template=file for each`;
    log.problem(startOf(parameters[0] ?? parameterSets[0] ?? ""), `--parameters is for one template, and ${count}.`);
    return new Map();
  }
  return new Map(
    templates.map((template) => {
      const base = [...toAll, ...(toOne.get(template) ?? [])];
      return [template, sets.length > 0 ? sets.map((set) => [...base, set]) : base.length > 0 ? [base] : []];
    }),
  );
}

function namedParameterFile(path: string, reader: FileReader, log: FileLog): GivenParameter[] {
  const source = readParameterSource(path, reader);
  if (source) {
    log.add({ path, status: "read", kind: "parameter file" });
    logProblems(source, log);
    return [source];
  }
  const file = readAndLog(path, "parameters", reader, log);
  if (!file) return [];
  logProblems(file, log);
  if (isParameterFile(file.document)) {
    if (file.problems.length === 0) log.add({ path, status: "read", kind: "parameter file" });
    return [file];
  }
  log.problem(startOf(path), "This is no parameter file: it has no $schema of one, or no values in its parameters.");
  return [];
}

/** The parameter files that were found, by the template that each is for: a run for each. */
function foundSets(templates: readonly RecognisedFile[], found: RecognisedFiles, reader: FileReader, log: FileLog): SetsByTemplate {
  const sets = new Map<RecognisedFile, GivenParameter[][]>();
  for (const file of [...found.parameterFiles, ...found.sources.parameters]) {
    const pairing =
      "given" in file
        ? templateOfSource(file, templates, found.sources, reader)
        : templateOf(file, templates, surroundingsOf(file, found, reader));
    if ("none" in pairing) {
      log.skip(file.path, pairing.none);
      continue;
    }
    sets.set(pairing.template, [...(sets.get(pairing.template) ?? []), [file]]);
    log.add({ path: file.path, status: "read", kind: "parameter file" });
    logProblems(file, log);
  }
  return sets;
}

/** The template that a parameter file names. */
function templateOfSource(
  { using }: SourceParameters,
  templates: readonly RecognisedFile[],
  { moduleOf }: RecognisedSources,
  { base }: FileReader,
): Pairing<RecognisedFile> {
  if (using === undefined) return { none: "it names no file that it is for" };
  const template = templates.find(({ path }) => resolve(base, path) === resolve(base, using));
  const module = moduleOf(using);
  if (template) return { template };
  return { none: module === undefined ? "the file that it is for holds nothing of PostgreSQL" : `${using} is checked ${module}` };
}

function surroundingsOf({ path }: JsonFile, { paths, sources }: RecognisedFiles, { base, root }: FileReader): Surroundings {
  const folder = relativePath(base, root.of(resolve(base, path)));
  return {
    root: folder === "" ? "" : `${folder}/`,
    isFile: (other) => paths.has(other) || existsSync(resolve(base, other)),
    moduleOf: sources.moduleOf,
  };
}

/** Files that templates link. */
type Linked = Pick<LinkContext, "opened" | "paths">;

/** Whatever a file does to the reading of it, the others are read. */
function readRun(file: RecognisedFile, set: ParameterSet | undefined, linked: Linked, reader: FileReader, log: FileLog): Run {
  const { path, document } = file;
  const { limits, subjects } = reader;
  const label = { ...(set && { parameters: set.label }), ...(file.reader.takesParameters && { isTemplate: true as const }) };
  try {
    const opening = file.reader.language ? document : withLinkedFiles(document, { reader, ...linked, around: [path] });
    const beside = (ending: string): readonly Document[] => filesBeside(path, ending, reader);
    const context = { subjects, parameters: set?.parameters ?? noParameters, budget: newBudget(limits), beside };
    const { resources, gaps, overLimit, strayWaivers = [] } = file.reader.read(opening, context);
    for (const part of overLimit) {
      log.problem(placeOf(part.location) ?? startOf(path), limitInWords(part));
    }
    return { file: path, resources, gaps, strayWaivers, ...label };
  } catch (error) {
    const internal = `Internal error: ${messageOf(error)}. Please report it; the file was not checked.`;
    log.problem(startOf(path), error instanceof LimitError ? limitInWords(error) : internal);
    return { file: path, resources: [], gaps: [], ...label };
  }
}

function checked({ path, problems, reader }: RecognisedFile): Omit<CheckedFile, "resources"> {
  return { path, status: problems.length > 0 ? "failed" : "read", kind: reader.kind };
}
