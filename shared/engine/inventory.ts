import { conditionsBeyond } from "./conditions";
import type { AzureResource, Inventory, Reading, Reference } from "../model";
import { compare, fold, label, nameKey } from "./text";

interface Children {
  certain: AzureResource[];
  possible: AzureResource[];
}

/** What a reference comes to: a resource, with others that are declared for the same one; or those it may be. */
type Resolution = Reading<AzureResource> & { readonly alike?: readonly AzureResource[]; readonly candidates?: readonly AzureResource[] };

const UNSET = { state: "unset" } as const;

/** What keys begin with that are of a name. */
const NAME = nameKey("");

/**
 * Joins the resources of one program: children to parents by their references' clues, in one pass.
 *
 * @param unordered in any order; the inventory's is by address, so that the same program is always told of in the same words
 */
export function buildInventory(unordered: readonly AzureResource[]): Inventory {
  const resources = sorted(unordered);
  const byType = new Map<string, AzureResource[]>();
  const byKey = new Map<string, AzureResource[]>();
  for (const resource of resources) {
    append(byType, fold(resource.type), resource);
    for (const key of new Set(resource.keys)) append(byKey, key, resource);
  }

  const parents = new Map<AzureResource, Reading<AzureResource>>();
  const children = new Map<AzureResource, Map<string, Children>>();
  // Kept apart, so that many children of an untold parent don't have to be copied to each of many parents.
  const anywhere = new Map<string, AzureResource[]>();

  for (const resource of resources) {
    const parentType = fold(resource.type.slice(0, resource.type.lastIndexOf("/")));
    if (!byType.has(parentType)) continue;
    const parent = resolve(resource.reference("parent"), parentType);
    parents.set(resource, parent);
    if (parent.state === "known") {
      for (const declared of parent.alike ?? []) {
        const { certain, possible } = childrenOf(declared, resource.type);
        (conditionsBeyond(resource, declared).length === 0 ? certain : possible).push(resource);
      }
    } else if (parent.state === "unknown") {
      if (!parent.candidates) append(anywhere, fold(resource.type), resource);
      for (const candidate of parent.candidates ?? []) childrenOf(candidate, resource.type).possible.push(resource);
    }
  }

  function childrenOf(parent: AzureResource, type: string): Children {
    const ofParent = children.get(parent) ?? new Map<string, Children>();
    const ofType = ofParent.get(fold(type)) ?? { certain: [], possible: [] };
    children.set(parent, ofParent.set(fold(type), ofType));
    return ofType;
  }

  function resolve(reference: Reference, type: string): Resolution {
    for (const clue of reference.clues) {
      const named = clue
        .flatMap((key) => {
          const found = (byKey.get(key) ?? []).filter((candidate) => fold(candidate.type) === type);
          // What has the same name is one server, however often it is declared: in one branch or another, or as one that exists.
          return key.startsWith(NAME) ? [found] : found.map((one) => [one]);
        })
        .filter(({ length }) => length > 0);
      const all = new Set(named.flat());
      const [alike = []] = named;
      const declared = alike.find(({ existing }) => !existing) ?? alike[0];
      if (declared && all.size === alike.length && !reference.isOpen) return { state: "known", value: declared, alike };
      if (declared) return { state: "unknown", why: reference.isOpen ? (reference.unknown ?? `it may be another than ${list(sorted([...all]))}`) : `it may be ${list(sorted([...all]))}`, candidates: [...all] };
    }
    if (reference.unknown === undefined || !byType.has(type)) return UNSET;
    return { state: "unknown", why: reference.unknown };
  }

  return {
    resources,
    parent: (child) => parents.get(child) ?? UNSET,
    target: (from, armPath) => resolve(from.reference(armPath), fold(from.type)),
    children(parent, type) {
      const own = children.get(parent)?.get(fold(type));
      const untold = anywhere.get(fold(type)) ?? [];
      return { certain: own?.certain ?? [], possible: own?.possible.length ? [...own.possible, ...untold] : untold };
    },
  };
}

function sorted(resources: readonly AzureResource[]): AzureResource[] {
  return resources.toSorted((a, b) => compare(a.origin.address, b.origin.address));
}

/** A few of the resources; a message is no place for all. */
function list(resources: readonly AzureResource[]): string {
  const shown = resources.slice(0, 3).map(label);
  return [...shown, ...(resources.length > shown.length ? [`${String(resources.length - shown.length)} more`] : [])].join(" or ");
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
