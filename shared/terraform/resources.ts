import type { Subjects } from "../engine/subjects";
import { nameInId, nameKey, parentTypeOf } from "../engine/names";
import type { AzureResource, Gap, Reading, Reference } from "../model";
import { translate, type NativeType } from "../resource-types/native-type";
import { AZAPI_ARGUMENTS, AZAPI_TYPES, azapiType, isAzapi, readAzapi } from "./azapi";
import { AVM_SOURCE, avmConfiguration, avmServer, readAvm } from "./avm";
import { azurermTypes } from "./azurerm";
import { DEPLOYMENT_ARGUMENTS, embeddedIn, isDeployment } from "./deployments";
import { evaluate, isObject, property, stackScope, Unresolved, type Json, type Scope } from "./evaluate";
import { instancesOf, type Instance } from "./instances";

/** A rendered stack. */
export interface RenderedStack {
  /** The stack's path; what another stack's reference names it by. */
  readonly path: string;
  readonly json: Json;
}

/** What some stacks declare, and what can't be read of them. */
export interface TerraformResources {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
}

/** Reads Terraform's JSON, for the types that some controls are about. */
export interface TerraformReader {
  /** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
  argumentsOf(terraformType: string): ReadonlySet<string> | undefined;
  /**
   * Reads some stacks as one program.
   *
   * @param stacks all that may refer to each other
   */
  read(stacks: readonly RenderedStack[]): TerraformResources;
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
  const reading: TypesToRead = { azurerm, subjects };
  return {
    argumentsOf: (terraformType) => argumentsByType.get(terraformType),
    read(stacks) {
      const found = stacks.map((stack) => readStack(stack, stacks, reading));
      return { resources: found.flatMap(({ resources }) => resources), gaps: found.flatMap(({ gaps }) => gaps) };
    },
  };
}

interface TypesToRead {
  readonly azurerm: ReadonlyMap<string, NativeType>;
  readonly subjects: Subjects;
}

/** How one block of Terraform is read as an ARM resource. */
interface Block {
  readonly stack: RenderedStack;
  readonly scope: Scope;
  /** As others refer to it: `azurerm_postgresql_flexible_server.pg`, `module.pg`. */
  readonly reference: string;
  readonly body: Json;
  readonly type: NativeType;
  readonly nativeType: string;
  /** Where a value that the dictionary names is found, if it isn't simply in the body. */
  readonly get?: (body: Json, path: readonly string[], scope: Scope) => unknown;
  /** Distinguishes resources that one block declares. */
  readonly part?: string;
}

function readStack(stack: RenderedStack, stacks: readonly RenderedStack[], types: TypesToRead): TerraformResources {
  const scope = stackScope(stack.json);
  const blocks = [...resourceBlocks(stack, scope, types), ...moduleBlocks(stack, scope)];
  const declared = blocks.flatMap((block) => instancesOf(block.body, scope).map((instance) => declare(block, instance, stacks)));
  const inTemplates = readTemplates(stack, scope, types.subjects);
  return { resources: [...declared, ...inTemplates.flatMap(({ resources }) => resources)], gaps: inTemplates.flatMap(({ gaps }) => gaps) };
}

/** What templates declare that resources of a stack deploy. */
function readTemplates(stack: RenderedStack, scope: Scope, subjects: Subjects): TerraformResources[] {
  return entries(stack.json["resource"]).flatMap(([terraformType, bodies]) =>
    entries(bodies).flatMap(([id, body]): TerraformResources[] => {
      if (!isObject(body) || !isDeployment(terraformType, body, scope)) return [];
      const path = pathOf(body) ?? `${stack.path}/${terraformType}.${id}`;
      return instancesOf(body, scope).map((instance) => {
        const place = { stack: stack.path, address: path + instance.suffix, constructPath: pathOf(body) ?? stack.path };
        return embeddedIn({ terraformType, body, scope: { ...scope, ...instance } }, instance, place, subjects);
      });
    }),
  );
}

function resourceBlocks(stack: RenderedStack, scope: Scope, { azurerm, subjects }: TypesToRead): Block[] {
  const blocks: Block[] = [];
  for (const [terraformType, bodies] of entries(stack.json["resource"])) {
    for (const [id, body] of entries(bodies)) {
      if (!isObject(body)) continue;
      const reference = `${terraformType}.${id}`;
      const type = isAzapi(terraformType) ? azapiType(terraformType, body, scope, subjects) : azurerm.get(terraformType);
      if (type)
        blocks.push({ stack, scope, reference, body, type, nativeType: terraformType, ...(isAzapi(terraformType) && { get: readAzapi }) });
    }
  }
  return blocks;
}

function moduleBlocks(stack: RenderedStack, scope: Scope): Block[] {
  return entries(stack.json["module"]).flatMap(([id, body]): Block[] => {
    if (!isObject(body) || !AVM_SOURCE.test(String(body["source"]))) return [];
    const module = { stack, scope, reference: `module.${id}`, body, nativeType: "module" };
    const parameters = evaluate(body["server_configuration"], scope);
    const keys = isObject(parameters) ? Object.keys(parameters) : parameters instanceof Unresolved ? [""] : [];
    return [
      { ...module, type: avmServer },
      ...keys.map((key) => ({
        ...module,
        type: avmConfiguration,
        part: `server_configuration.${key}`,
        get: readAvm(parameters, key, module.reference),
      })),
    ];
  });
}

function declare(block: Block, instance: Instance, stacks: readonly RenderedStack[]): AzureResource {
  const { stack, body, type, reference, part = "" } = block;
  const scope: Scope = { ...block.scope, ...instance };
  const raw = (path: readonly string[]): unknown => (block.get ?? lookUp)(body, path, scope);
  const translated = translate(type, (path) => reading(raw(path)));
  const name = nameOf(translated.read("name"));
  const constructPath = pathOf(body) ?? stack.path;
  const address = `${pathOf(body) ?? `${stack.path}/${reference}`}${instance.suffix}${part && `/${part}`}`;
  const own = `${stack.path} ${reference}`;
  return {
    type: type.armType,
    name,
    origin: { name: address, nativeType: block.nativeType, address, declaration: constructPath },
    // A part of a block is not what a reference to the block means.
    keys: [...(part === "" ? [own, own + instance.suffix] : []), ...(name.state === "known" ? [nameKey(name.value)] : [])],
    ...(instance.condition && { conditions: [instance.condition] }),
    ...translated,
    reference(armPath) {
      const target = armPath === "parent" ? parentTypeOf(type.armType) : type.armType;
      const path = type.arguments[armPath]?.[0]?.path ?? [];
      return referenceTo(raw(path), target, stack, stacks, translated.spell(armPath));
    },
    unenforced(armPath) {
      const argument = translated.spell(armPath);
      const [outer = ""] = argument.split(".");
      const ignored = ignoredChanges(body);
      if (ignored !== "all" && !ignored.some((name) => name === argument || name === outer)) return undefined;
      return { why: "is in lifecycle.ignore_changes", remedy: "Remove it from ignore_changes." };
    },
  };
}

/** What an id, or a reference in its place, says of the resource that is meant. */
function referenceTo(
  value: unknown,
  targetType: string,
  stack: RenderedStack,
  stacks: readonly RenderedStack[],
  argument: string,
): Reference {
  if (typeof value === "string") return { clues: [[nameKey(nameInId(value, targetType) ?? value)]] };
  if (!(value instanceof Unresolved)) return { clues: [] };
  const [root, second, third, ...rest] = value.reference ?? [];
  if (root === undefined || second === undefined) return { clues: [], unknown: `${argument} ${value.why}` };
  if (root === "module") return { clues: [[`${stack.path} module.${String(second)}`]] };
  if (root === "data")
    return second === "terraform_remote_state" ? remote(String(third), rest, targetType, stacks, argument) : { clues: [] };
  const block = `${stack.path} ${String(root)}.${String(second)}`;
  const isInstance = third !== undefined && third !== "*" && rest.length > 0;
  return { clues: [[isInstance ? `${block}[${JSON.stringify(third)}]` : block]] };
}

/** A reference into another stack goes through that stack's outputs. */
function remote(
  name: string,
  [outputs, output]: readonly (string | number)[],
  targetType: string,
  stacks: readonly RenderedStack[],
  argument: string,
): Reference {
  const origin = stacks.find(
    ({ path }) => name === `cross-stack-reference-input-${path}` || name === `cross-stack-reference-input-${path.replaceAll("/", "--")}`,
  );
  if (!origin || outputs !== "outputs" || output === undefined) return { clues: [] };
  const value = evaluate(property(property(property(origin.json, "output"), output), "value"), stackScope(origin.json));
  return referenceTo(
    value,
    targetType,
    origin,
    stacks.filter((stack) => stack !== origin),
    argument,
  );
}

function lookUp(body: Json, path: readonly string[], scope: Scope): unknown {
  let value: unknown = body;
  for (const key of path) {
    value = evaluate(property(value, key), scope);
    if (value instanceof Unresolved) return value;
  }
  return value;
}

function reading(value: unknown): Reading {
  if (value === undefined || value === null) return { state: "unset" };
  return value instanceof Unresolved ? { state: "unknown", why: value.why } : { state: "known", value };
}

function nameOf(written: Reading): Reading<string> {
  if (written.state !== "known") return written;
  return typeof written.value === "string" ? { state: "known", value: written.value } : { state: "unset" };
}

function pathOf(body: Json): string | undefined {
  const path = property(property(property(body, "//"), "metadata"), "path");
  return typeof path === "string" ? path : undefined;
}

/** Arguments that `lifecycle.ignore_changes` names: what is written of them isn't enforced. */
function ignoredChanges(body: Json): readonly string[] | "all" {
  const ignored = property(property(body, "lifecycle"), "ignore_changes");
  if (ignored === "all") return "all";
  return Array.isArray(ignored) ? ignored.map(String) : [];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
