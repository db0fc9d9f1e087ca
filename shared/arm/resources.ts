import { fold, nameInId, nameKey, parentTypeOf } from "../engine/names";
import type { Subject, Subjects } from "../engine/subjects";
import { straysAmong } from "../engine/written-waivers";
import { placeOf, type Document, type JsonLocation } from "../json/document";
import { LimitError, type Budget } from "../limits";
import type { AzureResource, Gap, Origin, Place, Reading, Reference, WrittenWaiver } from "../model";
import { asChoice, choiceKey } from "../symbolic/choice";
import { readingOf, reasonOf } from "../symbolic/reading";
import {
  isArray,
  isObjectValue,
  isText,
  mayEqual,
  possibilities,
  property,
  segments,
  symbolicNameKey,
  SymbolicText,
  textProperty,
  Unknown,
  unknownPart,
  withPlaceholders,
  type Spend,
  type Text,
  type Value,
} from "../symbolic/values";
import { expandTemplate, type TemplateResource, type UnreadTemplatePart } from "./expand";
import type { GivenParameters } from "./parameters";
import { sourceOfValue, type ValueSource } from "./value-source";
import { armLanguage, type TemplateLanguage } from "./language";

/** What a template declares of the types that are wanted. */
export interface TemplateResources {
  readonly resources: readonly AzureResource[];
  /** What isn't in the template, such as linked templates. */
  readonly gaps: readonly Gap[];
  /** Parts that ask for more than a limit allows; what they declare is not known. */
  readonly overLimit: readonly UnreadTemplatePart[];
  /** Waivers that stand beside nothing of the types that are wanted. */
  readonly strayWaivers: readonly WrittenWaiver[];
}

/** The names that a resource may have, each as its own name and that of the resource it is in. */
interface Names {
  readonly own: readonly Text[];
  readonly parent: readonly Text[];
  /** Of names that conditions choose, keys that also hold these conditions. */
  readonly chosen?: { readonly own: string; readonly parent: string };
}

interface NamedResource {
  readonly resource: TemplateResource;
  readonly names: Names;
}

/**
 * Reads an ARM template, with the deployments in it, as one program.
 *
 * @param document holds the template as its whole value
 * @param parameters values that are given to the template; see `parametersOf`
 * @param subjects the types that are wanted
 * @param language the one that the template was written in
 * @returns resources in no order; those of a template in another file stand with that file
 */
export function readTemplate(
  document: Document,
  parameters: GivenParameters,
  budget: Budget,
  subjects: Subjects,
  language = armLanguage,
): TemplateResources {
  const { resources: declared, unread: allUnread } = expandTemplate(document, parameters, budget, subjects);
  const unread = allUnread.filter((part) => part.limit !== undefined || language.mayDeclare(part, subjects));
  const named = declared.map((resource) => ({ resource, names: namesOf(resource, budget) }));
  const referenceToParent = parentReferences(named, budget, language);
  const isGivenToUnread = givenTo(unread, budget);
  const resources = named.map((one): AzureResource => {
    return {
      ...toAzureResource(one, referenceToParent(one), budget, language),
      ...(isGivenToUnread(one) && { unlisted: { why: language.unlisted } }),
    };
  });
  return {
    resources,
    gaps: unread.filter(({ limit }) => limit === undefined).map((part) => toGap(part, language)),
    overLimit: unread.filter(({ limit }) => limit !== undefined),
    strayWaivers: straysAmong(document.allWaivers?.(subjects.controlNames) ?? [], resources),
  };
}

/** Tells how children refer to their parents: by name, which may be only partly known. */
function parentReferences(
  named: readonly NamedResource[],
  budget: Budget,
  language: TemplateLanguage,
): (child: NamedResource) => Reference {
  const byType = new Map<string, (child: Names) => Reference>();
  return ({ resource, names }) => {
    const type = parentTypeOf(fold(resource.subject.arm));
    let referenceTo = byType.get(type);
    if (!referenceTo) {
      const parents = named.filter((one) => fold(one.resource.subject.arm) === type);
      byType.set(type, (referenceTo = referencesAmong(parents, budget, language)));
    }
    return referenceTo(names);
  };
}

/** Tells which of some servers is meant by the name of a child. */
function referencesAmong(servers: readonly NamedResource[], budget: Budget, language: TemplateLanguage): (child: Names) => Reference {
  const declared = servers.filter(({ resource }) => !resource.existing);
  const [keys, declaredKeys] = [keysOf(servers), keysOf(declared)];
  const mayName = (parents: readonly Text[], candidates: readonly NamedResource[]): NamedResource | undefined => {
    budget.spend(candidates.length);
    return candidates.find(({ names }) => names.own.some((own) => parents.some((parent) => mayEqual(own, parent))));
  };
  const hasKnownName = ({ names }: NamedResource): boolean => names.own.every((name) => typeof name === "string");
  // Most names are known, and a known name can equal none but an unknown one.
  const withUnknownName = servers.filter((server) => !hasKnownName(server));
  const except = [...keysOf(servers.filter(hasKnownName))];
  return ({ parent, chosen }) => {
    const isOf = (known: ReadonlySet<string>): boolean => parent.some((name) => known.has(symbolicNameKey(name)));
    const clues = [...(chosen ? [[chosen.parent]] : []), parent.map(symbolicNameKey)];
    if (parent.every((name) => typeof name === "string")) {
      const other = isOf(keys) ? undefined : mayName(parent, withUnknownName);
      return other ? { clues, unknown: `the name of a server ${language.reason(reasonOf(other.names.own))}`, except } : { clues };
    }
    const unknown = (): string => `name ${language.reason(reasonOf(parent))}`;
    // What is looked up by a name that is not known may be a server that is declared.
    if (isOf(keys) && !isOf(declaredKeys) && mayName(parent, declared)) return { clues: [], unknown: unknown() };
    return !isOf(keys) && mayName(parent, servers) ? { clues, unknown: unknown() } : { clues };
  };
}

function keysOf(named: readonly NamedResource[]): ReadonlySet<string> {
  return new Set(named.flatMap(({ names }) => names.own.map(symbolicNameKey)));
}

/** Tells whether a template that isn't read gets the name of a resource, or its id. */
function givenTo(unread: readonly UnreadTemplatePart[], budget: Budget): (resource: NamedResource) => boolean {
  const texts = unread.flatMap(({ given = null }) => textsIn(given, budget));
  const byType = new Map<string, ReadonlySet<string>>();
  return ({ resource: { subject }, names }) => {
    if (texts.length === 0) return false;
    let keys = byType.get(subject.arm);
    if (!keys) {
      const ofIds = texts.flatMap((text) => nameInId(withPlaceholders(text), subject.arm) ?? []);
      byType.set(subject.arm, (keys = new Set([...texts.map(symbolicNameKey), ...ofIds.map(nameKey)])));
    }
    return names.own.some((name) => keys.has(symbolicNameKey(name)));
  };
}

/** All texts in a value. */
function textsIn(value: Value, budget: Budget): Text[] {
  budget.spend();
  if (isText(value)) return [value];
  return (isArray(value) ? value : isObjectValue(value) ? Object.values(value) : []).flatMap((inner) => textsIn(inner, budget));
}

function toAzureResource({ resource, names }: NamedResource, parent: Reference, budget: Budget, language: TemplateLanguage): AzureResource {
  const { subject, writtenType, address, symbolicName, location, conditions, existing, waivers, values } = resource;
  const { arm } = subject;
  const [first] = names.own;
  const isNamed = names.own.every((name) => typeof name === "string" && name === first);
  const pathOf = (armPath: string): string[] => {
    if (armPath.startsWith(`${String(subject.collection)}.`)) return [];
    return armPath === "parent" ? ["name"] : armPath.split(".");
  };
  return {
    type: arm,
    name:
      isNamed && typeof first === "string"
        ? { state: "known", value: first }
        : { state: "unknown", why: language.reason(reasonOf(names.own)), ...remedyFor(names.own) },
    origin: {
      name: symbolicName ?? displayName(resource.name, location),
      nativeType: writtenType,
      address: language.address(address),
      ...apiVersionOf(location),
      file: location.document.file,
    },
    keys: depthOf(arm) === 1 ? [...names.own.map(symbolicNameKey), ...(names.chosen ? [names.chosen.own] : [])] : [],
    ...(existing && { existing }),
    ...(conditions.length > 0 && { conditions }),
    ...(waivers.length > 0 && { waivers }),
    read: (armPath) => toldReading(values.get(armPath) ?? null, language),
    reference: (armPath) => (armPath === "parent" ? parent : referenceTo(values.get(armPath) ?? null, arm, budget, language)),
    spell: (armPath, armValue) => spellArm(subject, armPath, armValue),
    propose: (armPath, armValue) => ({ path: armPath.split("."), value: armValue }),
    howToAdd: (name, value) => language.howToAdd?.(resource, name, value),
    ...(isOnlyIfNotExists(location) && { unenforced: () => ONLY_IF_NOT_EXISTS }),
    locate: (armPath) => placeIn(location, pathOf(armPath)),
    valueFrom: (armPath) => sourceOf(resource, pathOf(armPath)),
  };
}

const ONLY_IF_NOT_EXISTS = { why: "is set only where the resource doesn't exist yet", remedy: "Remove onlyIfNotExists." };

/** Whether a resource is skipped where it exists, as all parameters of a server do. */
function isOnlyIfNotExists(location: JsonLocation): boolean {
  return property(property(jsonAt(location), "@options"), "onlyIfNotExists") !== undefined;
}

function jsonAt({ document, path }: JsonLocation): unknown {
  return path.reduce<unknown>((of, key) => (Array.isArray(of) ? (of[Number(key)] as unknown) : property(of, String(key))), document.value);
}

/** A literal is no help where the name is for whoever deploys the template to give. */
function remedyFor(names: readonly Text[]): { readonly remedy?: string } {
  const isForDeployer = /^parameters\('[^']*'\), which has (no value here|only a default)/.test(unknownPart(names[0] ?? "")?.cause ?? "");
  return isForDeployer ? { remedy: "Give the template the values that it is deployed with." } : {};
}

/** Where a value comes from that stands elsewhere than in its resource. */
function sourceOf({ location, env }: TemplateResource, path: readonly string[]): Place | undefined {
  const json = jsonAt(location);
  let source: ValueSource | undefined;
  try {
    source = path.length === 0 ? undefined : sourceOfValue({ json, location, env }, path);
  } catch (error) {
    // The finding stands without it.
    if (!(error instanceof LimitError)) throw error;
  }
  if (!source) return undefined;
  const [place, own] = [placeOf(source.location), placeIn(location, path)];
  return place && JSON.stringify(place) !== JSON.stringify(own) ? place : undefined;
}

function apiVersionOf(location: JsonLocation): Pick<Origin, "apiVersion"> {
  const apiVersion = textProperty(jsonAt(location), "apiVersion");
  return /^\d/.test(apiVersion) ? { apiVersion } : {};
}

/**
 * A name as far as it is known. Of one that parameters make, what is unknown is these: `[concat('pg-', parameters('name'))]`. Any
 * other is shown as it is written.
 */
function displayName(name: Value, location: JsonLocation): string {
  if (typeof name === "string" || !isText(name)) return typeof name === "string" ? name : "";
  const parts = (name instanceof SymbolicText ? name.parts : [name]).map((part) =>
    typeof part === "string"
      ? `'${part.replaceAll("'", "''")}'`
      : part.isCause
        ? /^parameters\('[^']*'\)(?=, )/.exec(part.cause)?.[0]
        : undefined,
  );
  const written = property(jsonAt(location), "name");
  if (parts.includes(undefined)) return typeof written === "string" ? written : "";
  return parts.length === 1 ? `[${parts.join()}]` : `[concat(${parts.join(", ")})]`;
}

/** What stands for a part of a template that can't be read. */
export function toGap(part: UnreadTemplatePart, language = armLanguage): Gap {
  const { location, writtenType } = part;
  const address = language.address(part.address);
  const origin: Origin = { name: address, nativeType: writtenType, address, file: location.document.file };
  const place = placeOf(location);
  return { origin, message: language.unread(part), ...(place && { place }) };
}

/** Where a value in a resource stands. */
function placeIn({ document, path }: JsonLocation, inner: readonly string[]): Place | undefined {
  return placeOf({ document, path: [...path, ...inner] });
}

/** An ARM path, or a value there, as an author of ARM's JSON writes it. */
export function spellArm({ arm, collection }: Subject, armPath: string, armValue?: string): string {
  if (collection !== undefined) {
    if (armPath === collection) return `${arm}/${collection}`;
    // The name of the server stands before it, unless the resource stands in the server.
    if (armPath === `${collection}.name`) return "name ending in";
    if (armPath.startsWith(`${collection}.`)) return armValue ?? armPath.slice(collection.length + 1);
  }
  return armValue ?? armPath;
}

/** 1 for a resource that is in no other, as a server. */
function depthOf(type: string): number {
  return type.split("/").length - 1;
}

function namesOf({ subject: { arm }, name }: TemplateResource, { spend }: Budget): Names {
  const depth = depthOf(arm);
  const names = possibilities(name).filter(isText);
  const parentName = (text: Text): Text => nameAt(text, depth, depth - 2);
  const ownName = (text: Text): Text => nameAt(text, depth, depth - 1);
  if (names.length === 0) return { own: [NO_NAME], parent: depth > 1 ? [NO_NAME] : [] };
  const chosenKey = (nameIn: (text: Text) => Text): string =>
    chosenNameKey(name, (one) => symbolicNameKey(isText(one) ? nameIn(one) : NO_NAME), spend);
  return {
    own: names.map(ownName),
    parent: depth > 1 ? names.map(parentName) : [],
    ...(names.length > 1 && { chosen: { own: chosenKey(ownName), parent: chosenKey(parentName) } }),
  };
}

/** A key of a name that conditions choose. It counts as a name: what has the same names by other conditions is another resource. */
function chosenNameKey(name: Value, keyOf: (name: Value) => string, spend: Spend): string {
  return `${nameKey("")}${choiceKey(asChoice(name, spend), keyOf, spend)}`;
}

/** One of the names between slashes; of a name with too few or too many of these, what is unknown in it stands for each. */
function nameAt(name: Text, depth: number, at: number): Text {
  const parts = segments(name);
  if (parts.length === depth) return parts[at] ?? "";
  return unknownPart(name) ?? (at === depth - 1 ? parts.at(-1) : parts[0]) ?? "";
}

const NO_NAME = new Unknown("no name", "no string", true);

/** A reading in the words of the template's language. */
function toldReading(value: Value, language: TemplateLanguage): Reading {
  const reading = readingOf(value);
  return reading.state === "unknown" ? { ...reading, why: language.reason(reading.why) } : reading;
}

/** What a resource id, or a name in its place, says of the resource that is meant. */
function referenceTo(value: Value, targetType: string, { spend }: Budget, language: TemplateLanguage): Reference {
  if (value === null || isArray(value) || isObjectValue(value)) return { clues: [] };
  const keyOf = (one: Value): string[] => {
    const text = isText(one) ? withPlaceholders(one) : undefined;
    return text === undefined ? [] : [nameKey(nameInId(text, targetType) ?? text)];
  };
  const names = possibilities(value);
  const chosen = names.length > 1 ? [[chosenNameKey(value, (one) => keyOf(one).join(), spend)]] : [];
  const clues = [...chosen, names.flatMap(keyOf)];
  return value instanceof Unknown ? { clues, unknown: language.reason(reasonOf([value])) } : { clues };
}
