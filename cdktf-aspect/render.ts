import { WAIVER_KEY } from "../shared/engine/written-waivers";
import { isJson, member, objectIn, type Json } from "../shared/terraform/json";
import { OTHER_STACK, type TerraformDocument } from "../shared/terraform/program";
import { constructsOf, isApp, isConstruct, overridesOf, type ConstructLike, type StackLike } from "./constructs";
import { renderForLibrary } from "./rendered-once";

/** What renders as a part of a stack. */
interface ElementLike extends ConstructLike {
  readonly terraformResourceType?: unknown;
  readonly friendlyUniqueId?: unknown;
  toTerraform(): unknown;
}

const ELEMENT = Symbol.for("cdktf/TerraformElement");
const RESOURCE = Symbol.for("cdktf/TerraformResource");
const DATA_SOURCE = Symbol.for("cdktf/TerraformDataSource");
/** Where the libraries' classes note their names. */
const CLASS = Symbol.for("jsii.rtti");

/** The arguments that are read of a Terraform type; `undefined` for a type that isn't read. */
type ArgumentsOf = (type: string) => ReadonlySet<string> | undefined;

/** How a stack is rendered. */
interface Rendering {
  readonly argumentsOf: ArgumentsOf;
  /**
   * Where a synthesis stands: before the libraries have prepared the stacks, they don't tell a reference to another stack from
   * one to their own; and when it is a stack's turn, they are about to write it.
   */
  readonly moment: Moment;
}

export type Moment = "unprepared" | "prepared" | "in turn";

/**
 * What a stack writes, as far as it matters: resources whose type isn't read, and data sources, are found when something
 * refers to them. A stack that declares nothing of what is read is rendered when something refers to it.
 *
 * A stack renders all that is below it, and to render everything once more would take half as long as the synthesis does.
 * So in its turn it is rendered once for both, where that can be. Else a view of it is rendered, in which its children are those
 * of its elements that are needed, with the arguments that are needed; whoever looks at the stack itself sees it as it is.
 */
export function render(stack: StackLike, { argumentsOf, moment }: Rendering): TerraformDocument {
  const elements = constructsOf(stack).filter(isElement);
  const found = new Map<string, Json | undefined>();
  const view = (needed: readonly ElementLike[]): Json => (moment === "unprepared" ? renderedUnprepared : rendered)(stack, needed);
  let known: ElementsByType | undefined;
  const byType = (): ElementsByType => (known ??= byKindAndType(elements));
  const asRead = (json: Json): Json => pick(json, byType, argumentsOf);
  const renderNeeded = (): Json => asRead(view(elements.flatMap((element) => needed(element, argumentsOf))));
  const declaresNothing = !mayDeclare(stack, elements, argumentsOf);
  const whole = declaresNothing || moment !== "in turn" ? undefined : renderForLibrary(stack);
  let json = declaresNothing ? undefined : whole === undefined ? renderNeeded() : asRead(asJson(whole));
  const document: TerraformDocument = {
    path: stack.node.path,
    get json() {
      return (json ??= renderNeeded());
    },
    declaresNothing,
    find(kind, type, id) {
      const element = byType().get(`${kind} ${type}`)?.get(id);
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

/** Whether anything in a stack may declare what is read; told without rendering anything. */
function mayDeclare(stack: StackLike, elements: readonly ElementLike[], argumentsOf: ArgumentsOf): boolean {
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

/** The elements of a stack that are resources, or data sources, by kind and type, then by their ids. */
type ElementsByType = ReadonlyMap<string, ReadonlyMap<unknown, ElementLike>>;

function byKindAndType(elements: readonly ElementLike[]): ElementsByType {
  const found = new Map<string, Map<unknown, ElementLike>>();
  for (const element of elements) {
    const kind = DATA_SOURCE in element ? "data" : RESOURCE in element ? "resource" : undefined;
    if (kind === undefined) continue;
    const key = `${kind} ${String(element.terraformResourceType)}`;
    const alike = found.get(key) ?? new Map<unknown, ElementLike>();
    found.set(key, alike.set(element.friendlyUniqueId, element));
  }
  return found;
}

/** The blocks besides resources and data sources that are read. */
const BLOCKS = ["terraform", "variable", "locals", "output", "module"];

/**
 * What is read of what a stack writes: of resources their arguments that are read; nothing of resources that aren't read, and
 * of data sources, where an element is there to be found.
 */
function pick(json: Json, elements: () => ElementsByType, argumentsOf: ArgumentsOf): Json {
  const picked = Object.fromEntries(BLOCKS.flatMap((kind) => (json[kind] === undefined ? [] : [[kind, json[kind]]])));
  for (const kind of ["resource", "data"] as const) {
    const types = Object.entries(objectIn(json, kind) ?? {}).flatMap(([type, bodies]) => {
      if (!isJson(bodies)) return [];
      const names = kind === "resource" ? argumentsOf(type) : undefined;
      if (names) return [[type, mapObject(bodies, (body) => (isJson(body) ? pickArguments(body, names) : body))] as const];
      const found = elements().get(`${kind} ${type}`);
      const others = Object.keys(bodies).filter((id) => !found?.has(id));
      return others.length > 0 ? [[type, Object.fromEntries(others.map((id) => [id, bodies[id]]))] as const] : [];
    });
    if (types.length > 0) picked[kind] = Object.fromEntries(types);
  }
  const waivers = member(json["//"], WAIVER_KEY);
  return waivers === undefined ? picked : { ...picked, "//": { [WAIVER_KEY]: waivers } };
}

function pickArguments(body: Json, names: ReadonlySet<string>): Json {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(body, name)) picked[name] = body[name];
  const comment = objectIn(body, "//");
  return comment ? { ...picked, "//": { ...comment, metadata: { path: member(comment["metadata"], "path") } } } : picked;
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

function needed(element: ElementLike, argumentsOf: ArgumentsOf): ElementLike[] {
  if (DATA_SOURCE in element) return [];
  const names = RESOURCE in element ? argumentsOf(String(element.terraformResourceType)) : undefined;
  return RESOURCE in element && !names ? [] : [withoutChildren(element, names)];
}

/** An element that renders what is needed of another one: nothing below it, and none of the stack's own metadata. */
function withoutChildren(element: ElementLike, names?: ReadonlySet<string>): ElementLike {
  const toTerraform = (): unknown => {
    const fragment = element.toTerraform();
    return names ? pickFragment(fragment, names) : fragment;
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
function pickFragment(fragment: unknown, names: ReadonlySet<string>): Json {
  const types = objectIn(fragment, "resource");
  if (!types) return {};
  const pickBody = (body: unknown): unknown => (isJson(body) ? pickArguments(body, names) : body);
  return { resource: mapObject(types, (ids) => (isJson(ids) ? mapObject(ids, pickBody) : ids)) };
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
