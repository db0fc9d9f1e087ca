import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as azureNative from "./azure-native";
import type { Diagnostic, PolicyPack, ProviderResource, Resource, ResourceOptions } from "./policy-pack";
import { STACK_TYPE, createUrn, urnName, urnType } from "./urn";
import { UNKNOWN, asSeenByPolicies } from "./values";
import type { Properties } from "./values";

/** The plugin that a resource's program asks for. */
export interface PluginRequest {
  package: string;
  /** Empty if the program leaves it to the engine. */
  version: string;
}

/** A former identity of a resource: a URN, or what differs from its present one. */
export interface Alias {
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  /** The former parent's URN; empty if there was none; undefined if it is the present one. */
  parent?: string;
}

/** A resource that a program declares. */
export interface Registration {
  type: string;
  name: string;
  custom: boolean;
  inputs: Properties;
  /** URN; empty if there is none. */
  parent: string;
  plugin: PluginRequest;
  /** URN and id of an explicit provider; empty if the default one is to be used. */
  provider: string;
  dependencies: readonly string[];
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  options: ResourceOptions;
  aliases: readonly Alias[];
}

/** What is done with a resource; `skip` if it doesn't exist and isn't targeted. */
export type Operation = "create" | "update" | "same" | "skip";

/** What a program learns of a resource that it has declared. */
export interface Registered {
  urn: string;
  /** Empty while it is unknown. */
  id: string;
  outputs: Properties;
  operation: Operation;
}

/** What a program asks of a resource that exists already. */
export interface Read {
  type: string;
  name: string;
  id: string;
  parent: string;
  plugin: PluginRequest;
  provider: string;
}

export interface DeploymentOptions {
  project: string;
  stack: string;
  dryRun: boolean;
  /** Seed of the order in which resources are shown to stack policies. */
  seed: number;
  /** Names of resources; undefined if all are targeted. */
  target?: readonly string[] | undefined;
  /** What earlier updates have left. */
  state: readonly Resource[];
}

/**
 * The part of Pulumi's engine that decides about resources: one after the other, each is checked by its provider,
 * shown to the policies, and given the outputs that a preview (or an update) gives it.
 */
export class Deployment {
  readonly diagnostics: Diagnostic[] = [];
  /** Every resource as policies see it, in the order of registration. */
  readonly resources = new Map<string, Resource>();
  /** What is done with each resource, by its URN. */
  readonly operations = new Map<string, Operation>();
  /** What makes the run fail at its end. */
  readonly errors: Error[] = [];
  readonly #options: DeploymentOptions;
  readonly #policies: Promise<PolicyPack>;
  readonly #old: ReadonlyMap<string, Resource>;
  readonly #urns = new Set<string>();
  /** The URN in the state of each resource that has another one there. */
  readonly #aliases = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(policies: Promise<PolicyPack>, options: DeploymentOptions) {
    this.#policies = policies;
    this.#options = options;
    this.#old = new Map(options.state.map((resource) => [resource.urn, resource]));
  }

  /**
   * Registers a resource.
   * @throws if a policy can't be run; in an update, also if the resource violates a mandatory policy
   */
  register(registration: Registration): Promise<Registered> {
    return this.#inTurn(() => this.#register(registration));
  }

  /** Reads a resource that the stack doesn't own: no policy sees it. */
  read(request: Read): Promise<{ urn: string; outputs: Properties }> {
    return this.#inTurn(async () => {
      await this.#provider(request.provider, request.plugin);
      return { urn: this.#newUrn(request), outputs: azureNative.readOutputs(request.id) };
    });
  }

  /** Answers a call of a provider's function: those of Azure that look up a resource find it, others find nothing. */
  invoke(token: string, args: Properties, plugin: PluginRequest): Promise<Properties> {
    return this.#inTurn(async () => {
      const known = asSeenByPolicies(args);
      if (token === "pulumi:pulumi:getResource") return this.#state(String(known["urn"]));
      await this.#provider("", plugin);
      const resourceType = token.replace(/:get(?=[A-Z])/, ":");
      return token.startsWith("azure-native:") && resourceType !== token ? azureNative.createdOutputs(resourceType, known) : {};
    });
  }

  /** Takes the outputs of a component, or of the stack. */
  setOutputs(urn: string, outputs: Properties): Promise<void> {
    return this.#inTurn(() => {
      const resource = this.resources.get(urn);
      if (!resource) throw new Error(`unknown resource '${urn}'`);
      resource.outputs = asSeenByPolicies(outputs);
      return Promise.resolve();
    });
  }

  /** Shows all resources to the stack policies, in an order that they must not rely on. */
  async analyzeStack(): Promise<void> {
    const policies = await this.#policies;
    this.#keepUntargeted();
    const root = createUrn({
      ...this.#options,
      type: STACK_TYPE,
      name: `${this.#options.project}-${this.#options.stack}`,
      parent: "",
    });
    const found = await policies.analyzeStack(shuffled([...this.resources.values()], this.#options.seed));
    for (const diagnostic of found) {
      const urn = this.resources.has(diagnostic.urn) ? diagnostic.urn : root;
      this.diagnostics.push({ ...diagnostic, urn });
    }
  }

  /** With targets, what the program no longer declares isn't deleted: stack policies see what it was. */
  #keepUntargeted(): void {
    const renamed = new Set([...this.resources.values()].flatMap(({ options }) => options?.aliases ?? []));
    for (const [urn, resource] of this.#old) {
      if (this.resources.has(urn) || renamed.has(urn) || this.#isNamedTarget(urn)) continue;
      this.resources.set(urn, resource);
      this.operations.set(urn, "same");
    }
  }

  /** Waits until nothing is being decided any more. */
  async settled(): Promise<void> {
    await this.#turn.catch(() => undefined);
  }

  /** The engine decides about one resource at a time, in the order of arrival, and about none after an error. */
  #inTurn<Result>(decide: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(decide);
    this.#turn = turn;
    return turn;
  }

  async #register(registration: Registration): Promise<Registered> {
    const { type, name, custom, dependencies, options } = registration;
    const isProvider = type.startsWith("pulumi:providers:");
    const needsProvider = custom && !isProvider;
    const provider = needsProvider ? await this.#provider(registration.provider, registration.plugin) : undefined;
    const urn = this.#newUrn(registration);
    const old = this.#oldResource(urn, registration);
    const targeted = this.#isTargeted(urn);
    const asked = withIgnoredChanges(asSeenByPolicies(registration.inputs), old?.inputs, options.ignoreChanges);
    let inputs = asked;
    if (isProvider) inputs = withVersion(asked, registration.plugin);
    // A resource that isn't targeted isn't checked: the engine takes the inputs that it had, or none.
    else if (custom) inputs = targeted ? azureNative.check(type, name, asked, urn, old?.inputs) : (old?.inputs ?? {});

    const resource: Resource = {
      urn,
      type,
      name,
      inputs,
      outputs: {},
      parent: registration.parent || undefined,
      dependencies,
      propertyDependencies: effectiveDependencies(registration),
      provider,
      options: { ...options, aliases: old && old.urn !== urn ? [old.urn] : [] },
    };
    this.resources.set(urn, resource);
    await this.#judge(resource);

    const unchanged = old && (!targeted || isDeepStrictEqual(resource.inputs, old.inputs));
    const operation = old ? (unchanged ? "same" : "update") : targeted ? "create" : "skip";
    this.operations.set(urn, operation);
    if (operation !== "skip") this.#requireCreated(resource);
    if (isProvider) resource.outputs = resource.inputs;
    else if (custom && operation !== "skip") resource.outputs = unchanged ? old.outputs : this.#outputs(resource, old);
    return { urn, id: this.#id(resource), outputs: resource.outputs, operation };
  }

  #outputs({ type, inputs }: Resource, old: Resource | undefined): Properties {
    return this.#options.dryRun ? azureNative.previewOutputs(type, inputs, old) : azureNative.createdOutputs(type, inputs);
  }

  /** A resource that is created or updated can't depend on one that is left out: a preview tells, an update stops. */
  #requireCreated({ urn, parent, dependencies, propertyDependencies }: Resource): void {
    const needed = [parent, ...(dependencies ?? []), ...Object.values(propertyDependencies ?? {}).flat()];
    const missing = needed.find((other) => other !== undefined && this.operations.get(other) === "skip");
    if (missing === undefined) return;
    const error = new Error(`Resource '${urn}' depends on '${missing}' which was not specified in --target list.`);
    if (!this.#options.dryRun) throw error;
    this.errors.push(error);
  }

  #id({ type, urn, outputs }: Resource): string {
    const { id } = outputs;
    if (typeof id === "string" && id !== UNKNOWN) return id;
    return type.startsWith("pulumi:providers:") && !this.#options.dryRun ? hash(urn) : "";
  }

  /** Remediations come first, so that what they change is what the policies judge. */
  async #judge(resource: Resource): Promise<void> {
    const policies = await this.#policies;
    for (const { properties, diagnostic, ...policy } of await policies.remediate(resource)) {
      if (diagnostic !== "") {
        this.diagnostics.push({ ...policy, level: "advisory", urn: resource.urn, message: diagnostic });
      } else if (properties) {
        resource.inputs = properties;
      }
    }
    const found = await policies.analyze(resource);
    this.diagnostics.push(...found.map((diagnostic) => ({ ...diagnostic, urn: resource.urn })));
    if (!this.#options.dryRun && found.some(({ level }) => level === "mandatory")) {
      throw new Error(`resource ${resource.urn} is invalid`);
    }
  }

  async #provider(reference: string, plugin: PluginRequest): Promise<ProviderResource> {
    // The reference of a provider is its URN and its id.
    const urn = reference === "" ? await this.#defaultProvider(plugin) : reference.slice(0, reference.lastIndexOf("::"));
    const provider = this.resources.get(urn);
    if (!provider) throw new Error(`unknown provider '${reference}'`);
    return { type: urnType(urn), name: urnName(urn), urn, props: provider.inputs };
  }

  async #defaultProvider(plugin: PluginRequest): Promise<string> {
    const name = plugin.version === "" ? "default" : `default_${plugin.version.replaceAll(/[.+-]/g, "_")}`;
    const type = `pulumi:providers:${plugin.package}`;
    const urn = createUrn({ ...this.#options, type, name, parent: "" });
    if (!this.resources.has(urn)) {
      await this.#register({
        type,
        name,
        custom: true,
        inputs: {},
        parent: "",
        plugin,
        provider: "",
        dependencies: [],
        propertyDependencies: {},
        options: {},
        aliases: [],
      });
    }
    return urn;
  }

  #newUrn(resource: { type: string; name: string; parent: string }): string {
    const urn = createUrn({ ...this.#options, type: resource.type, name: resource.name, parent: resource.parent });
    if (this.#urns.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    this.#urns.add(urn);
    return urn;
  }

  #oldResource(urn: string, { type, name, parent, aliases }: Registration): Resource | undefined {
    const former = aliases.map((alias) => {
      if (alias.urn !== undefined) return alias.urn;
      const formerParent = alias.parent === undefined ? parent : (this.#aliases.get(alias.parent) ?? alias.parent);
      return createUrn({ ...this.#options, type, name, ...alias, parent: formerParent });
    });
    const found = [urn, ...former, ...this.#inheritedAliases([...former, urn], parent)].find((candidate) => this.#old.has(candidate));
    if (found !== undefined && found !== urn) this.#aliases.set(urn, found);
    return this.#old.get(found ?? "");
  }

  /** What a resource was called when its parent had another URN; a name that begins with the parent's changed with it. */
  #inheritedAliases(urns: readonly string[], parent: string): string[] {
    const formerParent = this.#aliases.get(parent);
    if (formerParent === undefined) return [];
    return urns.map((urn) => {
      const [name, parentName] = [urnName(urn), urnName(parent)];
      const formerName = name.startsWith(parentName) ? urnName(formerParent) + name.slice(parentName.length) : name;
      return createUrn({ ...this.#options, type: urnType(urn), name: formerName, parent: formerParent });
    });
  }

  /** Providers and the stack are always targeted: nothing can be done without them. */
  #isTargeted(urn: string): boolean {
    const type = urnType(urn);
    return type === STACK_TYPE || type.startsWith("pulumi:providers:") || this.#isNamedTarget(urn);
  }

  #isNamedTarget(urn: string): boolean {
    const { target } = this.#options;
    return !target || target.some((name) => urn.endsWith(`::${name}`));
  }

  #state(urn: string): Properties {
    const resource = this.resources.get(urn);
    if (!resource) throw new Error(`unknown resource '${urn}'`);
    const id = resource.outputs["id"];
    return { urn, id: id ?? "", state: resource.outputs };
  }
}

function withVersion(inputs: Properties, { version }: PluginRequest): Properties {
  return version === "" ? inputs : { ...inputs, version };
}

/** Properties without dependencies count for nothing; a program that tells none at all is taken to mean all, everywhere. */
function effectiveDependencies(registration: Registration): Record<string, readonly string[]> {
  const { inputs, dependencies, propertyDependencies } = registration;
  const told = Object.keys(propertyDependencies).length > 0;
  const all: [string, readonly string[]][] = told
    ? Object.entries(propertyDependencies)
    : Object.keys(inputs).map((property) => [property, dependencies]);
  return Object.fromEntries(all.filter(([, urns]) => urns.length > 0));
}

/** Inputs whose changes are to be ignored keep the value that they had; only whole properties are supported. */
function withIgnoredChanges(inputs: Properties, old: Properties | undefined, ignored: readonly string[] = []): Properties {
  if (!old) return inputs;
  const result = { ...inputs };
  for (const property of ignored) result[property] = old[property];
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

/** Fisher-Yates, on a small seeded generator. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
