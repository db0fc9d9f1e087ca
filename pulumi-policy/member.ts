import type { PolicyResource } from "@pulumi/policy";
import type { AzureResource, Reading } from "../shared/model";
import type { NativeType } from "../shared/resource-types/native-type";

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

/** The argument, in every package, that names a resource's group. */
export const RESOURCE_GROUP = "resourceGroupName";

/** A component in a component in a component: nobody nests more. */
const MAX_ANCESTORS = 100;

export function urnOf({ inStack }: Member): string {
  return inStack.urn;
}

/** The URNs of the resources that the value of an argument is made from, or of which it is made among others. */
export function dependencies({ madeFrom }: Member, argument: string): readonly string[] {
  return madeFrom.get(argument) ?? [];
}

/** The argument that is written for an ARM path, by the name that the engine tells dependencies by. */
export function argumentOf({ type }: Member, armPath: string): string {
  return type.arguments[armPath]?.[0]?.path[0] ?? "";
}

/** What the part of a server's id before its name is made from. */
export function groupOf(server: Member): readonly string[] {
  return [...dependencies(server, RESOURCE_GROUP), ...dependencies(server, argumentOf(server, "parent"))];
}

/** The stack call shows what a resource depends on by its properties and by `dependsOn` in one list: the latter, by URN. */
export function dependsOn({ inStack, madeFrom }: Member): readonly string[] {
  const implied = new Set([...madeFrom.values()].flat());
  return inStack.dependencies.map(({ urn }) => urn).filter((urn) => !implied.has(urn));
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

/** The URNs of all that contains a resource, from the innermost out; the stack itself, which contains all, is none. */
export function ancestorsOf(inStack: PolicyResource): string[] {
  const urns: string[] = [];
  for (let at = inStack.parent; at && at.type !== "pulumi:pulumi:Stack" && urns.length < MAX_ANCESTORS; at = at.parent) urns.push(at.urn);
  return urns;
}
