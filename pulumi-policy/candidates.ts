import { append } from "../shared/engine/append";
import { fold } from "../shared/engine/names";
import { argumentOf, dependencies, dependsOn, groupOf, RESOURCE_GROUP, urnOf, type Member } from "./member";

/** What tells candidates apart: each has some keys. */
const evidence = {
  /** Empty for a group that isn't known. */
  group: ({ resourceGroup }: Member) => [resourceGroup.state === "known" ? fold(resourceGroup.value) : ""],
  ancestor: ({ ancestors }: Member) => ancestors,
  madeName: (member: Member) => [setKey(dependencies(member, argumentOf(member, "name")))],
  madeId: (member: Member) => [setKey([...dependencies(member, argumentOf(member, "name")), ...groupOf(member)])],
  madeGroup: (member: Member) => [setKey(groupOf(member))],
} as const;

type Evidence = keyof typeof evidence;

/**
 * Resources that references may mean.
 *
 * Hundreds may share a suffix, and as many references mean one of them each. So a list is indexed once by each kind of evidence, and
 * what the evidence leaves of it is the same list each time.
 */
export class Candidates {
  readonly urns: readonly string[];
  readonly #byUrn: ReadonlyMap<string, Member>;
  readonly #indexes = new Map<Evidence, ReadonlyMap<string, Candidates>>();
  readonly #byGroup = new Map<string, Candidates>();

  constructor(readonly members: readonly Member[]) {
    this.#byUrn = new Map(members.map((member) => [urnOf(member), member]));
    this.urns = [...this.#byUrn.keys()];
  }

  /** All that some lists hold; the largest of them, if that holds all. */
  static union(lists: readonly Candidates[]): Candidates {
    const [first, ...others] = lists.toSorted((a, b) => b.size - a.size);
    if (!first) return NOBODY;
    const more = new Set(others.flatMap(({ members }) => members).filter((member) => !first.has(urnOf(member))));
    return more.size === 0 ? first : new Candidates([...first.members, ...more]);
  }

  get size(): number {
    return this.urns.length;
  }

  has(urn: string): boolean {
    return this.#byUrn.has(urn);
  }

  without(member: Member): Candidates {
    return this.has(urnOf(member)) ? new Candidates(this.members.filter((other) => other !== member)) : this;
  }

  /** Those that may be in the resource group of a resource. A child is in the group of its parent. */
  inGroupOf({ resourceGroup }: Member): Candidates {
    if (resourceGroup.state !== "known") return this;
    const group = fold(resourceGroup.value);
    const known = this.#byGroup.get(group);
    if (known) return known;
    const lists = ["", group].flatMap((key) => this.#index("group").get(key) ?? []);
    const found = new Candidates(lists.flatMap(({ members }) => members));
    const all = found.size === this.size ? this : found;
    this.#byGroup.set(group, all);
    return all;
  }

  /** Those that a resource names in `dependsOn`. */
  inDependsOn(from: Member): Candidates {
    return this.only(dependsOn(from));
  }

  /** Those that are left when all that the program says of them is heard, the best evidence first. */
  narrowed(from: Member, argument: string): Candidates {
    const steps = [containing, theOneInDependsOn, inSameComponent, madeFromTheSame, inGroupMadeFromTheSame];
    return steps.reduce<Candidates>((left, heed) => {
      const meant = left.size > 1 ? heed(left, from, argument) : undefined;
      return meant && meant.size > 0 ? meant : left;
    }, this);
  }

  /** Those with a key. */
  by(kind: Evidence, key: string): Candidates | undefined {
    return this.#index(kind).get(key);
  }

  /** Those of some URNs. */
  only(urns: readonly string[]): Candidates {
    const members = new Set(urns.flatMap((urn) => this.#byUrn.get(urn) ?? []));
    return members.size === this.size ? this : new Candidates([...members]);
  }

  #index(kind: Evidence): ReadonlyMap<string, Candidates> {
    const known = this.#indexes.get(kind);
    if (known) return known;
    const lists = new Map<string, Member[]>();
    for (const member of this.members) for (const key of evidence[kind](member)) append(lists, key, member);
    const index = new Map([...lists].map(([key, members]) => [key, members.length === this.size ? this : new Candidates(members)]));
    this.#indexes.set(kind, index);
    return index;
  }
}

export const NOBODY = new Candidates([]);

type Heed = (candidates: Candidates, from: Member, argument: string) => Candidates | undefined;

const containing: Heed = (candidates, { ancestors }) => candidates.only(ancestors);

const theOneInDependsOn: Heed = (candidates, from) => {
  const named = candidates.inDependsOn(from);
  return named.size === 1 ? named : undefined;
};

/** Those in the innermost component that holds both the resource and any of them. */
const inSameComponent: Heed = (candidates, { ancestors }) => {
  const component = ancestors.find((urn) => candidates.by("ancestor", urn));
  return component === undefined ? undefined : candidates.by("ancestor", component);
};

/** Those whose name, or id, is made from the very resources that the value is made from. */
const madeFromTheSame: Heed = (candidates, from, argument) => {
  const origins = dependencies(from, argument);
  // What is made from one of them alone may be its name as it is, or another's that begins with it.
  if (origins.length === 1 && candidates.has(origins[0] ?? "")) return undefined;
  return candidates.by(argument.endsWith("Id") ? "madeId" : "madeName", setKey(origins));
};

const inGroupMadeFromTheSame: Heed = (candidates, from) => {
  const group = dependencies(from, RESOURCE_GROUP);
  return group.length === 0 ? undefined : candidates.by("madeGroup", setKey(group));
};

function setKey(urns: readonly string[]): string {
  return [...new Set(urns)].sort().join("\n");
}
