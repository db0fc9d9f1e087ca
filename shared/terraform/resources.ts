import { nameInId } from "../engine/arm-id";
import { azurerm } from "./azurerm";
import { translate, type NativeType } from "../resource-types/native-type";
import type { AzureResource, Reading, Reference } from "../model";
import { nameKey } from "../engine/text";
import { AZAPI_ARGUMENTS, AZAPI_TYPES, azapiType, isAzapi, readAzapi } from "./azapi";
import { AVM_SOURCE, avmConfiguration, avmServer, readAvm } from "./avm";
import { DEPLOYMENT_ARGUMENTS, embeddedIn, isDeployment } from "./deployments";
import { instancesOf, type Instance } from "./instances";
import { evaluate, isObject, property, stackScope, Unresolved, type Json, type Scope } from "./evaluate";

/** A rendered stack. */
export interface RenderedStack {
  /** The stack's path; what another stack's reference names it by. */
  readonly path: string;
  readonly json: Json;
}

/** An Azure resource, and the construct that declares it. */
export interface Declared {
  readonly resource: AzureResource;
  /** Path of the construct; that of the stack for a resource which only an override declares. */
  readonly constructPath: string;
  /** Arguments that `lifecycle.ignore_changes` names, and of which what is written therefore isn't enforced. */
  readonly ignored: readonly string[] | "all";
}

const META_ARGUMENTS = ["count", "for_each", "lifecycle"];

const argumentsByType = new Map([
  ...Object.entries(azurerm).map(
    ([type, { arguments: ways }]) =>
      [
        type,
        new Set([
          ...META_ARGUMENTS,
          ...Object.values(ways)
            .flat()
            .map(({ path: [name = ""] }) => name),
        ]),
      ] as const,
  ),
  ...[...DEPLOYMENT_ARGUMENTS].map(([type, names]) => [type, new Set([...META_ARGUMENTS, ...names])] as const),
  ...AZAPI_TYPES.map((type) => [type, new Set([...META_ARGUMENTS, ...AZAPI_ARGUMENTS])] as const),
]);

/** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
export function argumentsOf(terraformType: string): ReadonlySet<string> | undefined {
  return argumentsByType.get(terraformType);
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

/**
 * The Azure resources of some stacks.
 *
 * @param stacks all that may refer to each other
 */
export function declaredIn(stacks: readonly RenderedStack[]): Declared[] {
  return stacks.flatMap((stack) => {
    const scope = stackScope(stack.json);
    const blocks = [...resourceBlocks(stack, scope), ...moduleBlocks(stack, scope)];
    return [
      ...blocks.flatMap((block) => instancesOf(block.body, scope).map((instance) => declare(block, instance, stacks))),
      ...inTemplates(stack, scope),
    ];
  });
}

/** What templates declare that resources of a stack deploy. */
function inTemplates(stack: RenderedStack, scope: Scope): Declared[] {
  return entries(stack.json["resource"]).flatMap(([terraformType, bodies]) =>
    entries(bodies).flatMap(([id, body]): Declared[] => {
      if (!isObject(body) || !isDeployment(terraformType, body, scope)) return [];
      const path = pathOf(body) ?? `${stack.path}/${terraformType}.${id}`;
      return instancesOf(body, scope).flatMap((instance) => {
        const found = embeddedIn(terraformType, body, { ...scope, ...instance }, instance, stack.path, path + instance.suffix);
        return found.map((resource) => ({ resource, constructPath: pathOf(body) ?? stack.path, ignored: [] }));
      });
    }),
  );
}

function resourceBlocks(stack: RenderedStack, scope: Scope): Block[] {
  const blocks: Block[] = [];
  for (const [terraformType, bodies] of entries(stack.json["resource"])) {
    for (const [id, body] of entries(bodies)) {
      if (!isObject(body)) continue;
      const reference = `${terraformType}.${id}`;
      const type = isAzapi(terraformType)
        ? azapiType(terraformType, body, scope)
        : Object.hasOwn(azurerm, terraformType)
          ? azurerm[terraformType]
          : undefined;
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

function declare(block: Block, instance: Instance, stacks: readonly RenderedStack[]): Declared {
  const { stack, body, type, reference, part = "" } = block;
  const scope: Scope = { ...block.scope, ...instance };
  const raw = (path: readonly string[]): unknown => (block.get ?? lookUp)(body, path, scope);
  const translated = translate(type, (path) => reading(raw(path)));
  const name = nameOf(translated.read("name"));
  const constructPath = pathOf(body) ?? stack.path;
  const own = `${stack.path} ${reference}`;
  const resource: AzureResource = {
    type: type.armType,
    name,
    origin: {
      frontEnd: "cdktf",
      nativeType: block.nativeType,
      address: `${pathOf(body) ?? `${stack.path}/${reference}`}${instance.suffix}${part && `/${part}`}`,
    },
    // A part of a block is not what a reference to the block means.
    keys: [...(part === "" ? [own, own + instance.suffix] : []), ...(name.state === "known" ? [nameKey(name.value)] : [])],
    ...(instance.condition && { conditions: [instance.condition] }),
    ...translated,
    reference(armPath) {
      const target = armPath === "parent" ? type.armType.slice(0, type.armType.lastIndexOf("/")) : type.armType;
      const path = type.arguments[armPath]?.[0]?.path ?? [];
      return referenceTo(raw(path), target, stack, stacks, translated.spell(armPath));
    },
  };
  return { resource, constructPath, ignored: ignoredOf(body) };
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

function ignoredOf(body: Json): readonly string[] | "all" {
  const ignored = property(property(body, "lifecycle"), "ignore_changes");
  if (ignored === "all") return "all";
  return Array.isArray(ignored) ? ignored.map(String) : [];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
