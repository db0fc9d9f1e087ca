import type { Control, ResourceType } from "../model";
import { fold } from "./names";

/** An ARM type whose resources are read, because a control is about them. */
export interface Subject {
  /** In Azure's own spelling. */
  readonly arm: string;
  /** ARM paths that are read, besides `name` and `parent`. */
  readonly paths: readonly string[];
  /** Those of them whose values a control judges. */
  readonly judged: readonly string[];
  /** Set for a type that has settings: the last part of their ARM type. */
  readonly collection?: string;
}

/** All that is to be read, for the readers of every language. */
export interface Subjects {
  /** The types that the controls are about, each once. */
  readonly resourceTypes: readonly ResourceType[];
  /** These and their settings, by the ARM type in lower case. */
  readonly byType: ReadonlyMap<string, Subject>;
  /** What the controls are called: ids, former ids and names, in lower case. */
  readonly controlNames: ReadonlySet<string>;
}

/** Gathers what some controls need to be read. */
export function subjectsOf(controls: readonly Control[]): Subjects {
  const resourceTypes = new Map<string, ResourceType>();
  for (const { on } of controls) resourceTypes.set(on.arm, withPathsOf(on, resourceTypes.get(on.arm)));
  const byType = new Map<string, Subject>();
  const add = (arm: string, paths: readonly string[], collection?: string): void => {
    const judged = [...new Set(controls.flatMap(({ judges }) => judges[arm] ?? []))];
    byType.set(fold(arm), { arm, paths, judged, ...(collection !== undefined && { collection }) });
  };
  for (const { arm, azurerm, settings } of resourceTypes.values()) {
    const paths = Object.keys(azurerm.arguments).filter((path) => path !== "name");
    add(arm, paths, settings?.collection);
    if (settings) add(`${arm}/${settings.collection}`, ["properties.value"]);
  }
  const controlNames = new Set(controls.flatMap(({ id, aliases = [], name }) => [id, ...aliases, name].map(fold)));
  return { resourceTypes: [...resourceTypes.values()], byType, controlNames };
}

/** A type with the paths that another description of the same type has besides. */
function withPathsOf(type: ResourceType, other: ResourceType = type): ResourceType {
  const { azurerm, azureNative } = type;
  return {
    ...type,
    azurerm: { ...azurerm, arguments: { ...other.azurerm.arguments, ...azurerm.arguments } },
    azureNative: { ...azureNative, arguments: { ...other.azureNative.arguments, ...azureNative.arguments } },
  };
}
