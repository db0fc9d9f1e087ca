import type { AzurePolicy, Control, Options } from "../model";
import { configure } from "./configure";

/** What an initiative is deployed to. */
export type Scope = "subscription" | "management-group";

const NAME = "azure-postgresql-tls";

/** Of https://learn.microsoft.com/azure/templates/microsoft.authorization/policysetdefinitions, and of definitions. */
const API_VERSION = "2023-04-01";

const CATEGORY = { category: "PostgreSQL" };

/** What differs by scope: the schema of its templates, and how one says the id of a definition that it deploys. */
const scopes = {
  subscription: {
    schema: "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    idOf: (name: string) => `[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', '${name}')]`,
  },
  "management-group": {
    schema: "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#",
    idOf: (name: string) => `[extensionResourceId(managementGroup().id, 'Microsoft.Authorization/policyDefinitions', '${name}')]`,
  },
} satisfies Readonly<Record<Scope, unknown>>;

/**
 * The initiative that a configuration asks for, as JSON: of the controls that are on, with their options.
 *
 * @param config the path of the configuration; by default it is found as for a check
 * @throws OptionsError for a configuration that is wrong
 */
export function azurePolicy(config: string | undefined, scope: Scope, controls: readonly Control[], cwd = process.cwd()): string {
  const settings = configure(config, cwd, controls).configuration.settings(() => false);
  const template = azurePolicyTemplate(settings.controls, (control) => settings.optionsOf.get(control.id) ?? settings.options, scope);
  return `${JSON.stringify(template, undefined, 2)}\n`;
}

/**
 * An ARM template with an initiative (a policy set definition) of what watches the same as some controls on what is deployed:
 * Azure's built-in definitions, and one of its own where there is none for the options, which stands in the template too.
 */
function azurePolicyTemplate(controls: readonly Control[], optionsOf: (control: Control) => Options, scope: Scope): unknown {
  const watched = controls.flatMap((control) =>
    (control.azurePolicies?.(optionsOf(control)) ?? []).map((policy) => ({ control, policy, effectName: `effect-${policy.name}` })),
  );
  const { schema, idOf } = scopes[scope];
  const own = watched.flatMap(({ control, policy }) => ("builtIn" in policy ? [] : [ownDefinition(control, policy)]));
  const initiative = {
    type: "Microsoft.Authorization/policySetDefinitions",
    apiVersion: API_VERSION,
    name: NAME,
    ...(own.length > 0 && { dependsOn: own.map(({ name }) => idOf(name)) }),
    properties: {
      displayName: "TLS on Azure PostgreSQL servers",
      description: "PostgreSQL servers that exist, whoever made them, enforce TLS in an approved version.",
      policyType: "Custom",
      metadata: CATEGORY,
      parameters: Object.fromEntries(watched.map(({ policy, effectName }) => [effectName, effectParameter(policy)])),
      policyDefinitions: watched.map(({ policy, effectName }) => ({
        policyDefinitionReferenceId: policy.name,
        policyDefinitionId:
          "builtIn" in policy ? `/providers/Microsoft.Authorization/policyDefinitions/${policy.builtIn}` : idOf(ownName(policy)),
        parameters: { effect: { value: forLater(`parameters('${effectName}')`) } },
      })),
    },
  };
  return { $schema: schema, contentVersion: "1.0.0.0", resources: [...own, initiative] };
}

function effectParameter({ displayName, effect }: AzurePolicy): unknown {
  return {
    type: "String",
    metadata: { displayName: `Effect: ${displayName}` },
    allowedValues: [effect, "Disabled"],
    defaultValue: effect,
  };
}

/** An expression that the policy evaluates, not the template: a second bracket says so. */
function forLater(expression: string): string {
  return `[[${expression}]`;
}

function ownName({ name }: AzurePolicy): string {
  return `${NAME}-${name}`;
}

/** A definition that wants a setting of each resource to have one of some values. */
function ownDefinition({ on }: Control, policy: Extract<AzurePolicy, { setting: string }>): { readonly name: string } {
  const type = `${on.arm}/${on.settings?.collection ?? ""}`;
  return {
    type: "Microsoft.Authorization/policyDefinitions",
    apiVersion: API_VERSION,
    name: ownName(policy),
    properties: {
      displayName: policy.displayName,
      policyType: "Custom",
      mode: "Indexed",
      metadata: CATEGORY,
      parameters: { effect: effectParameter(policy) },
      policyRule: {
        if: { field: "type", equals: on.arm },
        then: {
          effect: forLater("parameters('effect')"),
          details: { type, name: policy.setting, existenceCondition: { field: `${type}/value`, in: policy.accepted } },
        },
      },
    },
  } as { readonly name: string };
}
