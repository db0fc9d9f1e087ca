import type { Lexicon, Row, RowResource, Target, Written } from "../rows/row";
import { canAll, type Dialect } from "./dialect";
import { objectOf } from "./vocabulary";

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

/** An expression among values. */
class Code {
  constructor(readonly text: string) {}
}

function literal(value: unknown): string {
  if (value instanceof Code) return value.text;
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

function idOf(target: Target, type: string): string {
  if (target === "elsewhere") return "elsewhere.id";
  if (target === "unknown") return LATER;
  return "name" in target ? `resourceId('${type}', '${target.name}')` : `${symbolOf(String(target.output))}.id`;
}

/** What switches the control off for the next line. */
function directive({ control: { name } }: Row, { waiver }: RowResource): string {
  if (!waiver) return "";
  const { reason, until, owner } = waiver;
  return `#disable-next-line ${name} //${until === undefined ? "" : ` until=${until}`}${owner === undefined ? "" : ` owner=${owner}`} ${reason}\n`;
}

function declaration(resource: RowResource): string {
  const { id, type, values = {}, references = {}, existing, condition } = resource;
  const members = objectOf([
    ["properties", {}],
    ...Object.entries(values).map(([path, value]) => [path, new Code(written(value))] as const),
    ...Object.entries(references).map(([path, target]) => [path, new Code(idOf(target, type))] as const),
  ]);
  const body = [...naming(resource), ...(existing ? [] : Object.entries(members).map(([name, value]) => `${name}: ${literal(value)}`))];
  const head = `resource ${symbolOf(id)} '${type}@${VERSION}' ${existing ? "existing " : ""}=`;
  return `${head} ${condition === undefined ? "" : `if (${condition}) `}{\n  ${body.join("\n  ")}\n}`;
}

/** A row as a Bicep file. */
export function bicepFile(row: Row): string {
  const { resources } = row;
  const names = resources.filter(({ name }) => name === undefined).map(({ id }) => parameterOf(id));
  const conditions = resources.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  const usesElsewhere = resources.some(({ parent, references = {} }) => [parent, ...Object.values(references)].includes("elsewhere"));
  return [
    ...[LATER, "elsewhereName", ...names].map((name) => `param ${name} string`),
    ...conditions.map((name) => `param ${name} bool`),
    ...(usesElsewhere
      ? [`resource elsewhere 'Microsoft.DBforPostgreSQL/flexibleServers@${VERSION}' existing = {\n  name: elsewhereName\n}`]
      : []),
    ...resources.map((resource) => directive(row, resource) + declaration(resource)),
  ].join("\n");
}

/** Bicep. */
export const bicepDialect: Dialect = { name: "Bicep", cannot: canAll };

/** What Bicep calls things. */
export const bicepWords: Lexicon = {
  argument: (_type, armPath) => (armPath === "parent" ? "name" : armPath),
  value: (_type, _armPath, armValue) => armValue,
  nativeType: (type) => type,
  newName: () => "name",
  howToAdd(id, type, name, value) {
    const server = symbolOf(id);
    const words = name.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const body = `{ parent: ${server}, name: '${name}', properties: { value: '${value}' } }`;
    return `Write resource ${server}${words.join("")} '${type}@${VERSION}' = ${body}.`;
  },
  later: `is param ${LATER}, which has no value here`,
  remedy: "Give the template the values that it is deployed with.",
  address: symbolOf,
  declaration: symbolOf,
  label: symbolOf,
  beginning: () => "",
  condition: () => "its condition is true",
};
