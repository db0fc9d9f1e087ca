import { azurerm } from "./azurerm";
import { translate, type NativeType } from "../resource-types/native-type";
import type { AzureResource, Condition, Origin, Reading } from "../model";
import { fold } from "../engine/text";
import { assume } from "../symbolic/choice";
import { readingOf, reasonOf } from "../symbolic/reading";
import { isText, isUnknown, possibilities, property, symbolicNameKey, type Text, type Value } from "../symbolic/values";
import { AZAPI_ARGUMENTS, AZAPI_TYPES, armTypeOf, azapiType, isAzapi, readAzapi } from "./azapi";
import { avmConfiguration, avmConfigurations, avmServer, isAvm, isCopyOfAvm } from "./avm";
import { DEPLOYMENT_ARGUMENTS, embeddedIn, isDeployment } from "./deployments";
import { evaluate, evaluateAt, settled, type Environment } from "./evaluate";
import type { Json } from "./json";
import type { Instance } from "./instances";
import { environmentOf, programOf, type Block, type TerraformDocument } from "./program";
import { anyInstanceKey, instanceKey, isAmong, keysIn, referenceTo } from "./references";

/** An Azure resource, and the block that declares it. */
export interface Declared {
  readonly resource: AzureResource;
  readonly block: Block;
  /** Arguments that `lifecycle.ignore_changes` names, and of which what is written therefore isn't enforced. */
  readonly ignored: readonly string[] | "all";
}

/** How what is read is told of to its author. */
export interface Voice {
  readonly frontEnd: Origin["frontEnd"];
  /** What names a block in a report. */
  readonly address: (block: Block) => string;
  /** An argument, as its author writes it. */
  readonly spell: (argument: string) => string;
  /** The file that a block stands in. */
  readonly file?: (block: Block) => string;
}

const META_ARGUMENTS = ["count", "for_each", "lifecycle"];

const argumentsByType = new Map([
  ...Object.entries(azurerm).map(([type, { arguments: ways }]) => {
    const names = Object.values(ways)
      .flat()
      .map(({ path: [name = ""] }) => name);
    return [type, new Set([...META_ARGUMENTS, ...names])] as const;
  }),
  ...[...DEPLOYMENT_ARGUMENTS].map(([type, names]) => [type, new Set([...META_ARGUMENTS, ...names])] as const),
  ...AZAPI_TYPES.map((type) => [type, new Set([...META_ARGUMENTS, ...AZAPI_ARGUMENTS])] as const),
]);

/** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
export function argumentsOf(terraformType: string): ReadonlySet<string> | undefined {
  return argumentsByType.get(terraformType);
}

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

/**
 * The Azure resources of some documents.
 *
 * @param documents all that may refer to each other
 * @param voice how they are told of
 */
export function declaredIn(documents: readonly TerraformDocument[], voice: Voice): Declared[] {
  const { stacks } = programOf(documents);
  const blocks = (kind: "resource" | "module"): readonly Block[] => stacks.flatMap((stack) => stack.blocks(kind));
  return declaredBy(blocks("resource"), blocks("module"), voice);
}

/** The Azure resources that some blocks declare. */
export function declaredBy(resources: readonly Block[], modules: readonly Block[], voice: Voice): Declared[] {
  const parts = [...resources.flatMap(partsOfResource), ...modules.flatMap(partsOfModule)];
  const index = indexOf(parts);
  const passedOn = passedOnIn(modules);
  return [
    ...parts.map((part): Declared => {
      const resource = declare(part, index, voice);
      const isPassedOn = isAmong(resource, passedOn);
      return {
        resource: isPassedOn ? { ...resource, unlisted: UNLISTED } : resource,
        block: part.block,
        ignored: ignoredOf(part.block.body),
      };
    }),
    ...resources.flatMap((block) => inTemplate(block, voice)),
    ...resources.flatMap((block) => unreadResource(block, voice)),
    ...modules.flatMap((block) => unreadModule(block, voice)),
  ];
}

const UNLISTED = { why: "a module that gets its id or name, and isn't read here, may set it" };

function partsOfResource(block: Block): Part[] {
  const { type: terraformType, body } = block;
  if (!isAzapi(terraformType) && !Object.hasOwn(azurerm, terraformType)) return [];
  return block.instances().all.flatMap((instance): Part[] => {
    const env = environmentOf(block, instance);
    const type = isAzapi(terraformType) ? azapiTypeOf(terraformType, body, env) : azurerm[terraformType];
    const get = (path: readonly string[]): Value => {
      const value = isAzapi(terraformType) ? readAzapi(body, path, env) : (evaluateAt(body, path, env) ?? null);
      return assumed(value, instance, env);
    };
    return type ? [{ block, instance, type, nativeType: terraformType, get, name: "" }] : [];
  });
}

/** A value of an instance, under the conditions on which there is the instance. */
function assumed(value: Value, { assumptions }: Instance, env: Environment): Value {
  const { spend } = env.evaluation.budget;
  return settled(
    assumptions.reduce((of, { condition, holds }) => assume(of, condition, holds, spend), value),
    env,
  );
}

function azapiTypeOf(terraformType: string, body: Json, env: Environment): NativeType | undefined {
  const armType = armTypeOf(body, env);
  return typeof armType === "string" ? azapiType(terraformType, armType, body, env) : undefined;
}

function partsOfModule(block: Block): Part[] {
  if (!isAvm(block.body)) return [];
  return block.instances().all.flatMap((instance): Part[] => {
    const env = environmentOf(block, instance);
    const get = (path: readonly string[]): Value => assumed(evaluateAt(block.body, path, env) ?? null, instance, env);
    const server: Part = { block, instance, type: avmServer, nativeType: "module", get, name: "" };
    const configurations = avmConfigurations(block, instance).map(({ part, get: getPart }): Part => ({
      ...server,
      type: avmConfiguration,
      get: (path) => settled(getPart(path), env),
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

function indexOf(parts: readonly Part[]): Index {
  const names = new Map<string, Text[]>();
  for (const { type, get } of parts) {
    const key = fold(type.armType);
    names.set(key, [...(names.get(key) ?? []), ...namesOf(get(["name"]))]);
  }
  return { keys: new Set(parts.flatMap(keysOf)), names };
}

function namesOf(value: Value): readonly Text[] {
  return possibilities(value).filter(isText);
}

function keysOf({ block, instance, get, name }: Part): readonly string[] {
  const isAny = instance.suffix === "" && instance.key !== "";
  const own = [instanceKey(block.reference(instance).key), ...(isAny ? [anyInstanceKey(block.key)] : [])];
  // A part of a block is not what a reference to the block means.
  return [...(name === "" ? own : []), ...namesOf(get(["name"])).map(symbolicNameKey)];
}

function declare(part: Part, index: Index, voice: Voice): AzureResource {
  const { block, instance, type, get, name: partName } = part;
  const translated = translate(type, (path) => readingOf(get(path)));
  const spell = spellIn(translated.spell, voice);
  const { conditions } = instance;
  return {
    type: type.armType,
    name: nameOf(get(["name"])),
    origin: {
      frontEnd: voice.frontEnd,
      nativeType: part.nativeType,
      address: `${voice.address(block)}${instance.suffix}${partName && `/${partName}`}`,
      ...(voice.file && { file: voice.file(block) }),
    },
    keys: keysOf(part),
    ...(conditions.length > 0 && { conditions }),
    read: translated.read,
    spell,
    reference(armPath) {
      const target = armPath === "parent" ? type.armType.slice(0, type.armType.lastIndexOf("/")) : type.armType;
      return referenceTo(get(type.arguments[armPath]?.[0]?.path ?? []), target, spell(armPath), index);
    },
  };
}

function nameOf(value: Value): Reading<string> {
  if (isUnknown(value)) return { state: "unknown", why: reasonOf([value]) };
  return typeof value === "string" ? { state: "known", value } : { state: "unset" };
}

/** Spells arguments as the author does; types and values are the same for all. */
function spellIn(spell: AzureResource["spell"], voice: Voice): AzureResource["spell"] {
  return (armPath, armValue) =>
    armValue !== undefined || armPath === "configurations" ? spell(armPath, armValue) : voice.spell(spell(armPath));
}

/** What templates declare that a resource deploys. */
function inTemplate(block: Block, voice: Voice): Declared[] {
  const mayDeploy = DEPLOYMENT_ARGUMENTS.has(block.type) || block.type === "azapi_resource";
  return (mayDeploy ? block.instances().all : []).flatMap((instance) => {
    const env = environmentOf(block, instance);
    if (!isDeployment(block.type, block.body, env)) return [];
    const host = {
      frontEnd: voice.frontEnd,
      terraformType: block.type,
      address: voice.address(block) + instance.suffix,
      spell: voice.spell,
      conditions: instance.conditions,
    };
    return embeddedIn(host, block.body, env).map((resource): Declared => ({ resource, block, ignored: [] }));
  });
}

/** A resource of azapi whose type isn't known may be any. */
function unreadResource(block: Block, voice: Voice): Declared[] {
  if (!isAzapi(block.type)) return [];
  return block.instances().all.flatMap((instance) => {
    const armType = armTypeOf(block.body, environmentOf(block, instance));
    if (!isUnknown(armType)) return [];
    const message = `The type of this resource ${reasonOf([armType])}, so whether it is of PostgreSQL isn't checked. Write ${voice.spell("type")} as a literal.`;
    return [unread(block, instance, message, voice)];
  });
}

/** A copy of a module that is known may do otherwise than the module does. */
function unreadModule(block: Block, voice: Voice): Declared[] {
  if (!isCopyOfAvm(block.body)) return [];
  const message =
    "This module is read only from Terraform's own registry, so what this copy of it declares isn't checked. Take it from Azure/avm-res-dbforpostgresql-flexibleserver/azurerm, or check the plan.";
  return block.instances().all.map((instance) => unread(block, instance, message, voice));
}

function unread(block: Block, { suffix, conditions }: Pick<Instance, "suffix" | "conditions">, message: string, voice: Voice): Declared {
  const resource: AzureResource = {
    type: "",
    name: { state: "unset" },
    origin: {
      frontEnd: voice.frontEnd,
      nativeType: block.type,
      address: voice.address(block) + suffix,
      ...(voice.file && { file: voice.file(block) }),
    },
    keys: [],
    ...conditionsOf(conditions),
    unread: message,
    read: () => ({ state: "unset" }),
    reference: () => ({ clues: [] }),
    spell: (armPath, armValue) => armValue ?? armPath,
  };
  return { resource, block, ignored: [] };
}

function conditionsOf(conditions: readonly Condition[]): Pick<AzureResource, "conditions"> {
  return conditions.length > 0 ? { conditions } : {};
}

const SERVER = "Microsoft.DBforPostgreSQL/flexibleServers";

/** Keys of the servers whose id or name a module gets that isn't read. */
function passedOnIn(modules: readonly Block[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const block of modules) {
    if (isAvm(block.body)) continue;
    for (const instance of block.instances().all) {
      const env = environmentOf(block, instance);
      for (const [name, json] of Object.entries(block.body))
        if (!NO_INPUTS.has(name)) for (const key of keysIn(evaluate(json, env), SERVER)) keys.add(key);
    }
  }
  return keys;
}

const NO_INPUTS = new Set(["source", "version", "providers", "count", "for_each", "depends_on", "//"]);

function ignoredOf(body: Json): readonly string[] | "all" {
  const ignored = property(property(body, "lifecycle"), "ignore_changes");
  if (ignored === "all") return "all";
  return Array.isArray(ignored) ? ignored.map(String) : [];
}

/** The path of the construct that a block was made by, as both libraries note it. */
export function constructPathOf({ body }: Block): string | undefined {
  const path = property(property(property(body, "//"), "metadata"), "path");
  return typeof path === "string" ? path : undefined;
}
