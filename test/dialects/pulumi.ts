import type { ResourceType } from "../../shared/model";
import { CLUSTER, CONFIGURATION, FLEXIBLE_SERVER, SINGLE_SERVER } from "../rows/arm-types";
import type { ExpectedFinding, Lexicon, Row, RowResource, Target, Written } from "../rows/row";
import { previewOutputs } from "../stand-ins/azure-native";
import { UNKNOWN, type Properties, type Resource } from "../stand-ins/policy-pack";
import { armTemplate, embeddedWords } from "./arm";
import { cannotAny, cannotWith, type Dialect } from "./dialect";
import { literalReference, objectOf, parentType, vocabulariesOf, wordsOf, type Vocabularies } from "./vocabulary";

/** One way to declare Azure resources in Pulumi: a package in one of its versions. */
export interface PulumiDialect extends Dialect {
  /** A row's resources as the engine shows them to a policy in a preview, and the words for what is found in them. */
  program(row: Row): { readonly resources: readonly Resource[]; readonly words: Lexicon };
}

/** What the pack tells of a row: what is missing on a server in one message. */
export function toldByPulumi(
  row: Row,
  words: Lexicon,
  isNamedLater: (at: string) => boolean,
): (ExpectedFinding & { readonly text: string })[] {
  const { on } = row.control;
  const servers = new Set(row.resources.filter(({ type }) => type === on.arm && row.control.scope === "program").map(({ id }) => id));
  const isMissing = ({ verdict, at }: ExpectedFinding): boolean => verdict === "unset" && servers.has(at);
  return row.findings.flatMap((finding) => {
    const { at, level, message } = finding;
    if (!isMissing(finding)) return [{ ...finding, text: message(words) }];
    const [first, ...others] = row.findings.filter((other) => isMissing(other) && other.at === at);
    if (first !== finding) return [];
    const configuration = {
      type: words.nativeType(CONFIGURATION),
      name: words.newName(CONFIGURATION),
      value: words.argument(CONFIGURATION, "properties.value"),
    };
    const text = others.length > 0 ? bothMissing(configuration, level) : message(words);
    return [{ ...finding, text: text + (isNamedLater(at) ? IN_APPLY : "") }];
  });
}

/** What is said besides where a server's name isn't known yet. */
export const IN_APPLY = " If they are created in an apply, create them outside: a preview doesn't run it before the server exists.";

/** That a server has neither parameter, in the words for what declares one. */
export function bothMissing(
  words: { readonly type: string; readonly name: string; readonly value: string },
  level: ExpectedFinding["level"],
): string {
  const declare = (parameter: string, proposed: string): string =>
    `  ${words.type} { ${words.name}: "${parameter}", ${words.value}: "${proposed}" }\n`;
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
  /** Version of the package. */
  readonly version: string;
  readonly vocabularies: Vocabularies;
  /** How the types are written that have no vocabulary here. */
  readonly describe: (type: ResourceType) => Vocabularies;
  readonly outputs: (token: string, inputs: Properties) => Properties;
}

const cannotInProgram = cannotAny(
  cannotWith(
    ({ condition }) => condition !== undefined,
    "A program has no condition that a preview doesn't know: what it doesn't register isn't there.",
  ),
  cannotWith(({ waiver }) => waiver !== undefined, "Pulumi shows policies no comment of a program: write the waiver in the configuration."),
);

function dialect({ name, version, vocabularies, describe, outputs }: Grammar): PulumiDialect {
  const wordsFor = wordsOf(vocabularies, describe);
  const write = (written: Written): unknown => (written === "unknown" ? UNKNOWN : written.is);

  function program(row: Row): ReturnType<PulumiDialect["program"]> {
    const types = new Map(row.resources.map(({ id, type }) => [id, type]));
    const address = (id: string, type = types.get(id) ?? ""): string => urn(wordsFor(row, type).type, id);

    function refer(target: Target, armType: string, argument: string): { value: unknown; dependencies?: readonly string[] } {
      if (target === "unknown") return { value: UNKNOWN };
      if (target === "elsewhere") return { value: UNKNOWN, dependencies: [address("looked-up", armType)] };
      return "name" in target
        ? { value: literalReference(argument, armType, target.name) }
        : { value: UNKNOWN, dependencies: [target.output].flat().map((id) => address(id)) };
    }

    function resource({ id, type, name: named = "unknown", parent, values = {}, references = {} }: RowResource): Resource {
      const words = wordsFor(row, type);
      const referred = [
        ...(parent ? [["parent", parent, parentType(type)] as const] : []),
        ...Object.entries(references).map(([armPath, target]) => [armPath, target, type] as const),
      ].map(([armPath, target, armType]) => {
        const argument = words.argument(armPath);
        return { argument, ...refer(target, armType, argument) };
      });
      const inputs = objectOf([
        ["resourceGroupName", "rg"],
        [words.argument("name"), write(named)],
        ...Object.entries(values).map(([armPath, value]) => [words.argument(armPath), words.value(armPath, write(value))] as const),
        ...referred.map(({ argument, value }) => [argument, value] as const),
      ]);
      const dependent = referred.flatMap(({ argument, dependencies }) => (dependencies ? [[argument, dependencies] as const] : []));
      return {
        urn: address(id),
        type: words.type,
        name: id,
        inputs: withCreateMode(inputs),
        outputs: outputs(words.type, inputs),
        dependencies: dependent.flatMap(([, urns]) => urns),
        propertyDependencies: Object.fromEntries(dependent),
        provider: provider(words.type, version),
      };
    }

    return {
      // What is only looked up is shown to no policy.
      resources: row.resources.filter(({ existing }) => !existing).map(resource),
      words: {
        argument: (type, armPath) => wordsFor(row, type).argument(armPath),
        value: (type, armPath, armValue) => String(wordsFor(row, type).value(armPath, armValue)),
        nativeType: (type) => wordsFor(row, type).type,
        newName: (type) => wordsFor(row, type).argument("name"),
        later: "is known only at deployment",
        address: (id) => address(id),
        declaration: (id) => address(id),
        label: (id) => id,
        beginning: () => "",
        condition: (condition) => condition,
      },
    };
  }
  return { name, cannot: cannotInProgram, program };
}

function urn(token: string, name: string): string {
  return `urn:pulumi:dev::project::${token}::${name}`;
}

/** An object `properties` has a `createMode` always. */
function withCreateMode(inputs: Properties): Properties {
  return typeof inputs["properties"] === "object" ? { ...inputs, properties: { createMode: "Default", ...inputs["properties"] } } : inputs;
}

function provider(token: string, version: string): Resource["provider"] {
  const type = `pulumi:providers:${token.split(":")[0] ?? ""}`;
  return { type, name: "default", urn: urn(type, "default"), props: { version } };
}

const nativeArguments = {
  [SINGLE_SERVER]: { name: "serverName", "properties.sslEnforcement": "properties.sslEnforcement" },
  [FLEXIBLE_SERVER]: {
    name: "serverName",
    "properties.version": "version",
    "properties.createMode": "createMode",
    "properties.sourceServerResourceId": "sourceServerResourceId",
  },
  [CONFIGURATION]: { name: "configurationName", parent: "serverName", "properties.value": "value" },
  [CLUSTER]: { name: "serverName" },
};

/**
 * A version of azure-native.
 *
 * @param tokens of the types that the tests spell out
 * @param tokenOf makes those of other types
 */
function azureNative(
  name: string,
  version: string,
  tokens: Readonly<Record<keyof typeof nativeArguments, string>>,
  tokenOf: (module: string, name: string) => string,
): PulumiDialect {
  const own = Object.entries(nativeArguments) as [keyof typeof nativeArguments, Readonly<Record<string, string>>][];
  return dialect({
    name,
    version,
    vocabularies: Object.fromEntries(own.map(([armType, names]) => [armType, { type: tokens[armType], arguments: names }])),
    describe(type) {
      const { azureNative: described, settings } = type;
      const token = (last = ""): string => tokenOf(described.module, last);
      return vocabulariesOf(
        type,
        { type: token(described.tokens[0]?.name), arguments: described.arguments },
        settings && { type: token(settings.azureNative.name), arguments: settings.azureNative.arguments },
      );
    },
    outputs: previewOutputs,
  });
}

const native = "azure-native:dbforpostgresql";
const added = "azure-native_dbforpostgresql_v20240801:dbforpostgresql";

const classicVocabularies: Vocabularies = {
  [SINGLE_SERVER]: {
    type: "azure:postgresql/server:Server",
    arguments: { name: "name", "properties.sslEnforcement": "sslEnforcementEnabled" },
    values: { "properties.sslEnforcement": { Enabled: true, Disabled: false } },
  },
  [FLEXIBLE_SERVER]: {
    type: "azure:postgresql/flexibleServer:FlexibleServer",
    arguments: {
      name: "name",
      "properties.version": "version",
      "properties.createMode": "createMode",
      "properties.sourceServerResourceId": "sourceServerId",
    },
  },
  [CONFIGURATION]: {
    type: "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration",
    arguments: { name: "name", parent: "serverId", "properties.value": "value" },
  },
  [CLUSTER]: { type: "azure:cosmosdb/postgresqlCluster:PostgresqlCluster", arguments: { name: "name" } },
};

const azurermTokens: Readonly<Record<string, string>> = {
  [SINGLE_SERVER]: "azurerm:index/postgresqlServer:PostgresqlServer",
  [FLEXIBLE_SERVER]: "azurerm:index/postgresqlFlexibleServer:PostgresqlFlexibleServer",
  [CONFIGURATION]: "azurerm:index/postgresqlFlexibleServerConfiguration:PostgresqlFlexibleServerConfiguration",
  [CLUSTER]: "azurerm:index/cosmosdbPostgresqlCluster:CosmosdbPostgresqlCluster",
};

const azureClassic = dialect({
  name: "azure classic 6",
  version: "6.40.0",
  vocabularies: classicVocabularies,
  describe(type) {
    const { azurerm, azureClassic: described, settings } = type;
    return inCamelCase(
      vocabulariesOf(
        type,
        { type: described.token, arguments: azurerm.arguments },
        settings && { type: settings.azureClassic.token, arguments: settings.azurerm.arguments },
      ),
    );
  },
  outputs: bridgedOutputs,
});

/** Terraform's provider as a package: its types have the names that Pulumi makes of Terraform's. */
const azurermPackage = dialect({
  name: "Terraform's azurerm provider as a package",
  version: "4.40.0",
  vocabularies: Object.fromEntries(
    Object.entries(classicVocabularies).map(([armType, vocabulary]) => [armType, { ...vocabulary, type: azurermTokens[armType] ?? "" }]),
  ),
  describe(type) {
    const { azurerm, settings } = type;
    const token = (terraformType: string): string => {
      const name = terraformType.replace(/^azurerm_/, "").replace(/_[a-z]/g, (found) => found.charAt(1).toUpperCase());
      return `azurerm:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    };
    return inCamelCase(
      vocabulariesOf(
        type,
        { type: token(azurerm.type), arguments: azurerm.arguments },
        settings && { type: token(settings.azurerm.type), arguments: settings.azurerm.arguments },
      ),
    );
  },
  outputs: bridgedOutputs,
});

/** The bridge shows inputs in its planned outputs. */
function bridgedOutputs(_token: string, inputs: Properties): Properties {
  return { ...inputs, id: UNKNOWN };
}

function inCamelCase(vocabularies: Vocabularies): Vocabularies {
  const camel = (name: string): string => name.replace(/_[a-z]/g, (found) => found.charAt(1).toUpperCase());
  return Object.fromEntries(
    Object.entries(vocabularies).map(([armType, { arguments: names, ...rest }]) => [
      armType,
      { ...rest, arguments: Object.fromEntries(Object.entries(names).map(([armPath, name]) => [armPath, camel(name)])) },
    ]),
  );
}

const STACK: Resource = {
  urn: urn("pulumi:pulumi:Stack", "project-dev"),
  type: "pulumi:pulumi:Stack",
  name: "project-dev",
  inputs: {},
  outputs: {},
};

/** An ARM template in a resource that deploys it. */
function embeddedDialect(name: string, type: string, argument: string, inputsOf: (template: unknown) => Properties): PulumiDialect {
  return {
    name: `a template in ${name}`,
    cannot: cannotWith(
      ({ waiver }) => waiver !== undefined,
      "Pulumi tells only how many findings a template's own waivers accept, which the policy pack's tests hold.",
    ),
    program(row) {
      const inputs = inputsOf(armTemplate(row));
      const deployment = { urn: urn(type, "deploy"), type, name: "deploy", inputs, outputs: inputs, parent: STACK.urn };
      return { resources: [STACK, deployment], words: embeddedWords({ address: deployment.urn, label: "deploy" }, argument) };
    },
  };
}

/** Every way to declare Azure resources in Pulumi. */
export const pulumiDialects: readonly PulumiDialect[] = [
  azureNative(
    "azure-native 3",
    "3.28.0",
    {
      [SINGLE_SERVER]: `${native}:SingleServer`,
      [FLEXIBLE_SERVER]: `${native}:Server`,
      [CONFIGURATION]: `${native}:Configuration`,
      [CLUSTER]: `${native}:ServerGroupCluster`,
    },
    (module, name) => `azure-native:${module}:${name}`,
  ),
  azureNative(
    "azure-native 1",
    "1.104.0",
    {
      [SINGLE_SERVER]: `${native}:Server`,
      [FLEXIBLE_SERVER]: `${native}/v20210601:Server`,
      [CONFIGURATION]: `${native}/v20210601:Configuration`,
      [CLUSTER]: `${native}/v20201005privatepreview:ServerGroup`,
    },
    (module, name) => `azure-native:${module}/v20210601:${name}`,
  ),
  azureNative(
    "azure-native 2, versioned modules",
    "2.90.0",
    {
      [SINGLE_SERVER]: `${native}/v20171201:Server`,
      [FLEXIBLE_SERVER]: `${native}/v20240801:Server`,
      [CONFIGURATION]: `${native}/v20240801:Configuration`,
      [CLUSTER]: `${native}/v20221108:Cluster`,
    },
    (module, name) => `azure-native:${module}/v20240801:${name}`,
  ),
  azureNative(
    "azure-native 3, a package for one API version",
    "3.28.0",
    {
      [SINGLE_SERVER]: "azure-native_dbforpostgresql_v20171201:dbforpostgresql:Server",
      [FLEXIBLE_SERVER]: `${added}:Server`,
      [CONFIGURATION]: `${added}:Configuration`,
      [CLUSTER]: "azure-native_dbforpostgresql_v20221108:dbforpostgresql:Cluster",
    },
    (module, name) => `azure-native_${module}_v20240801:${module}:${name}`,
  ),
  azureClassic,
  azurermPackage,
  embeddedDialect("azure-native, an object", "azure-native:resources:Deployment", "properties.template", (template) => ({
    resourceGroupName: "rg",
    properties: { mode: "Incremental", template },
  })),
  embeddedDialect(
    "azure classic, JSON",
    "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment",
    "templateContent",
    (template) => ({ resourceGroupName: "rg", deploymentMode: "Incremental", templateContent: JSON.stringify(template) }),
  ),
];
