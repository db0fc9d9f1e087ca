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
 * or as a new and as an existing one. `unknown` comes with the resources that it may be.
 */
type Target = Reading<AzureResource> & {
  readonly declarations?: readonly AzureResource[];
  readonly candidates?: readonly AzureResource[];
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
  /** All of a type but some that were left out before, by the keys of these. */
  readonly remaining: Map<readonly string[], { readonly of: readonly AzureResource[]; readonly left: readonly AzureResource[] }>;
  /** What was said of candidates before. */
  readonly told: Map<readonly AzureResource[], CandidatesInWords>;
}

/** Which resources may be meant, as a message says it. */
interface CandidatesInWords {
  readonly which: string;
  /** Whether the program declares any of them. */
  readonly areDeclared: boolean;
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
  const childrenOf = childrenByParent(parents);
  const judged = new Map<readonly AzureResource[], readonly AzureResource[]>();
  return {
    resources,
    gaps,
    parent: (child) => parents.get(child) ?? UNSET,
    possibleParents(child) {
      const candidates = parents.get(child)?.candidates ?? [];
      const known = judged.get(candidates) ?? candidates.filter(({ existing }) => !existing);
      judged.set(candidates, known);
      return known;
    },
    target: (from, armPath) => targetOf(from.reference(armPath), fold(from.type), index),
    children: childrenOf,
  };
}

function indexOf(resources: readonly AzureResource[]): Index {
  const byType = new Map<string, AzureResource[]>();
  const byKey = new Map<string, AzureResource[]>();
  for (const resource of resources) {
    append(byType, fold(resource.type), resource);
    for (const key of new Set(resource.keys)) append(byKey, key, resource);
  }
  return { byType, byKey, resolved: new Map(), remaining: new Map(), told: new Map() };
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
  const { byType } = index;
  for (const clue of reference.clues) {
    if (clue.length === 0) continue;
    const { declarations, all } = resolve(clue, type, index);
    const first = declarations.find(({ existing }) => !existing) ?? declarations[0];
    if (first && all.length === declarations.length && !reference.isOpen) return { state: "known", value: first, declarations };
    if (first) return openAmong(all, reference, reference.isOpen ? reference.unknown : undefined, index);
  }
  const ofType = byType.get(type);
  if (reference.unknown === undefined || !ofType) return UNSET;
  const candidates = remaining(ofType, reference.except ?? [], index);
  return candidates.length === 0 ? UNSET : openAmong(candidates, reference, reference.unknown, index);
}

/** The resources without those of some keys: the same list for the same keys, which many references may leave out. */
function remaining(resources: readonly AzureResource[], keys: readonly string[], index: Index): readonly AzureResource[] {
  if (keys.length === 0) return resources;
  const known = index.remaining.get(keys);
  if (known?.of === resources) return known.left;
  const except = new Set(keys.flatMap((key) => index.byKey.get(key) ?? []));
  const left = except.size === 0 ? resources : resources.filter((resource) => !except.has(resource));
  index.remaining.set(keys, { of: resources, left });
  return left;
}

/** A parent that is declared several times stands for the child as the declaration that leaves the fewest of its conditions open. */
function nearest(child: AzureResource, parent: Target): Target {
  if (parent.state !== "known" || (parent.declarations ?? []).length < 2) return parent;
  const rank = (declared: AzureResource): number => conditionsBeyond(child, declared).length;
  const sameKind = (parent.declarations ?? []).filter(({ existing }) => existing === parent.value.existing);
  return { ...parent, value: sameKind.reduce((best, other) => (rank(other) < rank(best) ? other : best)) };
}

/** @param unknown why more can't be told than that it is one of the candidates, if any */
function openAmong(candidates: readonly AzureResource[], { remedy }: Reference, unknown: string | undefined, { told }: Index): Target {
  const { which, areDeclared } = told.get(candidates) ?? inWords(candidates);
  told.set(candidates, { which, areDeclared });
  const why = unknown === undefined ? which : areDeclared ? `${unknown}, so ${which}` : unknown;
  return { state: "unknown", why, candidates, ...(remedy !== undefined && { remedy }) };
}

function inWords(candidates: readonly AzureResource[]): CandidatesInWords {
  const declared = candidates.filter(({ existing }) => !existing);
  const areDeclared = declared.length > 0;
  return { which: `it may be ${listLabels(areDeclared ? declared : candidates)}`, areDeclared };
}

const NO_CHILDREN: readonly AzureResource[] = [];

/**
 * Finds the children of each parent. Children of which can't be told which of some parents they have are kept by these, in one list
 * for all: hundreds of children may each belong to any of hundreds of parents.
 */
function childrenByParent(parents: ReadonlyMap<AzureResource, Target>): Inventory["children"] {
  const own = new Map<AzureResource, Map<string, Children>>();
  const open = new Map<readonly AzureResource[], Map<string, AzureResource[]>>();
  for (const [child, parent] of parents) {
    const type = fold(child.type);
    for (const declared of parent.declarations ?? []) {
      const { certain, possible } = childrenOfType(own, declared, type);
      (conditionsBeyond(child, declared).length === 0 ? certain : possible).push(child);
    }
    if (parent.state !== "unknown" || !parent.candidates) continue;
    const byType = open.get(parent.candidates) ?? new Map<string, AzureResource[]>();
    append(byType, type, child);
    open.set(parent.candidates, byType);
  }
  const openOf = new Map<AzureResource, Map<string, AzureResource[]>[]>();
  for (const [candidates, byType] of open) for (const candidate of candidates) append(openOf, candidate, byType);
  return (parent, type) => {
    const found = own.get(parent)?.get(fold(type));
    const lists = (openOf.get(parent) ?? []).flatMap((byType) => [byType.get(fold(type)) ?? []]);
    return { certain: found?.certain ?? NO_CHILDREN, possible: joined([found?.possible ?? [], ...lists]) };
  };
}

function childrenOfType(own: Map<AzureResource, Map<string, Children>>, parent: AzureResource, type: string): Children {
  const byType = own.get(parent) ?? new Map<string, Children>();
  const children = byType.get(type) ?? { certain: [], possible: [] };
  own.set(parent, byType.set(type, children));
  return children;
}

/** The resources of some lists: the list itself, if there is one, so that what is found out of it is found out once. */
function joined(lists: readonly (readonly AzureResource[])[]): readonly AzureResource[] {
  const [first, ...others] = lists.filter(({ length }) => length > 0);
  return others.length === 0 ? (first ?? NO_CHILDREN) : sorted([...(first ?? []), ...others.flat()]);
}

function sorted(resources: readonly AzureResource[]): AzureResource[] {
  return resources.toSorted((a, b) => compare(a.origin.address, b.origin.address));
}

/** The resources, of very many the first; a message is no place for all. */
function listLabels(resources: readonly AzureResource[]): string {
  const shown = resources.slice(0, MAX_LISTED).map(label);
  return [...shown, ...(resources.length > shown.length ? [`${String(resources.length - shown.length)} more`] : [])].join(" or ");
}
