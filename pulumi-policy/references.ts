import type { PolicyResource } from "@pulumi/policy";
import { fold, nameInId, nameKey, parentTypeOf } from "../shared/engine/names";
import type { NativeType } from "../shared/resource-types/native-type";
import type { AzureResource, Reading, Reference } from "../shared/model";
import { read, textReading } from "./readings";

/** A resource of the stack, with what tells which other one it means. */
export interface Member {
  readonly resource: AzureResource;
  readonly type: NativeType;
  readonly resourceGroup: Reading<string>;
  readonly inStack: PolicyResource;
  /** The URNs of the resources that the value of an argument is made from, or of which it is made among others; by argument. */
  readonly madeFrom: ReadonlyMap<string, readonly string[]>;
  /** The URNs of all that contains it, from the innermost out. */
  readonly ancestors: readonly string[];
}

/** What a reference may mean, as far as the resources of the stack are concerned. */
type Candidates =
  /** These declare the one that it means. */
  | { readonly state: "decided"; readonly members: readonly Member[] }
  /** One of these, and the evidence doesn't tell which. */
  | { readonly state: "open"; readonly members: readonly Member[] }
  /** Anything but these. */
  | { readonly state: "any"; readonly except: readonly Member[] }
  /** Nothing that the stack declares. */
  | { readonly state: "elsewhere" };

const ELSEWHERE = { state: "elsewhere" } as const;

/** The argument, in every package, that names a resource's group. */
export const RESOURCE_GROUP = "resourceGroupName";

/** A component in a component in a component: nobody nests more. */
const MAX_ANCESTORS = 100;

/**
 * Tells which resource of a stack another one means.
 *
 * A name that isn't known before deployment is told by what it is made from. It may be made from the name of one server and
 * be that of another: `${main.name}-dr`. So all that is named after the same resource are candidates, and what else the
 * program says of them decides. A guess would let a server pass that nobody configures.
 */
export class StackReferences {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #candidates = new Map<string, Candidates>();
  readonly #made = new Map<string, readonly Member[]>();
  readonly #urns = new WeakMap<readonly Member[], readonly string[]>();
  readonly #byName = new Map<string, Member[]>();
  /** By URN: what is named after that resource, directly or by way of another name; each is named after itself, too. */
  readonly #named = new Map<string, Member[]>();
  /** By URN: what has an id with that resource's name in it. */
  readonly #identified = new Map<string, Member[]>();

  constructor(members: readonly Member[]) {
    this.#members = new Map(members.map((member) => [urnOf(member), member]));
    for (const member of members) {
      const { name } = member.resource;
      if (name.state === "known") append(this.#byName, nameKey(name.value), member);
      const origins = this.#originsOfName(member);
      for (const urn of origins) append(this.#named, urn, member);
      for (const urn of new Set([...origins, ...groupOf(member)])) append(this.#identified, urn, member);
    }
  }

  /** Where the reference at an ARM path points. */
  of(from: Member, armPath: string): Reference {
    const written = textReading(from.resource.read(armPath));
    const target = targetType(from, armPath);
    const byId = armPath === "parent" ? literal(textReading(read(from.inStack.props, ["id"])), target) : [];
    const candidates = this.#candidatesOf(from, armPath);
    if (written.state === "known") return { clues: [literal(written, target), this.#urnsOf(candidates), byId] };
    if (candidates.state === "elsewhere") return { clues: [byId] };
    if (candidates.state === "decided") return { clues: [this.#urnsOf(candidates), byId] };
    const unknown = `${from.resource.spell(armPath)} ${written.state === "unknown" ? written.why : "is not set"}`;
    if (candidates.state === "any") return { clues: [byId], unknown, except: candidates.except.map(urnOf) };
    const isOfOneOnly = dependencies(from, argumentOf(from, armPath)).length === 1;
    const remedy = "Make the server that is meant its parent.";
    return { clues: [byId, this.#urnsOf(candidates)], unknown, ...(isOfOneOnly && { remedy }) };
  }

  /** The same list for the same candidates, so that what it means has to be found out once. */
  #urnsOf(candidates: Candidates): readonly string[] {
    if (!("members" in candidates)) return [];
    const { members } = candidates;
    const urns = this.#urns.get(members) ?? members.map(urnOf);
    this.#urns.set(members, urns);
    return urns;
  }

  #candidatesOf(from: Member, armPath: string): Candidates {
    const key = `${armPath} ${urnOf(from)}`;
    const known = this.#candidates.get(key);
    if (known) return known;
    // References in a circle name nothing.
    this.#candidates.set(key, ELSEWHERE);
    const written = textReading(from.resource.read(armPath));
    const found = written.state === "known" ? this.#literal(from, armPath, written) : this.#byEvidence(from, armPath);
    this.#candidates.set(key, found);
    return found;
  }

  /** A resource that is known by another name is not the one that a literal name means, whatever else speaks for it. */
  #literal(from: Member, armPath: string, written: Reading<string>): Candidates {
    const target = targetType(from, armPath);
    const ofThatName = literal(written, target).flatMap((key) => this.#byName.get(key) ?? []);
    const named = ofThatName.filter(({ type }) => type.armType === target);
    if (named.length > 0) return { state: "decided", members: named };
    const unnamed = (urns: readonly string[]): Member[] =>
      this.#ofType(urns, target).filter(({ resource }) => resource.name.state !== "known");
    const dependedOn = unnamed(dependencies(from, argumentOf(from, armPath)));
    return decided(dependedOn.length > 0 || armPath !== "parent" ? dependedOn : unnamed(from.ancestors));
  }

  #byEvidence(from: Member, armPath: string): Candidates {
    const argument = argumentOf(from, armPath);
    const target = targetType(from, armPath);
    const related = this.#related(from, argument, target);
    const possible = thoseThat(related, (candidate) => mayShareGroup(from, candidate));
    if (related.length > 0) return decided(narrowed(from, argument, possible));
    const containing = armPath === "parent" ? this.#ofType(from.ancestors, target) : [];
    if (containing.length > 0) return decided(containing);
    if (this.#isMadeElsewhere(from, argument)) return ELSEWHERE;
    const all = [...this.#members.values()].filter(({ type }) => type.armType === target);
    const left = all.filter((candidate) => mayShareGroup(from, candidate));
    const [named, ...others] = namedInDependsOn(from, left);
    if (named && others.length === 0 && left.length > 1) return decided([named]);
    return { state: "any", except: all.filter((candidate) => !left.includes(candidate)) };
  }

  /** What may be meant by a value, going by the resources that it is made from. */
  #related(from: Member, argument: string, target: string): readonly Member[] {
    const urns = dependencies(from, argument);
    const direct = this.#ofType(urns, target);
    const isId = argument.endsWith("Id");
    // Names are made from other names, ids hardly from other ids.
    if (isId && direct.length > 0) return direct.filter((candidate) => candidate !== from);
    const siblings = urns.flatMap((urn) => this.#targetsOfSibling(urn, target));
    const made = this.#madeFrom(urns, target, isId);
    return thoseThat(siblings.length === 0 ? made : [...new Set([...siblings, ...made])], (candidate) => candidate !== from);
  }

  /** What is named after, or identified by, some resources. Hundreds may be: of a suffix that all names have. */
  #madeFrom(urns: readonly string[], target: string, isId: boolean): readonly Member[] {
    const key = JSON.stringify([isId, target, urns]);
    const known = this.#made.get(key);
    if (known) return known;
    const all = new Set(urns.flatMap((urn) => (isId ? this.#identified : this.#named).get(urn) ?? []));
    const made = [...all].filter(({ type }) => type.armType === target);
    this.#made.set(key, made);
    return made;
  }

  /** A name may be taken from the id of another resource that has the same parent. */
  #targetsOfSibling(urn: string, target: string): readonly Member[] {
    const sibling = this.#members.get(urn);
    if (!sibling || parentTypeOf(sibling.type.armType) !== target) return [];
    const candidates = this.#candidatesOf(sibling, "parent");
    return "members" in candidates ? candidates.members : [];
  }

  /** Whether all that a value is made from is outside of the stack: so is the target, then. */
  #isMadeElsewhere(from: Member, argument: string): boolean {
    if (!from.madeFrom.has(argument)) return false;
    return dependencies(from, argument).every((urn) => {
      const sibling = this.#members.get(urn);
      return sibling !== undefined && this.#candidatesOf(sibling, "parent").state === "elsewhere";
    });
  }

  #originsOfName(member: Member, origins = new Set<string>()): ReadonlySet<string> {
    origins.add(urnOf(member));
    for (const urn of dependencies(member, argumentOf(member, "name"))) {
      if (origins.has(urn)) continue;
      origins.add(urn);
      const origin = this.#members.get(urn);
      if (origin) this.#originsOfName(origin, origins);
    }
    return origins;
  }

  #ofType(urns: readonly string[], armType: string): readonly Member[] {
    return urns.flatMap((urn) => this.#members.get(urn) ?? []).filter(({ type }) => type.armType === armType);
  }
}

/** The candidates that are left when all that the program says of them is heard, the best evidence first. */
function narrowed(from: Member, argument: string, candidates: readonly Member[]): readonly Member[] {
  const evidence = [containing, inDependsOn, inSameComponent, madeFromTheSame];
  return evidence.reduce((left, heed) => (left.length > 1 ? heed(from, left, argument) : left), candidates);
}

function containing(from: Member, candidates: readonly Member[]): readonly Member[] {
  return someOrAll(candidates, (candidate) => from.ancestors.includes(urnOf(candidate)));
}

function inDependsOn(from: Member, candidates: readonly Member[]): readonly Member[] {
  const named = namedInDependsOn(from, candidates);
  return named.length === 1 ? named : candidates;
}

/** The stack call shows what a resource depends on by its properties and by `dependsOn` in one list. */
function namedInDependsOn({ inStack, madeFrom }: Member, candidates: readonly Member[]): readonly Member[] {
  const implied = new Set([...madeFrom.values()].flat());
  const named = new Set(inStack.dependencies.map(({ urn }) => urn).filter((urn) => !implied.has(urn)));
  return candidates.filter((candidate) => named.has(urnOf(candidate)));
}

/** The candidates in the innermost component that holds both the resource and any of them. */
function inSameComponent(from: Member, candidates: readonly Member[]): readonly Member[] {
  const component = from.ancestors.find((urn) => candidates.some(({ ancestors }) => ancestors.includes(urn)));
  return component === undefined ? candidates : candidates.filter(({ ancestors }) => ancestors.includes(component));
}

/** The candidates whose name, or id, is made from the very resources that the value is made from; then, in such a group. */
function madeFromTheSame(from: Member, candidates: readonly Member[], argument: string): readonly Member[] {
  const origins = dependencies(from, argument);
  // What is made from one of them alone may be its name as it is, or another's that begins with it.
  const isOneOfThem = origins.length === 1 && candidates.some((candidate) => urnOf(candidate) === origins[0]);
  const named = isOneOfThem
    ? candidates
    : someOrAll(candidates, (candidate) => {
        const ofName = dependencies(candidate, argumentOf(candidate, "name"));
        return isSameSet(origins, argument.endsWith("Id") ? [...ofName, ...groupOf(candidate)] : ofName);
      });
  const group = dependencies(from, RESOURCE_GROUP);
  return group.length === 0 ? named : someOrAll(named, (candidate) => isSameSet(group, groupOf(candidate)));
}

/** What the part of a server's id before its name is made from. */
function groupOf(server: Member): readonly string[] {
  return [...dependencies(server, RESOURCE_GROUP), ...dependencies(server, argumentOf(server, "parent"))];
}

/** A child is in the group of its parent. */
function mayShareGroup(from: Member, candidate: Member): boolean {
  const [own, other] = [from.resourceGroup, candidate.resourceGroup];
  return own.state !== "known" || other.state !== "known" || fold(own.value) === fold(other.value);
}

function decided(members: readonly Member[]): Candidates {
  if (members.length === 0) return ELSEWHERE;
  return { state: members.length === 1 ? "decided" : "open", members };
}

function someOrAll(candidates: readonly Member[], isMeant: (candidate: Member) => boolean): readonly Member[] {
  const meant = thoseThat(candidates, isMeant);
  return meant.length > 0 ? meant : candidates;
}

/** The candidates that are meant: the same list, where all of them are. */
function thoseThat(candidates: readonly Member[], isMeant: (candidate: Member) => boolean): readonly Member[] {
  const meant = candidates.filter(isMeant);
  return meant.length === candidates.length ? candidates : meant;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.every((urn) => other.includes(urn)) && other.every((urn) => one.includes(urn));
}

function urnOf({ inStack }: Member): string {
  return inStack.urn;
}

function dependencies({ madeFrom }: Member, argument: string): readonly string[] {
  return madeFrom.get(argument) ?? [];
}

/**
 * What the values of a resource are made from, as the stack call shows it.
 *
 * A transform that stands in a resource's own options, in Node.js, gives all values back without what they are made from. They can
 * be made only from what the resource depends on, so that is told in its place for each value that isn't known yet.
 *
 * @param unknownArguments those whose values aren't known before deployment
 */
export function madeFrom(inStack: PolicyResource, unknownArguments: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const urns = (resources: readonly PolicyResource[]): string[] => resources.map(({ urn }) => urn);
  const told = Object.entries(inStack.propertyDependencies);
  if (told.length > 0) return new Map(told.map(([argument, resources]) => [argument, urns(resources)]));
  if (inStack.dependencies.length === 0) return new Map();
  return new Map([...unknownArguments].map((argument) => [argument, urns(inStack.dependencies)]));
}

function argumentOf({ type }: Member, armPath: string): string {
  return type.arguments[armPath]?.[0]?.path[0] ?? "";
}

function targetType({ type }: Member, armPath: string): string {
  return armPath === "parent" ? parentTypeOf(type.armType) : type.armType;
}

/** The URNs of all that contains a resource, from the innermost out; the stack itself, which contains all, is none. */
export function ancestorsOf(inStack: PolicyResource): string[] {
  const urns: string[] = [];
  for (let at = inStack.parent; at && at.type !== "pulumi:pulumi:Stack" && urns.length < MAX_ANCESTORS; at = at.parent) urns.push(at.urn);
  return urns;
}

/** The key of a resource that is written as its name or its ARM id. */
function literal(written: Reading<string>, armType: string): string[] {
  if (written.state !== "known") return [];
  return [nameKey(nameInId(written.value, armType) ?? written.value)];
}

function append(map: Map<string, Member[]>, key: string, member: Member): void {
  const list = map.get(key);
  if (list) list.push(member);
  else map.set(key, [member]);
}
