import { subjectsOf } from "../engine/subjects";
import type { Limits } from "../limits";
import type { Control, Options } from "../model";
import { FileLog } from "./file-log";
import { judgeRuns } from "./merge-runs";
import type { FileReader } from "./read-file";
import { recognisedFiles } from "./recognised-files";
import type { CheckReport } from "./report";
import { runOfOthers, runsOfTemplates } from "./runs";

/** What is to be checked, and how. */
export interface CheckRequest {
  /** Files, folders and globs, relative to `cwd`; `-` stands for standard input. */
  readonly paths: readonly string[];
  /** Parameter files for the one template among the paths. */
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly controls: readonly Control[];
  readonly options: Options;
  readonly limits: Limits;
  /** Told now and then how many of the files are read. */
  readonly progress?: (done: number, all: number) => void;
}

/** Checks files. Reads the file system and standard input, and nothing else: no network, no process. */
export function check({ paths, parameters, cwd, controls, options, limits, progress }: CheckRequest): CheckReport {
  const reader: FileReader = { cwd, limits, subjects: subjectsOf(controls) };
  const log = new FileLog();
  const { recognised, parameterFiles } = recognisedFiles(paths, reader, log, progress);
  const templates = recognised.filter((file) => file.reader.takesParameters);
  const others = recognised.filter((file) => !file.reader.takesParameters);
  const runs = [...runsOfTemplates(templates, parameters, parameterFiles, reader, log), ...runOfOthers(others, reader, log)];
  const { findings, unread, results, problems } = judgeRuns(runs, controls, options);
  for (const { place, message } of problems) log.problem(place, message);
  return { files: log.files(resourcesByFile(results)), findings, unread, problems: log.problems(), results };
}

function resourcesByFile(results: CheckReport["results"]): ReadonlyMap<string, number> {
  const addresses = new Map<string, Set<string>>();
  for (const { resource } of results) {
    const { file = "", address } = resource;
    addresses.set(file, (addresses.get(file) ?? new Set()).add(address));
  }
  return new Map([...addresses].map(([file, own]) => [file, own.size]));
}
