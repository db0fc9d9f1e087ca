import { append } from "../engine/append";
import type { Control, Place, ResourceType, Settings } from "../model";
import type { FixableFiles } from "./fixable-files";
import type { Refusal } from "./fixers/fixer";
import { byPlace, type CheckFinding, type CheckReport } from "./report";

/** A finding that a fix mends, and the files in which it does. */
export interface Mend {
  readonly finding: CheckFinding;
  /** Where something is written, if not at the finding's own place. */
  readonly at: readonly Place[];
}

/** What can be mended, and why the rest can't be. */
export interface FixPlan {
  readonly mends: readonly Mend[];
  readonly refused: ReadonlyMap<CheckFinding, Refusal>;
}

/**
 * Tells the files what to write for some findings. What a parameter or a variable gives is written there if nothing else
 * depends on it, else where the finding is.
 *
 * @param findings in which none is accepted
 * @param report of which these findings are: what stands at the place of an accepted one is left alone
 */
export function planFix(
  findings: readonly CheckFinding[],
  report: CheckReport,
  controls: readonly Control[],
  files: FixableFiles,
): FixPlan {
  const isLackedByAll = lackedByAll(report);
  const keptPlaces = new Set(report.findings.filter(({ accepted }) => accepted).map(keyOfPlace));
  const mends: Mend[] = [];
  const refused = new Map<CheckFinding, Refusal>();
  const tell = (own: readonly CheckFinding[], refusal: Refusal | undefined, at: readonly Place[]): void => {
    for (const finding of own) {
      if (refusal === undefined) mends.push({ finding, at });
      else refused.set(finding, refusal);
    }
  };
  for (const own of groupsOf(findings)) {
    const [finding] = own;
    const why = finding && whyNot(finding, keptPlaces, files);
    if (!finding || why !== undefined) tell(own, why, []);
    else if (finding.missing) {
      const lacking = own.filter((one) => isLackedByAll(one, own));
      if (lacking.length > 0) tell(lacking, declare(lacking, controls, files), []);
      tell(
        own.filter((one) => !lacking.includes(one)),
        "others that are declared in the same place have it already",
        [],
      );
    } else tell(own, ...write(finding, findings, files));
  }
  return { mends, refused };
}

/** Findings that are mended together: settings that one resource lacks. */
function groupsOf(findings: readonly CheckFinding[]): readonly (readonly CheckFinding[])[] {
  const groups = new Map<string, CheckFinding[]>();
  for (const finding of findings) {
    const { place, control, missing } = finding;
    const key = JSON.stringify(missing ? [place.file, place.start, control] : [groups.size]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function whyNot(finding: CheckFinding, keptPlaces: ReadonlySet<string>, files: FixableFiles): Refusal | undefined {
  const { verdict, proposed, missing, resource } = finding;
  if (verdict === "undetermined") return "what is not known is not changed";
  const file = files.open(finding.place.file);
  if (typeof file === "string") return file;
  if (!proposed && !missing) return "this takes a decision";
  if (resource.within !== undefined) return "it stands in a template that another resource holds";
  return keptPlaces.has(keyOfPlace(finding)) ? "the same place is accepted elsewhere" : undefined;
}

function keyOfPlace({ place, armPath }: CheckFinding): string {
  return JSON.stringify([place.file, place.start, armPath]);
}

function declare(findings: readonly CheckFinding[], controls: readonly Control[], files: FixableFiles): Refusal | undefined {
  const [finding] = findings;
  const on = controls.find(({ id }) => id === finding?.control)?.on;
  const file = finding && files.open(finding.place.file);
  if (!file || !on || !hasSettings(on)) return "its kind of resource has no settings";
  if (typeof file === "string") return file;
  const missing = new Map(findings.flatMap((one) => (one.missing ? [[one.missing.name, one.missing] as const] : [])));
  return file.declare(finding.place, [...missing.values()], on);
}

/** Tells whether all servers of a loop, or of a module, lack a setting: one that has it would get it twice, which Azure refuses. */
function lackedByAll({ results }: CheckReport): (finding: CheckFinding, own: readonly CheckFinding[]) => boolean {
  const keyAt = (control: string, { file, start }: Place): string => JSON.stringify([control, file, start.line, start.column]);
  const keyOf = (control: string, file: string, address: string): string => JSON.stringify([control, file, address]);
  // A verdict stands at the server's name, which is the same place for all that a loop or a module makes.
  const placesOf = new Map<string, string[]>();
  const addressesAt = new Map<string, string[]>();
  for (const { control, resource, place } of results) {
    append(placesOf, keyOf(control, place.file, resource.address), keyAt(control, place));
    append(addressesAt, keyAt(control, place), resource.address);
  }
  return ({ control, place, missing }, own) => {
    const lacking = new Set(own.filter((one) => one.missing?.name === missing?.name).map(({ resource }) => resource.address));
    const places = new Set([...lacking].flatMap((address) => placesOf.get(keyOf(control, place.file, address)) ?? []));
    return [...places].every((at) => addressesAt.get(at)?.every((address) => lacking.has(address)));
  };
}

function hasSettings(type: ResourceType): type is ResourceType & { readonly settings: Settings } {
  return type.settings !== undefined;
}

/** Writes a value; tells the places where it does if these are others than the finding's. */
function write(
  finding: CheckFinding,
  all: readonly CheckFinding[],
  files: FixableFiles,
): readonly [refusal: Refusal | undefined, at: readonly Place[]] {
  const { place, proposed, setting, valueFrom } = finding;
  if (!proposed) return ["this takes a decision", []];
  const values = valueFrom.map((source) => valueAtSource(finding, source, all, files));
  if (values.length > 0 && values.every((value) => value !== undefined)) {
    const refusals = valueFrom.map((source, index) => {
      const file = files.open(source.file);
      return typeof file === "string" ? file : file.replace(source, values[index] ?? "");
    });
    if (refusals.every((refusal) => refusal === undefined)) return [undefined, valueFrom];
  }
  const file = files.open(place.file);
  return [typeof file === "string" ? file : file.set(place, proposed, setting), []];
}

/** What is written where a value comes from; `undefined` where something else may depend on that. */
function valueAtSource(finding: CheckFinding, source: Place, all: readonly CheckFinding[], files: FixableFiles): string | undefined {
  const { place, proposed, setting } = finding;
  const value = proposed?.value;
  const [origin, own] = [files.open(source.file), files.open(place.file)];
  if (typeof origin === "string" || typeof own === "string" || typeof value !== "string") return undefined;
  // Whatever else reads it, it is the value of that setting.
  if (setting !== undefined && origin.isValueOf(source, setting)) return value;
  const named = origin.named(source);
  if (!named || !(named.isGiven ? isGivenTo(finding, source) : source.file === place.file)) return undefined;
  const alike = all.filter((one) => one.proposed?.value === value && one.valueFrom.some((other) => byPlace(other, source) === 0));
  const places = alike.flatMap((one) => (one.place.file === place.file ? [one.place] : []));
  return own.isUsedOnlyAt(named, places) ? own.allowed(named, value) : undefined;
}

/** Whether what is given at a place is given to the very file that a finding stands in, and not passed on by another. */
function isGivenTo({ place: { through }, root }: CheckFinding, source: Place): boolean {
  if (through) return through.length === 1 && through[0]?.file === source.file;
  return root === undefined || root === source.file;
}
