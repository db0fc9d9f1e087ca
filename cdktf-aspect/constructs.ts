import { isObject, mapObject, property, type Json } from "../shared/terraform/evaluate";

/** As much of a construct as is used here: any copy of `constructs`, `cdktf` or `cdktn` fits. */
export interface ConstructLike {
  readonly node: NodeLike;
}

interface NodeLike {
  readonly id: string;
  readonly path: string;
  readonly scope?: unknown;
  readonly children: readonly unknown[];
  readonly metadata: readonly { readonly type: string; readonly data: unknown }[];
  findAll(): readonly unknown[];
  addMetadata(type: string, data: unknown): void;
  addValidation(validation: { validate(): string[] }): void;
}

/** A stack, as the libraries mark it. */
export interface StackLike extends ConstructLike {
  readonly rawOverrides?: Json;
  toTerraform(): unknown;
}

/** What renders as a part of a stack. */
interface ElementLike extends ConstructLike {
  readonly terraformResourceType?: unknown;
  toTerraform(): unknown;
}

const STACK = Symbol.for("cdktf/TerraformStack");
const APP = Symbol.for("cdktf/App");
const ELEMENT = Symbol.for("cdktf/TerraformElement");
const RESOURCE = Symbol.for("cdktf/TerraformResource");
const DATA_SOURCE = Symbol.for("cdktf/TerraformDataSource");

/** Both libraries mark their classes with the same global symbols, so that copies of them know each other's. */
export function isStack(construct: unknown): construct is StackLike {
  return typeof construct === "object" && construct !== null && STACK in construct;
}

/** Whether a construct is the app. */
export function isApp(construct: unknown): boolean {
  return typeof construct === "object" && construct !== null && APP in construct;
}

/** The stack that a construct is in; `undefined` outside of one. */
export function stackOf(construct: ConstructLike): StackLike | undefined {
  for (let at: unknown = construct; isConstruct(at); at = at.node.scope) if (isStack(at)) return at;
  return undefined;
}

/** How many stacks a stack is nested in. */
export function stacksAround(stack: StackLike): number {
  let count = -1;
  for (let at: unknown = stack; isConstruct(at); at = at.node.scope) if (isStack(at)) count++;
  return count;
}

/** Every stack below a construct, itself and nested ones included. */
export function stacksBelow(construct: ConstructLike): StackLike[] {
  return construct.node.findAll().filter(isStack);
}

/** Whether `construct` is `scope` or stands below it. */
export function isBelow(construct: ConstructLike, scope: ConstructLike): boolean {
  for (let at: unknown = construct; isConstruct(at); at = at.node.scope) if (at === scope) return true;
  return false;
}

/** A stack's own constructs, without those of stacks in it. */
export function constructsOf(stack: StackLike): ConstructLike[] {
  const found: ConstructLike[] = [];
  const visit = (construct: ConstructLike): void => {
    found.push(construct);
    for (const child of construct.node.children) if (isConstruct(child) && !isStack(child)) visit(child);
  };
  visit(stack);
  return found;
}

/**
 * What a stack writes, as far as it matters: resources whose type isn't read, and data sources, are left out.
 *
 * A stack renders all that is below it, and to render everything once more would take half as long as the synthesis
 * does. So for this one call it is shown, in place of its children, only those of its elements that are needed, with the
 * arguments that are needed. With overrides on the stack, which may declare anything, all is rendered.
 *
 * @param argumentsOf the arguments that are read of a Terraform type; `undefined` for a type that isn't read
 */
export function render(stack: StackLike, argumentsOf: (type: string) => ReadonlySet<string> | undefined): Json {
  if (Object.keys(stack.rawOverrides ?? {}).length > 0) return asJson(stack.toTerraform());
  const needed = constructsOf(stack).flatMap((construct) => (isElement(construct) ? bare(construct, argumentsOf) : []));
  Object.defineProperty(stack.node, "children", { value: needed, configurable: true });
  try {
    return asJson(stack.toTerraform());
  } finally {
    delete (stack.node as { children?: unknown }).children;
  }
}

/** An element that renders what is needed of another one: nothing below it, and none of the stack's own metadata. */
function bare(element: ElementLike, argumentsOf: (type: string) => ReadonlySet<string> | undefined): unknown[] {
  if (DATA_SOURCE in element) return [];
  const names = RESOURCE in element ? argumentsOf(String(element.terraformResourceType)) : undefined;
  if (RESOURCE in element && !names) return [];
  const toTerraform = (): unknown => {
    const fragment = element.toTerraform();
    return names ? pick(fragment, names, element.node.path) : fragment;
  };
  return [{ [ELEMENT]: true, node: { children: [] }, toTerraform, toMetadata: () => ({}) }];
}

/** A resource's fragment with some of its arguments; one that was moved away has none. */
function pick(fragment: unknown, names: ReadonlySet<string>, path: string): Json {
  const types = property(fragment, "resource");
  if (!isObject(types)) return {};
  const pickArguments = (body: unknown): unknown =>
    isObject(body)
      ? { ...Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name))), "//": { metadata: { path } } }
      : body;
  return { resource: mapObject(types, (ids) => (isObject(ids) ? mapObject(ids, pickArguments) : ids)) };
}

function isElement(construct: ConstructLike): construct is ElementLike {
  return ELEMENT in construct;
}

function asJson(rendered: unknown): Json {
  return isObject(rendered) ? rendered : {};
}

function isConstruct(value: unknown): value is ConstructLike {
  return typeof value === "object" && value !== null && "node" in value && isObject(value.node);
}
