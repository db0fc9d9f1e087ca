import { defaultLimits, newBudget, type Budget } from "../limits";
import { memoized, newEvaluation, defaultsInForce, withDefaults, type Memos } from "../symbolic/evaluation";
import { canonical, concatenate, fromJson, isArray, isObjectValue, isText, object, Unknown, type Value } from "../symbolic/values";
import { evaluate, type Environment, type Evaluation } from "./evaluate";
import { instancesOf, type Instance, type Instances } from "./instances";
import { objectIn, type Json } from "./json";
import { BlockInstance, Elsewhere } from "./values";

/** What Terraform would apply as one: a stack, or the files of a folder. */
export interface TerraformDocument {
  /** A stack's path; what another stack's reference names it by. */
  readonly path: string;
  readonly json: Json;
  /** Whether it is known to hold no resource and no module that is read: then it is looked at only for what refers to it. */
  readonly declaresNothing?: boolean;
  /** A block that isn't in `json`, for what refers to it. */
  readonly find?: (kind: "resource" | "data", type: string, id: string) => Json | undefined;
}

/** Stacks that may refer to each other. */
export interface Program {
  readonly stacks: readonly Stack[];
}

/** One document, with what its expressions may name. */
export interface Stack {
  readonly document: TerraformDocument;
  readonly env: Environment;
  readonly blocks: (kind: BlockKind) => readonly Block[];
}

export type BlockKind = "resource" | "data" | "module";

/** A block that declares, or looks up, one thing or several. */
export interface Block {
  readonly stack: Stack;
  readonly kind: BlockKind;
  /** The Terraform type; `module` for a module. */
  readonly type: string;
  readonly id: string;
  readonly body: Json;
  /** As others refer to it: `azurerm_postgresql_flexible_server.pg`, `data.….pg`, `module.pg`. */
  readonly address: string;
  /** Names the block among all stacks. */
  readonly key: string;
  readonly instances: () => Instances;
  /** Whether an argument is marked as one that must not be shown. */
  readonly isSensitive?: (argument: string) => boolean;
  /** An instance, as a reference sees it. */
  readonly reference: (instance: Instance) => BlockInstance;
}

/** Somebody waits for a synthesis. */
const LIMITS = { ...defaultLimits, seconds: 20 };

/**
 * Stacks as one program.
 *
 * @param documents all that may refer to each other
 * @param armTypes what data sources look up by a name, by their Terraform type
 */
export function programOf(
  documents: readonly TerraformDocument[],
  armTypes: ReadonlyMap<string, string>,
  budget: Budget = newBudget(LIMITS),
): Program {
  const evaluation: Evaluation = newEvaluation(budget);
  const stacks: Stack[] = [];
  for (const document of documents) stacks.push(stackOf(document, evaluation, armTypes, stacks));
  return { stacks };
}

/** The environment of an instance's own arguments. */
export function environmentOf(block: Block, { bound }: Instance): Environment {
  const { env } = block.stack;
  return bound.size === 0 ? env : { ...env, bound };
}

function stackOf(
  document: TerraformDocument,
  evaluation: Evaluation,
  armTypes: ReadonlyMap<string, string>,
  stacks: readonly Stack[],
): Stack {
  const names = new Names(document, armTypes, stacks);
  const env: Environment = { evaluation, id: document.path, root: (name) => names.root(name), bound: new Map() };
  const stack: Stack = { document, env, blocks: (kind) => names.blocks(kind) };
  names.stack = stack;
  return stack;
}

/** Begins the address of what another stack declares, as the aspect shows it before there are outputs. */
export const OTHER_STACK = "stack";

/** What the expressions of one stack may name. */
class Names {
  stack!: Stack;
  readonly #memos: Memos = new WeakMap();
  readonly #blocks = new Map<string, Block | undefined>();
  readonly #listed = new Map<BlockKind, readonly Block[]>();
  readonly #references = new Map<string, BlockInstance>();

  constructor(
    readonly document: TerraformDocument,
    readonly armTypes: ReadonlyMap<string, string>,
    readonly stacks: readonly Stack[],
  ) {}

  root(name: string): Value {
    switch (name) {
      case "var":
        return this.#named("var", (variable) => this.#variable(variable));
      case "local":
        return this.#named("local", (local) => this.#local(local));
      case "module":
        return this.#named("module", (id) => this.#value(this.block("module", "module", id)));
      case "data":
        return this.#named("data", (type) => this.#named(`data.${type}`, (id) => this.#data(type, id)));
      case "each":
      case "count":
      case "self":
      case "path":
      case "terraform":
        return this.#named(name, () => undefined);
      default:
        return this.#named(name, (id) => this.#value(this.block("resource", name, id)) ?? this.#unread(`${name}.${id}`));
    }
  }

  /** Something that has attributes by name. */
  #named(name: string, member: (key: string) => Value | undefined): Unknown {
    return new Unknown(`${this.document.path} ${name}`, `${name}, which is known only at apply`, true, undefined, (key) => {
      const full = `${name}.${key}`;
      return member(key) ?? new Unknown(`${this.document.path} ${full}`, `${full}, which isn't read here`, true);
    });
  }

  #once(name: string, act: () => Value): Value {
    const cycle = (): Unknown => new Unknown(`${this.document.path} cycle ${name}`, `${name}, which refers to itself`, true);
    return memoized(this.#memos, this.stack.env.evaluation, name, cycle, act);
  }

  #variable(name: string): Value {
    const full = `var.${name}`;
    const declared = objectIn(objectIn(this.document.json, "variable"), name);
    const unknown = (why: string): Unknown => new Unknown(`${this.document.path} ${full}`, `${full}, which ${why}`, true);
    if (!declared) return unknown("isn't declared");
    if (declared["default"] === undefined) return unknown("has no default");
    if (this.stack.env.evaluation.defaults(name) === "open") return unknown("has only a default");
    return this.#once(full, () => {
      const value = fromJson(declared["default"], () => unknown("is nested too deeply"));
      const type = typeof declared["type"] === "string" ? declared["type"] : "";
      return type.includes("optional(") ? withOptional(value, /^\s*(map|list|set)\(/.test(type), full, this.document.path) : value;
    });
  }

  #local(name: string): Value {
    const full = `local.${name}`;
    return this.#once(full, () => {
      const locals = objectIn(this.document.json, "locals");
      if (!locals || !Object.hasOwn(locals, name)) return new Unknown(`${this.document.path} ${full}`, `${full}, which isn't there`, true);
      return evaluate(locals[name], this.stack.env);
    });
  }

  #data(type: string, id: string): Value | undefined {
    if (type !== OTHER_STACK) return this.#value(this.block("data", type, id));
    const other = this.stacks.find(({ document }) => document.path === id);
    return other && new Unknown(`stack ${id}`, `the stack ${id}`, true, undefined, (name) => other.env.root(name));
  }

  /** A block that isn't in this document; it may be in another file of the same folder. */
  #unread(address: string): BlockInstance {
    const key = `${this.document.path} ${address}`;
    return new BlockInstance(key, key, address, true, (name) =>
      name === "id" ? undefined : new Unknown(`${key}.${name}`, `${address}.${name}, which isn't read here`, true),
    );
  }

  #value(block: Block | undefined): Value | undefined {
    if (!block) return undefined;
    return this.#once(`block ${block.address}`, () => block.instances().value((instance) => block.reference(instance)));
  }

  blocks(kind: BlockKind): readonly Block[] {
    const known = this.#listed.get(kind);
    if (known) return known;
    const written = objectIn(this.document.json, kind) ?? {};
    const types = kind === "module" ? ["module"] : Object.keys(written);
    const found = types.flatMap((type) => {
      const ids = kind === "module" ? written : (objectIn(written, type) ?? {});
      return Object.keys(ids).flatMap((id) => this.block(kind, type, id) ?? []);
    });
    this.#listed.set(kind, found);
    return found;
  }

  block(kind: BlockKind, type: string, id: string): Block | undefined {
    const address = kind === "module" ? `module.${id}` : `${kind === "data" ? "data." : ""}${type}.${id}`;
    if (!this.#blocks.has(address)) this.#blocks.set(address, this.#read(kind, type, id, address));
    return this.#blocks.get(address);
  }

  #read(kind: BlockKind, type: string, id: string, address: string): Block | undefined {
    const { json, find } = this.document;
    const outer = objectIn(json, kind);
    const body =
      objectIn(kind === "module" ? outer : objectIn(outer, type), id) ?? (kind === "module" ? undefined : find?.(kind, type, id));
    if (!body) return undefined;
    const { stack } = this;
    const key = `${this.document.path} ${address}`;
    let instances: Instances | undefined;
    const block: Block = {
      stack,
      kind,
      type,
      id,
      body,
      address,
      key,
      instances: () => (instances ??= withDefaults(stack.env.evaluation, defaultsInForce, () => instancesOf(body, stack.env))),
      reference: (instance) => this.#reference(block, instance),
    };
    return block;
  }

  #reference(block: Block, instance: Instance): BlockInstance {
    const key = instance.key === "" ? block.key : `${block.key}[${instance.key}]`;
    const known = this.#references.get(key);
    if (known) return known;
    const attribute = (name: string): Value | undefined => {
      if (block.kind === "resource" && (name === "id" || !Object.hasOwn(block.body, name))) return undefined;
      const value = this.#once(`${key}.${name}`, () => this.#attribute(block, instance, key, name));
      return value === null ? undefined : value;
    };
    const reference = new BlockInstance(key, block.key, block.address + instance.suffix, true, attribute);
    this.#references.set(key, reference);
    return reference;
  }

  /** What an attribute is known to be; null where only Azure, or the provider, knows. */
  #attribute(block: Block, instance: Instance, key: string, name: string): Value {
    if (META_ARGUMENTS.has(name)) return null;
    const written = (argument: string): Value =>
      Object.hasOwn(block.body, argument) ? evaluate(block.body[argument], environmentOf(block, instance)) : null;
    if (block.kind === "resource") return written(name);
    if (block.kind === "module") return name === "name" ? written(name) : null;
    if (block.type === "terraform_remote_state") return name === "outputs" ? this.#outputs(block, key) : null;
    return name === "id" ? lookedUpId(block.type, this.armTypes, key, written) : written(name);
  }

  #outputs(block: Block, key: string): Value {
    const origin = this.#originOf(block);
    if (origin === "another" || origin === undefined) {
      const make = (name: string): Unknown => {
        const cause = `${block.address}.outputs.${name}, which another program declares`;
        return origin === "another" ? new Elsewhere(`${key}.${name}`, cause) : new Unknown(`${key}.${name}`, cause, true);
      };
      return new Unknown(`${key}.outputs`, `${block.address}.outputs`, true, undefined, make);
    }
    return new Unknown(`${key}.outputs`, `${block.address}.outputs`, true, undefined, (name) => {
      const output = objectIn(objectIn(origin.document.json, "output"), name);
      return output && this.#once(`${key}.outputs.${name}`, () => evaluate(output["value"], origin.env));
    });
  }

  /** The stack whose state is read: by the name that the libraries give to it, else by its backend. */
  #originOf(block: Block): Stack | "another" | undefined {
    if (block.id.startsWith(CROSS_STACK)) {
      const path = block.id.slice(CROSS_STACK.length);
      return this.stacks.find(({ document }) => path === document.path || path === document.path.replaceAll("/", "--")) ?? "another";
    }
    const config = canonicalBackend(block.body["backend"], block.body["config"], this.stack.env);
    if (config === undefined) return undefined;
    const others = this.stacks.map((stack) => ({ stack, backend: backendOf(stack) }));
    return (
      others.find(({ backend }) => backend === config)?.stack ??
      (others.every(({ backend }) => backend !== undefined) ? "another" : undefined)
    );
  }
}

const CROSS_STACK = "cross-stack-reference-input-";

const META_ARGUMENTS: ReadonlySet<string> = new Set([
  "count",
  "for_each",
  "lifecycle",
  "provider",
  "depends_on",
  "connection",
  "provisioner",
  "//",
]);

/** Where a stack keeps its state, if that is known. */
function backendOf({ document: { json }, env }: Stack): string | undefined {
  const backends = objectIn(objectIn(json, "terraform"), "backend");
  const [type] = Object.keys(backends ?? {});
  return type === undefined ? undefined : canonicalBackend(type, objectIn(backends, type), env);
}

/** What tells states apart: the backend's type, and its settings but for how to sign in. */
function canonicalBackend(type: unknown, config: unknown, env: Environment): string | undefined {
  const value = evaluate(config ?? {}, env);
  if (typeof type !== "string" || !isObjectValue(value)) return undefined;
  const telling = Object.entries(value).filter(([name, setting]) => STATE_SETTINGS.has(name) && setting !== null);
  if (telling.length === 0 || telling.some(([, setting]) => typeof setting === "object")) return undefined;
  return `${type} ${canonical(object(telling), env.evaluation.budget.spend)}`;
}

const STATE_SETTINGS: ReadonlySet<string> = new Set([
  "path",
  "workspace_dir",
  "storage_account_name",
  "container_name",
  "key",
  "bucket",
  "prefix",
  "organization",
  "workspaces",
  "address",
]);

/** The id of something that is looked up by its name: what has that name in this program is the same. */
function lookedUpId(type: string, armTypes: ReadonlyMap<string, string>, key: string, written: (argument: string) => Value): Value {
  const azapi = type === "azapi_resource" || type === "azapi_resource_id";
  if (azapi && isText(written("resource_id"))) return written("resource_id");
  const armType = azapi ? written("type") : armTypes.get(type);
  const name = written("name");
  if (typeof armType !== "string" || !isText(name)) return null;
  const scope = new Unknown(`${key} scope`, "where it is looked up", true);
  return concatenate([scope, `/providers/${armType.split("@")[0] ?? ""}/`, name]);
}

/** A value of a type with optional attributes: what isn't written may have a default in the type. */
function withOptional(value: Value, isContainer: boolean, name: string, id: string): Value {
  if (isArray(value)) return value.map((item, index) => withOptional(item, false, `${name}[${String(index)}]`, id));
  if (!isObjectValue(value)) return value;
  const inner = object(Object.entries(value).map(([key, item]) => [key, withOptional(item, false, `${name}.${key}`, id)]));
  if (isContainer) return inner;
  return new Unknown(`${id} ${name}`, `${name}, whose type has optional attributes`, true, undefined, (key) => {
    const found = Object.hasOwn(inner, key) ? inner[key] : undefined;
    return found ?? new Unknown(`${id} ${name}.${key}`, `${name}.${key}, which is optional`, true);
  });
}
