import type { JsonObject } from "./json";
import type { RegistryModule } from "./module-path";

const SERVERS = "Microsoft.DBforPostgreSQL/flexibleServers";
const VERSION = "2024-08-01";

const schema = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  languageVersion: "2.0",
  contentVersion: "1.0.0.0",
};

const nullable = (type: string): JsonObject => ({ type, nullable: true });

/** What `avm/res/db-for-postgre-sql/flexible-server` deploys, as far as TLS goes, in all of its versions. */
const flexibleServer: JsonObject = {
  ...schema,
  parameters: {
    name: { type: "string" },
    location: { type: "string", defaultValue: "[resourceGroup().location]" },
    version: nullable("string"),
    createMode: nullable("string"),
    sourceServerResourceId: nullable("string"),
    configurations: nullable("array"),
  },
  variables: { configurations: "[coalesce(parameters('configurations'), createArray())]" },
  resources: {
    flexibleServer: {
      type: SERVERS,
      apiVersion: VERSION,
      name: "[parameters('name')]",
      location: "[parameters('location')]",
      properties: {
        version: "[parameters('version')]",
        createMode: "[parameters('createMode')]",
        sourceServerResourceId: "[parameters('sourceServerResourceId')]",
      },
    },
    flexibleServer_configurations: {
      copy: { name: "flexibleServer_configurations", count: "[length(variables('configurations'))]" },
      type: `${SERVERS}/configurations`,
      apiVersion: VERSION,
      name: "[format('{0}/{1}', parameters('name'), variables('configurations')[copyIndex()].name)]",
      properties: {
        value: "[tryGet(variables('configurations')[copyIndex()], 'value')]",
        source: "[tryGet(variables('configurations')[copyIndex()], 'source')]",
      },
      dependsOn: ["flexibleServer"],
    },
  },
  outputs: {
    name: { type: "string", value: "[parameters('name')]" },
    resourceId: { type: "string", value: `[resourceId('${SERVERS}', parameters('name'))]` },
    resourceGroupName: { type: "string", value: "[resourceGroup().name]" },
    location: { type: "string", value: "[parameters('location')]" },
    fqdn: { type: "string", value: "[reference('flexibleServer').fullyQualifiedDomainName]" },
  },
};

/** What `avm/res/db-for-postgre-sql/flexible-server/configuration` deploys. */
const configuration: JsonObject = {
  ...schema,
  parameters: { name: { type: "string" }, flexibleServerName: { type: "string" }, source: nullable("string"), value: nullable("string") },
  resources: {
    configuration: {
      type: `${SERVERS}/configurations`,
      apiVersion: VERSION,
      name: "[format('{0}/{1}', parameters('flexibleServerName'), parameters('name'))]",
      properties: { source: "[parameters('source')]", value: "[parameters('value')]" },
    },
  },
  outputs: {
    name: { type: "string", value: "[parameters('name')]" },
    resourceId: {
      type: "string",
      value: `[resourceId('${SERVERS}/configurations', parameters('flexibleServerName'), parameters('name'))]`,
    },
  },
};

const known: ReadonlyMap<string, JsonObject> = new Map([
  ["bicep/avm/res/db-for-postgre-sql/flexible-server", flexibleServer],
  ["bicep/avm/res/db-for-postgre-sql/flexible-server/configuration", configuration],
]);

const RESOURCE_MODULE = /^br(?:\/public|:mcr\.microsoft\.com\/bicep)[:/]avm\/res\/([a-z-]+)\//i;

/**
 * The one namespace that a module deploys resources of, besides what every resource can have, such as locks, role
 * assignments and private endpoints: that holds for all resource modules among Azure's verified modules, and their paths
 * name it.
 *
 * @param path as it is written; none is known of one with an alias of the user's own
 * @returns in lower case, without `Microsoft.`, e.g. `dbforpostgresql` for `br/public:avm/res/db-for-postgre-sql/…`
 */
export function onlyNamespaceOf(path: string): string | undefined {
  return RESOURCE_MODULE.exec(path)?.[1]?.replaceAll("-", "").toLowerCase();
}

/** The template of a module that is known without its files; nearly all versions deploy the same. */
export function knownModule({ registry, path }: RegistryModule): JsonObject | undefined {
  return registry.toLowerCase() === "mcr.microsoft.com" ? known.get(path.toLowerCase()) : undefined;
}
