import type { Lexicon, Row, RowResource, Target, Written } from "../rows";

/** Resources of one program as Terraform's JSON has them: type, id, arguments. */
export interface TerraformProgram {
  readonly resources: readonly { readonly type: string; readonly id: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  readonly words: Lexicon;
}

/** One way to declare Azure PostgreSQL in Terraform. */
export interface TerraformDialect {
  readonly name: string;
  program(row: Row): TerraformProgram;
}

/** A variable without a default, which the stack has to declare. */
export const LATER = "later";

const SSL = "properties.sslEnforcement";
const later = `\${var.${LATER}}`;
const write = (written: Written | undefined): unknown => (written === "unknown" ? later : written?.is);
const serverId = (name: string): string => `/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;

function refer(target: Target, serverType: string): string {
  if (target === "unknown") return later;
  if (target === "elsewhere") return "${data.azurerm_postgresql_flexible_server.elsewhere.id}";
  if ("name" in target) return serverId(target.name);
  const [first = "", second] = [target.output].flat().map((id) => `${serverType}.${id}.id`);
  return second === undefined ? `\${${first}}` : `\${var.${LATER} ? ${first} : ${second}}`;
}

/** The data source that a row's "elsewhere" means. */
export const ELSEWHERE = { type: "azurerm_postgresql_flexible_server", id: "elsewhere", arguments: { name: "elsewhere" } };

const words = {
  later: `is var.${LATER}, which has no default`,
  address: (id: string) => `stack/${id}`,
  label: (id: string) => `stack/${id}`,
  condition: () => "count, which is known only at apply, is not 0",
};

/** What a looked-up server becomes: a data source, which is no resource. */
const isDeclared = ({ existing }: RowResource): boolean => !existing;

const azurermTypes = {
  servers: "azurerm_postgresql_server",
  flexibleServers: "azurerm_postgresql_flexible_server",
  "flexibleServers/configurations": "azurerm_postgresql_flexible_server_configuration",
  serverGroupsv2: "azurerm_cosmosdb_postgresql_cluster",
} as const;

const azurermArguments: Readonly<Record<string, string>> = {
  [SSL]: "ssl_enforcement_enabled",
  "properties.value": "value",
  "properties.version": "version",
  "properties.createMode": "create_mode",
};

function enforcement(value: unknown): unknown {
  return typeof value === "string" && /^enabled$/i.test(value) ? true : value === "Disabled" ? false : value;
}

/** The azurerm provider's own types. */
export const azurermDialect: TerraformDialect = {
  name: "azurerm",
  program: (row) => ({
    resources: row.resources.filter(isDeclared).map(({ id, type, name, parent, values = {}, source, condition }) => ({
      type: azurermTypes[type],
      id,
      arguments: {
        name: write(name ?? "unknown"),
        ...Object.fromEntries(
          Object.entries(values).map(([armPath, written]): [string, unknown] => [
            String(azurermArguments[armPath]),
            armPath === SSL && written !== "unknown" ? enforcement(written.is) : write(written),
          ]),
        ),
        ...(parent && { server_id: refer(parent, azurermTypes.flexibleServers) }),
        ...(source && { source_server_id: refer(source, azurermTypes.flexibleServers) }),
        ...(condition !== undefined && { count: later }),
      },
    })),
    words: {
      ...words,
      sslEnforcement: "sslEnforcementEnabled",
      enabled: "true",
      disabled: "false",
      name: "name",
      value: "value",
      server: "serverId",
      configuration: azurermTypes["flexibleServers/configurations"],
      createMode: "createMode",
      version: "version",
    },
  }),
};

/** The azapi provider, with a body in one of its forms. */
export function azapiDialect(form: string, body: (properties: Readonly<Record<string, unknown>>) => unknown): TerraformDialect {
  return {
    name: `azapi, ${form}`,
    program: (row) => ({
      resources: row.resources.filter(isDeclared).map(({ id, type, name, parent, values = {}, source, condition }) => ({
        type: "azapi_resource",
        id,
        arguments: {
          type: `Microsoft.DBforPostgreSQL/${type}@2024-08-01`,
          name: write(name ?? "unknown"),
          parent_id: parent ? refer(parent, "azapi_resource") : "/subscriptions/0/resourceGroups/rg",
          body: body({
            ...Object.fromEntries(Object.entries(values).map(([armPath, written]) => [armPath.replace("properties.", ""), write(written)])),
            ...(source && { sourceServerResourceId: refer(source, "azapi_resource") }),
          }),
          ...(condition !== undefined && { count: later }),
        },
      })),
      words: {
        ...words,
        sslEnforcement: "body.properties.sslEnforcement",
        enabled: "Enabled",
        disabled: "Disabled",
        name: "name",
        value: "body.properties.value",
        server: "parentId",
        configuration: 'azapi_resource (type "Microsoft.DBforPostgreSQL/flexibleServers/configurations")',
        createMode: "body.properties.createMode",
        version: "body.properties.version",
      },
    }),
  };
}

/** An expression of Terraform that makes the JSON of an object. */
export function hcl(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hcl).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)} = ${hcl(inner)}`)
      .join(", ")}}`;
  if (value === undefined) return "null";
  return typeof value === "string" && value.startsWith("${") ? value.slice(2, -1) : JSON.stringify(value);
}
