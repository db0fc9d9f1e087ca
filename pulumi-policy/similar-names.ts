import { append } from "../shared/engine/append";
import { fold, nameKey, parentTypeOf } from "../shared/engine/names";
import { argumentOf, dependencies, dependsOn, urnOf, type Member } from "./member";
import { literal, textReading } from "./readings";

/**
 * Finds servers whose known names contain that of another one: `pg-dr` may be what `${pg.name}-dr` means, although no output of `pg`
 * is in it.
 *
 * Nearly all that is made from a server's name is that name. But a server has each parameter once. If two of the same parameter are
 * made from one server's name, and nothing else refers to a server of such a name, then one of them may be for that.
 */
export class SimilarNames {
  /** Of servers with known names, by type. */
  readonly #named = new Map<string, Member[]>();
  /** By the URN of a server and the name of a child: children whose reference is made from that server alone. */
  readonly #madeFromOne = new Map<string, Member[]>();
  /** URNs and names of servers that a child refers to by themselves. */
  readonly #referredTo = new Set<string>();
  /** What {@link #allSimilar} has found. */
  readonly #similar = new Map<Member, readonly Member[]>();
  readonly #members: ReadonlyMap<string, Member>;

  /** @param byUrn all resources of the stack that are read */
  constructor(byUrn: ReadonlyMap<string, Member>) {
    this.#members = byUrn;
    const members = [...byUrn.values()];
    for (const member of members) if (member.resource.name.state === "known") append(this.#named, member.type.armType, member);
    for (const member of members) {
      const key = this.#keyOf(member);
      if (key !== undefined) append(this.#madeFromOne, key, member);
      for (const urn of dependencies(member, argumentOf(member, "parent"))) this.#referredTo.add(urn);
      const written = textReading(member.resource.read("parent"));
      for (const name of literal(written, parentTypeOf(member.type.armType))) this.#referredTo.add(name);
    }
  }

  /** Servers that a child may be for, besides the one that its reference is made from. */
  of(child: Member): readonly Member[] {
    const origin = this.#origin(child);
    if (!origin) return [];
    const contained = this.#similarIn(child.ancestors, origin);
    if (contained.length > 0) return contained;
    const others = this.#madeFromOne.get(this.#keyOf(child) ?? "") ?? [];
    if (others.length < 2) return [];
    const named = this.#similarIn(dependsOn(child), origin);
    if (named.length > 0) return named;
    const own = new Set(others.flatMap((other) => this.#similarIn([...other.ancestors, ...dependsOn(other)], origin)));
    return this.#allSimilar(origin).filter((server) => !this.#isReferredTo(server) && !own.has(server));
  }

  /** The one server that a child's reference is made from, if its name is known. */
  #origin(child: Member): Member | undefined {
    const [urn = "", ...others] = dependencies(child, argumentOf(child, "parent"));
    const origin = others.length === 0 ? this.#members.get(urn) : undefined;
    return origin?.resource.name.state === "known" && origin.type.armType === parentTypeOf(child.type.armType) ? origin : undefined;
  }

  #keyOf(child: Member): string | undefined {
    const { name } = child.resource;
    const origin = name.state === "known" ? this.#origin(child) : undefined;
    return origin && name.state === "known" ? `${nameKey(name.value)} ${urnOf(origin)}` : undefined;
  }

  #similarIn(urns: readonly string[], origin: Member): readonly Member[] {
    return urns.flatMap((urn) => this.#members.get(urn) ?? []).filter((server) => isSimilar(server, origin));
  }

  #allSimilar(origin: Member): readonly Member[] {
    const known = this.#similar.get(origin) ?? (this.#named.get(origin.type.armType) ?? []).filter((server) => isSimilar(server, origin));
    this.#similar.set(origin, known);
    return known;
  }

  #isReferredTo(server: Member): boolean {
    const { name } = server.resource;
    return this.#referredTo.has(urnOf(server)) || (name.state === "known" && this.#referredTo.has(nameKey(name.value)));
  }
}

/** Whether a server's known name contains the known name of another one of the same type. */
function isSimilar(server: Member, origin: Member): boolean {
  const [outer, inner] = [server.resource.name, origin.resource.name];
  if (outer.state !== "known" || inner.state !== "known" || server.type.armType !== origin.type.armType) return false;
  return fold(outer.value) !== fold(inner.value) && fold(outer.value).includes(fold(inner.value));
}
