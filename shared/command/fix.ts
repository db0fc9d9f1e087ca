import { resolve } from "node:path";
import { compare } from "../engine/names";
import { subjectsOf } from "../engine/subjects";
import { applyEdits } from "../json/edit";
import { check, type CheckRequest } from "./check";
import { FixableFiles } from "./fixable-files";
import type { Refusal } from "./fixers/fixer";
import { planFix, type FixPlan, type Mend } from "./plan-fix";
import { readText, type FileReader } from "./read-file";
import { relativePath } from "./relative-path";
import type { CheckFinding, CheckReport } from "./report";
import { Root } from "./root";

/** What is to be fixed: the same as is to be checked. */
export type FixRequest = Omit<CheckRequest, "bicepCli" | "texts">;

/** The new text of one file. */
export interface FileChange {
  readonly path: string;
  readonly absolute: string;
  readonly before: string;
  readonly after: string;
}

/** What a fix comes to. Nothing is written yet. */
export interface FixReport {
  readonly changes: readonly FileChange[];
  /** What is mended, as it was found. */
  readonly mended: readonly Mend[];
  /** The check of the files with the changes. */
  readonly report: CheckReport;
  /** Why a finding of that report is left. */
  readonly whyLeft: (finding: CheckFinding) => Refusal | undefined;
}

/** What one change makes possible is found in the next round; what is given up takes one, too. */
const MAX_ROUNDS = 20;

/**
 * Finds the changes that mend what a check finds. The files with the changes are checked again, and a change with which
 * anything else is found, or the same still, is given up. Writes no file.
 */
export function fix(request: FixRequest): FixReport {
  const { cwd, root, limits, controls } = request;
  const reader = { base: root === undefined ? cwd : resolve(cwd, root), limits, subjects: subjectsOf(controls), root: new Root(root, cwd) };
  let texts: ReadonlyMap<string, string> = new Map();
  let report = check(request);
  const mended: Mend[] = [];
  const refused = new Map<string, Refusal>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const files = new FixableFiles({ ...reader, texts });
    const open = report.findings.filter((finding) => !finding.accepted && !refused.has(keyOf(finding)));
    const plan = planFix(open, report, controls, files);
    for (const [finding, refusal] of plan.refused) refused.set(keyOf(finding), refusal);
    const changed = changedTexts(files, { ...reader, texts });
    if (changed.size === 0) break;
    const candidate = new Map([...texts, ...changed]);
    const after = check({ ...request, texts: candidate });
    const givenUp = mendsToGiveUp(plan, report, after);
    for (const { finding } of givenUp) refused.set(keyOf(finding), "the check would not pass with it");
    if (givenUp.length > 0) continue;
    [texts, report] = [candidate, after];
    mended.push(...plan.mends);
  }
  return { changes: changesOf(texts, reader), mended, report, whyLeft: (finding) => refused.get(keyOf(finding)) };
}

/** Equal for the same finding in the next round. */
function keyOf({ control, resource, armPath, verdict, place, root, message }: CheckFinding): string {
  return JSON.stringify([control, resource.address, armPath, verdict, place.file, root, message]);
}

function changedTexts(files: FixableFiles, { base, texts }: FileReader): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const [path, file] of files.all()) {
    const absolute = resolve(base, path);
    const before = readText(absolute, texts);
    const after = applyEdits(before, file.edits());
    if (after !== before) changed.set(absolute, after);
  }
  return changed;
}

function changesOf(texts: ReadonlyMap<string, string>, { base }: Pick<FileReader, "base">): readonly FileChange[] {
  return [...texts]
    .map(([absolute, after]) => ({ path: relativePath(base, absolute), absolute, before: readText(absolute), after }))
    .sort((a, b) => compare(a.path, b.path));
}

/** The changes that don't do what they are for, or bring something new; with those of a whole file where it can't be told which. */
function mendsToGiveUp({ mends }: FixPlan, before: CheckReport, after: CheckReport): readonly Mend[] {
  const [had, has] = [countsOf(before), countsOf(after)];
  const mendedOf = new Map<string, number>();
  for (const { finding } of mends) mendedOf.set(kindOf(finding), (mendedOf.get(kindOf(finding)) ?? 0) + 1);
  const worse = [...has].filter(([kind, count]) => count > (had.get(kind) ?? 0) - (mendedOf.get(kind) ?? 0)).map(([kind]) => kind);
  if (worse.length === 0) return [];
  const files = new Set(worse.map((kind) => (JSON.parse(kind) as string[])[0]));
  const own = mends.filter(({ finding }) => worse.includes(kindOf(finding)));
  const inFiles = mends.filter(({ finding, at }) => [finding.place, ...at].some(({ file }) => files.has(file)));
  return own.length > 0 ? own : inFiles.length > 0 ? inFiles : mends;
}

/** Findings are counted by this: the addresses of other resources may change with a change. */
function kindOf({ place, control, armPath, verdict }: CheckFinding): string {
  return JSON.stringify([place.file, control, armPath, verdict]);
}

/** How many there are of each kind of finding, of problem and of what can't be read. */
function countsOf({ findings, problems, unread }: CheckReport): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const kinds = [
    ...findings.map(kindOf),
    ...problems.map(({ place }) => JSON.stringify([place.file, "problem"])),
    ...unread.map(({ place }) => JSON.stringify([place.file, "unread"])),
  ];
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
