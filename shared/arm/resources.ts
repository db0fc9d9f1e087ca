import { nameInId } from "../engine/arm-id";
import type { AzureResource, Reference, Source } from "../model";
import { nameKey } from "../engine/text";
import type { Budget } from "../limits";
import type { GivenParameters } from "./parameters";
import { readingOf, reasonOf } from "../symbolic/reading";
import { expandTemplate, type Document, type Place, type TemplateResource, type UnreadPart } from "./expand";
import {
  isArray,
  isObject,
  isText,
  mayEqual,
  possibilities,
  segments,
  symbolicNameKey,
  Unknown,
  unknownPart,
  withPlaceholders,
  type Text,
  type Value,
} from "../symbolic/values";

/** What a template declares of the types that a control reads. */
export interface ArmResources {
  /** With what can't be read for not being in the template, such as linked templates. */
  readonly resources: readonly AzureResource[];
  /** Parts that ask for more than a limit allows; what they declare is not known. */
  readonly overLimit: readonly UnreadPart[];
}

/** The names that a resource may have, each as its own name and that of the resource it is in. */
interface Names {
  readonly own: readonly Text[];
  readonly parent: readonly Text[];
}

/**
 * Reads an ARM template, with the deployments in it, as one program.
 *
 * @param document holds the template as its whole value
 * @param parameters values that are given to the template; see `parametersOf`
 * @returns resources in no order; those of a template in another file stand with that file
 */
export function readTemplate(document: Document, parameters: GivenParameters, budget: Budget): ArmResources {
  const { resources, unread } = expandTemplate(document, parameters, budget);
  const named = resources.map((resource) => ({ resource, names: namesOf(resource) }));
  const servers = named.filter(({ resource }) => depthOf(resource.type) === 1);
  const keys = new Set(servers.flatMap(({ names }) => names.own.map(symbolicNameKey)));
  // Most names are known, and a known one can only be one that isn't.
  const symbolic = servers.filter(({ names }) => names.own.some((name) => typeof name !== "string"));
  const among = (parents: readonly Text[]): boolean => {
    const candidates = parents.every((parent) => typeof parent === "string") ? symbolic : servers;
    budget.spend(candidates.length);
    return candidates.some(({ names }) => names.own.some((own) => parents.some((parent) => mayEqual(own, parent))));
  };
  const passedOn = new Set(unread.flatMap(({ given = null }) => textsIn(given, budget)).map(symbolicNameKey));
  return {
    overLimit: unread.filter(({ limit }) => limit !== undefined),
    resources: [
      ...unread.filter(({ limit }) => limit === undefined).map(toUnread),
      ...named.map(({ resource, names }) => {
        const parent: Reference = { clues: [names.parent.map(symbolicNameKey)] };
        const isFound = names.parent.some((name) => keys.has(symbolicNameKey(name)));
        const isOpen = !isFound && among(names.parent);
        const isPassedOn = passedOn.size > 0 && names.own.some((name) => passedOn.has(symbolicNameKey(name)));
        return {
          ...toAzureResource(resource, names, isOpen ? { ...parent, unknown: `name ${reasonOf(names.parent)}` } : parent),
          ...(isPassedOn && { unlisted: UNLISTED }),
        };
      }),
    ],
  };
}

const UNLISTED = { why: "a template that gets its name, and isn't read here, may set it" };

/** All texts in a value. */
function textsIn(value: Value, budget: Budget): Text[] {
  budget.spend();
  if (isText(value)) return [value];
  return (isArray(value) ? value : isObject(value) ? Object.values(value) : []).flatMap((inner) => textsIn(inner, budget));
}

function toAzureResource(resource: TemplateResource, names: Names, parent: Reference): AzureResource {
  const { type, writtenType, address, place, conditions, existing, values } = resource;
  const [first] = names.own;
  const isNamed = names.own.every((name) => typeof name === "string" && name === first);
  return {
    type,
    name: isNamed && typeof first === "string" ? { state: "known", value: first } : { state: "unknown", why: reasonOf(names.own) },
    origin: { frontEnd: "arm", nativeType: writtenType, address, file: place.document.file },
    keys: depthOf(type) === 1 ? names.own.map(symbolicNameKey) : [],
    ...(existing && { existing }),
    ...(conditions.length > 0 && { conditions }),
    read: (armPath) => readingOf(values.get(armPath) ?? null),
    reference: (armPath) => (armPath === "parent" ? parent : referenceTo(values.get(armPath) ?? null, type)),
    spell: spellArm,
    locate: (armPath) => locate(place, armPath.startsWith("configurations.") ? [] : armPath === "parent" ? ["name"] : armPath.split(".")),
  };
}

/** Something unread, as a resource that may be any. */
export function toUnread({ place, address, writtenType, message }: UnreadPart): AzureResource {
  return {
    type: writtenType,
    name: { state: "unset" },
    origin: { frontEnd: "arm", nativeType: writtenType, address, file: place.document.file },
    keys: [],
    unread: message,
    read: () => ({ state: "unset" }),
    reference: () => ({ clues: [] }),
    spell: spellArm,
    locate: () => locate(place, []),
  };
}

function locate({ document, path }: Place, inner: readonly string[]): Source | undefined {
  const position = document.position?.([...path, ...inner]);
  return position && { file: document.file, ...position };
}

/** An ARM path, or a value there, as an author of ARM's JSON writes it. */
export function spellArm(armPath: string, armValue?: string): string {
  if (armPath === "configurations") return "Microsoft.DBforPostgreSQL/flexibleServers/configurations";
  // Before it stands the server's, unless the resource stands in the server.
  if (armPath === "configurations.name") return "name ending in";
  return armValue ?? armPath.replace(/^configurations\./, "");
}

/** 1 for a resource that is in no other, as a server. */
function depthOf(type: string): number {
  return type.split("/").length - 1;
}

function namesOf({ type, name }: TemplateResource): Names {
  const own: Text[] = [];
  const parent: Text[] = [];
  for (const one of possibilities(name).filter(isText)) {
    const parts = segments(one);
    const last = parts.at(-1) ?? "";
    own.push(parts.length === depthOf(type) ? last : (unknownPart(one) ?? last));
    if (depthOf(type) > 1) parent.push(parts.length === depthOf(type) ? (parts.at(-2) ?? "") : (unknownPart(one) ?? parts[0] ?? ""));
  }
  return own.length > 0 ? { own, parent } : { own: [NO_NAME], parent: depthOf(type) > 1 ? [NO_NAME] : [] };
}

const NO_NAME = new Unknown("no name", "no string", true);

/** What a resource id, or a name in its place, says of the resource that is meant. */
function referenceTo(value: Value, targetType: string): Reference {
  if (value === null || isArray(value) || isObject(value)) return { clues: [] };
  const keys = possibilities(value)
    .flatMap((one) => (isText(one) ? [withPlaceholders(one)] : []))
    .map((text) => nameKey(nameInId(text, targetType) ?? text));
  return value instanceof Unknown ? { clues: [keys], unknown: reasonOf([value]) } : { clues: [keys] };
}
