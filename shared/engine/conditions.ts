import type { AzureResource, Condition } from "../model";

/** The conditions of a resource that don't hold already because another one is deployed. */
export function conditionsBeyond(resource: AzureResource, other?: AzureResource): readonly Condition[] {
  const held = new Set(other?.conditions?.map(({ key }) => key));
  return (resource.conditions ?? []).filter(({ key }) => !held.has(key));
}

/** Conditions as one that follows an "if". */
export function inWords(conditions: readonly Condition[]): string {
  return [...new Set(conditions.map(({ words }) => words))].join(" and ");
}
