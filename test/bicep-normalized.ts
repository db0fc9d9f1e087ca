type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON. */
export const isObject = (value: unknown): value is Json => isComposite(value) && !Array.isArray(value);

/** Whether a value is an object or an array. */
export const isComposite = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** What a type says: it isn't compiled but for what evaluation needs. */
const OF_TYPES = new Set([
  "type",
  "$ref",
  "items",
  "prefixItems",
  "properties",
  "additionalProperties",
  "nullable",
  "minLength",
  "maxLength",
  "minValue",
  "maxValue",
  "discriminator",
  "metadata",
]);

const MADE_BY_THE_COMPILER = new Set(["_generator", "__bicep_exported_variables!"]);

/** A template without what doesn't matter: who made it, types, the order of keys and of dependencies. */
export function normalized(template: unknown): unknown {
  if (!isObject(template)) return template;
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) {
    if (key === "definitions" || value === undefined) continue;
    if (key === "metadata" && isObject(value)) {
      const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !MADE_BY_THE_COMPILER.has(name)));
      if (Object.keys(rest).length > 0) made[key] = sorted(rest);
    } else if (key === "parameters" || key === "outputs") made[key] = withoutTypes(value);
    else if (key === "functions" && Array.isArray(value))
      made[key] = value.map(normalizedFunctions).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    else if (key === "resources") made[key] = resourcesOf(value);
    else made[key] = sorted(value);
  }
  return sorted(made);
}

function withoutTypes(declarations: unknown): unknown {
  if (!isObject(declarations)) return declarations;
  return sorted(
    Object.fromEntries(
      Object.entries(declarations).map(([name, value]) => [
        name,
        isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !OF_TYPES.has(key))) : value,
      ]),
    ),
  );
}

function normalizedFunctions(namespace: unknown): unknown {
  if (!isObject(namespace) || !isObject(namespace["members"])) return namespace;
  const members = Object.entries(namespace["members"]).map(([name, value]): [string, unknown] => {
    const output = isObject(value) && isObject(value["output"]) ? value["output"]["value"] : undefined;
    const parameters =
      isObject(value) && Array.isArray(value["parameters"])
        ? value["parameters"].map((parameter: unknown) => (isObject(parameter) ? parameter["name"] : parameter))
        : [];
    return [name, { parameters, output: sorted(output) }];
  });
  return sorted({ namespace: namespace["namespace"], members: Object.fromEntries(members) });
}

function resourcesOf(resources: unknown): unknown {
  if (Array.isArray(resources)) return resources.map(normalizedResource);
  return isObject(resources)
    ? sorted(Object.fromEntries(Object.entries(resources).map(([name, resource]) => [name, normalizedResource(resource)])))
    : resources;
}

function normalizedResource(resource: unknown): unknown {
  if (!isObject(resource)) return resource;
  const made: Record<string, unknown> = { ...resource };
  if (Array.isArray(resource["dependsOn"])) made["dependsOn"] = Array.from(new Set(resource["dependsOn"] as unknown[])).sort();
  const { properties } = resource;
  if (
    String(resource["type"]).toLowerCase() === "microsoft.resources/deployments" &&
    isObject(properties) &&
    isObject(properties["template"])
  )
    made["properties"] = { ...properties, template: normalized(properties["template"]) };
  return sorted(made);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** A place at which two values differ. */
export interface Difference {
  readonly path: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** The first place at which two values differ. */
export function difference(ours: unknown, theirs: unknown, path = ""): Difference | undefined {
  if (Object.is(ours, theirs)) return undefined;
  if (!isComposite(ours) || !isComposite(theirs) || Array.isArray(ours) !== Array.isArray(theirs)) return { path, ours, theirs };
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const found = difference(ours[key], theirs[key], `${path}/${key}`);
    if (found) return found;
  }
  return undefined;
}

const VERSION = /\d{4}-\d{2}-\d{2}(-preview)?/g;

/** Why the template of a file differs in full, whatever it differs in; `undefined` where the place is to tell. */
export function reasonOfFile(source: string, compiled: Json): string | undefined {
  if (/\/Invalid[^/]*\/[^/]*$/.test(source)) return "invalid on purpose: what the compiler makes of it is no template to deploy";
  const { languageVersion } = compiled;
  if (typeof languageVersion === "string" && languageVersion.endsWith("-experimental"))
    return "an experimental feature that a bicepconfig.json switches on, which isn't there";
  return undefined;
}

/** Two templates that differ. */
export interface Differing {
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Why two templates differ, as far as can be told. */
export function reasonOf({ path, ours, theirs }: Difference, whole: Differing): string {
  const isSameBut = (change: (text: string) => string): boolean => {
    const changed = (template: unknown): unknown =>
      JSON.parse(JSON.stringify(template), (_, value: unknown) => (typeof value === "string" ? change(value) : value));
    const [left, right] = [normalized(changed(whole.ours)), normalized(changed(whole.theirs))];
    return difference(left, right) === undefined;
  };
  const [left, right] = [JSON.stringify(ours ?? null), JSON.stringify(theirs ?? null)];
  if (isSameBut((text) => text.toLowerCase()) || left.toLowerCase() === right.toLowerCase())
    return "the spelling of a type, which the compiler takes from Azure's types";
  if (isSameBut((text) => text.replaceAll(VERSION, "")) || left.replaceAll(VERSION, "") === right.replaceAll(VERSION, ""))
    return "the version of a type: compiled from an older source, or by an older compiler";
  if (/\/imports\/\w+\/(provider|version)$/.test(path)) return "the name and version of an extension, which its package tells";
  const count = (template: unknown, literal: string): number => JSON.stringify(template).split(JSON.stringify(literal).slice(1, -1)).length;
  return literalsIn(ours).some((literal) => count(whole.ours, literal) > count(whole.theirs, literal))
    ? "a text of the source isn't in the template: compiled from an older source"
    : "other";
}

/** The texts in a value, and those in the expressions in it. */
function literalsIn(value: unknown): readonly string[] {
  if (isComposite(value)) return Object.values(value).flatMap(literalsIn);
  if (typeof value !== "string") return [];
  return value.startsWith("[") ? Array.from(value.matchAll(/'((?:[^']|'')+)'/g), ([, literal = ""]) => literal) : [value];
}
