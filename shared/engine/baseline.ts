import type { Finding, Notice, Place } from "../model";
import { compare } from "./names";

/** A finding that is accepted because it was there before: one with one parameter file, or without any. */
export interface BaselineEntry {
  /** The control's id. */
  readonly control: string;
  /** The resource's type, name and address, as its author's language has them. */
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly armPath: string;
  readonly verdict: Finding["verdict"];
  /** The file that is checked; not set for a program that a host sees. */
  readonly file?: string;
  /** The parameter file that it is found with. */
  readonly parameters?: string;
}

/** An entry of a baseline, and where it stands there. */
export interface PlacedEntry extends BaselineEntry {
  readonly place: Place;
}

/** What a baseline needs of a finding. */
type Known = Pick<Finding, "control" | "resource" | "armPath" | "verdict" | "accepted">;

/** The files that a finding is in and with, as a baseline names them. */
export interface FoundIn {
  readonly file?: string;
  readonly parameters: readonly string[];
}

/** What decides which entries hold. */
export interface BaselineContext {
  /** Where the controls that accept nothing say so, by their ids. */
  readonly unwaivable?: ReadonlyMap<string, string>;
  /** Whether a file is there no more, so that what was found in it may be in another one now. */
  readonly isGone: (file: string) => boolean;
  /** Whether what an entry is about was checked. */
  readonly isChecked: (entry: BaselineEntry) => boolean;
}

/** What a baseline comes to. */
export interface AppliedBaseline<F extends Known> {
  /** In the order that they were given in. */
  readonly findings: readonly F[];
  readonly notices: readonly Notice[];
  /** What the baseline would be without the entries that no longer hold: as things stand now, and what wasn't checked. */
  readonly kept: readonly BaselineEntry[];
}

/** What a baseline is to accept of some findings: all that nothing else accepts. */
export function entriesOf<F extends Known>(
  findings: readonly F[],
  foundIn: (finding: F) => FoundIn,
  unwaivable?: ReadonlyMap<string, string>,
): readonly BaselineEntry[] {
  const open = findings.filter(({ accepted, control }) => !accepted && !unwaivable?.has(control));
  return open.flatMap((finding) => entriesOfOne(finding, foundIn(finding)));
}

/** Entries by what they are for, to find those that may be for a few findings out of many. */
export class BaselineIndex {
  readonly #byResource = new Map<string, PlacedEntry[]>();

  constructor(entries: readonly PlacedEntry[]) {
    for (const entry of entries) {
      const own = this.#byResource.get(resourceKey(entry));
      if (own) own.push(entry);
      else this.#byResource.set(resourceKey(entry), [entry]);
    }
  }

  /** The entries that may be for findings of a program that a host sees. */
  entriesFor(findings: readonly Known[]): readonly PlacedEntry[] {
    const keys = new Set(findings.flatMap((finding) => entriesOfOne(finding, IN_NO_FILE).map(resourceKey)));
    return [...keys].flatMap((key) => this.#byResource.get(key) ?? []);
  }
}

/** Where a host finds all that it finds. */
export const IN_NO_FILE: FoundIn = { parameters: [] };

/** Entries in the order of a baseline's file, each once. */
export function sortedEntries(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return [...byKey.values()].sort((a, b) => compare(sortKey(a), sortKey(b)));
}

/**
 * Accepts findings that a baseline has. Each entry is for one of them: first for the very same, then for one of the same resource
 * that has moved in its file, last for one of the same resource in another file, if its own is gone.
 */
export function applyBaseline<F extends Known>(
  findings: readonly F[],
  foundIn: (finding: F) => FoundIn,
  entries: readonly PlacedEntry[],
  context: BaselineContext,
): AppliedBaseline<F> {
  const refused = entries.filter(({ control }) => context.unwaivable?.has(control));
  const usable = entries.filter(({ control }) => !context.unwaivable?.has(control));
  const open = findings.filter(({ accepted }) => !accepted);
  const wanted = open.flatMap((finding) => entriesOfOne(finding, foundIn(finding)).map((entry) => ({ finding, entry })));
  const { held, missing, left } = assign(wanted, usable, context.isGone);
  const accepts = new Set(open.filter((finding) => !missing.has(finding)));
  const fixed = new Set(left.filter(context.isChecked));
  const accepted = (finding: F): F => (accepts.has(finding) ? { ...finding, accepted: { by: "baseline" } } : finding);
  return {
    findings: findings.map(accepted),
    notices: [...refusals(refused, context.unwaivable), ...[...fixed].map(fixedNotice)],
    kept: sortedEntries([...held, ...left.filter((entry) => !fixed.has(entry))]),
  };
}

function entriesOfOne({ control, resource, armPath, verdict }: Known, { file, parameters }: FoundIn): BaselineEntry[] {
  const { nativeType, name, address } = resource;
  const own = resource.file !== undefined && address.startsWith(resource.file) ? address.slice(resource.file.length) : address;
  const entry = { control, type: nativeType, name, address: own, armPath, verdict, ...(file !== undefined && { file }) };
  return parameters.length === 0 ? [entry] : parameters.map((one) => ({ ...entry, parameters: one }));
}

interface Wanted<F> {
  readonly finding: F;
  readonly entry: BaselineEntry;
}

/** Gives each of what is wanted an entry of its own, the most like it first. A finding that lacks one of its entries has none. */
function assign<F>(
  wanted: readonly Wanted<F>[],
  entries: readonly PlacedEntry[],
  isGone: (file: string) => boolean,
): { readonly held: readonly BaselineEntry[]; readonly missing: ReadonlySet<F>; readonly left: readonly PlacedEntry[] } {
  const byResource = new Map<string, Set<PlacedEntry>>();
  for (const entry of entries) byResource.set(resourceKey(entry), (byResource.get(resourceKey(entry)) ?? new Set()).add(entry));
  const held: BaselineEntry[] = [];
  let open = wanted;
  for (const isLike of [isSame, isMoved, (a: BaselineEntry, b: BaselineEntry) => isRenamed(a, b, isGone)]) {
    open = open.filter(({ entry }) => {
      const candidates = byResource.get(resourceKey(entry));
      const found = candidates && [...candidates].find((candidate) => isLike(candidate, entry));
      if (!found) return true;
      candidates.delete(found);
      held.push(entry);
      return false;
    });
  }
  return { held, missing: new Set(open.map(({ finding }) => finding)), left: [...byResource.values()].flatMap((own) => [...own]) };
}

/** What stays the same of a finding wherever its resource is moved to. An index in a list of resources says where it stands. */
function resourceKey({ control, type, name, address, armPath, verdict }: BaselineEntry): string {
  const lasting = name === "" ? address : address.replace(/(^|\bresources)\[\d+\]/g, "$1[]");
  return JSON.stringify([control, type.replace(/@.*$/, ""), name, lasting, armPath, verdict]);
}

function isSame(entry: BaselineEntry, found: BaselineEntry): boolean {
  return entry.address === found.address && isMoved(entry, found);
}

function isMoved(entry: BaselineEntry, found: BaselineEntry): boolean {
  return entry.file === found.file && entry.parameters === found.parameters;
}

function isRenamed(entry: BaselineEntry, found: BaselineEntry, isGone: (file: string) => boolean): boolean {
  const isLike = (before: string | undefined, now: string | undefined): boolean =>
    before === now || (before !== undefined && now !== undefined && isGone(before));
  return isLike(entry.file, found.file) && isLike(entry.parameters, found.parameters);
}

function keyOf(entry: BaselineEntry): string {
  return JSON.stringify([resourceKey(entry), entry.address, entry.file, entry.parameters]);
}

function sortKey({ file = "", address, control, armPath, parameters = "" }: BaselineEntry): string {
  return [file, address, control, armPath, parameters].join("\u0000");
}

function refusals(entries: readonly PlacedEntry[], unwaivable: ReadonlyMap<string, string> = new Map()): readonly Notice[] {
  return entries.map(({ control, place }) => {
    const message = `This entry is refused: ${control} can't be waived, as ${unwaivable.get(control) ?? ""} says. Remove it, and correct what it was for.`;
    return { level: "error", message, place };
  });
}

function fixedNotice({ control, name, address, armPath, file, parameters, place }: PlacedEntry): Notice {
  const resource = name === "" || address.endsWith(name) ? address : `${name} (${address})`;
  const at = `${resource}${file === undefined ? "" : ` in ${file}`}${parameters === undefined ? "" : ` with ${parameters}`}`;
  // Hosts write a baseline anew, and prune none.
  const whatToDo = file === undefined ? "Remove the entry." : "Remove the entry, or run with --prune-baseline.";
  const message = `${control} no longer finds this of ${armPath}, on ${at}. ${whatToDo}`;
  return { level: "warning", message, place };
}
