import { readEmbedded, type EmbeddedResources } from "../arm/embedded";
import type { Subjects } from "../engine/subjects";
import type { Condition, Origin, WrittenWaiver } from "../model";
import { fold } from "../engine/names";
import { isUnknown, property, Unknown, type Value } from "../symbolic/values";
import { armTypeOf, content } from "./azapi";
import { step, type Environment } from "./evaluate";
import type { Json } from "./json";

/** The arguments of a deployment resource. */
interface DeploymentType {
  readonly template: readonly string[];
  readonly parameters: readonly string[];
  /** What links a template from elsewhere. */
  readonly link: readonly string[];
}

const azurermType: DeploymentType = {
  template: ["template_content"],
  parameters: ["parameters_content"],
  link: ["template_spec_version_id"],
};

const deploymentTypes: Readonly<Record<string, DeploymentType>> = {
  azurerm_resource_group_template_deployment: azurermType,
  azurerm_subscription_template_deployment: azurermType,
  azurerm_management_group_template_deployment: azurermType,
  azurerm_tenant_template_deployment: azurermType,
  azurerm_template_deployment: { template: ["template_body"], parameters: ["parameters_body"], link: [] },
};

const azapiType: DeploymentType = {
  template: ["body", "properties", "template"],
  parameters: ["body", "properties", "parameters"],
  link: ["body", "properties", "templateLink"],
};

/** The ARM types that deploy a template, folded. */
const DEPLOYMENTS = ["microsoft.resources/deployments", "microsoft.resources/deploymentstacks"];

/** azurerm's deployments, with the arguments that are read. */
export const DEPLOYMENT_ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(deploymentTypes).map(([type, { template, parameters, link }]) => [type, [...template, ...parameters, ...link]]),
);

/** Whether a Terraform resource deploys an ARM template. */
export function isDeployment(terraformType: string, body: Json, env: Environment): boolean {
  return deploymentTypeOf(terraformType, body, env) !== undefined;
}

function deploymentTypeOf(terraformType: string, body: Json, env: Environment): DeploymentType | undefined {
  if (Object.hasOwn(deploymentTypes, terraformType)) return deploymentTypes[terraformType];
  if (terraformType !== "azapi_resource") return undefined;
  const type = armTypeOf(body, env);
  return typeof type === "string" && DEPLOYMENTS.includes(fold(type)) ? azapiType : undefined;
}

/** The resource that holds a template. */
export interface DeploymentHost {
  readonly origin: Origin;
  /** An argument as its author spells it. */
  readonly spell: (argument: string) => string;
  readonly conditions: readonly Condition[];
  readonly waivers: readonly WrittenWaiver[];
}

/**
 * What an ARM template declares that a deployment resource holds.
 *
 * @param host of which {@link isDeployment}
 * @param env of the instance
 * @param subjects the types that are wanted
 */
export function embeddedIn(host: DeploymentHost, body: Json, env: Environment, subjects: Subjects): EmbeddedResources {
  const type = deploymentTypeOf(host.origin.nativeType, body, env);
  if (!type) return { resources: [], gaps: [] };
  const argument = ([outer = "", ...rest]: readonly string[]): Value =>
    rest.reduce<Value>(
      (of, key) => (isUnknown(of) ? step(of, key, env) : ((property(of, key) ?? null) as Value)),
      outer in body ? contentOf(body[outer], env) : null,
    );
  return readEmbedded({
    host: host.origin,
    argument: host.spell(type.template.join(".")),
    template: argument(type.template) ?? undefined,
    parameters: argument(type.parameters) ?? undefined,
    isLinked: type.link.length > 0 && argument(type.link) !== null,
    conditions: host.conditions,
    waivers: host.waivers,
    subjects,
  });
}

/** A template that is no JSON is told as such by the template's reader. */
function contentOf(written: unknown, env: Environment): Value {
  const value = content(written, env);
  return value instanceof Unknown && value.cause === "a body that is not JSON" ? "" : value;
}
