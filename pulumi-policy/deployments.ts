import { UnknownValueError, type ResourceValidationArgs } from "@pulumi/policy";
import type { Subjects } from "../shared/engine/subjects";
import type { Origin } from "../shared/model";
import { armTypeInArguments } from "./any-type";
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

const oldest: DeploymentType = { template: ["templateBody"], parameters: ["parametersBody"], link: [] };

/** Of the two packages that are made from Terraform's azurerm provider. */
const classicTokens: Readonly<Record<string, DeploymentType>> = {
  "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment": classic,
  "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment": classic,
  "azure:core/tenantTemplateDeployment:TenantTemplateDeployment": classic,
  "azure:management/groupTemplateDeployment:GroupTemplateDeployment": classic,
  "azure:core/templateDeployment:TemplateDeployment": oldest,
  "azurerm:index/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment": classic,
  "azurerm:index/subscriptionTemplateDeployment:SubscriptionTemplateDeployment": classic,
  "azurerm:index/tenantTemplateDeployment:TenantTemplateDeployment": classic,
  "azurerm:index/managementGroupTemplateDeployment:ManagementGroupTemplateDeployment": classic,
  "azurerm:index/templateDeployment:TemplateDeployment": oldest,
};

/** Version 2 has modules of its own for stacks, and an object `properties` in them. */
const STACK =
  /^azure-native(?:_(?:resources|deploymentstacks)_v\w+)?:(?:resources|deploymentstacks)(?:\/v\w+)?:DeploymentStackAt(?:ResourceGroup|Subscription|ManagementGroup)$/;

/** A template that is kept for others to deploy. */
const TEMPLATE_SPEC = /^azure-native(?:_resources_v\w+)?:resources(?:\/v\w+)?:TemplateSpecVersion$/;

const stackType: DeploymentType = { template: ["template"], parameters: ["parameters"], link: ["templateLink"] };
const templateSpec: DeploymentType = { template: ["mainTemplate"], parameters: [], link: [] };

function deploymentType(token: string, props: object): DeploymentType | undefined {
  if (AZURE_NATIVE.test(token)) return native;
  if (STACK.test(token)) return Object.hasOwn(props, "properties") ? native : stackType;
  if (TEMPLATE_SPEC.test(token)) return templateSpec;
  if (Object.hasOwn(classicTokens, token)) return classicTokens[token];
  const armType = armTypeInArguments(token, props);
  if (armType?.state !== "known" || !/^Microsoft\.Resources\/deployment(?:s|Stacks)$/i.test(armType.value)) return undefined;
  return token.startsWith("azapi:") ? inBody(native) : native;
}

function inBody({ template, parameters, link }: DeploymentType): DeploymentType {
  return { template: ["body", ...template], parameters: ["body", ...parameters], link: ["body", ...link] };
}

const NOTHING: ArmEmbedded.EmbeddedResources = { resources: [], gaps: [] };

type Deployable = Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props">;

/** Nothing that Azure accepts is nested deeper. */
const MAX_DEPTH = 200;

/**
 * What an ARM template declares that a deployment resource holds, and what can't be read of one that may declare anything.
 *
 * @returns nothing for a resource of another kind
 */
export function embeddedIn(resource: Deployable, subjects: Subjects): ArmEmbedded.EmbeddedResources {
  const { type: token, urn, name, props } = resource;
  const host = { name, nativeType: token, address: urn, label: name, declaration: urn };
  const armType = armTypeInArguments(token, props);
  if (armType?.state === "unknown") {
    return { resources: [], gaps: [{ origin: host, message: `The type of this ${armType.why}, so what it declares isn't checked.` }] };
  }
  const type = deploymentType(token, props);
  if (!type) return NOTHING;
  const found = inTemplate(type, resource, host, subjects);
  if (type !== templateSpec || found.resources.length + found.gaps.length === 0) return found;
  const message = "The template is kept for others to deploy, with parameters that aren't known here, so what it declares isn't checked.";
  return { resources: [], gaps: [{ origin: host, message }] };
}

function inTemplate(type: DeploymentType, { urn, props }: Deployable, host: Origin, subjects: Subjects): ArmEmbedded.EmbeddedResources {
  const argument = argumentsOf(urn, props);
  const template = argument(type.template);
  if (template === undefined && Object.keys(props).length === 0) return NOTHING;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs hold no template, and don't wait for its reader.
  const { readEmbedded } = require("../shared/arm/embedded") as typeof ArmEmbedded;
  return readEmbedded({
    host,
    subjects,
    argument: type.template.join("."),
    template,
    parameters: type.parameters.length === 0 ? undefined : argument(type.parameters),
    isLinked: type.link.length > 0 && argument(type.link) !== undefined,
  });
}

/** Reads arguments of a resource as plain copies, in which what the SDK refuses to show is unknown. */
function argumentsOf(urn: string, props: object): (path: readonly string[]) => unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- As above.
  const { Unknown } = require("../shared/symbolic/values") as typeof ArmValues;
  const unknown = (path: readonly string[], cause: string): unknown => new Unknown(`${urn} ${path.join(".")}`, cause, true);

  function copy(get: () => unknown, path: readonly string[]): unknown {
    let value: unknown;
    try {
      value = get();
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

  const step = (of: unknown, key: string): unknown => {
    const from = parsedBody(of);
    if (isHiddenSecret(from)) return from;
    return isPlainObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
  };
  return (path) => copy(() => path.reduce<unknown>(step, props), path);
}

/** The body of azapi's resources may be JSON; one that isn't JSON holds nothing. */
function parsedBody(of: unknown): unknown {
  if (typeof of !== "string" || isHiddenSecret(of)) return of;
  try {
    return JSON.parse(of) as unknown;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
