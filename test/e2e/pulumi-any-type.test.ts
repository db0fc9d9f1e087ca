/** Resources that say their ARM type in their arguments, and deployments beyond the usual ones. */
import { advice, packForTests, diagnose, useSsl, secureTls, unread } from "../stand-ins/pulumi-diagnose";
import { UNKNOWN, secret, type Properties, type Resource } from "../stand-ins/policy-pack";
import { parameters, server, serverUrn, stack, unset, urn } from "../stand-ins/pulumi-program";

const RESOURCE = "azapi:index/resource:Resource";
const UPDATE = "azapi:index/updateResource:UpdateResource";
const GENERIC = "azure-native:resources:Resource";
const FLEXIBLE = "Microsoft.DBforPostgreSQL/flexibleServers";
const CONFIGURATION = `${FLEXIBLE}/configurations`;
const GROUP_ID = "/subscriptions/0/resourceGroups/rg";
const PG_ID = `${GROUP_ID}/providers/${FLEXIBLE}/pg`;

const pack = packForTests();

const any = (token: string, name: string, inputs: Properties, extra: Partial<Resource> = {}): Resource => ({
  urn: urn(token, name),
  type: token,
  name,
  inputs,
  outputs: inputs,
  parent: stack.urn,
  ...extra,
});

const azapi = (name: string, type: string, inputs: Properties, extra: Partial<Resource> = {}, token = RESOURCE): Resource =>
  any(token, name, { type: `${type}@2024-08-01`, ...inputs }, extra);

const both = (declare: (parameter: string, value: string) => Resource): Resource[] => [
  declare("require_secure_transport", "ON"),
  declare("ssl_min_protocol_version", "TLSv1.2"),
];

const generic = (name: string, inputs: Properties, extra: Partial<Resource> = {}): Resource =>
  any(GENERIC, name, { resourceProviderNamespace: "Microsoft.DBforPostgreSQL", resourceGroupName: "rg", ...inputs }, extra);

const azapiServer = azapi("pg", FLEXIBLE, { name: "pg", parentId: GROUP_ID, body: { properties: { version: "16" } } });
const azapiUrn = urn(RESOURCE, "pg");
const genericServer = generic("pg", { parentResourcePath: "", resourceType: "flexibleServers", resourceName: "pg", properties: {} });

const template = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources: [
    { type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement: "Disabled" } },
  ],
};
const disabled = (argument: string): string =>
  `${useSsl} mandatory deploy: ${argument}.resources[0]: properties.sslEnforcement is Disabled`;
const unreadable = (name: string, message: string): string => `${advice} advisory ${name}: ${unread}: ${message}`;
const LINKED = "The template is linked from elsewhere, so what it declares isn't checked.";

const cases: readonly { readonly name: string; readonly program: readonly Resource[]; readonly found: readonly string[] }[] = [
  {
    name: "azapi: a server without parameters",
    program: [azapiServer],
    found: unset("pg"),
  },
  {
    name: "azapi: by a literal id",
    program: [
      azapiServer,
      ...both((name, value) => azapi(name, CONFIGURATION, { name, parentId: PG_ID, body: { properties: { value } } })),
    ],
    found: [],
  },
  {
    name: "azapi: by an id that is known later",
    program: [
      azapiServer,
      azapi("other", FLEXIBLE, { name: "other", parentId: GROUP_ID, body: {} }),
      ...both((name, value) =>
        azapi(
          name,
          CONFIGURATION,
          { name, parentId: UNKNOWN, body: { properties: { value } } },
          { propertyDependencies: { parentId: [azapiUrn] } },
        ),
      ),
    ],
    found: unset("other"),
  },
  {
    name: "azapi: an update of a server of azure-native, by id",
    program: [
      server("pg", { serverName: "pg" }),
      ...both((name, value) =>
        azapi(name, CONFIGURATION, { resourceId: `${PG_ID}/configurations/${name}`, body: { properties: { value } } }, {}, UPDATE),
      ),
    ],
    found: [],
  },
  {
    name: "azapi: an action with a wrong value, in JSON",
    program: [
      azapi(
        "act",
        CONFIGURATION,
        { resourceId: `${PG_ID}/configurations/require_secure_transport`, method: "PUT", body: '{"properties":{"value":"OFF"}}' },
        {},
        "azapi:index/resourceAction:ResourceAction",
      ),
    ],
    found: [`${secureTls} mandatory act: require_secure_transport is OFF`],
  },
  {
    name: "azapi: an action that writes nothing of what is judged",
    program: [azapi("act", FLEXIBLE, { resourceId: PG_ID, action: "restart" }, {}, "azapi:index/resourceAction:ResourceAction")],
    found: [],
  },
  {
    name: "azapi: a single server, in a wrong form and a wrong value, which is no secret that is told",
    program: [
      azapi("a", "Microsoft.DBforPostgreSQL/servers", { name: "a", body: secret({ properties: { sslEnforcement: "hunter2" } }) }),
      azapi("b", "microsoft.dbforpostgresql/SERVERS", { name: "b", body: { properties: { sslEnforcement: "enabled" } } }),
      azapi("c", "Microsoft.DBforPostgreSQL/servers", {
        name: "c",
        sensitiveBody: { properties: { sslEnforcement: "Disabled" } },
        body: {},
      }),
    ],
    found: [
      `${useSsl} mandatory a: body.properties.sslEnforcement is a string of 7 characters`,
      `${useSsl} mandatory c: body.properties.sslEnforcement is Disabled`,
    ],
  },
  {
    name: "azapi: what is known only at deployment",
    program: [
      azapi("body", "Microsoft.DBforPostgreSQL/servers", { name: "a", body: UNKNOWN }),
      azapi("type", "", { type: UNKNOWN, name: "b", body: {} }),
      azapi("text", "Microsoft.DBforPostgreSQL/servers", { name: "c", body: "no json" }),
    ],
    found: [
      `${advice} advisory body: ${useSsl}: body.properties.sslEnforcement is known only at deployment`,
      `${advice} advisory text: ${useSsl}: body.properties.sslEnforcement is in a body that is not JSON`,
      unreadable("type", "The type of this is known only at deployment, so what it declares isn't checked."),
    ],
  },
  {
    name: "azapi: another type, and one that is left out of the run",
    program: [azapi("vnet", "Microsoft.Network/virtualNetworks", { name: "v", body: {} }), any(RESOURCE, "left-out", {})],
    found: [],
  },
  {
    name: "azure-native's generic resource: a server without parameters",
    program: [genericServer],
    found: unset("pg"),
  },
  {
    name: "azure-native's generic resource: by the parent's path",
    program: [
      genericServer,
      ...both((name, value) =>
        generic(name, {
          parentResourcePath: "flexibleServers/pg",
          resourceType: "configurations",
          resourceName: name,
          properties: { value },
        }),
      ),
    ],
    found: [],
  },
  {
    name: "azure-native's generic resource: of a server of the usual type, and a wrong value",
    program: [
      server("pg"),
      ...parameters("pg", { serverName: "pg1a2b3c4d" }).slice(0, 1),
      generic(
        "tls",
        {
          parentResourcePath: UNKNOWN,
          resourceType: "configurations",
          resourceName: "ssl_min_protocol_version",
          properties: { value: "TLSv1" },
        },
        { propertyDependencies: { parentResourcePath: [serverUrn("pg")] } },
      ),
    ],
    found: [
      `${secureTls} mandatory pg: ssl_min_protocol_version is not set for this server`,
      unreadable("tls", "The type of this is known only at deployment, so what it declares isn't checked."),
    ],
  },
  {
    name: "azure-native's generic resource: a single server, and another namespace",
    program: [
      generic("old", { parentResourcePath: "", resourceType: "servers", resourceName: "old", properties: { sslEnforcement: "Disabled" } }),
      any(GENERIC, "vnet", { resourceProviderNamespace: "Microsoft.Network", resourceType: "virtualNetworks", resourceName: "v" }),
    ],
    found: [`${useSsl} mandatory old: properties.sslEnforcement is Disabled`],
  },
  ...[
    "azure-native:resources:DeploymentStackAtResourceGroup",
    "azure-native:resources:DeploymentStackAtSubscription",
    "azure-native:resources:DeploymentStackAtManagementGroup",
    "azure-native:resources/v20240301:DeploymentStackAtResourceGroup",
    "azure-native_resources_v20240301:resources:DeploymentStackAtResourceGroup",
  ].map((token) => ({
    name: `a deployment stack: ${token}`,
    program: [any(token, "deploy", { template })],
    found: [disabled("template")],
  })),
  ...[
    "azure-native:deploymentstacks:DeploymentStackAtResourceGroup",
    "azure-native:deploymentstacks/v20240301:DeploymentStackAtSubscription",
    "azure-native_deploymentstacks_v20240301:deploymentstacks:DeploymentStackAtManagementGroup",
  ].map((token) => ({
    name: `a deployment stack of version 2: ${token}`,
    program: [any(token, "deploy", { properties: { template } })],
    found: [disabled("properties.template")],
  })),
  {
    name: "a deployment stack whose template is linked",
    program: [any("azure-native:resources:DeploymentStackAtResourceGroup", "deploy", { templateLink: { id: "x" } })],
    found: [unreadable("deploy", `template: ${LINKED}`)],
  },
  {
    name: "deployments of the package that Pulumi makes from Terraform's provider",
    program: [
      any("azurerm:index/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment", "deploy", {
        templateContent: JSON.stringify(template),
      }),
    ],
    found: [disabled("templateContent")],
  },
  {
    name: "a deployment by azapi",
    program: [azapi("deploy", "Microsoft.Resources/deployments", { name: "d", body: { properties: { template } } })],
    found: [disabled("body.properties.template")],
  },
  {
    name: "a deployment by azapi, in JSON",
    program: [azapi("deploy", "Microsoft.Resources/deploymentStacks", { name: "d", body: JSON.stringify({ properties: { template } }) })],
    found: [disabled("body.properties.template")],
  },
  {
    name: "a template spec that declares a server",
    program: [any("azure-native:resources:TemplateSpecVersion", "spec", { templateSpecName: "s", mainTemplate: template })],
    found: [
      unreadable(
        "spec",
        "The template is kept for others to deploy, with parameters that aren't known here, so what it declares isn't checked.",
      ),
    ],
  },
  {
    name: "a template spec that declares no server",
    program: [any("azure-native:resources:TemplateSpecVersion", "spec", { mainTemplate: { ...template, resources: [] } })],
    found: [],
  },
];

test.each(cases)("$name", async ({ program, found }) => {
  const diagnosed = await diagnose(pack(), [stack, ...program]);
  const brief = diagnosed.map(
    ({ policy, level, urn: at, message }) => `${policy} ${level} ${at.split("::").at(-1) ?? ""}: ${message.split("; ")[0] ?? ""}`,
  );
  expect(brief.sort()).toEqual([...found].sort());
});
