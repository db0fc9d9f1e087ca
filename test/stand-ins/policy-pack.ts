import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { credentials, type requestCallback } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { MESSAGE_SIZE, call } from "./grpc";
import { pulumiScript, startNode, startProcess } from "./node-process";
import type { NodeProcess } from "./node-process";
import type { PolicyConfig } from "./policy-config";
import { fromStruct, toStruct } from "./values";
import type { Properties } from "./values";

export { reconcile } from "./policy-config";
export type { PolicyConfig, PolicyPackConfig } from "./policy-config";
export { UNKNOWN, secret } from "./values";
export type { Properties } from "./values";

export type EnforcementLevel = "advisory" | "mandatory" | "disabled" | "remediate";
export type Severity = "low" | "medium" | "high" | "critical";

/** The stack that a policy pack is booted for. Left out: organization, project `project`, stack `dev`, a preview. */
export interface StackContext {
  organization?: string | undefined;
  project?: string | undefined;
  stack?: string | undefined;
  dryRun?: boolean | undefined;
  /** Configuration, by full key (`project:key`). */
  config?: Readonly<Record<string, string>> | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
  /** The program's folder. Left out: one that holds nothing of a pack. */
  directory?: string | undefined;
}

export interface ResourceOptions {
  protect?: boolean | undefined;
  ignoreChanges?: readonly string[] | undefined;
  deleteBeforeReplace?: boolean | undefined;
  additionalSecretOutputs?: readonly string[] | undefined;
  /** URNs. */
  aliases?: readonly string[] | undefined;
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number } | undefined;
}

export interface ProviderResource {
  type: string;
  name: string;
  urn: string;
  props: Properties;
}

/** A resource as the engine shows it to policies: its inputs in {@link PolicyPack.analyze}, its outputs in {@link PolicyPack.analyzeStack}. */
export interface Resource {
  urn: string;
  type: string;
  name: string;
  inputs: Properties;
  outputs: Properties;
  /** URN. */
  parent?: string | undefined;
  /** URNs. */
  dependencies?: readonly string[] | undefined;
  /** URNs, by the input property that they come from. */
  propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
  provider?: ProviderResource | undefined;
  options?: ResourceOptions | undefined;
}

/** What a policy reports. */
export interface Diagnostic {
  policyName: string;
  policyPackName: string;
  policyPackVersion: string;
  level: EnforcementLevel;
  /** Empty if the policy named none. */
  urn: string;
  /** The policy's description, and what the policy said. */
  message: string;
  description: string;
  severity?: Severity | undefined;
}

export interface Remediation {
  policyName: string;
  policyPackName: string;
  policyPackVersion: string;
  description: string;
  /** The resource's new inputs; undefined if the remediation could not run. */
  properties?: Properties | undefined;
  /** Why the remediation could not run; else empty. */
  diagnostic: string;
}

export interface PolicyInfo {
  name: string;
  displayName: string;
  description: string;
  enforcementLevel: EnforcementLevel;
  type: "resource" | "stack" | "unknown";
  severity?: Severity | undefined;
  framework?: { name: string; version: string; reference: string; specification: string } | undefined;
  tags: string[];
  remediationSteps: string;
  url: string;
  configSchema?: { properties: Properties; required: string[] } | undefined;
}

/** What a policy pack says of itself. */
export interface AnalyzerInfo {
  name: string;
  displayName: string;
  version: string;
  description: string;
  readme: string;
  provider: string;
  repository: string;
  tags: string[];
  supportsConfig: boolean;
  policies: PolicyInfo[];
  initialConfig: Record<string, { enforcementLevel?: EnforcementLevel; properties: Properties }>;
}

/**
 * Boots a policy pack as Pulumi's engine does, and waits until it listens.
 * @param path the pack's folder, or the pack as an executable file
 * @throws if the pack doesn't start; the message holds everything that its process printed
 */
export async function startPolicyPack(path: string, context: StackContext = {}): Promise<PolicyPack> {
  const child = statSync(path).isDirectory() ? startFolder(path, context) : startExecutable(path, context);
  const port = await child.firstLine;
  if (port === undefined || !/^\d+$/.test(port)) {
    child.kill("SIGKILL");
    await child.exited;
    const why = port === undefined ? "it ended without printing a port" : `it printed ${JSON.stringify(port)} for a port`;
    throw new Error(`policy pack ${path} failed to start: ${why}\n${child.stdout}${child.stderr}`);
  }
  return new PolicyPack(child, port, context);
}

/** The address of the engine: the SDK takes it and never calls it. */
const ENGINE = "127.0.0.1:1";

function startFolder(directory: string, context: StackContext): NodeProcess {
  return startNode([pulumiScript(directory, "run-policy-pack"), ENGINE, directory], directory, {
    PULUMI_NODEJS_ORGANIZATION: context.organization ?? "organization",
    PULUMI_NODEJS_PROJECT: context.project ?? "project",
    PULUMI_NODEJS_STACK: context.stack ?? "dev",
    PULUMI_NODEJS_DRY_RUN: String(context.dryRun ?? true),
    PULUMI_CONFIG: JSON.stringify(context.config ?? {}),
  });
}

/** An executable runs in the program's folder, and learns of the stack from {@link PolicyPack.configureStack} only. */
function startExecutable(file: string, context: StackContext): NodeProcess {
  return startProcess(file, [ENGINE], context.directory ?? tmpdir());
}

/** A running policy pack. Every method rejects if the pack answers with an error, or is gone. */
export class PolicyPack {
  readonly #child: NodeProcess;
  readonly #client: AnalyzerClient;
  readonly #context: StackContext;

  /** Use {@link startPolicyPack}. */
  constructor(child: NodeProcess, port: string, context: StackContext) {
    this.#child = child;
    this.#client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), MESSAGE_SIZE);
    this.#context = context;
  }

  /** The pack's process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the pack has printed to stdout since it printed its port. */
  get stdout(): string {
    return this.#child.stdout.slice(this.#child.stdout.indexOf("\n") + 1);
  }

  /** What the pack has printed to stderr. */
  get stderr(): string {
    return this.#child.stderr;
  }

  /** @returns the version of the policy SDK that serves the pack */
  async getPluginInfo(): Promise<{ version: string }> {
    const response = await call<PluginInfo>((done) => this.#client.getPluginInfo(new Empty(), done));
    return { version: response.getVersion() };
  }

  /** Tells the pack which stack it is to judge: the one it was booted for. */
  async configureStack(): Promise<void> {
    const request = new messages.AnalyzerStackConfigureRequest();
    request.setOrganization(this.#context.organization ?? "organization");
    request.setProject(this.#context.project ?? "project");
    request.setStack(this.#context.stack ?? "dev");
    request.setDryRun(this.#context.dryRun ?? true);
    for (const [key, value] of Object.entries(this.#context.config ?? {})) request.getConfigMap().set(key, value);
    for (const [key, value] of Object.entries(this.#context.tags ?? {})) request.getTagsMap().set(key, value);
    await call<messages.AnalyzerStackConfigureResponse>((done) => this.#client.configureStack(request, done));
  }

  /** @returns what the pack says of itself and of its policies */
  async getAnalyzerInfo(): Promise<AnalyzerInfo> {
    return readInfo(await call<messages.AnalyzerInfo>((done) => this.#client.getAnalyzerInfo(new Empty(), done)));
  }

  /** @param config of every policy, by its name: what `reconcile` returned */
  async configure(config: Readonly<Record<string, PolicyConfig>>): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [name, { enforcementLevel, properties }] of Object.entries(config)) {
      const policy = new messages.PolicyConfig();
      policy.setEnforcementlevel(LEVELS[enforcementLevel]);
      policy.setProperties(toStruct(properties));
      request.getPolicyconfigMap().set(name, policy);
    }
    await call<Empty>((done) => this.#client.configure(request, done));
  }

  /** Offers a resource's inputs to the policies that may change them. */
  async remediate(resource: Resource): Promise<Remediation[]> {
    const request = analyzeRequest(resource, resource.inputs);
    const response = await call<messages.RemediateResponse>((done) => this.#client.remediate(request, done));
    return response.getRemediationsList().map((remediation) => ({
      policyName: remediation.getPolicyname(),
      policyPackName: remediation.getPolicypackname(),
      policyPackVersion: remediation.getPolicypackversion(),
      description: remediation.getDescription(),
      properties: remediation.hasProperties() ? fromStruct(remediation.getProperties()) : undefined,
      diagnostic: remediation.getDiagnostic(),
    }));
  }

  /** Shows a resource's inputs to the resource policies. */
  async analyze(resource: Resource): Promise<Diagnostic[]> {
    const request = analyzeRequest(resource, withoutInternalKeys(resource.inputs));
    return readDiagnostics(await call<messages.AnalyzeResponse>((done) => this.#client.analyze(request, done)));
  }

  /** Shows the outputs of all resources to the stack policies. */
  async analyzeStack(resources: readonly Resource[]): Promise<Diagnostic[]> {
    return readDiagnostics(await call<messages.AnalyzeResponse>((done) => this.#client.analyzeStack(stackRequest(resources), done)));
  }

  /** Shows the resources of a {@link stackMessage} to the stack policies. */
  async analyzeStackMessage(message: Buffer): Promise<Diagnostic[]> {
    const read = (response: Buffer): messages.AnalyzeResponse => messages.AnalyzeResponse.deserializeBinary(response);
    return readDiagnostics(
      await call<messages.AnalyzeResponse>((done) =>
        this.#client.makeUnaryRequest(
          "/pulumirpc.Analyzer/AnalyzeStack",
          (bytes: Buffer) => bytes,
          read,
          message,
          done as requestCallback<messages.AnalyzeResponse>,
        ),
      ),
    );
  }

  /** Ends the pack as the engine does, and waits until it has. */
  async stop(): Promise<void> {
    this.#client.close();
    this.#child.kill("SIGTERM");
    await this.#child.exited;
  }
}

const LEVELS: Readonly<Record<EnforcementLevel, messages.EnforcementLevel>> = {
  advisory: messages.EnforcementLevel.ADVISORY,
  mandatory: messages.EnforcementLevel.MANDATORY,
  disabled: messages.EnforcementLevel.DISABLED,
  remediate: messages.EnforcementLevel.REMEDIATE,
};
const SEVERITIES: readonly (Severity | undefined)[] = [undefined, "low", "medium", "high", "critical"];
const TYPES = ["unknown", "resource", "stack"] as const;

function analyzeRequest(resource: Resource, properties: Properties): messages.AnalyzeRequest {
  const request = new messages.AnalyzeRequest();
  describe(request, resource, properties);
  request.getOptions()?.setParent(resource.parent ?? "");
  return request;
}

/** The stack call's message as it goes over the wire, for who sends it often. */
export function stackMessage(resources: readonly Resource[]): Buffer {
  // In pieces, as a message with many resources takes far more memory than its bytes; joined bytes are joined messages.
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < resources.length; start += 1000)
    pieces.push(stackRequest(resources.slice(start, start + 1000)).serializeBinary());
  return Buffer.concat(pieces);
}

function stackRequest(resources: readonly Resource[]): messages.AnalyzeStackRequest {
  const request = new messages.AnalyzeStackRequest();
  request.setResourcesList(resources.map(stackResource));
  return request;
}

function stackResource(resource: Resource): messages.AnalyzerResource {
  const message = new messages.AnalyzerResource();
  describe(message, resource, withoutInternalKeys(resource.outputs));
  message.setParent(resource.parent ?? "");
  message.setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    if (urns.length === 0) continue;
    const dependencies = new messages.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function describe(message: messages.AnalyzeRequest | messages.AnalyzerResource, resource: Resource, properties: Properties): void {
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(toStruct(properties));
  message.setOptions(writeOptions(resource.options ?? {}));
  if (resource.provider) {
    const provider = new messages.AnalyzerProviderResource();
    provider.setUrn(resource.provider.urn);
    provider.setType(resource.provider.type);
    provider.setName(resource.provider.name);
    provider.setProperties(toStruct(withoutInternalKeys(resource.provider.props)));
    message.setProvider(provider);
  }
}

function writeOptions(options: ResourceOptions): messages.AnalyzerResourceOptions {
  const message = new messages.AnalyzerResourceOptions();
  message.setProtect(options.protect ?? false);
  message.setIgnorechangesList([...(options.ignoreChanges ?? [])]);
  message.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList([...(options.additionalSecretOutputs ?? [])]);
  message.setAliasesList([...(options.aliases ?? [])]);
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(options.customTimeouts?.create ?? 0);
  timeouts.setUpdate(options.customTimeouts?.update ?? 0);
  timeouts.setDelete(options.customTimeouts?.delete ?? 0);
  message.setCustomtimeouts(timeouts);
  return message;
}

/** The engine keeps properties such as `__inputs` and `__defaults` to itself, except from remediations. */
function withoutInternalKeys(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

function readDiagnostics(response: messages.AnalyzeResponse): Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policyName: diagnostic.getPolicyname(),
    policyPackName: diagnostic.getPolicypackname(),
    policyPackVersion: diagnostic.getPolicypackversion(),
    level: readLevel(diagnostic.getEnforcementlevel()),
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
    description: diagnostic.getDescription(),
    severity: SEVERITIES[diagnostic.getSeverity()],
  }));
}

function readInfo(info: messages.AnalyzerInfo): AnalyzerInfo {
  return {
    name: info.getName(),
    displayName: info.getDisplayname(),
    version: info.getVersion(),
    description: info.getDescription(),
    readme: info.getReadme(),
    provider: info.getProvider(),
    repository: info.getRepository(),
    tags: info.getTagsList(),
    supportsConfig: info.getSupportsconfig(),
    policies: info.getPoliciesList().map(readPolicy),
    initialConfig: Object.fromEntries(
      [...info.getInitialconfigMap().entries()].map(([name, config]) => [
        name,
        { enforcementLevel: readLevel(config.getEnforcementlevel()), properties: fromStruct(config.getProperties()) },
      ]),
    ),
  };
}

function readPolicy(policy: messages.PolicyInfo): PolicyInfo {
  const framework = policy.getFramework()?.toObject();
  const schema = policy.getConfigschema();
  return {
    name: policy.getName(),
    displayName: policy.getDisplayname(),
    description: policy.getDescription(),
    enforcementLevel: readLevel(policy.getEnforcementlevel()),
    type: TYPES[policy.getPolicyType()],
    severity: SEVERITIES[policy.getSeverity()],
    framework,
    tags: policy.getTagsList(),
    remediationSteps: policy.getRemediationSteps(),
    url: policy.getUrl(),
    configSchema: schema && { properties: fromStruct(schema.getProperties()), required: schema.getRequiredList() },
  };
}

function readLevel(value: messages.EnforcementLevel): EnforcementLevel {
  const found = (Object.keys(LEVELS) as EnforcementLevel[]).find((level) => LEVELS[level] === value);
  if (!found) throw new Error(`a policy pack sent the enforcement level ${String(value)}, which does not exist`);
  return found;
}
