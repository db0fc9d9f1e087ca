import type { Lexicon, Row, RowResource, Target, Written } from "../rows";

/** The parameter that every value which isn't known is taken from. */
const LATER = "later";

const parameterOf = (id: string): string => `${id}Name`;

/** The name of a resource as an expression, without its brackets. */
function nameOf({ id, name }: RowResource): string {
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
  const [first = "", second] = [target.output]
    .flat()
    .map((id) => nameOf(row.resources.find((resource) => resource.id === id) ?? { id, type: "flexibleServers" }));
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
    const { id, type, parent, values = {}, source, existing, condition } = resource;
    const properties: Record<string, unknown> = {};
    for (const [path, value] of Object.entries(values)) properties[path.replace("properties.", "")] = written(value);
    if (source)
      properties["sourceServerResourceId"] = `[resourceId('Microsoft.DBforPostgreSQL/flexibleServers', ${targetOf(row, source)})]`;
    return [
      id,
      {
        ...(existing && { existing }),
        ...(condition !== undefined && { condition: `[parameters('${condition}')]` }),
        type: `Microsoft.DBforPostgreSQL/${type}`,
        apiVersion: "2022-12-01",
        name: parent ? `[format('{0}/{1}', ${targetOf(row, parent)}, ${nameOf(resource)})]` : `[${nameOf(resource)}]`,
        properties,
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

/** What a template calls things. */
export const armWords: Lexicon = {
  sslEnforcement: "properties.sslEnforcement",
  enabled: "Enabled",
  disabled: "Disabled",
  name: "name",
  value: "properties.value",
  server: "name",
  configuration: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  declaredName: "name ending in",
  createMode: "properties.createMode",
  version: "properties.version",
  later: `is parameters('${LATER}'), which has no value here`,
  address: (id) => `resources.${id}`,
  label: (id) => `resources.${id}`,
  condition: () => "its condition is true",
};
