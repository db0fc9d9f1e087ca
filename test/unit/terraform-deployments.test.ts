import { check } from "../../cdktf-aspect/index";
import { libraries, newApp, raw, type Library } from "../stand-ins/cdktf-libraries";

type Stack = InstanceType<Library["TerraformStack"]>;

const AZURERM = "azurerm_resource_group_template_deployment";

const server = (sslEnforcement: unknown): Record<string, unknown> => ({
  parameters: { ssl: { type: "string" } },
  resources: [{ type: "Microsoft.DBforPostgreSQL/servers", apiVersion: "2017-12-01", name: "pg", properties: { sslEnforcement } }],
});
const content = (sslEnforcement: unknown): string => JSON.stringify(server(sslEnforcement));
const FAILS = "resources[0]: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled.";

const cases: readonly {
  readonly name: string;
  readonly build: (lib: Library, stack: Stack) => void;
  readonly messages: readonly string[];
}[] = [
  ...["resource_group", "subscription", "management_group", "tenant"].map((scope) => ({
    name: `a deployment to a ${scope}`,
    build(lib: Library, stack: Stack) {
      raw(lib, stack, "deploy", `azurerm_${scope}_template_deployment`, { template_content: content("Disabled") });
    },
    messages: [`templateContent.${FAILS}`],
  })),
  {
    name: "the oldest of the deployments",
    build: (lib, stack) => raw(lib, stack, "deploy", "azurerm_template_deployment", { template_body: content("Disabled") }),
    messages: [`templateBody.${FAILS}`],
  },
  {
    name: "a parameter's value",
    build: (lib, stack) =>
      raw(lib, stack, "deploy", AZURERM, {
        template_content: content("[parameters('ssl')]"),
        parameters_content: '{"ssl":{"value":"Enabled"}}',
      }),
    messages: [],
  },
  {
    name: "a variable as a parameter's value",
    build(lib, stack) {
      new lib.TerraformVariable(stack, "ssl", {});
      raw(lib, stack, "deploy", AZURERM, {
        template_content: content("[parameters('ssl')]"),
        parameters_content: '{"ssl":{"value":"${var.ssl}"}}',
      });
    },
    messages: [
      "templateContent.resources[0]: properties.sslEnforcement is var.ssl, which has no default; it must be Enabled. Set properties.sslEnforcement to Enabled.",
    ],
  },
  {
    name: "a variable in a template",
    build(lib, stack) {
      new lib.TerraformVariable(stack, "ssl", { default: "Disabled" });
      raw(lib, stack, "deploy", AZURERM, { template_content: content("${var.ssl}") });
    },
    messages: [`templateContent.${FAILS}`],
  },
  {
    name: "a template that Terraform alone knows",
    build: (lib, stack) => raw(lib, stack, "deploy", AZURERM, { template_content: '${file("azuredeploy.json")}' }),
    messages: [
      "templateContent: The template is known only at deployment, so what it declares isn't checked. Write it in the program, with what isn't known in its parameters.",
    ],
  },
  {
    name: "a template spec",
    build: (lib, stack) =>
      raw(lib, stack, "deploy", AZURERM, { template_spec_version_id: "${data.azurerm_template_spec_version.this.id}" }),
    messages: ["templateContent: The template is linked from elsewhere, so what it declares isn't checked."],
  },
  {
    name: "a template that is no JSON",
    build: (lib, stack) => raw(lib, stack, "deploy", AZURERM, { template_content: "{" }),
    messages: ["templateContent: The template is not JSON, so what it declares isn't checked."],
  },
  {
    name: "a server of the stack, by its name, for parameters in a template",
    build(lib, stack) {
      raw(lib, stack, "pg", "azurerm_postgresql_flexible_server", { name: "contoso-pg" });
      const parameter = (name: string, value: string): unknown => ({
        type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
        name: `contoso-pg/${name}`,
        properties: { value },
      });
      raw(lib, stack, "deploy", AZURERM, {
        template_content: JSON.stringify({
          resources: [parameter("require_secure_transport", "ON"), parameter("ssl_min_protocol_version", "TLSv1.2")],
        }),
      });
    },
    messages: [],
  },
  {
    name: "a deployment for each of a list",
    build: (lib, stack) => raw(lib, stack, "deploy", AZURERM, { for_each: '${toset(["a","b"])}', template_content: content("Disabled") }),
    messages: [`templateContent.${FAILS}`, `templateContent.${FAILS}`],
  },
];

describe.each(libraries)("$library", ({ lib }) => {
  test.each(cases)("$name", ({ build, messages }) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    build(lib, stack);
    const { findings, unread } = check(stack);
    expect([...findings, ...unread].map(({ message }) => message)).toEqual(messages);
  });
});
