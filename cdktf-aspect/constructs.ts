import { isJson, objectIn, type Json } from "../shared/terraform/json";
import { OTHER_STACK, type TerraformDocument } from "../shared/terraform/program";

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
  addOverride?(path: string, value: unknown): void;
  toTerraform(): unknown;
  prepareStack?(): void;
}

/** What renders as a part of a stack. */
interface ElementLike extends ConstructLike {
  readonly terraformResourceType?: unknown;
  readonly friendlyUniqueId?: unknown;
  toTerraform(): unknown;
}

const STACK = Symbol.for("cdktf/TerraformStack");
const APP = Symbol.for("cdktf/App");
const ELEMENT = Symbol.for("cdktf/TerraformElement");
const RESOURCE = Symbol.for("cdktf/TerraformResource");
const DATA_SOURCE = Symbol.for("cdktf/TerraformDataSource");
/** Where the libraries' classes note their names. */
const CLASS = Symbol.for("jsii.rtti");

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

/** How a stack is rendered. */
interface Rendering {
  /** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
  readonly argumentsOf: (type: string) => ReadonlySet<string> | undefined;
  /** Whether the libraries have prepared the stacks: before that, they don't tell a reference to another stack from one to their own. */
  readonly isPrepared: boolean;
}

/**
 * What a stack writes, as far as it matters: resources whose type isn't read, and data sources, are found when something
 * refers to them. A stack that declares nothing of what is read is rendered when something refers to it.
 *
 * A stack renders all that is below it, and to render everything once more would take half as long as the synthesis does.
 * So a view of it is rendered, in which its children are those of its elements that are needed, with the arguments that
 * are needed; whoever looks at the stack itself sees it as it is.
 */
export function render(stack: StackLike, { argumentsOf, isPrepared }: Rendering): TerraformDocument {
  const elements = constructsOf(stack).filter(isElement);
  const found = new Map<string, Json | undefined>();
  const view = (needed: readonly ElementLike[]): Json => (isPrepared ? rendered : renderedUnprepared)(stack, needed);
  const renderAll = (): Json => view(elements.flatMap((element) => needed(element, argumentsOf)));
  const declaresNothing = !mayDeclare(stack, elements, argumentsOf);
  let json = declaresNothing ? undefined : renderAll();
  let others: ReadonlyMap<string, readonly ElementLike[]> | undefined;
  const document: TerraformDocument = {
    path: stack.node.path,
    get json() {
      return (json ??= renderAll());
    },
    declaresNothing,
    find(kind, type, id) {
      others ??= byKindAndType(elements);
      const element = others.get(`${kind} ${type}`)?.find((one) => one.friendlyUniqueId === id);
      const body = element && objectIn(objectIn(objectIn(view([withoutChildren(element)]), kind), type), id);
      found.set(JSON.stringify([kind, type, id]), body);
      return body;
    },
  };
  lookedAt.set(document, { isRead: () => json !== undefined, found });
  return document;
}

/** What has been looked at of a rendering. */
interface LookedAt {
  readonly isRead: () => boolean;
  /** What has been looked for besides what it shows. */
  readonly found: ReadonlyMap<string, Json | undefined>;
}

const lookedAt = new WeakMap<TerraformDocument, LookedAt>();

/** Whether two renderings of a stack say the same, as far as the first has been looked at. */
export function isSameRendering(before: TerraformDocument, after: TerraformDocument): boolean {
  const { isRead, found } = lookedAt.get(before) ?? { isRead: () => true, found: new Map<string, Json>() };
  if (before.declaresNothing !== after.declaresNothing) return false;
  if (!isRead()) return true;
  if (JSON.stringify(before.json) !== JSON.stringify(after.json)) return false;
  return [...found].every(([key, body]) => {
    const [kind, type, id] = JSON.parse(key) as ["resource" | "data", string, string];
    return JSON.stringify(after.find?.(kind, type, id)) === JSON.stringify(body);
  });
}

/** What is written over all that a stack renders; the libraries' types hide it. */
export function overridesOf(stack: StackLike): unknown {
  return (stack as { readonly rawOverrides?: unknown }).rawOverrides;
}

/** Whether anything in a stack may declare what is read; told without rendering anything. */
function mayDeclare(stack: StackLike, elements: readonly ElementLike[], argumentsOf: Rendering["argumentsOf"]): boolean {
  const overrides = overridesOf(stack);
  return (
    writerOf(stack) !== "TerraformStack" ||
    !isJson(overrides) ||
    ["resource", "module", "//"].some((kind) => kind in overrides) ||
    elements.some((element) => {
      if (RESOURCE in element) return argumentsOf(String(element.terraformResourceType)) !== undefined;
      return !(DATA_SOURCE in element) && !DECLARE_NOTHING.has(writerOf(element));
    })
  );
}

/** The libraries' classes of elements, but for resources and data sources, that write no resource and no module. */
const DECLARE_NOTHING: ReadonlySet<string | undefined> = new Set([
  "TerraformBackend",
  "CloudBackend",
  "TerraformLocal",
  "TerraformOutput",
  "TerraformProvider",
  "TerraformRemoteState",
  "TerraformVariable",
]);

/** The libraries' class that says what a construct writes; `undefined` where that is the author's own code. */
function writerOf(construct: StackLike | ElementLike): string | undefined {
  let at: object | null = construct;
  while (at !== null && !Object.hasOwn(at, "toTerraform")) at = Object.getPrototypeOf(at) as object | null;
  if (at === null || !Object.hasOwn(at, "constructor") || !Object.hasOwn(at.constructor, CLASS)) return undefined;
  const { fqn } = (at.constructor as unknown as Record<symbol, { readonly fqn?: unknown }>)[CLASS] ?? {};
  return /^cdkt[fn]\.(\w+)$/.exec(String(fqn))?.[1];
}

function byKindAndType(elements: readonly ElementLike[]): ReadonlyMap<string, readonly ElementLike[]> {
  const found = new Map<string, ElementLike[]>();
  for (const element of elements) {
    const kind = DATA_SOURCE in element ? "data" : RESOURCE in element ? "resource" : undefined;
    if (kind === undefined) continue;
    const key = `${kind} ${String(element.terraformResourceType)}`;
    const alike = found.get(key);
    if (alike) alike.push(element);
    else found.set(key, [element]);
  }
  return found;
}

/** What a stack writes of some elements, and of its overrides. */
function rendered(stack: StackLike, elements: readonly ElementLike[], more: PropertyDescriptorMap = {}): Json {
  return asJson(viewOf(stack, elements, more).toTerraform());
}

function viewOf(stack: StackLike, elements: readonly ElementLike[], more: PropertyDescriptorMap): StackLike {
  const node: unknown = Object.create(stack.node, { children: { value: elements } });
  return Object.create(stack, { node: { value: node }, ...more }) as StackLike;
}

/**
 * The same before the stacks are prepared. A reference to another stack is made known by its own stack's app, which for
 * this once answers with the stack's name: nothing is added to any stack.
 */
function renderedUnprepared(stack: StackLike, elements: readonly ElementLike[]): Json {
  const app = appOf(stack);
  const own = { toString: { value: () => `${stack.node.path} as it is checked` } };
  if (app?.crossStackReference && stack.prepareStack) {
    const crossStackReference = (from: StackLike, _to: StackLike, identifier: string): string =>
      from === stack ? identifier : `data.${OTHER_STACK}[${JSON.stringify(from.node.path)}].${identifier}`;
    Object.defineProperty(app, "crossStackReference", { value: crossStackReference, configurable: true, writable: true });
    try {
      const unused = {
        ensureBackendExists: { value: () => undefined },
        _usedFunctions: { value: new Set() },
        _usedProviderFunctions: { value: new Set() },
      };
      viewOf(stack, elements, { ...own, ...unused }).prepareStack?.();
    } finally {
      delete (app as { crossStackReference?: unknown }).crossStackReference;
    }
  }
  return rendered(stack, elements, own);
}

function appOf(stack: StackLike): AppOfStack | undefined {
  for (let at: unknown = stack; isConstruct(at); at = at.node.scope) if (isApp(at)) return at;
  return undefined;
}

/** An app, as far as references between its stacks go. */
interface AppOfStack extends ConstructLike {
  readonly crossStackReference?: (from: StackLike, to: StackLike, identifier: string) => string;
}

function needed(element: ElementLike, argumentsOf: Rendering["argumentsOf"]): ElementLike[] {
  if (DATA_SOURCE in element) return [];
  const names = RESOURCE in element ? argumentsOf(String(element.terraformResourceType)) : undefined;
  return RESOURCE in element && !names ? [] : [withoutChildren(element, names)];
}

/** An element that renders what is needed of another one: nothing below it, and none of the stack's own metadata. */
function withoutChildren(element: ElementLike, names?: ReadonlySet<string>): ElementLike {
  const toTerraform = (): unknown => {
    const fragment = element.toTerraform();
    return names ? pick(fragment, names, element.node.path) : fragment;
  };
  return {
    [ELEMENT]: true,
    node: { children: [] },
    toTerraform,
    toMetadata: () => ({}),
    _resetResolveDiscoveredProviderFeatureUsage: () => undefined,
  } as unknown as ElementLike;
}

/** A resource's fragment with some of its arguments; one that was moved away has none. */
function pick(fragment: unknown, names: ReadonlySet<string>, path: string): Json {
  const types = objectIn(fragment, "resource");
  if (!types) return {};
  const pickArguments = (body: unknown): unknown => {
    if (!isJson(body)) return body;
    const picked = Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)));
    return { ...picked, "//": { ...objectIn(body, "//"), metadata: { path } } };
  };
  return { resource: mapObject(types, (ids) => (isJson(ids) ? mapObject(ids, pickArguments) : ids)) };
}

function mapObject(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isElement(construct: ConstructLike): construct is ElementLike {
  return ELEMENT in construct;
}

function asJson(rendered: unknown): Json {
  return isJson(rendered) ? rendered : {};
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
