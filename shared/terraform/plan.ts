import { newBudget, type Budget } from "../limits";
import { newEvaluation } from "../symbolic/evaluation";
import { object, oneOf, Unknown, type Value } from "../symbolic/values";
import type { Environment } from "./evaluate";
import { SINGLE } from "./instances";
import { isJson, member, type Json } from "./json";
import type { Block, Stack } from "./program";
import { Attribute, BlockInstance } from "./values";

/** Where a value stands in a plan: keys and indexes from the outside on. */
export type PlanPath = readonly (string | number)[];

/** An instance of a resource, as a block of its own. */
export interface PlannedBlock extends Block {
  readonly path: PlanPath;
}

/** A resource as it will be once the plan is applied. */
interface Planned {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  readonly mode: string;
  readonly values: Json;
  /** Which of the values are sensitive. */
  readonly sensitive: unknown;
  /** The address of its module, with a dot behind it; empty for the outermost. */
  readonly module: string;
  readonly path: PlanPath;
}

/** Whether a document is what `terraform show -json` gives, of a plan or of a state. */
export function isPlan(document: unknown): boolean {
  const values = member(document, "planned_values") ?? member(document, "values");
  return typeof member(document, "format_version") === "string" && isJson(values);
}

/** Of such a document, whether it is of a state. */
export function isState(document: unknown): boolean {
  return member(document, "planned_values") === undefined;
}

/**
 * The resources of a plan, or of a state, as blocks. Modules, `count` and `for_each` have been expanded by Terraform; what
 * is destroyed is not among them.
 *
 * @param document of which {@link isPlan}
 * @param argumentsOf the arguments that are read of a Terraform type; `undefined` for a type that isn't read
 * @returns blocks of one instance each, with the path of each in the document
 */
export function blocksOfPlan(
  document: unknown,
  argumentsOf: (type: string) => ReadonlySet<string> | undefined,
  budget: Budget = newBudget(),
): readonly PlannedBlock[] {
  const outer = isState(document) ? "values" : "planned_values";
  const planned = new Map<string, Planned>();
  for (const one of plannedIn(member(member(document, outer), "root_module"), [outer, "root_module"], "")) planned.set(one.address, one);
  const plan = new Plan(document, planned, ({ type }) => argumentsOf(type) !== undefined);
  const stack = stackOf(budget);
  return [...planned.values()].flatMap((one) => {
    const names = one.mode === "managed" ? argumentsOf(one.type) : undefined;
    return names ? [blockOf(one, names, plan, stack)] : [];
  });
}

/** Modules in each other; nobody nests them deeper. */
const MAX_MODULES = 50;

function plannedIn(module: unknown, path: PlanPath, prefix: string, depth = 0): Planned[] {
  if (depth > MAX_MODULES) return [];
  const own = listOf(module, "resources").flatMap((resource, index): Planned[] => {
    const [address, type, name, mode] = ["address", "type", "name", "mode"].map((key) => member(resource, key));
    const values = member(resource, "values");
    if (typeof address !== "string" || typeof type !== "string") return [];
    const at = member(resource, "index");
    return [
      {
        address,
        type,
        name: String(name),
        index: typeof at === "string" || typeof at === "number" ? at : undefined,
        mode: String(mode),
        values: isJson(values) ? values : {},
        sensitive: member(resource, "sensitive_values"),
        module: prefix,
        path: [...path, "resources", index],
      },
    ];
  });
  const inner = listOf(module, "child_modules").flatMap((child, index) =>
    plannedIn(child, [...path, "child_modules", index], `${String(member(child, "address"))}.`, depth + 1),
  );
  return [...own, ...inner];
}

function listOf(of: unknown, key: string): readonly unknown[] {
  const found = member(of, key);
  return Array.isArray(found) ? found : [];
}

/** What stands around blocks of which nothing is left to be evaluated. */
function stackOf(budget: Budget): Stack {
  const root = (name: string): Value => new Unknown(name, name, true);
  const env: Environment = { evaluation: newEvaluation(budget), id: "", root, bound: new Map() };
  return { document: { path: "", json: {} }, env, blocks: () => [] };
}

function blockOf(one: Planned, names: ReadonlySet<string>, plan: Plan, stack: Stack): PlannedBlock {
  const { address, type, path } = one;
  const reference = plan.reference(address);
  const body: Record<string, unknown> = {};
  for (const name of names) if (name in one.values || plan.isUnknown(one, name)) body[name] = plan.argument(one, name);
  return {
    stack,
    kind: "resource",
    type,
    id: one.name,
    body,
    address,
    key: address,
    instances: () => SINGLE,
    isSensitive: (name) => markedLeaves(member(one.sensitive, name)) > 0,
    reference: () => reference,
    path,
  };
}

/** A plan, with what its values that aren't known refer to. */
class Plan {
  readonly #changes = new Map<string, unknown>();
  readonly #configuration: unknown;
  readonly #byBlock = new Map<string, Planned[]>();
  /** Modules of which anything is planned. */
  readonly #modules = new Set<string>();
  /** The blocks of a module's configuration by type and name. */
  readonly #written = new Map<unknown, ReadonlyMap<string, unknown>>();

  constructor(
    readonly document: unknown,
    readonly planned: ReadonlyMap<string, Planned>,
    isRead: (one: Planned) => boolean,
  ) {
    for (const change of listOf(document, "resource_changes")) {
      const address = member(change, "address");
      const one = typeof address === "string" ? planned.get(address) : undefined;
      if (one && isRead(one)) this.#changes.set(one.address, member(change, "change"));
    }
    this.#configuration = member(member(document, "configuration"), "root_module");
    for (const one of planned.values()) {
      this.#modules.add(one.module);
      const block = one.index === undefined ? one.address : `${one.module}${one.mode === "data" ? "data." : ""}${one.type}.${one.name}`;
      const instances = this.#byBlock.get(block) ?? [];
      this.#byBlock.set(block, instances);
      instances.push(one);
    }
  }

  reference(address: string): BlockInstance {
    return new BlockInstance(address, address, address, true, () => undefined);
  }

  isUnknown({ address }: Planned, name: string): boolean {
    return member(member(this.#changes.get(address), "after_unknown"), name) !== undefined;
  }

  /** An argument: as it is planned, with what isn't known marked. */
  argument(one: Planned, name: string): unknown {
    const change = this.#changes.get(one.address);
    const unknown = member(member(change, "after_unknown"), name);
    let parts = 0;
    return marked(one.values[name], unknown, () =>
      markedLeaves(unknown) === 1 ? this.#target(one, name) : new Unknown(`${one.address}.${name} ${String(parts++)}`, AFTER_APPLY, true),
    );
  }

  /** What an argument that isn't known refers to. */
  #target(one: Planned, name: string): Value {
    const unknown = new Unknown(`${one.address}.${name}`, AFTER_APPLY, true);
    const block = this.#writtenAs(one);
    const expression = member(member(block, "expressions"), name);
    const found = this.#follow(expression, { module: one.module, index: one.index, forEach: member(block, "for_each_expression") }, 0);
    const values: Value[] = [...found.addresses].map((address) => new Attribute(this.reference(address), "id"));
    if (values.length === 0) return unknown;
    return oneOf(found.isOpen ? [...values, unknown] : values, unknown, () => undefined);
  }

  /** The block of the configuration that declares a resource. */
  #writtenAs(one: Planned): unknown {
    const module = this.#moduleOf(one.module);
    let blocks = this.#written.get(module);
    if (!blocks) {
      const entries = listOf(module, "resources").map((block) => [writtenKey(block), block] as const);
      // Of several of one name, the first.
      this.#written.set(module, (blocks = new Map(entries.reverse())));
    }
    return blocks.get(writtenKey(one));
  }

  #moduleOf(prefix: string): unknown {
    return moduleNames(prefix).reduce<unknown>(
      (module, name) => member(member(member(module, "module_calls"), name), "module"),
      this.#configuration,
    );
  }

  /** The resources whose id an expression may give. */
  #follow(expression: unknown, at: Position, depth: number): Found {
    const found: Found = { addresses: new Set(), isOpen: depth > MAX_FOLLOWED };
    if (found.isOpen) return found;
    const references = listOf(expression, "references").filter((one) => typeof one === "string");
    for (const reference of references.filter((one) => !references.some((other) => isWithin(other, one))))
      merge(found, this.#followOne(reference, references, at, depth + 1));
    return found;
  }

  #followOne(reference: string, all: readonly string[], at: Position, depth: number): Found {
    const nothing: Found = { addresses: new Set(), isOpen: false };
    const [root = ""] = reference.split(/[.[]/);
    if (["count", "path", "terraform", "self"].includes(root) || reference === "each.key") return nothing;
    if (root === "each") return this.#followEach(reference.slice("each.value".length), at, depth);
    if (root === "var") return this.#followVariable(reference, at, depth);
    if (root === "module") return this.#followOutput(reference, all, at, depth);
    if (root === "local" || root === "data") return { addresses: new Set(), isOpen: true };
    return this.#followResource(reference, all, at, depth);
  }

  /** An item of a `for_each`: of a block or a module, the instance of the same key; of anything else, any of what it refers to. */
  #followEach(attributes: string, at: Position, depth: number): Found {
    const found: Found = { addresses: new Set(), isOpen: false };
    const references = listOf(at.forEach, "references").filter((one) => typeof one === "string");
    for (const reference of references.filter((one) => !references.some((other) => isWithin(other, one)))) {
      const isWhole = /^(?!var\.|local\.)[^.[]+\.[^.[]+$/.test(reference) && at.index !== undefined;
      const item = isWhole ? `${reference}[${JSON.stringify(at.index)}]${attributes}` : reference;
      merge(found, this.#followOne(item, references, { ...at, forEach: undefined }, depth + 1));
    }
    return found;
  }

  /** A variable of a module is what the module's call gives; one of the outermost is known. */
  #followVariable(reference: string, at: Position, depth: number): Found {
    const names = moduleNames(at.module);
    const last = names.at(-1);
    if (last === undefined) return { addresses: new Set(), isOpen: false };
    const outer = at.module.replace(/module\.[^.[]+(\[[^\]]*\])?\.$/, "");
    const call = member(member(this.#moduleOf(outer), "module_calls"), last);
    const expression = member(member(call, "expressions"), reference.split(/[.[]/)[1] ?? "");
    const index = /\[("?)([^\]]*?)\1\]\.$/.exec(at.module)?.[2];
    return this.#follow(expression, { module: outer, index, forEach: member(call, "for_each_expression") }, depth);
  }

  #followOutput(reference: string, all: readonly string[], at: Position, depth: number): Found {
    const parts = /^module\.([^.[]+)(\[[^\]]*\])?(?:\.([^.[]+))?/.exec(reference);
    const name = parts?.[1];
    const output = parts?.[3];
    if (name === undefined || output === undefined) return { addresses: new Set(), isOpen: true };
    const key = parts?.[2] ?? this.#keyOf(all, at);
    const module = `${at.module}module.${name}${key}.`;
    const expression = member(member(member(this.#moduleOf(module), "outputs"), output), "expression");
    return this.#modules.has(module)
      ? this.#follow(expression, { module, index: undefined, forEach: undefined }, depth)
      : { addresses: new Set(), isOpen: true };
  }

  /** The index that `each.key` or `count.index` stands for, where a reference to something goes on with one of these. */
  #keyOf(all: readonly string[], at: Position): string {
    const isIndexed = all.includes("each.key") || all.includes("count.index");
    if (!isIndexed || at.index === undefined) return "";
    const isNumber = typeof at.index === "number" || all.includes("count.index");
    return `[${isNumber ? String(at.index) : JSON.stringify(at.index)}]`;
  }

  #followResource(reference: string, all: readonly string[], at: Position, depth: number): Found {
    const parts = /^([^.[]+\.[^.[]+)(\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?(?:\.([^.[]+))?/.exec(reference);
    const block = `${at.module}${parts?.[1] ?? ""}`;
    const instances = this.#byBlock.get(block) ?? [];
    const key = parts?.[2] ?? this.#keyOf(all, at);
    const exact = instances.filter(({ address }) => address === block + key);
    const meant = exact.length > 0 ? exact : instances;
    const attribute = parts?.[3];
    if (meant.length === 0) return { addresses: new Set(), isOpen: true };
    if (attribute === undefined || attribute === "id") return { addresses: new Set(meant.map(({ address }) => address)), isOpen: false };
    const found: Found = { addresses: new Set(), isOpen: false };
    for (const one of meant) merge(found, this.#followArgument(one, attribute, depth));
    return found;
  }

  /** An argument of a resource that is written is what it is written as. */
  #followArgument(one: Planned, attribute: string, depth: number): Found {
    const block = this.#writtenAs(one);
    const expression = member(member(block, "expressions"), attribute);
    if (expression === undefined) return { addresses: new Set(), isOpen: true };
    return this.#follow(expression, { module: one.module, index: one.index, forEach: member(block, "for_each_expression") }, depth);
  }
}

/** Follows the name of a value. */
const AFTER_APPLY = "known only after apply";

const MAX_FOLLOWED = 40;

/** Where an expression stands. */
interface Position {
  readonly module: string;
  /** Of the resource or the module that it is in. */
  readonly index: string | number | undefined;
  readonly forEach: unknown;
}

interface Found {
  readonly addresses: Set<string>;
  /** Whether it may also be something else. */
  isOpen: boolean;
}

function merge(into: Found, found: Found): void {
  for (const address of found.addresses) into.addresses.add(address);
  into.isOpen ||= found.isOpen;
}

/** Terraform lists a reference with all that it begins with. */
function isWithin(longer: string, shorter: string): boolean {
  return longer.length > shorter.length && longer.startsWith(shorter) && [".", "["].includes(longer.charAt(shorter.length));
}

/** Tells apart the blocks of one module. */
function writtenKey(block: unknown): string {
  return JSON.stringify([member(block, "mode") ?? "managed", member(block, "type"), member(block, "name")]);
}

function moduleNames(prefix: string): string[] {
  return [...prefix.matchAll(/module\.([^.[]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?\./g)].map(([, name = ""]) => name);
}

/** A planned value, in which the parts are marked that aren't known. Its texts are no templates. */
function marked(value: unknown, unknown: unknown, target: () => Value, depth = 0): unknown {
  if (unknown === true) return target();
  if (depth > MAX_MODULES) return null;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max(listLength(value), listLength(unknown));
    return Array.from({ length }, (_, index) => marked(member(value, index), member(unknown, index), target, depth + 1));
  }
  if (isJson(value) || isJson(unknown)) {
    const keys = new Set([...Object.keys(isJson(value) ? value : {}), ...Object.keys(isJson(unknown) ? unknown : {})]);
    return object([...keys].map((key) => [key, marked(member(value, key), member(unknown, key), target, depth + 1) as Value]));
  }
  return typeof value === "string" ? value.replace(/([$%])(?=\{)/g, "$1$1") : value;
}

/** How many values are marked as unknown, or as sensitive. */
function markedLeaves(marks: unknown, depth = 0): number {
  if (marks === true) return 1;
  if (typeof marks !== "object" || marks === null || depth > MAX_MODULES) return 0;
  return Object.values(marks).reduce<number>((sum, inner) => sum + markedLeaves(inner, depth + 1), 0);
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
