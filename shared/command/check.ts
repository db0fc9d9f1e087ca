import { resolve } from "node:path";
import { subjectsOf } from "../engine/subjects";
import { todayInUtc } from "../engine/dates";
import { Waivers, type WaiverContext } from "../engine/waivers";
import type { Limits } from "../limits";
import type { Control, Options } from "../model";
import { FileLog } from "./file-log";
import { judgeRuns, type FileSettings, type Judging } from "./merge-runs";
import type { FileReader } from "./read-file";
import { recognisedFiles, type SearchRequest } from "./recognised-files";
import type { CheckReport } from "./report";
import { terraformPlan } from "./readers/terraform";
import { Root } from "./root";
import { runsOfOthers, runsOfTemplates } from "./runs";
import { unreadTerraform } from "./terraform-language";

/** What is to be checked, and how. */
export interface CheckRequest extends SearchRequest {
  /** What a template is deployed with: files and `name=value` for one template, `template=file` for one of several. */
  readonly parameters?: readonly string[];
  /** Parameter files of which each makes a run of its own, over `parameters`. */
  readonly parameterSets?: readonly string[];
  /**
   * The folder that no linked file may be outside of, and that paths in the report are relative to. By default the former is
   * the repository of each file, or else `cwd`, and the latter `cwd`.
   */
  readonly root?: string;
  /** A Bicep CLI that compiles Bicep in the place of what is here. */
  readonly bicepCli?: string;
  /** Texts that are read in the place of files, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
  readonly controls: readonly Control[];
  readonly options: Options;
  /** What holds for single files, as {@link Judging} has it; by default, `controls` and `options` hold for all. */
  readonly settings?: Judging["settings"];
  /** What accepts findings; `false`: nothing does, neither waivers nor a baseline. */
  readonly acceptance?: AcceptanceRequest | false;
  readonly limits: Limits;
}

/** What accepts findings, and what is said of it. */
export interface AcceptanceRequest extends Pick<WaiverContext, "unwaivable"> {
  /** The day in UTC, as `2027-01-31`: today by default. */
  readonly today?: string;
  /** Whether not all is checked that waivers may be for, so that an unused one may be for the rest. */
  readonly isPartial?: boolean;
}

/** Checks files. Reads the file system and standard input, and nothing else: no network, no process but that of `bicepCli`. */
export function check(request: CheckRequest): CheckReport {
  const { cwd, root, bicepCli, texts, controls, options, limits, parameters = [], parameterSets = [], acceptance = {} } = request;
  const base = root === undefined ? cwd : resolve(cwd, root);
  const reader: FileReader = {
    base,
    limits,
    subjects: subjectsOf(controls),
    root: new Root(root, cwd),
    ...(bicepCli !== undefined && { bicepCli }),
    ...(texts && { texts }),
  };
  const log = new FileLog();
  const found = recognisedFiles(request, reader, log);
  const isPlanRead = found.recognised.some((file) => file.reader === terraformPlan);
  const runs = [
    ...runsOfTemplates(found, { cwd, parameters, parameterSets }, reader, log),
    ...runsOfOthers(found, reader, log),
    ...unreadTerraform(found.terraform, isPlanRead, reader, log),
  ];
  const all: FileSettings = { controls, options };
  const settings = request.settings ?? (() => all);
  const waivers = acceptance ? new Waivers({ ...acceptance, controls, today: acceptance.today ?? todayInUtc() }) : undefined;
  const { findings, unread, results, problems } = judgeRuns(runs, { settings, ...(waivers && { waivers }) });
  for (const { place, message } of problems) log.problem(place, message);
  const notices = acceptance && waivers ? waivers.notices(!acceptance.isPartial) : [];
  return { files: log.files(resourcesByFile(results)), findings, unread, problems: log.problems(), notices, results };
}

function resourcesByFile(results: CheckReport["results"]): ReadonlyMap<string, number> {
  const addresses = new Map<string, Set<string>>();
  for (const { resource } of results) {
    const { file = "", address } = resource;
    addresses.set(file, (addresses.get(file) ?? new Set()).add(address));
  }
  return new Map([...addresses].map(([file, own]) => [file, own.size]));
}
