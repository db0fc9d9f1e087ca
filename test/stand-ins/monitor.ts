import { Server } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Alias, Deployment, PluginRequest } from "./deployment";
import { MESSAGE_SIZE, handle, listen } from "./grpc";
import type { ResourceOptions } from "./policy-pack";
import { Transforms } from "./transforms";
import { fromStruct, toStruct } from "./values";

/** What programs may ask for. Of the callbacks into the program, transforms of resources are served, those of invokes and hooks aren't. */
const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "parameterization",
  "transforms",
]);

/** A server that a Pulumi program can run against. */
export interface Monitor {
  /** Where programs reach it: it is both the resource monitor and the engine. */
  address: string;
  /** What the program has logged, a line each; debug messages are left out. */
  log: string[];
  stop(): void;
}

/**
 * Serves the engine's interface to programs.
 * @param deployment decides about the resources
 * @param failed is told of every error that ends a run, before the program is
 */
export async function startMonitor(deployment: Deployment, failed: (error: Error) => void): Promise<Monitor> {
  const log: string[] = [];
  const packages = new Map<string, PluginRequest>();
  const transforms = new Transforms();
  let root = "";
  const plugin = (token: string, version: string, reference: string): PluginRequest =>
    packages.get(reference) ?? { package: packageOf(token), version };
  const orFail = async <Result>(answer: Promise<Result>): Promise<Result> => {
    try {
      return await answer;
    } catch (error) {
      failed(error as Error);
      throw error;
    }
  };

  const server = new Server(MESSAGE_SIZE);
  server.addService(EngineService, {
    log: handle((request: engine.LogRequest) => {
      const severity = ["debug", "info", "warning", "error"][request.getSeverity()];
      if (severity !== "debug") log.push(`${String(severity)}: ${request.getMessage()}`);
      return new Empty();
    }),
    getRootResource: handle(() => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: handle((request: engine.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engine.SetRootResourceResponse();
    }),
    startDebugging: handle(() => new Empty()),
    requirePulumiVersion: handle(() => new engine.RequirePulumiVersionResponse()),
  });
  server.addService(ResourceMonitorService, {
    supportsFeature: handle((request: messages.SupportsFeatureRequest) => {
      const response = new messages.SupportsFeatureResponse();
      response.setHassupport(FEATURES.has(request.getId()));
      return response;
    }),
    registerPackage: handle((request: messages.RegisterPackageRequest) => {
      const own = request.getParameterization() ?? request;
      const reference = `${own.getName()}@${own.getVersion()}`;
      packages.set(reference, { package: own.getName(), version: own.getVersion() });
      const response = new messages.RegisterPackageResponse();
      response.setRef(reference);
      return response;
    }),
    registerStackTransform: handle((callback: Callback) => {
      transforms.addToStack(callback);
      return new Empty();
    }),
    registerResource: handle(async (request: messages.RegisterResourceRequest) => {
      const type = request.getType();
      await orFail(transforms.apply(request));
      const registered = await orFail(
        deployment.register({
          type,
          name: request.getName(),
          custom: request.getCustom(),
          inputs: fromStruct(request.getObject()),
          parent: request.getParent(),
          plugin: plugin(type, request.getVersion(), request.getPackageref()),
          provider: request.getProvider(),
          dependencies: request.getDependenciesList(),
          propertyDependencies: Object.fromEntries(
            [...request.getPropertydependenciesMap().entries()].map(([key, urns]) => [key, urns.getUrnsList()]),
          ),
          options: readOptions(request),
          aliases: request.getAliasesList().map(readAlias),
        }),
      );
      transforms.keep(registered.urn, request);
      const response = new messages.RegisterResourceResponse();
      response.setUrn(registered.urn);
      response.setId(registered.id);
      response.setObject(toStruct(registered.outputs));
      response.setResult(registered.operation === "skip" ? messages.Result.SKIP : messages.Result.SUCCESS);
      return response;
    }),
    readResource: handle(async (request: messages.ReadResourceRequest) => {
      const type = request.getType();
      const { urn, outputs } = await orFail(
        deployment.read({
          type,
          name: request.getName(),
          id: request.getId(),
          parent: request.getParent(),
          plugin: plugin(type, request.getVersion(), request.getPackageref()),
          provider: request.getProvider(),
        }),
      );
      const response = new messages.ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(toStruct(outputs));
      return response;
    }),
    registerResourceOutputs: handle(async (request: messages.RegisterResourceOutputsRequest) => {
      await orFail(deployment.setOutputs(request.getUrn(), fromStruct(request.getOutputs())));
      return new Empty();
    }),
    invoke: handle(async (request: messages.ResourceInvokeRequest) => {
      const token = request.getTok();
      const asked = plugin(token, request.getVersion(), request.getPackageref());
      const response = new InvokeResponse();
      response.setReturn(toStruct(await orFail(deployment.invoke(token, fromStruct(request.getArgs()), asked))));
      return response;
    }),
    call: handle(() => {
      const response = new CallResponse();
      response.setReturn(toStruct({}));
      return response;
    }),
    signalAndWaitForShutdown: handle(() => new Empty()),
  });
  const address = await listen(server);
  return {
    address,
    log,
    stop: () => {
      transforms.stop();
      server.forceShutdown();
    },
  };
}

/** The package that serves a token: for a provider, the one that it provides. */
function packageOf(token: string): string {
  const [first = "", second, third] = token.split(":");
  return first === "pulumi" && second === "providers" && third ? third : first;
}

function readOptions(request: messages.RegisterResourceRequest): ResourceOptions {
  const timeouts = request.getCustomtimeouts();
  return {
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    customTimeouts: {
      create: seconds(timeouts?.getCreate()),
      update: seconds(timeouts?.getUpdate()),
      delete: seconds(timeouts?.getDelete()),
    },
  };
}

/** Reads a duration as Go writes it, such as `1h30m`. */
function seconds(duration = ""): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  const parts = [...duration.matchAll(/([\d.]+)([hms])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[String(unit)] ?? 0), 0);
}

function readAlias(message: AliasMessage): Alias {
  const spec = message.getSpec();
  if (!spec) return { urn: message.getUrn() };
  const alias: Alias = {};
  if (spec.getName() !== "") alias.name = spec.getName();
  if (spec.getType() !== "") alias.type = spec.getType();
  if (spec.getStack() !== "") alias.stack = spec.getStack();
  if (spec.getProject() !== "") alias.project = spec.getProject();
  if (spec.getNoparent()) alias.parent = "";
  else if (spec.getParenturn() !== "") alias.parent = spec.getParenturn();
  return alias;
}
