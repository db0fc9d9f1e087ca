/** The type of the resource that stands for the stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** The parts that make a URN. */
export interface UrnParts {
  stack: string;
  project: string;
  type: string;
  name: string;
  /** The parent's URN; empty if there is none. */
  parent: string;
}

/** Makes a URN as the engine does: the types of the parents, but not that of the stack, lead the resource's own. */
export function createUrn({ stack, project, type, name, parent }: UrnParts): string {
  const parentType = parent === "" ? STACK_TYPE : qualifiedType(parent);
  const qualified = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The resource's type, without those of its parents. */
export function urnType(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** The resource's name, which may contain anything, `::` included. */
export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}
