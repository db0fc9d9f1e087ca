import type { Lexicon, Row, RowResource, Target, Written } from "../rows";

/** The parameter that every value which isn't known is taken from. */
const LATER = "later";
const VERSION = "2022-12-01";

const symbolOf = (id: string): string => id.replaceAll("-", "_");
const parameterOf = (id: string): string => `${symbolOf(id)}Name`;

/** The name of a resource as an expression. */
function nameOf({ id, name }: RowResource): string {
  if (name === undefined) return parameterOf(id);
  return name === "unknown" ? LATER : literal(name.is);
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${literal(inner)}`)
      .join(", ")} }`;
  }
  if (typeof value !== "string") return Number.isInteger(value) || typeof value !== "number" ? String(value) : `json('${String(value)}')`;
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}

const written = (value: Written): string => (value === "unknown" ? LATER : literal(value.is));

/** What of a resource names its server: its parent by symbolic name, or a part of its name. */
function naming(resource: RowResource): readonly string[] {
  const name = nameOf(resource);
  const inServer = (server: string): string => `name: '\${${server}}/\${${name}}'`;
  const { parent } = resource;
  if (!parent) return [`name: ${name}`];
  if (parent === "elsewhere") return ["parent: elsewhere", `name: ${name}`];
  if (parent === "unknown") return [inServer(LATER)];
  if ("name" in parent) return [inServer(literal(parent.name))];
  const [first = "", second] = [parent.output].flat().map(symbolOf);
  return second === undefined ? [`parent: ${first}`, `name: ${name}`] : [inServer(`empty(${LATER}) ? ${first}.name : ${second}.name`)];
}

function sourceId(target: Target): string {
  if (target === "elsewhere") return "elsewhere.id";
  if (target === "unknown") return LATER;
  return "name" in target
    ? `resourceId('Microsoft.DBforPostgreSQL/flexibleServers', '${target.name}')`
    : `${symbolOf(String(target.output))}.id`;
}

function declaration(resource: RowResource): string {
  const { id, type, values = {}, source, existing, condition } = resource;
  const properties = Object.entries(values).map(([path, value]) => `${path.replace("properties.", "")}: ${written(value)}`);
  if (source) properties.push(`sourceServerResourceId: ${sourceId(source)}`);
  const body = [...naming(resource), ...(existing ? [] : [`properties: {\n    ${properties.join("\n    ")}\n  }`])];
  const head = `resource ${symbolOf(id)} 'Microsoft.DBforPostgreSQL/${type}@${VERSION}' ${existing ? "existing " : ""}=`;
  return `${head} ${condition === undefined ? "" : `if (${condition}) `}{\n  ${body.join("\n  ")}\n}`;
}

/** A row as a Bicep file. */
export function bicepFile({ resources }: Row): string {
  const names = resources.filter(({ name }) => name === undefined).map(({ id }) => parameterOf(id));
  const conditions = resources.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  const usesElsewhere = resources.some(({ parent, source }) => parent === "elsewhere" || source === "elsewhere");
  return [
    ...[LATER, "elsewhereName", ...names].map((name) => `param ${name} string`),
    ...conditions.map((name) => `param ${name} bool`),
    ...(usesElsewhere
      ? [`resource elsewhere 'Microsoft.DBforPostgreSQL/flexibleServers@${VERSION}' existing = {\n  name: elsewhereName\n}`]
      : []),
    ...resources.map(declaration),
  ].join("\n");
}

/** What Bicep calls things. */
export const bicepWords: Lexicon = {
  sslEnforcement: "properties.sslEnforcement",
  enabled: "Enabled",
  disabled: "Disabled",
  name: "name",
  value: "properties.value",
  server: "name",
  configuration: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  howToAdd(id, name, value) {
    const server = symbolOf(id);
    const symbol = name === "require_secure_transport" ? "RequireSecureTransport" : "SslMinProtocolVersion";
    return (
      `Write resource ${server}${symbol} 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@${VERSION}' = ` +
      `{ parent: ${server}, name: '${name}', properties: { value: '${value}' } }.`
    );
  },
  createMode: "properties.createMode",
  version: "properties.version",
  later: `is param ${LATER}, which has no value here`,
  address: symbolOf,
  label: symbolOf,
  condition: () => "its condition is true",
};
