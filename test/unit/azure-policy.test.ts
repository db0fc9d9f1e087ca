import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { azurePolicy, type Scope } from "../../shared/command/azure-policy";
import { controls } from "../../shared/controls";

interface Template {
  readonly $schema: string;
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly dependsOn?: readonly string[];
    readonly properties: Properties;
  }[];
}

interface Properties {
  readonly parameters: Readonly<
    Record<string, { readonly type: string; readonly allowedValues: readonly string[]; readonly defaultValue: string }>
  >;
  readonly policyDefinitions: readonly {
    readonly policyDefinitionReferenceId: string;
    readonly policyDefinitionId: string;
    readonly parameters: { readonly effect: { readonly value: string } };
  }[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The template that a configuration asks for. */
function templateOf(configuration: object, scope: Scope = "subscription"): Template {
  writeFileSync(join(folder, "configuration.json"), JSON.stringify(configuration));
  return JSON.parse(azurePolicy("configuration.json", scope, controls, folder)) as Template;
}

const BUILT_IN = "/providers/Microsoft.Authorization/policyDefinitions/";

const definitions: readonly { minimumTlsVersion: string; scope: Scope; ids: readonly string[] }[] = [
  {
    minimumTlsVersion: "1.2",
    scope: "subscription",
    ids: [
      `${BUILT_IN}d158790f-bfb0-486c-8631-2dc6b4e8e6af`,
      `${BUILT_IN}c29c38cb-74a7-4505-9a06-e588ab86620a`,
      `${BUILT_IN}a43d5475-c569-45ce-a268-28fa79f4e87a`,
    ],
  },
  {
    minimumTlsVersion: "1.3",
    scope: "subscription",
    ids: [
      `${BUILT_IN}d158790f-bfb0-486c-8631-2dc6b4e8e6af`,
      `${BUILT_IN}c29c38cb-74a7-4505-9a06-e588ab86620a`,
      "[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'azure-postgresql-tls-flexible-server-tls')]",
    ],
  },
  {
    minimumTlsVersion: "1.3",
    scope: "management-group",
    ids: [
      `${BUILT_IN}d158790f-bfb0-486c-8631-2dc6b4e8e6af`,
      `${BUILT_IN}c29c38cb-74a7-4505-9a06-e588ab86620a`,
      "[extensionResourceId(managementGroup().id, 'Microsoft.Authorization/policyDefinitions', 'azure-postgresql-tls-flexible-server-tls')]",
    ],
  },
];

describe.each(definitions)("TLS $minimumTlsVersion, for a $scope", ({ minimumTlsVersion, scope, ids }) => {
  const parts = (): { $schema: string; initiative: Template["resources"][number] | undefined; own: Template["resources"] } => {
    const { $schema, resources } = templateOf({ minimumTlsVersion }, scope);
    return { $schema, initiative: resources.at(-1), own: resources.slice(0, -1) };
  };

  test("is an initiative of these definitions", () => {
    const { $schema, initiative } = parts();
    expect($schema).toBe(
      scope === "subscription"
        ? "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
        : "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#",
    );
    expect(initiative?.type).toBe("Microsoft.Authorization/policySetDefinitions");
    expect(initiative?.properties.policyDefinitions.map(({ policyDefinitionId }) => policyDefinitionId)).toEqual(ids);
  });

  test("each effect is a parameter of the initiative, which an assignment can set", () => {
    const { initiative } = parts();
    const { parameters = {}, policyDefinitions = [] } = initiative?.properties ?? {};
    const values = policyDefinitions.map(({ parameters: { effect } }) => effect.value);
    expect(values).toEqual(Object.keys(parameters).map((name) => `[[parameters('${name}')]`));
    for (const { type, allowedValues, defaultValue } of Object.values(parameters)) {
      expect(type).toBe("String");
      expect(allowedValues).toEqual([defaultValue, "Disabled"]);
    }
  });

  test("what it defines itself is deployed before", () => {
    const { initiative, own } = parts();
    expect(initiative?.dependsOn ?? []).toEqual(ids.filter((id) => id.startsWith("[")));
    expect(own.map(({ name }) => name)).toEqual(minimumTlsVersion === "1.3" ? ["azure-postgresql-tls-flexible-server-tls"] : []);
  });

  test("names are such as Azure takes", () => {
    const { initiative, own } = parts();
    for (const { name = "" } of [...own, initiative ?? { name: "" }]) expect(name).toMatch(/^[a-z0-9-]{1,64}$/);
  });
});

test("its own definition wants what no built-in definition can be told", () => {
  expect(templateOf({ minimumTlsVersion: "1.3" }).resources[0]).toEqual({
    type: "Microsoft.Authorization/policyDefinitions",
    apiVersion: "2023-04-01",
    name: "azure-postgresql-tls-flexible-server-tls",
    properties: {
      displayName: "PostgreSQL flexible servers should be running TLS version 1.3 or newer",
      policyType: "Custom",
      mode: "Indexed",
      metadata: { category: "PostgreSQL" },
      parameters: {
        effect: {
          type: "String",
          metadata: { displayName: "Effect: PostgreSQL flexible servers should be running TLS version 1.3 or newer" },
          allowedValues: ["AuditIfNotExists", "Disabled"],
          defaultValue: "AuditIfNotExists",
        },
      },
      policyRule: {
        if: { field: "type", equals: "Microsoft.DBforPostgreSQL/flexibleServers" },
        then: {
          effect: "[[parameters('effect')]",
          details: {
            type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
            name: "ssl_min_protocol_version",
            existenceCondition: { field: "Microsoft.DBforPostgreSQL/flexibleServers/configurations/value", in: ["TLSv1.3"] },
          },
        },
      },
    },
  });
});

test("without a configuration the defaults hold", () => {
  rmSync(join(folder, "configuration.json"), { force: true });
  expect(JSON.parse(azurePolicy(undefined, "subscription", controls, folder))).toEqual(templateOf({ minimumTlsVersion: "1.2" }));
});

test("a control that is off is left out", () => {
  const [initiative] = templateOf({ controls: { "azure-postgresql-flexible-secure-tls": false } }).resources;
  expect(initiative?.properties.policyDefinitions.map(({ policyDefinitionReferenceId }) => policyDefinitionReferenceId)).toEqual([
    "single-server-ssl",
  ]);
});

test("the options of a control win over those of all", () => {
  const { resources } = templateOf({ controls: { "azure-postgresql-flexible-secure-tls": { minimumTlsVersion: "1.3" } } });
  expect(resources).toHaveLength(2);
});
