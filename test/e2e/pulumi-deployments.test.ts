import { advice, packForTests, diagnose, secureTls, unread, useSsl } from "../stand-ins/pulumi-diagnose";
import { secret, UNKNOWN, type Properties, type Resource } from "../stand-ins/policy-pack";

const STACK: Resource = {
  urn: "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev",
  type: "pulumi:pulumi:Stack",
  name: "project-dev",
  inputs: {},
  outputs: {},
};
const NATIVE = "azure-native:resources:Deployment";
const CLASSIC = "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment";

const pack = packForTests();

function deployment(type: string, inputs: Properties, name = "deploy"): Resource {
  return { urn: `urn:pulumi:dev::project::${type}::${name}`, type, name, inputs, outputs: inputs, parent: STACK.urn };
}

const server = (sslEnforcement: unknown): Record<string, unknown> => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { ssl: { type: "string" } },
  resources: [{ type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement } }],
});

const FAILS = "resources[0]: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.";
const native = (properties: unknown, type = NATIVE): Resource => deployment(type, { properties });

const cases: readonly { readonly name: string; readonly program: readonly Resource[]; readonly found: readonly string[] }[] = [
  ...[
    "Deployment",
    "DeploymentAtScope",
    "DeploymentAtSubscriptionScope",
    "DeploymentAtManagementGroupScope",
    "DeploymentAtTenantScope",
  ].map((name) => ({
    name: `azure-native's ${name}`,
    program: [native({ template: server("Disabled") }, `azure-native:resources:${name}`)],
    found: [`${useSsl} mandatory: properties.template.${FAILS}`],
  })),
  ...["azure-native:resources/v20240301:Deployment", "azure-native_resources_v20240301:resources:Deployment"].map((type) => ({
    name: `a token of one API version: ${type}`,
    program: [native({ template: server("Disabled") }, type)],
    found: [`${useSsl} mandatory: properties.template.${FAILS}`],
  })),
  ...[
    "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment",
    "azure:core/tenantTemplateDeployment:TenantTemplateDeployment",
    "azure:management/groupTemplateDeployment:GroupTemplateDeployment",
  ].map((type) => ({
    name: type,
    program: [deployment(type, { templateContent: JSON.stringify(server("Disabled")) })],
    found: [`${useSsl} mandatory: templateContent.${FAILS}`],
  })),
  {
    name: "the oldest of the classic deployments",
    program: [deployment("azure:core/templateDeployment:TemplateDeployment", { templateBody: JSON.stringify(server("Disabled")) })],
    found: [`${useSsl} mandatory: templateBody.${FAILS}`],
  },
  {
    name: "a template as JSON in azure-native",
    program: [native({ template: JSON.stringify(server("Disabled")) })],
    found: [`${useSsl} mandatory: properties.template.${FAILS}`],
  },
  {
    name: "a parameter's value",
    program: [native({ template: server("[parameters('ssl')]"), parameters: { SSL: { value: "Enabled" } } })],
    found: [],
  },
  {
    name: "a parameter's value as JSON",
    program: [
      deployment(CLASSIC, {
        templateContent: JSON.stringify(server("[parameters('ssl')]")),
        parametersContent: '{"ssl":{"value":"Disabled"}}',
      }),
    ],
    found: [`${useSsl} mandatory: templateContent.${FAILS}`],
  },
  {
    name: "a parameter's value that the program doesn't know yet",
    program: [native({ template: server("[parameters('ssl')]"), parameters: { ssl: { value: UNKNOWN } } })],
    found: [
      `${advice} advisory: ${useSsl}: properties.template.resources[0]: properties.sslEnforcement is a value that is known only at deployment; it must be Enabled. Set properties.sslEnforcement to Enabled.`,
    ],
  },
  {
    name: "parameters that the program doesn't know yet",
    program: [
      native({
        template: { ...server("[parameters('ssl')]"), parameters: { ssl: { type: "string", defaultValue: "Enabled" } } },
        parameters: UNKNOWN,
      }),
    ],
    found: [
      `${advice} advisory: ${useSsl}: properties.template.resources[0]: properties.sslEnforcement depends on a value that is known only at deployment; it must be Enabled. Set properties.sslEnforcement to Enabled.`,
    ],
  },
  {
    name: "a secret is not repeated",
    program: [native({ template: server("[parameters('ssl')]"), parameters: { ssl: { value: secret("hunter2") } } })],
    found: [
      `${useSsl} mandatory: properties.template.resources[0]: properties.sslEnforcement is a string of 7 characters; it must be Enabled. Set properties.sslEnforcement to Enabled.`,
    ],
  },
  {
    name: "a value in the template that the program doesn't know yet",
    program: [native({ template: server(UNKNOWN) })],
    found: [
      `${advice} advisory: ${useSsl}: properties.template.resources[0]: properties.sslEnforcement is a value that is known only at deployment; it must be Enabled. Set properties.sslEnforcement to Enabled.`,
    ],
  },
  {
    name: "a template that the program doesn't know yet",
    program: [native({ template: UNKNOWN })],
    found: [
      `${advice} advisory: ${unread}: properties.template: The template is known only at deployment, so what it declares isn't checked. Write it in the program, with what isn't known in its parameters.`,
    ],
  },
  {
    name: "a linked template",
    program: [native({ templateLink: { uri: "https://example.com/azuredeploy.json" } })],
    found: [
      `${advice} advisory: ${unread}: properties.template: The template is linked from elsewhere, so what it declares isn't checked.`,
    ],
  },
  {
    name: "a template that is no JSON",
    program: [deployment(CLASSIC, { templateContent: "{" })],
    found: [`${advice} advisory: ${unread}: templateContent: The template is not JSON, so what it declares isn't checked.`],
  },
  {
    name: "a template that is nested too deeply",
    program: [
      native({
        template: { resources: Array.from({ length: 150 }).reduce<unknown>((inner) => [{ type: "a/b", name: "x", resources: inner }], []) },
      }),
    ],
    found: [
      `${advice} advisory: ${unread}: properties.template.${"resources[0].".repeat(99)}resources: What is declared here can't be read, so it isn't checked: it depends on a value that is nested too deeply to be read.`,
    ],
  },
  {
    name: "resources that the program doesn't know yet",
    program: [native({ template: { resources: [UNKNOWN] } })],
    found: [
      `${advice} advisory: ${unread}: properties.template.resources[0]: What is declared here can't be read, so it isn't checked: it depends on a value that is known only at deployment.`,
    ],
  },
  {
    name: "names that two deployments don't know are two",
    program: ["one", "two"].map((name) =>
      deployment(
        NATIVE,
        {
          properties: {
            template: {
              variables: { name: "[uniqueString(resourceGroup().id)]" },
              resources: [
                { type: "Microsoft.DBforPostgreSQL/flexibleServers", name: "[variables('name')]", properties: { version: "11" } },
                ...(name === "one"
                  ? [
                      {
                        type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
                        name: "[concat(variables('name'), '/require_secure_transport')]",
                        properties: { value: "ON" },
                      },
                    ]
                  : []),
              ],
            },
          },
        },
        name,
      ),
    ),
    found: [`${secureTls} mandatory: properties.template.resources[0]: require_secure_transport is not set for this server`],
  },
  {
    name: "a template without anything of PostgreSQL",
    program: [native({ template: { resources: [{ type: "Microsoft.Storage/storageAccounts", name: "x" }] } })],
    found: [],
  },
  {
    name: "another resource with a property of that name",
    program: [deployment("my:own:Deployment", { properties: { template: server("Disabled") } })],
    found: [],
  },
  {
    name: "a parameter in the program for a server in a template",
    program: [
      native({ template: { resources: [{ type: "Microsoft.DBforPostgreSQL/flexibleServers", name: "contoso-pg", properties: {} }] } }),
      ...[
        ["require_secure_transport", "ON"],
        ["ssl_min_protocol_version", "TLSv1.2"],
      ].map(([configurationName = "", value]) =>
        deployment(
          "azure-native:dbforpostgresql:Configuration",
          { resourceGroupName: "rg", serverName: "contoso-pg", configurationName, value },
          configurationName,
        ),
      ),
    ],
    found: [],
  },
];

test.each(cases)("$name", async ({ program, found }) => {
  const diagnosed = await diagnose(pack(), [STACK, ...program]);
  expect(
    diagnosed.map(({ policy, level, message }) => `${policy} ${level}: ${message.replace(/; it must be ON\. Declare .*/, "")}`),
  ).toEqual(found);
});
