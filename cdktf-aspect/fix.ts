import type { Control, Finding, ResourceType, Settings } from "../shared/model";
import { same } from "../shared/engine/names";
import { isJson, member, objectIn, type Json } from "../shared/terraform/json";
import { newSetting } from "../shared/terraform/new-setting";
import type { TerraformDocument } from "../shared/terraform/program";
import { constructsOf, isBelow, rootOf, type ConstructLike, type StackLike } from "./constructs";
import { camelCase } from "./judge";
import { isForHcl } from "./rendered-once";

/** What was changed on a construct, in words. */
export interface Fixed {
  readonly construct: ConstructLike;
  readonly message: string;
}

/** A construct that writes a block, with the means to write it otherwise. */
interface Overridable extends ConstructLike {
  readonly terraformResourceType?: string;
  readonly friendlyUniqueId: string;
  addOverride(path: string, value: unknown): void;
}

/**
 * Sets what a stack has wrong, and adds what it lacks, by overrides: of resources, and of the stack for new ones. What isn't
 * known, what is accepted, and what is written as a text or an expression in the place of an object is left as it is.
 *
 * @param document what the stack writes
 * @param scopes where in the stack
 */
export function fixStack(
  stack: StackLike,
  document: TerraformDocument,
  findings: readonly Finding[],
  scopes: readonly ConstructLike[],
  controls: readonly Control[],
): readonly Fixed[] {
  const constructs = new Map(constructsOf(stack).map((construct) => [construct.node.path, construct]));
  const fixed = new Map<string, Fixed>();
  for (const finding of findings) {
    const construct = constructs.get(finding.resource.declaration ?? "");
    if (!construct || !isFixable(finding) || !isOverridable(construct)) continue;
    if (!scopes.some((scope) => isBelow(construct, scope))) continue;
    // Overrides aren't written to HCL.
    if (isForHcl(rootOf(stack)))
      return [{ construct: stack, message: "Nothing is fixed, as HCL takes no overrides. Synthesize without --hcl." }];
    const done = finding.missing ? declare(stack, construct, finding, document, controls) : set(construct, finding, document);
    // All instances of a construct are fixed by one change.
    const key = `${construct.node.path} ${finding.control} ${finding.armPath}`;
    if (done !== undefined) fixed.set(key, { construct, message: `Fixed: ${done} [${finding.control}]` });
  }
  return [...fixed.values()];
}

function isFixable({ accepted, verdict, resource }: Finding): boolean {
  return !accepted && verdict !== "undetermined" && resource.within === undefined;
}

function isOverridable(construct: ConstructLike): construct is Overridable {
  return "addOverride" in construct && typeof construct.addOverride === "function";
}

/** Writes a value; `undefined` where an override would replace more than that. */
function set(construct: Overridable, { proposed, setting }: Finding, document: TerraformDocument): string | undefined {
  const body = bodyOf(construct, document);
  if (!proposed || !body || !leadsThroughObjects(body, proposed.path)) return undefined;
  const { path, value } = proposed;
  // What a loop makes may be other settings as well.
  if (setting !== undefined && !same(String(body["name"]), setting)) return undefined;
  construct.addOverride(path.join("."), value);
  return `${path.map(camelCase).join(".")} is set to ${JSON.stringify(value)}.`;
}

function leadsThroughObjects(body: Json, path: readonly string[]): boolean {
  let at: unknown = body;
  for (const key of path.slice(0, -1)) {
    at = member(at, key);
    if (at === undefined || at === null) return true;
    if (!isJson(at)) return false;
  }
  return true;
}

/** Declares a setting that a server lacks. */
function declare(
  stack: StackLike,
  construct: Overridable,
  { missing, control }: Finding,
  document: TerraformDocument,
  controls: readonly Control[],
): string | undefined {
  const on = controls.find(({ id }) => id === control)?.on;
  const body = bodyOf(construct, document);
  if (!missing || !on || !hasSettings(on) || !body || !isOverridable(stack)) return undefined;
  const { name, proposed } = missing;
  const { terraformResourceType: type, friendlyUniqueId: id } = construct;
  if (type === undefined) {
    // The Azure Verified Module, the only one whose settings are known.
    if (!leadsThroughObjects(body, ["server_configuration", name])) return undefined;
    construct.addOverride(`server_configuration.${name}`, { name, config: proposed });
    return `${name} is set to ${JSON.stringify(proposed)} in serverConfiguration.`;
  }
  const isTaken = (newType: string, newId: string): boolean =>
    document.find?.("resource", newType, newId) !== undefined || blockIn(document, newType, newId) !== undefined;
  const added = newSetting({ type, id, body }, missing, on, isTaken);
  if (!added) return undefined;
  stack.addOverride(`resource.${added.type}.${added.id}`, added.body);
  return `${name} is set to ${JSON.stringify(proposed)} by ${added.type}.${added.id}.`;
}

function hasSettings(type: ResourceType): type is ResourceType & { readonly settings: Settings } {
  return type.settings !== undefined;
}

/** All arguments of what a construct writes. */
function bodyOf({ terraformResourceType: type, friendlyUniqueId: id }: Overridable, document: TerraformDocument): Json | undefined {
  if (type === undefined) return objectIn(objectIn(document.json, "module"), id);
  return document.find?.("resource", type, id) ?? blockIn(document, type, id);
}

function blockIn({ json }: TerraformDocument, type: string, id: string): Json | undefined {
  return objectIn(objectIn(objectIn(json, "resource"), type), id);
}
