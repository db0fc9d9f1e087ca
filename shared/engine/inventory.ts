import type { AzureResource, Gap, Inventory, Reading, Reference } from "../model";
import { append } from "./append";
import { conditionsBeyond } from "./conditions";
import { compare, fold, nameKey, parentTypeOf } from "./names";
import { label } from "./show";

interface Children {
  certain: AzureResource[];
  possible: AzureResource[];
}

/**
 * What a reference points at. `known` comes with every declaration of that one resource: it may be declared in two branches,
 * or as a new and as an existing one. `unknown` comes with the resources that it may be, and says if these are all of their type.
 */
type Target = Reading<AzureResource> & {
  readonly declarations?: readonly AzureResource[];
  readonly candidates?: readonly AzureResource[];
  readonly isAny?: boolean;
};

const UNSET = { state: "unset" } as const;

/** As many resources as a message lists. */
const MAX_LISTED = 10;

const NAME_KEY_PREFIX = nameKey("");

/** The resources of one program by what others find them by. */
interface Index {
  /** By type in lower case. */
  readonly byType: ReadonlyMap<string, readonly AzureResource[]>;
  readonly byKey: ReadonlyMap<string, readonly AzureResource[]>;
  /** What clues name that were resolved before: hundreds of children may have the same one, which names hundreds of resources. */
  readonly resolved: Map<readonly string[], Resolved>;
}

/** The resources of one type that a clue names. */
interface Resolved {
  readonly type: string;
  /** All declarations of the first one. */
  readonly declarations: readonly AzureResource[];
  /** Of all that it names. */
  readonly all: readonly AzureResource[];
}

/**
 * Joins the resources of one program: children to parents by their references' clues, in one pass.
 *
 * @param unordered in any order; the inventory's is by address, so that the same program always gives the same words
 * @param gaps what could not be read of the program
 */
export function buildInventory(unordered: readonly AzureResource[], gaps: readonly Gap[] = []): Inventory {
  const resources = sorted(unordered);
  const index = indexOf(resources);
  const parents = new Map<AzureResource, Target>();
  for (const resource of resources) {
    const parentType = fold(parentTypeOf(resource.type));
    if (index.byType.has(parentType)) parents.set(resource, nearest(resource, targetOf(resource.reference("parent"), parentType, index)));
  }
  const { children, ofUnknownParent } = childrenByParent(parents);
  return {
    resources,
    gaps,
    parent: (child) => parents.get(child) ?? UNSET,
    possibleParents: (child) => parents.get(child)?.candidates?.filter(({ existing }) => !existing) ?? [],
    target: (from, armPath) => targetOf(from.reference(armPath), fold(from.type), index),
    children(parent, type) {
      const own = children.get(parent)?.get(fold(type));
      const others = ofUnknownParent.get(fold(type)) ?? [];
      return { certain: own?.certain ?? [], possible: own?.possible.length ? [...own.possible, ...others] : others };
    },
  };
}

function indexOf(resources: readonly AzureResource[]): Index {
  const byType = new Map<string, AzureResource[]>();
  const byKey = new Map<string, AzureResource[]>();
  for (const resource of resources) {
    append(byType, fold(resource.type), resource);
    for (const key of new Set(resource.keys)) append(byKey, key, resource);
  }
  return { byType, byKey, resolved: new Map() };
}

function resolve(clue: readonly string[], type: string, { byKey, resolved }: Index): Resolved {
  const [one, ...others] = clue.length === 1 ? (byKey.get(clue[0] ?? "") ?? []) : [];
  // As it is nearly always: the key of one resource.
  if (one && others.length === 0 && fold(one.type) === type) return { type, declarations: [one], all: [one] };
  const known = resolved.get(clue);
  if (known?.type === type) return known;
  const groups = clue.flatMap((key) => {
    const found = (byKey.get(key) ?? []).filter((candidate) => fold(candidate.type) === type);
    return key.startsWith(NAME_KEY_PREFIX) ? byNames(found) : found.map((one) => [one]);
  });
  const [declarations = []] = groups.filter(({ length }) => length > 0);
  const found = { type, declarations, all: sorted([...new Set(groups.flat())]) };
  resolved.set(clue, found);
  return found;
}

/**
 * What one name finds, as the declarations of each resource. Azure's names are unique: what has the same name is one resource,
 * however often it is declared. What may also have another name is the same as what has all of these names.
 */
function byNames(found: readonly AzureResource[]): AzureResource[][] {
  const groups = new Map<string, AzureResource[]>();
  for (const one of found) append(groups, one.keys.filter((key) => key.startsWith(NAME_KEY_PREFIX)).join("\n"), one);
  return [...groups.values()];
}

function targetOf(reference: Reference, type: string, index: Index): Target {
  const { byKey, byType } = index;
  for (const clue of reference.clues) {
    if (clue.length === 0) continue;
    const { declarations, all } = resolve(clue, type, index);
    const first = declarations.find(({ existing }) => !existing) ?? declarations[0];
    if (first && all.length === declarations.length && !reference.isOpen) return { state: "known", value: first, declarations };
    if (first) return openAmong(all, reference, reference.isOpen ? reference.unknown : undefined);
  }
  const ofType = byType.get(type);
  if (reference.unknown === undefined || !ofType) return UNSET;
  const except = new Set(reference.except?.flatMap((key) => byKey.get(key) ?? []));
  const candidates = except.size === 0 ? ofType : ofType.filter((resource) => !except.has(resource));
  if (candidates.length === 0) return UNSET;
  return { ...openAmong(candidates, reference, reference.unknown), isAny: except.size === 0 };
}

/** A parent that is declared several times stands for the child as the declaration that leaves the fewest of its conditions open. */
function nearest(child: AzureResource, parent: Target): Target {
  if (parent.state !== "known" || (parent.declarations ?? []).length < 2) return parent;
  const rank = (declared: AzureResource): number => conditionsBeyond(child, declared).length;
  const sameKind = (parent.declarations ?? []).filter(({ existing }) => existing === parent.value.existing);
  return { ...parent, value: sameKind.reduce((best, other) => (rank(other) < rank(best) ? other : best)) };
}

/** @param unknown why more can't be told than that it is one of the candidates, if any */
function openAmong(candidates: readonly AzureResource[], { remedy }: Reference, unknown: string | undefined): Target {
  const declared = candidates.filter(({ existing }) => !existing);
  const which = `it may be ${listLabels(declared.length > 0 ? declared : candidates)}`;
  const why = unknown === undefined ? which : declared.length > 0 ? `${unknown}, so ${which}` : unknown;
  return { state: "unknown", why, candidates, ...(remedy !== undefined && { remedy }) };
}

/** Children of each parent by type; children of a parent that can't be told are kept apart, not copied to each of many. */
function childrenByParent(parents: ReadonlyMap<AzureResource, Target>): {
  readonly children: ReadonlyMap<AzureResource, ReadonlyMap<string, Children>>;
  readonly ofUnknownParent: ReadonlyMap<string, readonly AzureResource[]>;
} {
  const children = new Map<AzureResource, Map<string, Children>>();
  const ofUnknownParent = new Map<string, AzureResource[]>();
  const childrenOf = (parent: AzureResource, type: string): Children => {
    const ofParent = children.get(parent) ?? new Map<string, Children>();
    const ofType = ofParent.get(type) ?? { certain: [], possible: [] };
    children.set(parent, ofParent.set(type, ofType));
    return ofType;
  };
  for (const [child, parent] of parents) {
    const type = fold(child.type);
    for (const declared of parent.declarations ?? []) {
      const { certain, possible } = childrenOf(declared, type);
      (conditionsBeyond(child, declared).length === 0 ? certain : possible).push(child);
    }
    if (parent.state !== "unknown") continue;
    if (parent.isAny) append(ofUnknownParent, type, child);
    else for (const candidate of parent.candidates ?? []) childrenOf(candidate, type).possible.push(child);
  }
  return { children, ofUnknownParent };
}

function sorted(resources: readonly AzureResource[]): AzureResource[] {
  return resources.toSorted((a, b) => compare(a.origin.address, b.origin.address));
}

/** The resources, of very many the first; a message is no place for all. */
function listLabels(resources: readonly AzureResource[]): string {
  const shown = resources.slice(0, MAX_LISTED).map(label);
  return [...shown, ...(resources.length > shown.length ? [`${String(resources.length - shown.length)} more`] : [])].join(" or ");
}
