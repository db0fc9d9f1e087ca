/**
 * A stand-in for the azure-native provider, as a process that the Pulumi CLI starts. It touches no cloud: a resource
 * "exists" once the engine has been told so. What it answers is decided in `../azure-native`.
 */
import { Server } from "@grpc/grpc-js";
import { version } from "@pulumi/azure-native/package.json";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { isDeepStrictEqual } from "node:util";
import { check, createdOutputs, previewOutputs, readOutputs } from "../azure-native";
import { MESSAGE_SIZE, handle, listen } from "../grpc";
import { urnName, urnType } from "../urn";
import { UNKNOWN, fromStruct, toStruct } from "../values";
import type { Properties } from "../values";

const provider = {
  checkConfig: handle((request: messages.CheckRequest) => {
    const response = new messages.CheckResponse();
    response.setInputs(request.getNews());
    return response;
  }),

  diffConfig: handle(() => new messages.DiffResponse()),

  configure: handle(() => {
    const response = new messages.ConfigureResponse();
    // Without this, the engine would take a resource's inputs for its planned outputs.
    response.setSupportspreview(true);
    return response;
  }),

  check: handle((request: messages.CheckRequest) => {
    const response = new messages.CheckResponse();
    const urn = request.getUrn();
    response.setInputs(toStruct(check(urnType(urn), urnName(urn), fromStruct(request.getNews()), urn, fromStruct(request.getOlds()))));
    return response;
  }),

  diff: handle((request: messages.DiffRequest) => {
    const response = new messages.DiffResponse();
    const changed = changedProperties(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    response.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList(changed);
    return response;
  }),

  create: handle((request: messages.CreateRequest) => {
    const type = urnType(request.getUrn());
    const inputs = fromStruct(request.getProperties());
    const outputs = request.getPreview() ? previewOutputs(type, inputs) : createdOutputs(type, inputs);
    const response = new messages.CreateResponse();
    response.setId(idOf(outputs));
    response.setProperties(toStruct(outputs));
    return response;
  }),

  update: handle((request: messages.UpdateRequest) => {
    const type = urnType(request.getUrn());
    const inputs = fromStruct(request.getNews());
    const old = { inputs: fromStruct(request.getOldInputs()), outputs: fromStruct(request.getOlds()) };
    const response = new messages.UpdateResponse();
    response.setProperties(toStruct(request.getPreview() ? previewOutputs(type, inputs, old) : createdOutputs(type, inputs)));
    return response;
  }),

  read: handle((request: messages.ReadRequest) => {
    const response = new messages.ReadResponse();
    response.setId(request.getId());
    // What the engine knows already comes along when it refreshes; a resource that a program only reads has nothing yet.
    response.setProperties(toStruct({ ...fromStruct(request.getProperties()), ...readOutputs(request.getId()) }));
    response.setInputs(request.getInputs());
    return response;
  }),

  delete: handle(() => new Empty()),

  cancel: handle(() => new Empty()),

  getPluginInfo: handle(() => {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
  }),
};

/** Before it is known, the engine wants an id to be empty. */
function idOf(outputs: Properties): string {
  const id = outputs["id"];
  return typeof id === "string" && id !== UNKNOWN ? id : "";
}

function changedProperties(olds: Properties, news: Properties): string[] {
  const properties = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...properties].filter((property) => !isDeepStrictEqual(olds[property], news[property]));
}

async function main(): Promise<void> {
  const server = new Server(MESSAGE_SIZE);
  server.addService(ResourceProviderService, provider);
  const address = await listen(server);
  // The first line that a provider prints is its port.
  console.log(address.split(":").at(-1));
}

void main();
