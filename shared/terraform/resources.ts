import { fold, parentTypeOf } from "../engine/names";
import type { Subjects } from "../engine/subjects";
import { straysAmong } from "../engine/written-waivers";
import type { Budget } from "../limits";
import type { AzureResource, Gap, Origin, Place, Reading, WrittenWaiver } from "../model";
import { translate, type NativeType } from "../resource-types/native-type";
import { assume } from "../symbolic/choice";
import { readingOf, reasonOf } from "../symbolic/reading";
import { isChoice, isText, isUnknown, possibilities, property, symbolicNameKey, type Text, type Value } from "../symbolic/values";
import { AZAPI_ARGUMENTS, AZAPI_TYPES, armTypeOf, azapiType, isAzapi, readAzapi } from "./azapi";
import { avmConfiguration, avmConfigurations, avmServer, howToAddToAvm, isAvm, isCopyOfAvm } from "./avm";
import { azurermTypes } from "./azurerm";
import { DEPLOYMENT_ARGUMENTS, embeddedIn, isDeployment } from "./deployments";
import { evaluate, evaluateAt, settled, type Environment } from "./evaluate";
import type { Instance } from "./instances";
import type { Json } from "./json";
import { blocksOfPlan, type PlannedBlock } from "./plan";
import { environmentOf, programOf, type Block, type TerraformDocument } from "./program";
import { anyInstanceKey, instanceKey, isAmong, keysIn, referenceTo } from "./references";
import { waiversOfBlocks } from "./waivers";

/** What some documents declare, and what can't be read of them. */
export interface TerraformResources {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
  /** Waivers that stand beside nothing that is read. */
  readonly strayWaivers: readonly WrittenWaiver[];
}

/** How what is read is told of to its author. */
export interface Voice<B extends Block = Block> {
  /** What names a block in a report. */
  readonly address: (block: B) => string;
  /** An argument, as its author writes it. */
  readonly spell: (argument: string) => string;
  /** What a host attaches a message to. */
  readonly declaration?: (block: B) => string;
  /** The file that a block stands in. */
  readonly file?: (block: B) => string;
  /** Where an argument of a block stands, by its path. */
  readonly locate?: (block: B, path: readonly (string | number)[]) => Place | undefined;
  /** Where the value at a path of a document stands. */
  readonly locateIn?: (document: TerraformDocument, path: readonly (string | number)[]) => Place | undefined;
}

/** Reads Terraform's JSON, for the types that some controls are about. */
export interface TerraformReader {
  /** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
  argumentsOf(terraformType: string): ReadonlySet<string> | undefined;
  /**
   * Reads some documents as one program.
   *
   * @param documents all that may refer to each other
   */
  read(documents: readonly TerraformDocument[], voice: Voice, budget?: Budget): TerraformResources;
  /** Reads what `terraform show -json` gives. */
  readPlan(document: unknown, voice: Voice<PlannedBlock>, budget?: Budget): TerraformResources;
}

const META_ARGUMENTS = ["count", "for_each", "lifecycle"];

/** Makes a reader for the types that are wanted. */
export function newTerraformReader(subjects: Subjects): TerraformReader {
  const azurerm = azurermTypes(subjects.resourceTypes);
  const readArguments = new Map([
    ...[...azurerm].map(
      ([type, { arguments: own }]) => [type, Object.values(own).flatMap((accepted) => accepted.map(({ path }) => path[0] ?? ""))] as const,
    ),
    ...DEPLOYMENT_ARGUMENTS,
    ...AZAPI_TYPES.map((type) => [type, AZAPI_ARGUMENTS] as const),
  ]);
  const argumentsByType = new Map([...readArguments].map(([type, names]) => [type, new Set([...META_ARGUMENTS, ...names])]));
  const argumentsOf = (terraformType: string): ReadonlySet<string> | undefined => argumentsByType.get(terraformType);
  const types: TypesToRead = { azurerm, subjects };
  const armTypes = new Map([...azurerm].map(([type, { armType }]) => [type, armType] as const));
  return {
    argumentsOf,
    read(documents, voice, budget) {
      const stacks = programOf(documents, armTypes, budget).stacks.filter(({ document }) => !document.declaresNothing);
      const blocks = (kind: "resource" | "module"): readonly Block[] => stacks.flatMap((stack) => stack.blocks(kind));
      const found = { resources: blocks("resource"), modules: blocks("module"), documents: stacks.map(({ document }) => document) };
      return readBlocks(found, types, voice);
    },
    readPlan: (document, voice, budget) =>
      readBlocks({ resources: blocksOfPlan(document, argumentsOf, budget), modules: [], documents: [] }, types, voice as Voice),
  };
}

interface TypesToRead {
  readonly azurerm: ReadonlyMap<string, NativeType>;
  readonly subjects: Subjects;
}

/** What is read as one program. */
interface Blocks {
  readonly resources: readonly Block[];
  readonly modules: readonly Block[];
  readonly documents: readonly TerraformDocument[];
}

function readBlocks({ resources, modules, documents }: Blocks, types: TypesToRead, ownVoice: Voice): TerraformResources {
  const waivers = waiversOfBlocks(documents, {
    block: (block, path) => ownVoice.locate?.(block, path),
    document: (document, path) => ownVoice.locateIn?.(document, path),
  });
  const voice: Teller = { ...ownVoice, waivers: waivers.of };
  const parts = [...resources.flatMap((block) => partsOfResource(block, types)), ...modules.flatMap(partsOfModule)];
  const keyed = parts.map((part): KeyedPart => ({ ...part, keys: keysOf(part) }));
  const index = indexOf(keyed);
  const passedOn = passedOnIn(modules, types);
  const declared = keyed.map((part) => declare(part, index, voice));
  const inTemplates = resources.flatMap((block) => readTemplates(block, types, voice));
  const all = [
    ...(passedOn.size === 0
      ? declared
      : declared.map((resource) => (isAmong(resource, passedOn) ? { ...resource, unlisted: UNLISTED } : resource))),
    ...inTemplates.flatMap((found) => found.resources),
  ];
  return {
    resources: all,
    gaps: [
      ...inTemplates.flatMap(({ gaps }) => gaps),
      ...resources.flatMap((block) => gapsOfResource(block, voice)),
      ...modules.flatMap((block) => gapsOfModule(block, voice)),
    ],
    strayWaivers: straysAmong(waivers.ofDocuments, all),
  };
}

const UNLISTED = { why: "a module that gets its id or name, and isn't read here, may set it" };

/** One resource that an instance of a block declares. */
interface Part {
  readonly block: Block;
  readonly instance: Instance;
  readonly type: NativeType;
  readonly nativeType: string;
  /** What stands at a path of the type's arguments. */
  readonly get: (path: readonly string[]) => Value;
  /** Tells apart what one instance declares; empty for what a reference to the block means. */
  readonly name: string;
}

/** A part, with what it is found by. */
interface KeyedPart extends Part {
  readonly keys: readonly string[];
}

function partsOfResource(block: Block, { azurerm, subjects }: TypesToRead): Part[] {
  const { type: terraformType, body } = block;
  if (!isAzapi(terraformType) && !azurerm.has(terraformType)) return [];
  return block.instances().all.flatMap((instance): Part[] => {
    const env = environmentOf(block, instance);
    const type = isAzapi(terraformType) ? azapiTypeOf(terraformType, body, env, subjects) : azurerm.get(terraformType);
    const get = once((path) => {
      const value = isAzapi(terraformType) ? readAzapi(body, path, env) : (evaluateAt(body, path, env) ?? null);
      return assumed(value, instance, env);
    });
    return type ? [{ block, instance, type, nativeType: terraformType, get, name: "" }] : [];
  });
}

/** Reads each argument once. */
function once(read: Part["get"]): Part["get"] {
  const known = new Map<string, Value>();
  return (path) => {
    const key = path.join(".");
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = read(path)));
    return value;
  };
}

/** A value of an instance, under the conditions on which there is the instance. */
function assumed(value: Value, { assumptions }: Instance, env: Environment): Value {
  if (assumptions.length === 0) return settled(value, env);
  const { spend } = env.evaluation.budget;
  return settled(
    assumptions.reduce((of, { condition, holds }) => assume(of, condition, holds, spend), value),
    env,
  );
}

function azapiTypeOf(terraformType: string, body: Json, env: Environment, subjects: Subjects): NativeType | undefined {
  const armType = armTypeOf(body, env);
  return typeof armType === "string" ? azapiType(terraformType, armType, body, env, subjects) : undefined;
}

function partsOfModule(block: Block): Part[] {
  if (!isAvm(block.body)) return [];
  return block.instances().all.flatMap((instance): Part[] => {
    const env = environmentOf(block, instance);
    const get = once((path) => assumed(evaluateAt(block.body, path, env) ?? null, instance, env));
    const server: Part = { block, instance, type: avmServer, nativeType: "module", get, name: "" };
    const configurations = avmConfigurations(block, instance).map(({ part, get: getPart }): Part => ({
      ...server,
      type: avmConfiguration,
      get: once((path) => settled(getPart(path), env)),
      name: part,
    }));
    return [server, ...configurations];
  });
}

/** By what resources of a program are found: their keys, and their names. */
interface Index {
  readonly keys: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, readonly Text[]>;
}

function indexOf(parts: readonly KeyedPart[]): Index {
  const names = new Map<string, Text[]>();
  for (const { type, get } of parts) {
    const key = fold(type.armType);
    const ofType = names.get(key) ?? [];
    names.set(key, ofType);
    ofType.push(...namesOf(get(["name"])));
  }
  return { keys: new Set(parts.flatMap(({ keys }) => keys)), names };
}

function namesOf(value: Value): readonly Text[] {
  return possibilities(value).filter(isText);
}

function keysOf({ block, instance, get, name }: Part): readonly string[] {
  const isAny = instance.suffix === "" && instance.key !== "";
  const own = [instanceKey(block.reference(instance).key), ...(isAny ? [anyInstanceKey(block.key)] : [])];
  // A part of a block is not what a reference to the block means.
  const written = get(["name"]);
  // Names that are chosen from the same ones in other ways are told apart by the choice.
  const choice = isText(written) && isChoice(written) ? [written] : [];
  return [...(name === "" ? own : []), ...[...namesOf(written), ...choice].map(symbolicNameKey)];
}

/** Tells of what is read, with the waivers that stand beside it. */
interface Teller extends Voice {
  readonly waivers: (block: Block) => readonly WrittenWaiver[];
}

function declare(part: KeyedPart, index: Index, voice: Teller): AzureResource {
  const { block, instance, type, get, keys } = part;
  const translated = translate(type, (path) => markedReading(readingOf(get(path)), block, path));
  const spell = spellIn(translated.spell, type.settings?.collection, voice);
  const { conditions } = instance;
  const waivers = voice.waivers(block);
  const pathOf = (armPath: string): readonly string[] => type.arguments[armPath]?.[0]?.path ?? [];
  return {
    type: type.armType,
    name: nameOf(get(["name"])),
    origin: originOf(part, voice),
    keys,
    ...(conditions.length > 0 && { conditions }),
    ...(waivers.length > 0 && { waivers }),
    read: translated.read,
    spell,
    // What a module's input or a body of text holds isn't written as an argument of its own.
    ...(part.name === "" && { propose: translated.propose }),
    ...(type === avmServer && { howToAdd: howToAddToAvm }),
    reference(armPath) {
      const target = armPath === "parent" ? parentTypeOf(type.armType) : type.armType;
      const path = pathOf(armPath);
      return referenceTo(get(path), target, { argument: () => spell(armPath), isName: path.at(-1)?.endsWith("_name") === true }, index);
    },
    unenforced(armPath) {
      const ignored = ignoredChanges(block.body);
      if (ignored.length === 0) return undefined;
      const argument = translated.spell(armPath);
      const [outer = ""] = argument.split(".");
      if (ignored !== "all" && !ignored.some((name) => name === argument || name === outer)) return undefined;
      return { why: "is in lifecycle.ignore_changes", remedy: "Remove it from ignore_changes." };
    },
    ...(voice.locate && { locate: (armPath) => voice.locate?.(block, pathOf(armPath)) }),
  };
}

/** A reading that is marked if its argument is sensitive. */
function markedReading(reading: Reading, { isSensitive }: Block, [argument = ""]: readonly string[]): Reading {
  return reading.state === "known" && isSensitive?.(argument) ? { ...reading, isSensitive: true } : reading;
}

function originOf({ block, instance, nativeType, name }: Omit<Part, "type" | "get">, voice: Voice): Origin {
  const address = `${voice.address(block)}${instance.suffix}${name && `/${name}`}`;
  return {
    name: address,
    nativeType,
    address,
    ...(voice.file && { file: voice.file(block) }),
    ...(voice.declaration && { declaration: voice.declaration(block) }),
  };
}

function nameOf(value: Value): Reading<string> {
  if (isUnknown(value)) return { state: "unknown", why: reasonOf([value]) };
  return typeof value === "string" ? { state: "known", value } : { state: "unset" };
}

/** Spells arguments as the author does; types and values are the same for all. */
function spellIn(spell: AzureResource["spell"], collection: string | undefined, voice: Voice): AzureResource["spell"] {
  return (armPath, armValue) => (armValue !== undefined || armPath === collection ? spell(armPath, armValue) : voice.spell(spell(armPath)));
}

/** What templates declare that a resource deploys. */
function readTemplates(block: Block, { subjects }: TypesToRead, voice: Teller): Pick<TerraformResources, "resources" | "gaps">[] {
  const mayDeploy = DEPLOYMENT_ARGUMENTS.has(block.type) || block.type === "azapi_resource";
  return (mayDeploy ? block.instances().all : []).flatMap((instance) => {
    const env = environmentOf(block, instance);
    if (!isDeployment(block.type, block.body, env)) return [];
    const origin = originOf({ block, instance, nativeType: block.type, name: "" }, voice);
    const host = { origin, spell: voice.spell, conditions: instance.conditions, waivers: voice.waivers(block) };
    const found = embeddedIn(host, block.body, env, subjects);
    const place = voice.locate?.(block, []);
    return [place ? { ...found, gaps: found.gaps.map((gap) => ({ place, ...gap })) } : found];
  });
}

/** A resource of azapi whose type isn't known may be any. */
function gapsOfResource(block: Block, voice: Voice): Gap[] {
  if (!isAzapi(block.type)) return [];
  return block.instances().all.flatMap((instance) => {
    const armType = armTypeOf(block.body, environmentOf(block, instance));
    if (!isUnknown(armType)) return [];
    const message = `The type of this resource ${reasonOf([armType])}, so whether it is of PostgreSQL isn't checked. Write ${voice.spell("type")} as a literal.`;
    return [gapOf(block, instance, message, voice)];
  });
}

/** A copy of a module that is known may do otherwise than the module does. */
function gapsOfModule(block: Block, voice: Voice): Gap[] {
  if (!isCopyOfAvm(block.body)) return [];
  const message =
    "This module is read only from Terraform's own registry, so what this copy of it declares isn't checked. Take it from Azure/avm-res-dbforpostgresql-flexibleserver/azurerm, or check the plan.";
  return block.instances().all.map((instance) => gapOf(block, instance, message, voice));
}

function gapOf(block: Block, instance: Instance, message: string, voice: Voice): Gap {
  const place = voice.locate?.(block, []);
  return { origin: originOf({ block, instance, nativeType: block.type, name: "" }, voice), message, ...(place && { place }) };
}

/** Keys of what has settings and whose id or name a module gets that isn't read. */
function passedOnIn(modules: readonly Block[], { subjects }: TypesToRead): ReadonlySet<string> {
  const withSettings = subjects.resourceTypes.filter(({ settings }) => settings).map(({ arm }) => arm);
  const keys = new Set<string>();
  for (const block of modules) {
    if (isAvm(block.body)) continue;
    for (const instance of block.instances().all) {
      const env = environmentOf(block, instance);
      const inputs = Object.entries(block.body).filter(([name]) => !NO_INPUTS.has(name));
      for (const value of inputs.map(([, json]) => evaluate(json, env)))
        for (const key of withSettings.flatMap((type) => keysIn(value, type))) keys.add(key);
    }
  }
  return keys;
}

const NO_INPUTS = new Set(["source", "version", "providers", "count", "for_each", "depends_on", "//"]);

/** Arguments that `lifecycle.ignore_changes` names: what is written of them isn't enforced. */
function ignoredChanges(body: Json): readonly string[] | "all" {
  const ignored = property(property(body, "lifecycle"), "ignore_changes");
  if (ignored === "all") return "all";
  return Array.isArray(ignored) ? ignored.map(String) : [];
}
