import { previewOutputs } from "../stand-ins/azure-native";
import { UNKNOWN, type Properties, type Resource } from "../stand-ins/policy-pack";
import type { ExpectedFinding, Lexicon, Row, RowResource, Target, Written } from "../rows";

const SSL = "properties.sslEnforcement";

/** One way to declare Azure PostgreSQL in Pulumi: a package in one of its versions. */
export interface PulumiDialect {
  readonly name: string;
  /** A row's resources as the engine shows them to a policy in a preview, and the words for what is found in them. */
  program(row: Row): { readonly resources: readonly Resource[]; readonly words: Lexicon };
}

/** A finding of a row in the words of the pack. */
export interface Told extends Pick<ExpectedFinding, "control" | "at" | "level"> {
  readonly text: string;
}

/** What the pack tells of a row: what is missing on a server in one message. */
export function toldByPulumi(row: Row, words: Lexicon, isNamedLater: (at: string) => boolean): Told[] {
  const servers = new Set(row.resources.filter(({ type }) => type === "flexibleServers").map(({ id }) => id));
  const isMissing = ({ verdict, at }: ExpectedFinding): boolean => verdict === "unset" && servers.has(at);
  return row.findings.flatMap((finding): Told[] => {
    const { control, at, level, message } = finding;
    if (!isMissing(finding)) return [{ control, at, level, text: message(words) }];
    const [first, ...others] = row.findings.filter((other) => isMissing(other) && other.at === at);
    if (first !== finding) return [];
    const text = others.length > 0 ? bothMissing(words, level) : message(words);
    return [{ control, at, level, text: text + (isNamedLater(at) ? IN_APPLY : "") }];
  });
}

/** What is said besides where a server's name isn't known yet. */
export const IN_APPLY = " If they are created in an apply, create them outside: a preview doesn't run it before the server exists.";

/** That a server has neither parameter. */
export function bothMissing(
  { configuration, declaredName, name, value }: Pick<Lexicon, "configuration" | "declaredName" | "name" | "value">,
  level: ExpectedFinding["level"],
): string {
  const declare = (parameter: string, proposed: string): string =>
    `  ${configuration} { ${declaredName ?? name}: "${parameter}", ${value}: "${proposed}" }\n`;
  return (
    "neither require_secure_transport nor ssl_min_protocol_version is set for this server; they must be ON, and TLSv1.2 or TLSv1.3. Declare for it:\n" +
    declare("require_secure_transport", "ON") +
    declare("ssl_min_protocol_version", "TLSv1.2") +
    `Azure's defaults, ON and TLSv1.2, are safe today; to rely on them, set the option "unset" to ${level === "warning" ? "" : '"warn" or '}"ignore".`
  );
}

/** What differs from dialect to dialect. */
interface Grammar {
  readonly name: string;
  readonly provider: Resource["provider"];
  readonly tokens: Readonly<Record<RowResource["type"], string>>;
  /** ARM path, of any type, to the argument. */
  readonly arguments: Readonly<Record<string, string>>;
  /** What the author writes for `properties.sslEnforcement`. */
  ssl(value: unknown): unknown;
  /** What a literal reference to a server looks like. */
  literal(server: string): string;
  outputs(token: string, inputs: Properties): Properties;
}

function dialect(grammar: Grammar): PulumiDialect {
  const urn = (type: RowResource["type"], id: string): string => `urn:pulumi:dev::project::${grammar.tokens[type]}::${id}`;
  const argument = (armPath: string): string => grammar.arguments[armPath] ?? armPath;
  const write = (written: Written | undefined): unknown => (written === "unknown" ? UNKNOWN : written?.is);

  function program(row: Row): ReturnType<PulumiDialect["program"]> {
    const types = new Map(row.resources.map(({ id, type }) => [id, type]));
    const address = (id: string): string => urn(types.get(id) ?? "flexibleServers", id);

    function refer(target: Target): { value: unknown; dependencies?: readonly string[] } {
      if (target === "unknown") return { value: UNKNOWN };
      if (target === "elsewhere") return { value: UNKNOWN, dependencies: [address("looked-up")] };
      return "name" in target
        ? { value: grammar.literal(target.name) }
        : { value: UNKNOWN, dependencies: [target.output].flat().map(address) };
    }

    function resource({ id, type, name, parent, values = {}, source }: RowResource): Resource {
      const isServer = !type.endsWith("configurations");
      const inputs: Properties = {
        resourceGroupName: "rg",
        [argument(isServer ? "server name" : "configuration name")]: write(name ?? "unknown"),
      };
      for (const [armPath, written] of Object.entries(values)) {
        const value = armPath === SSL && written !== "unknown" ? grammar.ssl(written.is) : write(written);
        const [outer = "", inner] = argument(armPath).split(".");
        inputs[outer] = inner === undefined ? value : { createMode: "Default", [inner]: value };
      }
      const propertyDependencies: Record<string, readonly string[]> = {};
      for (const [armPath, target] of Object.entries({ parent, "properties.sourceServerResourceId": source })) {
        if (!target) continue;
        const { value, dependencies } = refer(target);
        inputs[argument(armPath)] = value;
        if (dependencies) propertyDependencies[argument(armPath)] = dependencies;
      }
      const token = grammar.tokens[type];
      return {
        urn: address(id),
        type: token,
        name: id,
        inputs,
        outputs: grammar.outputs(token, inputs),
        dependencies: Object.values(propertyDependencies).flat(),
        propertyDependencies,
        ...(grammar.provider && { provider: grammar.provider }),
      };
    }

    return {
      // What is only looked up is shown to no policy.
      resources: row.resources.filter(({ existing }) => !existing).map(resource),
      words: {
        sslEnforcement: argument(SSL),
        enabled: String(grammar.ssl("Enabled")),
        disabled: String(grammar.ssl("Disabled")),
        name: argument("configuration name"),
        value: argument("properties.value"),
        server: argument("parent"),
        configuration: grammar.tokens["flexibleServers/configurations"],
        createMode: argument("properties.createMode"),
        version: argument("properties.version"),
        later: "is known only at deployment",
        address,
        label: (id) => id,
        condition: (condition) => condition,
      },
    };
  }
  return { name: grammar.name, program };
}

function provider(type: string, version: string): Resource["provider"] {
  return {
    type: `pulumi:providers:${type}`,
    name: "default",
    urn: `urn:pulumi:dev::project::pulumi:providers:${type}::default`,
    props: { version },
  };
}

const azureNativeArguments = {
  "server name": "serverName",
  "configuration name": "configurationName",
  parent: "serverName",
  [SSL]: SSL,
  "properties.value": "value",
  "properties.version": "version",
  "properties.createMode": "createMode",
  "properties.sourceServerResourceId": "sourceServerResourceId",
};

const serverId = (server: string): string =>
  `/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`;

function azureNative(name: string, version: string, tokens: Grammar["tokens"], type = "azure-native"): PulumiDialect {
  return dialect({
    name,
    provider: provider(type, version),
    tokens,
    arguments: azureNativeArguments,
    ssl: (value) => value,
    literal: (server) => server,
    outputs: previewOutputs,
  });
}

/** A package that is made from Terraform's azurerm provider. */
function bridged(name: string, from: Resource["provider"], tokens: Grammar["tokens"]): PulumiDialect {
  return dialect({
    name,
    provider: from,
    tokens,
    arguments: {
      "server name": "name",
      "configuration name": "name",
      parent: "serverId",
      [SSL]: "sslEnforcementEnabled",
      "properties.value": "value",
      "properties.version": "version",
      "properties.createMode": "createMode",
      "properties.sourceServerResourceId": "sourceServerId",
    },
    ssl: (value) => (typeof value === "string" && /^enabled$/i.test(value) ? true : value === "Disabled" ? false : value),
    literal: serverId,
    // The bridge shows inputs in its planned outputs.
    outputs: (_token, inputs) => ({ ...inputs, id: UNKNOWN }),
  });
}

const native = "azure-native:dbforpostgresql";
const added = "azure-native_dbforpostgresql_v20240801:dbforpostgresql";

export const pulumiDialects: readonly PulumiDialect[] = [
  azureNative("azure-native 3", "3.28.0", {
    servers: `${native}:SingleServer`,
    flexibleServers: `${native}:Server`,
    "flexibleServers/configurations": `${native}:Configuration`,
    serverGroupsv2: `${native}:ServerGroupCluster`,
  }),
  azureNative("azure-native 1", "1.104.0", {
    servers: `${native}:Server`,
    flexibleServers: `${native}/v20210601:Server`,
    "flexibleServers/configurations": `${native}/v20210601:Configuration`,
    serverGroupsv2: `${native}/v20201005privatepreview:ServerGroup`,
  }),
  azureNative("azure-native 2, versioned modules", "2.90.0", {
    servers: `${native}/v20171201:Server`,
    flexibleServers: `${native}/v20240801:Server`,
    "flexibleServers/configurations": `${native}/v20240801:Configuration`,
    serverGroupsv2: `${native}/v20221108:Cluster`,
  }),
  azureNative(
    "azure-native 3, a package for one API version",
    "3.28.0",
    {
      servers: "azure-native_dbforpostgresql_v20171201:dbforpostgresql:Server",
      flexibleServers: `${added}:Server`,
      "flexibleServers/configurations": `${added}:Configuration`,
      serverGroupsv2: "azure-native_dbforpostgresql_v20221108:dbforpostgresql:Cluster",
    },
    "azure-native_dbforpostgresql_v20240801",
  ),
  bridged("azure classic 6", provider("azure", "6.40.0"), {
    servers: "azure:postgresql/server:Server",
    flexibleServers: "azure:postgresql/flexibleServer:FlexibleServer",
    "flexibleServers/configurations": "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration",
    serverGroupsv2: "azure:cosmosdb/postgresqlCluster:PostgresqlCluster",
  }),
  bridged("Terraform's azurerm provider as a package", provider("azurerm", "4.40.0"), {
    servers: "azurerm:index/postgresqlServer:PostgresqlServer",
    flexibleServers: "azurerm:index/postgresqlFlexibleServer:PostgresqlFlexibleServer",
    "flexibleServers/configurations": "azurerm:index/postgresqlFlexibleServerConfiguration:PostgresqlFlexibleServerConfiguration",
    serverGroupsv2: "azurerm:index/cosmosdbPostgresqlCluster:CosmosdbPostgresqlCluster",
  }),
];
