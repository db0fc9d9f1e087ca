import { partOf, runControls, type Report } from "../engine/run-controls";
import { buildInventory } from "../engine/inventory";
import { compare } from "../engine/names";
import type { Waiver } from "../engine/parse-waivers";
import type { Waivers } from "../engine/waivers";
import type { AzureResource, Control, Gap, Options, Origin, Place, Verdict, WrittenWaiver } from "../model";
import { byPlace, startOf, type CheckFinding, type CheckProblem, type CheckResult, type CheckUnread } from "./report";

/** What is judged as one program: a template with one set of parameters, or all exports. */
export interface Run {
  /** Where places are told that a resource has none of. */
  readonly file: string;
  /** Set for a template, which may deploy what other files hold. */
  readonly isTemplate?: true;
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
  /** Waivers that stand beside nothing that is read. */
  readonly strayWaivers?: readonly WrittenWaiver[];
  /** The parameter file that it is read with. */
  readonly parameters?: string;
}

/** What several runs come to together; lists are sorted. */
export interface MergedRuns {
  readonly findings: readonly CheckFinding[];
  readonly unread: readonly CheckUnread[];
  readonly results: readonly CheckResult[];
  readonly problems: readonly CheckProblem[];
}

/** What holds for a file. */
export interface FileSettings {
  readonly controls: readonly Control[];
  readonly options: Options;
  /** By the control's id. */
  readonly optionsOf?: ReadonlyMap<string, Options>;
  readonly waivers?: readonly Waiver[];
}

/** How runs are judged. */
export interface Judging {
  /** What holds for a file, by its path in the report: the same object for files for which the same holds. */
  readonly settings: (path: string) => FileSettings;
  /** What accepts findings; without it, nothing does. */
  readonly waivers?: Waivers;
}

/** Judges each run; what several runs of one template have in common is told once. */
export function judgeRuns(runs: readonly Run[], judging: Judging): MergedRuns {
  const findings = new Map<string, CheckFinding>();
  const results = new Map<string, CheckResult>();
  const reports = runs.flatMap((run) => judgeRun(run, judging).map((report) => ({ run, report })));
  for (const { run, report } of reports) {
    addFindings(run, report, findings);
    addResults(run, report, results);
  }
  const problems = reports.flatMap(({ run, report }) =>
    report.internalErrors.map(({ resource, message, place = startOf(resource.file ?? run.file) }) => ({ place, message })),
  );
  return {
    findings: [...findings.values()].sort(
      (a, b) => byPlace(a.place, b.place) || compare(a.control, b.control) || compare(a.message, b.message),
    ),
    unread: unreadByFile(reports),
    results: [...results.values()].sort(byResource),
    problems,
  };
}

/** A report for each of the settings that hold for a part of a run: a template has one, whatever files it deploys. */
function judgeRun({ file, isTemplate, resources, gaps, strayWaivers = [] }: Run, { settings, waivers }: Judging): readonly Report[] {
  const inventory = buildInventory(resources, gaps);
  waivers?.addStray(strayWaivers);
  const fileOf = (origin: Origin): string => (isTemplate ? file : (origin.file ?? file));
  const files = new Set([...resources, ...gaps].map(({ origin }) => fileOf(origin)));
  const byFile = new Map([...files].map((path) => [path, settings(path)]));
  const parts = new Set(byFile.values());
  return [...parts].map((part) => {
    const whole = runControls(inventory, part.controls, part.options, part.optionsOf);
    const report = parts.size === 1 ? whole : partOf(whole, (origin) => byFile.get(fileOf(origin)) === part);
    return waivers ? waivers.apply(report, resources, part.waivers ?? []) : report;
  });
}

function addFindings({ file, isTemplate, parameters }: Run, report: Report, findings: Map<string, CheckFinding>): void {
  for (const finding of report.findings) {
    const { control, resource, armPath, verdict, message, valueFrom, place = startOf(resource.file ?? file) } = finding;
    // Runs with other parameters may find the same, or the same in other words.
    const root = isTemplate && place.file !== file ? file : undefined;
    const key = JSON.stringify([place.file, root, resource.address, control, armPath, verdict, parameters === undefined ? "" : message]);
    const before = findings.get(key) ?? { parameters: [], valueFrom: [] };
    findings.set(key, {
      ...finding,
      place,
      ...(root !== undefined && { root }),
      valueFrom: valueFrom ? withPlace(before.valueFrom, valueFrom) : before.valueFrom,
      parameters: parameters === undefined ? before.parameters : [...before.parameters, parameters],
    });
  }
}

function withPlace(places: readonly Place[], place: Place): readonly Place[] {
  return places.some((one) => byPlace(one, place) === 0) ? places : [...places, place];
}

function addResults({ file, parameters }: Run, report: Report, results: Map<string, CheckResult>): void {
  for (const result of report.results) {
    const resource = { ...result.resource, file: result.resource.file ?? file };
    const key = JSON.stringify([file, resource.file, resource.address, result.control]);
    const before = results.get(key);
    const { control, verdict, conditional } = before && rank(before.verdict) >= rank(result.verdict) ? before : result;
    const ofRun = parameters === undefined ? [] : [{ parameters, verdict: result.verdict }];
    results.set(key, {
      control,
      resource,
      verdict,
      conditional,
      get place() {
        return (before ?? result).place ?? startOf(resource.file);
      },
      byParameters: [...(before?.byParameters ?? []), ...ofRun],
    });
  }
}

/** Later is worse. */
const VERDICTS: readonly Verdict[] = ["not-applicable", "pass", "unset", "undetermined", "fail"];

function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

function byResource(a: CheckResult, b: CheckResult): number {
  return (
    compare(a.resource.file ?? "", b.resource.file ?? "") ||
    compare(a.resource.address, b.resource.address) ||
    compare(a.control, b.control)
  );
}

/** One notice a file: a folder may hold thousands of templates that only link others. */
function unreadByFile(reports: readonly { readonly run: Run; readonly report: Report }[]): CheckUnread[] {
  const byFile = new Map<string, Map<string, CheckUnread & { readonly address: string }>>();
  for (const { run, report } of reports) {
    for (const { origin, level, message, place = startOf(origin.file ?? run.file) } of report.unread) {
      const ofFile = byFile.get(place.file) ?? new Map<string, CheckUnread & { readonly address: string }>();
      byFile.set(place.file, ofFile.set(JSON.stringify([origin.address, message]), { level, message, place, address: origin.address }));
    }
  }
  const notices = [...byFile.values()].flatMap((ofFile): CheckUnread[] => {
    const [first, ...others] = [...ofFile.values()].sort((a, b) => byPlace(a.place, b.place));
    if (!first) return [];
    const { level, message, place, address } = first;
    const text = address === "" ? message : `${address}: ${message}`;
    return [{ level, place, message: others.length === 0 ? text : `${text} ${alsoUnread(others.map((other) => other.address))}` }];
  });
  return notices.sort((a, b) => byPlace(a.place, b.place));
}

function alsoUnread(addresses: readonly string[]): string {
  const named = addresses.slice(0, 3);
  const left = addresses.length - named.length;
  return `The same goes for ${[...named, ...(left > 0 ? [`${String(left)} more`] : [])].join(", ")}.`;
}
