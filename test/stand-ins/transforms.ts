import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { MESSAGE_SIZE, call } from "./grpc";
import { dependenciesIn, fromStruct, toStruct, withDependencies } from "./values";

/**
 * The functions of a program that change what it declares. They run in the program's process, and the engine calls them: those of
 * the resource first, then those of its parents from the innermost out, then those of the stack.
 */
export class Transforms {
  readonly #ofStack: Callback[] = [];
  /** By URN, with the parent's URN; empty if there is none. */
  readonly #ofResources = new Map<string, { readonly parent: string; readonly own: readonly Callback[] }>();
  readonly #clients = new Map<string, CallbacksClient>();

  /** Adds a transform of all resources that are registered later. */
  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
  }

  /** Keeps what transforms the children of a resource that was registered. */
  keep(urn: string, request: messages.RegisterResourceRequest): void {
    this.#ofResources.set(urn, { parent: request.getParent(), own: request.getTransformsList() });
  }

  /**
   * Changes a request as the transforms want it.
   *
   * @throws what a transform throws
   */
  async apply(request: messages.RegisterResourceRequest): Promise<void> {
    const own = request.getTransformsList();
    const all = [...own, ...this.#ofParents(request.getParent()), ...this.#ofStack];
    if (all.length === 0) return;
    const told = request.getPropertydependenciesMap();
    const properties = fromStruct(request.getObject());
    // Only a resource's own transforms are shown what its values are made from.
    if (own.length > 0) request.setObject(toStruct(withDependencies(properties, (key) => told.get(key)?.getUrnsList() ?? [])));
    for (const callback of all) await this.#transform(request, callback);
    if (own.length > 0) rebuildDependencies(request);
  }

  /** Closes the connections to the program. */
  stop(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #ofParents(parent: string): Callback[] {
    const found = this.#ofResources.get(parent);
    return found ? [...found.own, ...this.#ofParents(found.parent)] : [];
  }

  async #transform(request: messages.RegisterResourceRequest, callback: Callback): Promise<void> {
    const asked = new messages.TransformRequest();
    asked.setName(request.getName());
    asked.setType(request.getType());
    asked.setCustom(request.getCustom());
    asked.setParent(request.getParent());
    asked.setProperties(request.getObject());
    asked.setOptions(optionsOf(request));
    const invocation = new CallbackInvokeRequest();
    invocation.setToken(callback.getToken());
    invocation.setRequest(asked.serializeBinary());
    const client = this.#client(callback.getTarget());
    const response = await call<CallbackInvokeResponse>((done) => client.invoke(invocation, done));
    const answer = messages.TransformResponse.deserializeBinary(response.getResponse_asU8());
    if (answer.hasProperties()) request.setObject(answer.getProperties());
    const options = answer.getOptions();
    if (options) setOptions(request, options);
  }

  #client(target: string): CallbacksClient {
    const client = this.#clients.get(target) ?? new CallbacksClient(target, credentials.createInsecure(), MESSAGE_SIZE);
    this.#clients.set(target, client);
    return client;
  }
}

/**
 * After the transforms of a resource, what its values are made from is what the values that they return say. The values that a program
 * in Node.js returns say nothing of it, so the resource depends as a whole on what it did, and no property on anything.
 */
function rebuildDependencies(request: messages.RegisterResourceRequest): void {
  const told = request.getPropertydependenciesMap();
  told.clear();
  const all = new Set(request.getDependenciesList());
  for (const [key, value] of Object.entries(fromStruct(request.getObject()))) {
    const urns = dependenciesIn(value);
    const dependencies = new messages.RegisterResourceRequest.PropertyDependencies();
    dependencies.setUrnsList(urns);
    told.set(key, dependencies);
    for (const urn of urns) all.add(urn);
  }
  request.setDependenciesList([...all]);
}

/** The options of a resource that are of use to policies, or to find out what is done with it. */
function optionsOf(request: messages.RegisterResourceRequest): messages.TransformResourceOptions {
  const options = new messages.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  if (request.hasProtect()) options.setProtect(request.getProtect() === true);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return options;
}

function setOptions(request: messages.RegisterResourceRequest, options: messages.TransformResourceOptions): void {
  request.setDependenciesList(options.getDependsOnList());
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setVersion(options.getVersion());
  request.setAliasesList(options.getAliasesList());
  request.setProvider(options.getProvider());
  request.setCustomtimeouts(options.getCustomTimeouts());
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  if (options.hasProtect()) request.setProtect(options.getProtect() === true);
  else request.clearProtect();
  request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace());
  request.setDeletebeforereplace(options.getDeleteBeforeReplace() === true);
}
