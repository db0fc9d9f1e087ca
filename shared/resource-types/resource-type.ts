import type { Argument, ResourceType, Settings } from "../model";

/** An argument that holds an ARM value as it is, at a path in the resource's arguments: `written("properties", "version")`. */
export function written(...path: string[]): readonly Argument[] {
  return [{ path }];
}

/** An ARM type whose resources have settings. */
export type ResourceTypeWithSettings<Path extends string = string> = ResourceType<Path> & { readonly settings: Settings };

/** Describes an ARM type, such that controls can name none but its paths. */
export function resourceType<const Path extends string>(
  type: ResourceTypeWithSettings<Path>,
): ResourceTypeWithSettings<Exclude<Path, "name">>;
export function resourceType<const Path extends string>(type: ResourceType<Path>): ResourceType<Exclude<Path, "name">>;
export function resourceType(type: ResourceType): ResourceType {
  return type;
}
