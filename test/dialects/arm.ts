import { waiverOf, type Lexicon, type Row, type RowResource, type Target, type Written } from "../rows/row";
import { canAll, type Dialect } from "./dialect";
import { objectOf } from "./vocabulary";

/** The parameter that every value which isn't known is taken from. */
const LATER = "later";

const parameterOf = (id: string): string => `${id}Name`;

/** The name of a resource as an expression, without its brackets. */
function nameOf({ id, name }: Pick<RowResource, "id" | "name">): string {
  if (name === undefined) return `parameters('${parameterOf(id)}')`;
  return name === "unknown" ? `parameters('${LATER}')` : `'${String(name.is)}'`;
}

function written(value: Written): unknown {
  return value === "unknown" ? `[parameters('${LATER}')]` : value.is;
}

function targetOf(row: Row, target: Target): string {
  if (target === "elsewhere") return "parameters('elsewhereName')";
  if (target === "unknown") return `parameters('${LATER}')`;
  if ("name" in target) return `'${target.name}'`;
  const [first = "", second] = [target.output].flat().map((id) => nameOf(row.resources.find((resource) => resource.id === id) ?? { id }));
  return second === undefined ? first : `if(parameters('${LATER}'), ${first}, ${second})`;
}

/**
 * A row as an ARM template, in languageVersion 2.0: only there can a resource be looked up.
 *
 */
export function armTemplate(row: Row): Record<string, unknown> {
  const names = row.resources.filter(({ name }) => name === undefined).map(({ id }) => parameterOf(id));
  const conditions = row.resources.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  const parameters = [LATER, "elsewhereName", ...names, ...conditions];
  const resources = row.resources.map((resource) => {
    const { id, type, parent, values = {}, references = {}, existing, condition } = resource;
    return [
      id,
      {
        ...(existing && { existing }),
        ...(condition !== undefined && { condition: `[parameters('${condition}')]` }),
        ...metadataOf(row, resource),
        type,
        apiVersion: "2022-12-01",
        name: parent ? `[format('{0}/{1}', ${targetOf(row, parent)}, ${nameOf(resource)})]` : `[${nameOf(resource)}]`,
        properties: {},
        ...objectOf([
          ...Object.entries(values).map(([path, value]) => [path, written(value)] as const),
          ...Object.entries(references).map(([path, target]) => [path, `[resourceId('${type}', ${targetOf(row, target)})]`] as const),
        ]),
      },
    ];
  });
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    languageVersion: "2.0",
    contentVersion: "1.0.0.0",
    parameters: Object.fromEntries(parameters.map((name) => [name, { type: "string" }])),
    resources: Object.fromEntries(resources) as unknown,
  };
}

function metadataOf(row: Row, resource: RowResource): { readonly metadata?: unknown } {
  const { waiver } = waiverOf(row, resource);
  return waiver ? { metadata: { "azure-postgresql-tls": { waivers: [waiver] } } } : {};
}

/** ARM's own JSON. */
export const armDialect: Dialect = { name: "ARM template", cannot: canAll };

/** What a template calls things. */
export const armWords: Lexicon = {
  argument: (_type, armPath) => (armPath === "parent" ? "name" : armPath),
  value: (_type, _armPath, armValue) => armValue,
  nativeType: (type) => type,
  newName: () => "name ending in",
  later: `is parameters('${LATER}'), which has no value here`,
  remedy: "Give the template the values that it is deployed with.",
  address: (id) => `resources.${id}`,
  declaration: (id) => `resources.${id}`,
  label: (id) => `resources.${id}`,
  beginning: () => "",
  condition: () => "its condition is true",
};

/**
 * What a template calls things that a resource of another language holds.
 *
 * @param host the resource: its address, what messages about it are attached to, and what messages call it
 * @param argument the one that holds the template
 */
export function embeddedWords(host: { readonly address: string; readonly label: string }, argument: string): Lexicon {
  const place = (id: string): string => `${argument}.resources.${id}`;
  return {
    ...armWords,
    address: (id) => `${host.address}#${place(id)}`,
    declaration: () => host.address,
    label: (id) => `${host.label} (${place(id)})`,
    beginning: (id) => `${place(id)}: `,
  };
}
