import { UnknownValueError, type ResourceValidationArgs } from "@pulumi/policy";
import type { Subjects } from "../shared/engine/subjects";
import { isHiddenSecret } from "./readings";
import type * as ArmEmbedded from "../shared/arm/embedded";
import type * as ArmValues from "../shared/symbolic/values";

/** The arguments of a deployment resource. */
interface DeploymentType {
  readonly template: readonly string[];
  readonly parameters: readonly string[];
  /** What links a template from elsewhere. */
  readonly link: readonly string[];
}

const native: DeploymentType = {
  template: ["properties", "template"],
  parameters: ["properties", "parameters"],
  link: ["properties", "templateLink"],
};
const classic: DeploymentType = { template: ["templateContent"], parameters: ["parametersContent"], link: ["templateSpecVersionId"] };

/**
 * `azure-native:resources[/vVERSION]:Deployment…` of any scope; of a package for one API version,
 * `azure-native_resources_vVERSION:resources[/vVERSION]:…`.
 */
const AZURE_NATIVE =
  /^azure-native(?:_resources_v\w+)?:resources(?:\/v\w+)?:Deployment(?:At(?:Scope|ManagementGroupScope|SubscriptionScope|TenantScope))?$/;

const classicTokens: Readonly<Record<string, DeploymentType>> = {
  "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment": classic,
  "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment": classic,
  "azure:core/tenantTemplateDeployment:TenantTemplateDeployment": classic,
  "azure:management/groupTemplateDeployment:GroupTemplateDeployment": classic,
  "azure:core/templateDeployment:TemplateDeployment": { template: ["templateBody"], parameters: ["parametersBody"], link: [] },
};

function deploymentType(token: string): DeploymentType | undefined {
  return AZURE_NATIVE.test(token) ? native : Object.hasOwn(classicTokens, token) ? classicTokens[token] : undefined;
}

const NOTHING: ArmEmbedded.EmbeddedResources = { resources: [], gaps: [] };

/** Nothing that Azure accepts is nested deeper. */
const MAX_DEPTH = 200;

/**
 * What an ARM template declares that a deployment resource holds.
 *
 * @returns nothing for a resource that is no deployment
 */
export function embeddedIn(
  { type: token, urn, name, props }: Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props">,
  subjects: Subjects,
): ArmEmbedded.EmbeddedResources {
  const type = deploymentType(token);
  if (!type) return NOTHING;
  /* eslint-disable @typescript-eslint/no-require-imports -- Most programs hold no template, and aren't kept waiting for its reader. */
  const { readEmbedded } = require("../shared/arm/embedded") as typeof ArmEmbedded;
  const { Unknown } = require("../shared/symbolic/values") as typeof ArmValues;
  /* eslint-enable @typescript-eslint/no-require-imports */

  const unknown = (path: readonly string[], cause: string): unknown => new Unknown(`${urn} ${path.join(".")}`, cause, true);

  /** A plain copy: what the SDK refuses to show is unknown. */
  function copy(read: () => unknown, path: readonly string[]): unknown {
    let value: unknown;
    try {
      value = read();
    } catch (error) {
      if (error instanceof UnknownValueError) return unknown(path, "a value that is known only at deployment");
      throw error;
    }
    if (isHiddenSecret(value)) return unknown(path, "a secret of the state");
    if (typeof value !== "object" || value === null) return value;
    if (path.length > MAX_DEPTH) return unknown(path, "a value that is nested too deeply to be read");
    const from = value as Record<string, unknown>;
    if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => copy(() => from[index], [...path, String(index)]));
    return Object.fromEntries(Object.keys(from).map((key) => [key, copy(() => from[key], [...path, key])]));
  }

  function argument(path: readonly string[]): unknown {
    const descend = (): unknown => path.reduce<unknown>((of, key) => (isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined), props);
    return copy(descend, path);
  }

  const template = argument(type.template);
  if (template === undefined && Object.keys(props).length === 0) return NOTHING;
  return readEmbedded({
    host: { name, nativeType: token, address: urn, label: name, declaration: urn },
    subjects,
    argument: type.template.join("."),
    template,
    parameters: argument(type.parameters),
    isLinked: type.link.length > 0 && argument(type.link) !== undefined,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
