import { readEmbedded, type EmbeddedResources } from "../arm/embedded";
import type { Subjects } from "../engine/subjects";
import { Unknown } from "../symbolic/values";
import { same } from "../engine/names";
import type { Instance } from "./instances";
import { evaluate, isObject, mapObject, property, Unresolved, type Json, type Scope } from "./evaluate";

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

/** azurerm's deployments, with the arguments that are read. */
export const DEPLOYMENT_ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(deploymentTypes).map(([type, { template, parameters, link }]) => [type, [...template, ...parameters, ...link]]),
);

/** Whether a Terraform resource deploys an ARM template. */
export function isDeployment(terraformType: string, body: Json, scope: Scope): boolean {
  return deploymentTypeOf(terraformType, body, scope) !== undefined;
}

function deploymentTypeOf(terraformType: string, body: Json, scope: Scope): DeploymentType | undefined {
  if (Object.hasOwn(deploymentTypes, terraformType)) return deploymentTypes[terraformType];
  if (terraformType !== "azapi_resource") return undefined;
  const type = evaluate(body["type"], scope);
  return typeof type === "string" && same(type.split("@")[0] ?? "", "Microsoft.Resources/deployments") ? azapiType : undefined;
}

/** Where a value stands: what is not known of it is told apart by that. */
interface At {
  readonly scope: Scope;
  readonly stack: string;
  readonly address: string;
}

/**
 * What an ARM template declares that a deployment resource holds.
 *
 * @param block one that {@link isDeployment}
 * @param place the stack's path, the instance's address, and the path of the construct that declares it
 */
export function embeddedIn(
  { terraformType, body, scope }: { readonly terraformType: string; readonly body: Json; readonly scope: Scope },
  { condition }: Instance,
  { stack, address, constructPath }: { readonly stack: string; readonly address: string; readonly constructPath: string },
  subjects: Subjects,
): EmbeddedResources {
  const type = deploymentTypeOf(terraformType, body, scope);
  if (!type) return { resources: [], gaps: [] };
  const argument = ([outer = "", ...rest]: readonly string[]): unknown =>
    rest.reduce<unknown>(
      (of, key) => (of instanceof Unknown ? of : property(of, key)),
      content(property(body, outer), { scope, stack, address: `${address} ${outer}` }),
    );
  return readEmbedded({
    host: { name: address, nativeType: terraformType, address, declaration: constructPath },
    argument: type.template.join("."),
    template: argument(type.template),
    parameters: argument(type.parameters),
    isLinked: type.link.length > 0 && argument(type.link) !== undefined,
    ...(condition && { conditions: [condition] }),
    subjects,
  });
}

/** A value, or JSON of one, as the template's reader takes it: what Terraform alone knows is unknown, by what it refers to. */
function content(written: unknown, at: At): unknown {
  if (typeof written === "string" && !written.startsWith("${")) {
    try {
      return resolved(JSON.parse(written), at);
    } catch {
      return written;
    }
  }
  const value = resolved(written, at);
  return typeof value === "string" && value !== written ? content(value, at) : value;
}

function resolved(json: unknown, at: At): unknown {
  return convert(evaluate(json, at.scope), at.address, at.stack);
}

function convert(value: unknown, path: string, stack: string): unknown {
  if (value instanceof Unresolved) {
    const cause = value.why.startsWith("is known") ? `a value that ${value.why}` : value.why.replace(/^is /, "");
    return new Unknown(value.reference ? `${stack} ${JSON.stringify(value.reference)}${value.suffix}` : path, cause, true);
  }
  if (Array.isArray(value)) return value.map((item, index) => convert(item, `${path}[${String(index)}]`, stack));
  if (!isObject(value)) return value;
  let index = 0;
  return mapObject(value, (item) => convert(item, `${path}.${String(index++)}`, stack));
}
