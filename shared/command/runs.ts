import { noParameters, parametersOf, type GivenParameters } from "../arm/parameters";
import { placeOf } from "../json/document";
import { messageOf } from "../engine/show";
import { LimitError, newBudget } from "../limits";
import type { FileLog } from "./file-log";
import { withLinkedFiles } from "./linked-files";
import type { Run } from "./merge-runs";
import { pairParameterFiles } from "./parameter-files";
import { limitInWords, type FileReader, type JsonFile } from "./read-file";
import { readAndLog, type RecognisedFile } from "./recognised-files";
import { startOf, type CheckedFile } from "./report";

/**
 * Reads templates, a run for each of their parameter files, or one with the defaults.
 *
 * @param named paths of the parameter files of `--parameters`
 * @param found other parameter files
 */
export function runsOfTemplates(
  templates: readonly RecognisedFile[],
  named: readonly string[],
  found: readonly JsonFile[],
  reader: FileReader,
  log: FileLog,
): Run[] {
  const namedFiles = named.flatMap((path) => namedParameterFile(path, reader, log));
  const { byTemplate, skipped, problems } = pairParameterFiles(namedFiles, found, templates, reader.cwd);
  for (const { path, why } of skipped) log.skip(path, why);
  for (const { path, message } of problems) log.problem(startOf(path), message);
  const linked = new Set<string>();
  const runs = templates.flatMap((template): Run[] => {
    const given = byTemplate.get(template.path);
    if (!given) return [readRun(template, noParameters, linked, reader, log)];
    return given.map(({ path, document }) => {
      log.add({ path, status: "read", kind: "parameter file" });
      const parameters = parametersOf(document.value, "", { document, path: [] });
      return { ...readRun(template, parameters, linked, reader, log), parameters: path };
    });
  });
  for (const template of templates) {
    const parameters = byTemplate.get(template.path)?.map(({ path }) => path);
    if (linked.has(template.path)) log.add({ ...checked(template), status: "read", why: "as a part of the template that links it" });
    else log.add({ ...checked(template), ...(parameters && { parameters }) });
  }
  // A template that another one links is checked there, with the parameters that it gets there.
  return runs.filter(({ file }) => !linked.has(file));
}

/** Reads files that take no parameters as one program: a server may be in one file, and its parameters in another. */
export function runOfOthers(files: readonly RecognisedFile[], reader: FileReader, log: FileLog): Run[] {
  const runs = files.map((file) => {
    log.add(checked(file));
    return readRun(file, noParameters, new Set(), reader, log);
  });
  const [first] = runs;
  if (!first) return [];
  return [{ file: first.file, resources: runs.flatMap(({ resources }) => resources), gaps: runs.flatMap(({ gaps }) => gaps) }];
}

function namedParameterFile(path: string, reader: FileReader, log: FileLog): JsonFile[] {
  if (/\.bicepparam$/i.test(path)) {
    log.problem(startOf(path), "Bicep's parameter files are read as compiled: az bicep build-params.");
    return [];
  }
  const file = readAndLog(path, "parameters", reader, log);
  return file ? [file] : [];
}

/** Whatever a file does to the reading of it, the others are read. */
function readRun(file: RecognisedFile, parameters: GivenParameters, linked: Set<string>, reader: FileReader, log: FileLog): Run {
  const { path, document } = file;
  const { limits, subjects } = reader;
  try {
    const context = { subjects, parameters, budget: newBudget(limits) };
    const { resources, gaps, overLimit } = file.reader.read(withLinkedFiles(document, reader, linked), context);
    for (const part of overLimit) {
      log.problem(placeOf(part.location) ?? startOf(path), limitInWords(part));
    }
    return { file: path, resources, gaps };
  } catch (error) {
    const internal = `Internal error: ${messageOf(error)}. Please report it; the file was not checked.`;
    log.problem(startOf(path), error instanceof LimitError ? limitInWords(error) : internal);
    return { file: path, resources: [], gaps: [] };
  }
}

function checked({ path, problems, reader }: RecognisedFile): Omit<CheckedFile, "resources"> {
  return { path, status: problems.length > 0 ? "failed" : "read", kind: reader.kind };
}
