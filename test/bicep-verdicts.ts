/** Judges a Bicep file and the template that Microsoft's compiler made of it, by the same controls. */
import { readTemplate } from "../shared/arm/resources";
import { noParameters } from "../shared/arm/parameters";
import { bicepLanguage } from "../shared/bicep";
import { controlOfProperty } from "../shared/controls/kinds/property";
import { controlOfSettings } from "../shared/controls/kinds/settings";
import { buildInventory } from "../shared/engine/inventory";
import { runControls } from "../shared/engine/run-controls";
import { subjectsOf } from "../shared/engine/subjects";
import type { Document } from "../shared/json/document";
import { newBudget } from "../shared/limits";
import type { AzureResource, Control, Origin } from "../shared/model";
import { written, resourceType, type ResourceTypeWithSettings } from "../shared/resource-types/resource-type";
import { isComposite, isObject } from "./bicep-normalized";
import { defaultOptions } from "./registry";
import { everyControl } from "./rows/registrations";

/** What the types that a template declares hold, by type and in lower case: the properties that are written, and names of children. */
type Declared = Map<string, { readonly properties: Set<string>; readonly values: Set<string>; readonly names: Set<string> }>;

/** The product's controls, those of the tests, and one for every property and every kind of child that a template declares. */
export function controlsFor(template: unknown): readonly Control[] {
  const declared: Declared = new Map();
  collect(template, declared);
  const ofTypes = Array.from(declared).flatMap(([arm, { properties, values, names }]) => {
    const parent = arm.split("/").slice(0, -1).join("/");
    const on = typeWith(arm, [...properties]);
    const ofProperties = [...properties].map((path) =>
      controlOfProperty({ ...metadata(`${arm} ${path}`), on, path, accepted: ["Enabled", ...values] }),
    );
    return declared.has(parent) ? [...ofProperties, ofChildren(parent, arm.slice(parent.length + 1), [...names])] : ofProperties;
  });
  return [...everyControl, ...ofTypes];
}

function ofChildren(parent: string, collection: string, names: readonly string[]): Control {
  const settings = ["default", ...names].map((name) => ({ name, accepted: ["Enabled"], default: "Enabled" }));
  const on = typeWith(parent, [], collection);
  return controlOfSettings({ ...metadata(`${parent} ${collection}`), options: {}, on, settings: () => settings });
}

function metadata(id: string): Omit<Control, "on" | "judges" | "scope" | "judge" | "options"> {
  const upstream = { product: "Comparison", version: "1", id, url: "https://example.com/" };
  return { id, name: id, title: id, severity: "high", why: id, fix: id, upstream };
}

const CREATION_PATHS = ["properties.version", "properties.createMode", "properties.sourceServerResourceId"] as const;

function typeWith(arm: string, paths: readonly string[], collection = "none"): ResourceTypeWithSettings {
  const args = Object.fromEntries(["name", ...CREATION_PATHS, ...paths].map((path) => [path, written(path)]));
  const ofSettings = { name: written("name"), parent: written("parent"), "properties.value": written("value") };
  return resourceType({
    arm,
    noun: arm,
    azurerm: { type: arm, arguments: args },
    azureNative: { module: arm, tokens: [{ name: arm }], arguments: args },
    azureClassic: { token: arm },
    settings: {
      collection,
      noun: collection,
      exportCommand: "",
      azurerm: { type: collection, arguments: ofSettings },
      azureNative: { name: collection, arguments: ofSettings },
      azureClassic: { token: collection },
    },
  });
}

function collect(value: unknown, declared: Declared): void {
  if (!isComposite(value)) return;
  const { type, name, properties } = value;
  if (typeof type === "string" && type.includes("/") && "apiVersion" in value && type !== "Microsoft.Resources/deployments") {
    const known = declared.get(type.toLowerCase()) ?? { properties: new Set(), values: new Set(), names: new Set() };
    declared.set(type.toLowerCase(), known);
    const [literal = ""] = typeof name === "string" ? (/[\w-]+(?='?\)?\]?$)/.exec(name) ?? []) : [];
    if (literal !== "") known.names.add(literal);
    for (const [key, one] of isObject(properties) ? Object.entries(properties) : []) {
      known.properties.add(`properties.${key}`);
      // Every second literal is accepted.
      if (typeof one === "string" && !one.startsWith("[") && one.length % 2 === 0) known.values.add(one);
    }
  }
  for (const member of Object.values(value)) collect(member, declared);
}

/** All verdicts and findings on what a template declares, as texts without the words of its language; sorted. */
export function verdictsOf(document: Document, controls: readonly Control[], isBicep: boolean): readonly string[] {
  const subjects = subjectsOf(controls);
  const { resources, gaps, overLimit } = readTemplate(document, noParameters, newBudget(), subjects, isBicep ? bicepLanguage : undefined);
  const byOrigin = new Map(resources.map((resource) => [resource.origin, resource]));
  const { results, findings, internalErrors } = runControls(buildInventory(resources, gaps), controls, { ...defaultOptions });
  const nameOf = (origin: Origin): string => nameIn(byOrigin.get(origin));
  return [
    ...results.map(({ control, resource, verdict, conditional }) => [control, nameOf(resource), verdict, conditional].join(" | ")),
    ...findings.map(({ control, resource, verdict, level, armPath, missing }) =>
      [control, nameOf(resource), verdict, level, armPath, missing?.name].join(" | "),
    ),
    ...internalErrors.map(({ message }) => `internal error: ${message}`),
    ...overLimit.map(({ message }) => message),
    `${String(gaps.length)} gaps`,
  ].sort();
}

function nameIn(resource: AzureResource | undefined): string {
  if (!resource) return "?";
  const { type, name, existing } = resource;
  return [type.toLowerCase(), name.state === "known" ? name.value : name.state, existing && "existing"].join(" ");
}
