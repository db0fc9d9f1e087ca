import { append } from "../shared/engine/append";
import { nameKey, parentTypeOf } from "../shared/engine/names";
import type { Reading, Reference } from "../shared/model";
import { Candidates, NOBODY } from "./candidates";
import { argumentOf, dependencies, groupOf, urnOf, type Member } from "./member";
import { literal, read, textReading } from "./readings";
import { SimilarNames } from "./similar-names";

/** What a reference may mean, as far as the resources of the stack are concerned. */
type Meaning =
  /** These declare the one that it means. */
  | { readonly state: "decided"; readonly candidates: Candidates }
  /** One of these, and the evidence doesn't tell which. */
  | { readonly state: "open"; readonly candidates: Candidates }
  /** Anything but these. */
  | { readonly state: "any"; readonly except: readonly string[] }
  /** Nothing that the stack declares. */
  | { readonly state: "elsewhere" };

const ELSEWHERE = { state: "elsewhere" } as const;
const NOTHING: readonly string[] = [];

/**
 * Tells which resource of a stack another one means.
 *
 * A name that isn't known before deployment is told by what it is made from. It may be made from the name of one server and
 * be that of another: `${main.name}-dr`. So all that is named after the same resource are candidates, and what else the
 * program says of them decides. A guess would let a server pass that nobody configures.
 */
export class StackReferences {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #meanings = new Map<string, Meaning>();
  readonly #made = new Map<string, Candidates>();
  /** By those that were left out of them: a list for all that leave out the same. */
  readonly #except = new Map<Candidates, readonly string[]>();
  /** By type. */
  readonly #all = new Map<string, Candidates>();
  readonly #byName = new Map<string, Member[]>();
  readonly #similar: SimilarNames;
  /** By type and URN: what is named after that resource, directly or by way of another name; each is named after itself, too. */
  readonly #named = new Map<string, Candidates>();
  /** By type and URN: what has an id with that resource's name in it. */
  readonly #identified = new Map<string, Candidates>();

  constructor(members: readonly Member[]) {
    this.#members = new Map(members.map((member) => [urnOf(member), member]));
    const [all, named, identified] = [new Map<string, Member[]>(), new Map<string, Member[]>(), new Map<string, Member[]>()];
    for (const member of members) {
      const { name } = member.resource;
      const { armType } = member.type;
      append(all, armType, member);
      if (name.state === "known") append(this.#byName, nameKey(name.value), member);
      const origins = this.#originsOfName(member);
      for (const urn of origins) append(named, keyOf(armType, urn), member);
      for (const urn of new Set([...origins, ...groupOf(member)])) append(identified, keyOf(armType, urn), member);
    }
    this.#similar = new SimilarNames(this.#members);
    fill(this.#all, all);
    fill(this.#named, named);
    fill(this.#identified, identified);
  }

  /** Where the reference at an ARM path points. */
  of(from: Member, armPath: string): Reference {
    const written = textReading(from.resource.read(armPath));
    const target = targetType(from, armPath);
    const byId = armPath === "parent" ? literal(textReading(read(from.inStack.props, ["id"])), target) : NOTHING;
    const meaning = this.#meaningOf(from, armPath);
    const urns = "candidates" in meaning ? meaning.candidates.urns : NOTHING;
    if (written.state === "known") return { clues: [literal(written, target), urns, byId] };
    if (meaning.state === "elsewhere") return { clues: [byId] };
    if (meaning.state === "decided") return { clues: [urns, byId] };
    const unknown = `${from.resource.spell(armPath)} ${written.state === "unknown" ? written.why : "is not set"}`;
    if (meaning.state === "any") return { clues: [byId], unknown, except: meaning.except };
    const isOfOneOnly = dependencies(from, argumentOf(from, armPath)).length === 1;
    const remedy = "Make the server that is meant its parent.";
    return { clues: [byId, urns], unknown, ...(isOfOneOnly && { remedy }) };
  }

  #meaningOf(from: Member, armPath: string): Meaning {
    const key = keyOf(armPath, urnOf(from));
    const known = this.#meanings.get(key);
    if (known) return known;
    // References in a circle name nothing.
    this.#meanings.set(key, ELSEWHERE);
    const written = textReading(from.resource.read(armPath));
    const found = written.state === "known" ? this.#literal(from, armPath, written) : this.#byEvidence(from, armPath);
    this.#meanings.set(key, found);
    return found;
  }

  /** A resource that is known by another name is not the one that a literal name means, whatever else speaks for it. */
  #literal(from: Member, armPath: string, written: Reading<string>): Meaning {
    const target = targetType(from, armPath);
    const ofThatName = literal(written, target).flatMap((key) => this.#byName.get(key) ?? []);
    const named = ofThatName.filter(({ type }) => type.armType === target);
    if (named.length > 0) return { state: "decided", candidates: new Candidates(named) };
    const unnamed = (urns: readonly string[]): Candidates =>
      new Candidates(this.#ofType(urns, target).filter(({ resource }) => resource.name.state !== "known"));
    const dependedOn = unnamed(dependencies(from, argumentOf(from, armPath)));
    return decided(dependedOn.size > 0 || armPath !== "parent" ? dependedOn : unnamed(from.ancestors));
  }

  #byEvidence(from: Member, armPath: string): Meaning {
    const argument = argumentOf(from, armPath);
    const target = targetType(from, armPath);
    const related = this.#related(from, argument, target);
    const similar = armPath === "parent" ? this.#similar.of(from) : [];
    const all = similar.length === 0 ? related : Candidates.union([related, new Candidates(similar)]);
    if (all.size > 0) return decided(all.inGroupOf(from).narrowed(from, argument));
    const containing = armPath === "parent" ? this.#ofType(from.ancestors, target) : [];
    if (containing.length > 0) return decided(new Candidates(containing));
    if (this.#isMadeElsewhere(from, argument)) return ELSEWHERE;
    const ofType = this.#all.get(target) ?? NOBODY;
    const left = ofType.inGroupOf(from);
    const named = left.inDependsOn(from);
    return named.size === 1 && left.size > 1 ? decided(named) : { state: "any", except: this.#allExcept(left, ofType) };
  }

  #allExcept(left: Candidates, all: Candidates): readonly string[] {
    const known = this.#except.get(left);
    if (known) return known;
    const except = left === all ? NOTHING : all.urns.filter((urn) => !left.has(urn));
    this.#except.set(left, except);
    return except;
  }

  /** What may be meant by a value, going by the resources that it is made from. */
  #related(from: Member, argument: string, target: string): Candidates {
    const urns = dependencies(from, argument);
    const isId = argument.endsWith("Id");
    // Names are made from other names, ids hardly from other ids.
    const direct = isId ? this.#ofType(urns, target) : [];
    if (direct.length > 0) return new Candidates(direct).without(from);
    const siblings = urns.flatMap((urn) => this.#targetsOfSibling(urn, target));
    return Candidates.union([...siblings, this.#madeFrom(urns, target, isId)]).without(from);
  }

  /** What is named after, or identified by, some resources. Hundreds may be: of a suffix that all names have. */
  #madeFrom(urns: readonly string[], target: string, isId: boolean): Candidates {
    const key = JSON.stringify([isId, target, urns]);
    const known = this.#made.get(key);
    if (known) return known;
    const index = isId ? this.#identified : this.#named;
    const made = Candidates.union(urns.flatMap((urn) => index.get(keyOf(target, urn)) ?? []));
    this.#made.set(key, made);
    return made;
  }

  /** A name may be taken from the id of another resource that has the same parent. */
  #targetsOfSibling(urn: string, target: string): readonly Candidates[] {
    const sibling = this.#members.get(urn);
    if (!sibling || parentTypeOf(sibling.type.armType) !== target) return [];
    const meaning = this.#meaningOf(sibling, "parent");
    return "candidates" in meaning ? [meaning.candidates] : [];
  }

  /** Whether all that a value is made from is outside of the stack: so is the target, then. */
  #isMadeElsewhere(from: Member, argument: string): boolean {
    if (!from.madeFrom.has(argument)) return false;
    return dependencies(from, argument).every((urn) => {
      const sibling = this.#members.get(urn);
      return sibling !== undefined && this.#meaningOf(sibling, "parent").state === "elsewhere";
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

function decided(candidates: Candidates): Meaning {
  if (candidates.size === 0) return ELSEWHERE;
  return { state: candidates.size === 1 ? "decided" : "open", candidates };
}

function keyOf(first: string, urn: string): string {
  return `${first} ${urn}`;
}

function fill(lists: Map<string, Candidates>, from: ReadonlyMap<string, readonly Member[]>): void {
  for (const [key, members] of from) lists.set(key, new Candidates(members));
}

function targetType({ type }: Member, armPath: string): string {
  return armPath === "parent" ? parentTypeOf(type.armType) : type.armType;
}
