import type { ResourceType } from "../../shared/model";
import { CLUSTER, CONFIGURATION, FLEXIBLE_SERVER, SINGLE_SERVER } from "../rows/arm-types";
import { waiverOf, type Lexicon, type Row, type RowResource, type Target, type WaiverOfControl, type Written } from "../rows/row";
import { armTemplate, embeddedWords } from "./arm";
import { canAll, cannotAny, cannotWith, type Dialect } from "./dialect";
import {
  literalReference,
  objectOf,
  parentType,
  referredPart,
  vocabulariesOf,
  wordsOf,
  type Vocabularies,
  type WordsFor,
} from "./vocabulary";

/** A block as Terraform's JSON has it. */
export interface TerraformBlock {
  readonly type: string;
  readonly id: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly waiver?: WaiverOfControl;
}

/** One program in Terraform. */
export interface TerraformProgram {
  readonly resources: readonly TerraformBlock[];
  /** What a row's "elsewhere" means. */
  readonly data: readonly TerraformBlock[];
  /** As authors of Terraform's own language write it. */
  readonly words: Lexicon;
}

/** Blocks as they stand in a file: by type, then by id. */
export function blocksOf(blocks: readonly TerraformBlock[], argumentsOf: (block: TerraformBlock) => object): object {
  const byType: Record<string, Record<string, object>> = {};
  for (const block of blocks) (byType[block.type] ??= {})[block.id] = argumentsOf(block);
  return byType;
}

/** One way to declare Azure resources in Terraform. */
export interface TerraformDialect extends Dialect {
  program(row: Row): TerraformProgram;
}

/** A variable without a default, which the stack has to declare. */
export const LATER = "later";

const later = `\${var.${LATER}}`;
const write = (written: Written): unknown => (written === "unknown" ? later : written.is);

const commonWords = {
  later: `is var.${LATER}, which has no default`,
  address: (id: string) => `stack/${id}`,
  declaration: (id: string) => `stack/${id}`,
  label: (id: string) => `stack/${id}`,
  beginning: () => "",
  condition: () => "count, which is known only at apply, is not 0",
};

const azurermVocabularies: Vocabularies = {
  [SINGLE_SERVER]: {
    type: "azurerm_postgresql_server",
    arguments: { name: "name", "properties.sslEnforcement": "ssl_enforcement_enabled" },
    values: { "properties.sslEnforcement": { Enabled: true, Disabled: false } },
  },
  [FLEXIBLE_SERVER]: {
    type: "azurerm_postgresql_flexible_server",
    arguments: {
      name: "name",
      "properties.version": "version",
      "properties.createMode": "create_mode",
      "properties.sourceServerResourceId": "source_server_id",
    },
  },
  [CONFIGURATION]: {
    type: "azurerm_postgresql_flexible_server_configuration",
    arguments: { name: "name", parent: "server_id", "properties.value": "value" },
  },
  [CLUSTER]: { type: "azurerm_cosmosdb_postgresql_cluster", arguments: { name: "name" } },
};

const azurermWords = wordsOf(azurermVocabularies, (type: ResourceType) => vocabulariesOf(type, type.azurerm, type.settings?.azurerm));

/** @param block type of the block that a reference goes to */
function refer(row: Row, target: Target, armType: string, argument: string, block: string): string {
  const part = referredPart(argument);
  if (target === "unknown") return later;
  if (target === "elsewhere") return `\${data.${azurermWords(row, armType).type}.elsewhere.${part}}`;
  if ("name" in target) return literalReference(argument, armType, target.name);
  const [first = "", second] = [target.output].flat().map((id) => `${block}.${id}.${part}`);
  return second === undefined ? `\${${first}}` : `\${var.${LATER} ? ${first} : ${second}}`;
}

/** Of a resource whose name is known only after deployment: what makes the name up. */
const nameMaker = (id: string): TerraformBlock => ({ type: "random_pet", id: `${id}-name`, arguments: {} });

function writeName({ id, name }: RowResource): unknown {
  return name === undefined ? `\${random_pet.${id}-name.id}` : write(name);
}

/** The resources of a row that are declared, and what makes up their names. */
function declared(row: Row, block: (resource: RowResource) => TerraformBlock): TerraformBlock[] {
  const own = row.resources.filter(({ existing }) => !existing);
  return [...own.map(block), ...own.filter(({ name }) => name === undefined).map(({ id }) => nameMaker(id))];
}

function elsewhere(row: Row): TerraformBlock {
  return { type: azurermWords(row, row.control.on.arm).type, id: "elsewhere", arguments: { name: "elsewhere" } };
}

/** The azurerm provider's own types. */
export const azurermDialect: TerraformDialect = {
  name: "azurerm",
  cannot: canAll,
  program(row) {
    const block = (resource: RowResource): TerraformBlock => {
      const { id, type, parent, values = {}, references = {}, condition } = resource;
      const own = azurermWords(row, type);
      const reference = (armPath: string, target: Target, armType: string): readonly [string, unknown] => {
        const argument = own.argument(armPath);
        return [argument, refer(row, target, armType, argument, azurermWords(row, armType).type)];
      };
      return {
        type: own.type,
        id,
        arguments: objectOf([
          [own.argument("name"), writeName(resource)],
          ...Object.entries(values).map(([armPath, value]) => [own.argument(armPath), own.value(armPath, write(value))] as const),
          ...(parent ? [reference("parent", parent, parentType(type))] : []),
          ...Object.entries(references).map(([armPath, target]) => reference(armPath, target, type)),
          ...(condition === undefined ? [] : [["count", later] as const]),
        ]),
        ...waiverOf(row, resource),
      };
    };
    return {
      resources: declared(row, block),
      data: [elsewhere(row)],
      words: { ...commonWords, ...wordsIn(row, azurermWords) },
    };
  },
};

function wordsIn(row: Row, words: WordsFor): Pick<Lexicon, "argument" | "value" | "nativeType" | "newName"> {
  return {
    argument: (type, armPath) => words(row, type).argument(armPath),
    value: (type, armPath, armValue) => String(words(row, type).value(armPath, armValue)),
    nativeType: (type) => words(row, type).type,
    newName: (type) => words(row, type).argument("name"),
  };
}

/** The azapi provider, with a body in one of its forms. */
export function azapiDialect(form: string, body: (properties: unknown) => unknown): TerraformDialect {
  const block = (row: Row, { parent, values = {}, references = {}, condition, ...resource }: RowResource): TerraformBlock => ({
    type: "azapi_resource",
    id: resource.id,
    arguments: {
      type: `${resource.type}@2024-08-01`,
      name: writeName(resource),
      parent_id: parent
        ? refer(row, parent, parentType(resource.type), "parent_id", "azapi_resource")
        : "/subscriptions/0/resourceGroups/rg",
      body: body(
        objectOf([
          ...Object.entries(values).map(([armPath, value]) => [armPath, write(value)] as const),
          ...Object.entries(references).map(
            ([armPath, target]) => [armPath, refer(row, target, resource.type, armPath, "azapi_resource")] as const,
          ),
        ])["properties"] ?? {},
      ),
      ...(condition !== undefined && { count: later }),
    },
    ...waiverOf(row, resource),
  });
  return {
    name: `azapi, ${form}`,
    cannot: canAll,
    program: (row) => ({
      resources: declared(row, (resource) => block(row, resource)),
      data: [elsewhere(row)],
      words: {
        ...commonWords,
        argument: (_type, armPath) => (armPath === "name" ? "name" : armPath === "parent" ? "parent_id" : `body.${armPath}`),
        value: (_type, _armPath, armValue) => armValue,
        nativeType: (type) => `azapi_resource (type "${type}")`,
        newName: () => "name",
      },
    }),
  };
}

/** An ARM template in a resource that deploys it. */
function embeddedDialect(
  name: string,
  type: string,
  argument: string,
  args: (template: unknown) => Record<string, unknown>,
): TerraformDialect {
  return {
    name: `a template in ${name}`,
    cannot: canAll,
    program: (row) => ({
      resources: [{ type, id: "deploy", arguments: args(armTemplate(row)) }],
      data: [],
      words: embeddedWords({ address: "stack/deploy", label: "stack/deploy" }, argument),
    }),
  };
}

/** The same words as the classes of CDKTF and CDK Terrain name things. */
export function asInTypeScript(words: Lexicon): Lexicon {
  const camel = (text: string): string => text.replace(/_[a-z]/g, (found) => found.charAt(1).toUpperCase());
  return {
    ...words,
    argument: (type, armPath) => camel(words.argument(type, armPath)),
    newName: (type) => camel(words.newName(type)),
    address: (id) => camel(words.address(id)),
    label: (id) => camel(words.label(id)),
    beginning: (id) => camel(words.beginning(id)),
  };
}

const AZURERM_DEPLOYMENT = "azurerm_resource_group_template_deployment";
const AZAPI_DEPLOYMENT = { type: "Microsoft.Resources/deployments@2024-03-01", name: "deploy" };

/** Every way to declare Azure resources in Terraform. */
export const terraformDialects: readonly TerraformDialect[] = [
  azurermDialect,
  azapiDialect("an object", (properties) => ({ properties })),
  azapiDialect("JSON", (properties) => JSON.stringify({ properties })),
  azapiDialect("jsonencode", (properties) => `\${jsonencode(${hcl({ properties })})}`),
  embeddedDialect("azurerm, JSON", AZURERM_DEPLOYMENT, "template_content", (template) => ({
    name: "deploy",
    template_content: JSON.stringify(template),
  })),
  embeddedDialect("azurerm, jsonencode", AZURERM_DEPLOYMENT, "template_content", (template) => ({
    name: "deploy",
    template_content: `\${jsonencode(${hcl(template)})}`,
  })),
  embeddedDialect("azapi, an object", "azapi_resource", "body.properties.template", (template) => ({
    ...AZAPI_DEPLOYMENT,
    body: { properties: { mode: "Incremental", template } },
  })),
  embeddedDialect("azapi, JSON", "azapi_resource", "body.properties.template", (template) => ({
    ...AZAPI_DEPLOYMENT,
    body: JSON.stringify({ properties: { template } }),
  })),
];

/** The ways that are also tried in the files which `cdktf synth` writes. */
export const synthesizedDialects: readonly TerraformDialect[] = terraformDialects.filter(({ name }) =>
  ["azurerm", "azapi, an object", "azapi, jsonencode"].includes(name),
);

/** The ways that are also tried in plans. */
export const planDialects: readonly TerraformDialect[] = terraformDialects
  .filter(({ name }) => ["azurerm", "azapi, an object"].includes(name))
  .map((dialect) => ({
    ...dialect,
    cannot: cannotAny(
      cannotWith(({ condition }) => condition !== undefined, "Terraform makes no plan of a count that it doesn't know."),
      cannotWith(({ waiver }) => waiver !== undefined, "A plan holds no comments: write the waiver in the configuration."),
    ),
  }));

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
