import { isJson } from "../shared/terraform/json";

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
  tryFindChild(id: string): unknown;
  addMetadata(type: string, data: unknown): void;
}

/** A stack, as the libraries mark it. */
export interface StackLike extends ConstructLike {
  addOverride?(path: string, value: unknown): void;
  toTerraform(): unknown;
  runAllValidations(): void;
  prepareStack?(): void;
}

const STACK = Symbol.for("cdktf/TerraformStack");
const APP = Symbol.for("cdktf/App");

/** Both libraries mark their classes with the same global symbols, so that copies of them know each other's. */
export function isStack(construct: unknown): construct is StackLike {
  return typeof construct === "object" && construct !== null && STACK in construct;
}

/** Whether a construct is the app. */
export function isApp(construct: unknown): boolean {
  return typeof construct === "object" && construct !== null && APP in construct;
}

/** The outermost construct around one: the app, wherever there is one. */
export function rootOf(construct: ConstructLike): ConstructLike {
  let root = construct;
  for (let at: unknown = construct; isConstruct(at); at = at.node.scope) root = at;
  return root;
}

/** The stack that a construct is in; `undefined` outside of one. */
export function stackOf(construct: ConstructLike): StackLike | undefined {
  for (let at: unknown = construct; isConstruct(at); at = at.node.scope) if (isStack(at)) return at;
  return undefined;
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

/** A stack's own construct of a path; `undefined` for a path that leads elsewhere, or into a stack in it. */
export function constructAt(stack: StackLike, path: string): ConstructLike | undefined {
  if (path === stack.node.path) return stack;
  const above = stack.node.path === "" ? "" : `${stack.node.path}/`;
  if (!path.startsWith(above)) return undefined;
  let at: ConstructLike = stack;
  for (const id of path.slice(above.length).split("/")) {
    const child = at.node.tryFindChild(id);
    if (!isConstruct(child) || isStack(child)) return undefined;
    at = child;
  }
  return at;
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

/** What is written over all that a stack renders; the libraries' types hide it. */
export function overridesOf(stack: StackLike): unknown {
  return (stack as { readonly rawOverrides?: unknown }).rawOverrides;
}

/** What somebody gave in the place of a construct of another kind. */
export function describe(value: unknown): string {
  if (isApp(value)) return "an app";
  if (isConstruct(value)) return `the construct ${value.node.path}`;
  return value === null ? "null" : `a value of type ${typeof value}`;
}

/** Whether a value is a construct. */
export function isConstruct(value: unknown): value is ConstructLike {
  return typeof value === "object" && value !== null && "node" in value && isJson(value.node);
}
