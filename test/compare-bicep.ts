/**
 * Compares what is compiled here with what Microsoft's compiler made: `npm run compare:bicep -- <folder>`, with a checkout
 * of Azure/bicep-registry-modules, or of the baselines in Azure/bicep. Every `main.bicep` with a `main.json` beside it is a pair.
 */
import fs from "node:fs";
import path from "node:path";
import { compileBicep, type Files } from "../shared/bicep/compile";
import { cachePath, modulePath } from "../shared/bicep/module-path";
import { parse } from "../shared/bicep/parser";
import { Project } from "../shared/bicep/project";
import { controls } from "../shared/controls";
import { newBudget, type Document } from "../shared/bicep/host";

type Json = Readonly<Record<string, unknown>>;

interface Pair {
  readonly source: string;
  readonly compiled: Json;
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** The templates of registry modules, by their path in Bicep's cache; they are taken from the compiled templates, as the cache would have them. */
const cache = new Map<string, string>();

const files: Files = {
  readFile: (file, as) => (fs.existsSync(file) ? fs.readFileSync(file, as ?? "utf8") : undefined),
  listFiles: (folder) =>
    fs.existsSync(folder)
      ? fs
          .readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => path.posix.join(folder, name))
      : undefined,
  readCached: (file) => cache.get(file),
};

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as unknown;
}

/** Takes the templates of registry modules out of a compiled template. */
function fillCache(project: Project, file: string, compiled: Json): void {
  const program = project.program(file);
  if (!program) return;
  const { resources } = compiled;
  const deployed = program.resources.filter(({ declaration }) => !declaration.isExisting).length;
  for (const [index, { symbolicName, declaration }] of program.modules.entries()) {
    const resource: unknown = Array.isArray(resources)
      ? resources[deployed + index]
      : isObject(resources)
        ? resources[symbolicName]
        : undefined;
    const properties = isObject(resource) ? resource["properties"] : undefined;
    const template = isObject(properties) ? properties["template"] : undefined;
    if (!isObject(template)) continue;
    const target = modulePath(project, file, declaration.path);
    if (target.kind === "registry") cache.set(cachePath(target), JSON.stringify(template));
    else if (target.kind === "file") fillCache(project, target.path, template);
  }
}

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

/** A template without what doesn't matter: who made it, types, the order of keys and of dependencies. */
function normalized(template: unknown): unknown {
  if (!isObject(template)) return template;
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) {
    if (key === "definitions" || value === undefined) continue;
    if (key === "metadata" && isObject(value)) {
      const { _generator, __bicep_exported_variables: exported, "__bicep_exported_variables!": others, ...rest } = value;
      void [_generator, exported, others];
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
  const members = Object.entries(namespace["members"]).map(([name, value]) => {
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
  if (resource["type"] === "Microsoft.Resources/deployments" && isObject(properties) && isObject(properties["template"]))
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

/** The first path at which two values differ. */
function difference(ours: unknown, theirs: unknown, at = ""): string | undefined {
  if (Object.is(ours, theirs)) return undefined;
  if (!isComposite(ours) || !isComposite(theirs) || Array.isArray(ours) !== Array.isArray(theirs))
    return `${at}\n      ours:   ${short(ours)}\n      theirs: ${short(theirs)}`;
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const found = difference(ours[key], theirs[key], `${at}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isComposite = (value: unknown): value is Json => typeof value === "object" && value !== null;
const short = (value: unknown): string => (value === undefined ? "(nothing)" : JSON.stringify(value).slice(0, 400));

/** Everything that the reader of templates makes of a template: types, names, conditions and values. */
type Read = (document: Document) => readonly string[];

/** A reader that reads every property of every type in these templates, not only those that controls ask for. */
async function readerOf(templates: readonly unknown[]): Promise<Read> {
  const scope: Record<string, Set<string>> = {};
  for (const template of templates) collectTypes(template, scope);
  const everything = Object.fromEntries(Object.entries(scope).map(([type, paths]) => [type, Array.from(paths)]));
  (controls as unknown[]).push({ scope: everything });
  const { expandTemplate } = await import("../shared/front-ends/arm/template");
  const { canonical } = await import("../shared/front-ends/arm/values");
  return (document) => {
    const { resources, unread } = expandTemplate(document, () => undefined, newBudget());
    const spend = (): void => undefined;
    const texts = resources
      .filter(({ existing }) => !existing)
      .map(({ type, name, conditions, values }) =>
        [
          type,
          canonical(name, spend),
          conditions.map(({ key }) => key).join(" and "),
          ...Array.from(values, ([key, value]) => `${key}=${canonical(value, spend)}`),
        ].join(" | "),
      );
    return [...texts, ...unread.map(({ message }) => message)].sort();
  };
}

const NOT_VALUES = new Set(["type", "apiVersion", "name", "condition", "copy", "dependsOn", "resources", "existing", "metadata"]);

function collectTypes(value: unknown, scope: Record<string, Set<string>>): void {
  if (!isComposite(value)) return;
  if (
    typeof value["type"] === "string" &&
    value["type"].includes("/") &&
    "apiVersion" in value &&
    value["type"] !== "Microsoft.Resources/deployments"
  ) {
    const paths = (scope[value["type"]] ??= new Set());
    for (const key of Object.keys(value)) if (!NOT_VALUES.has(key)) paths.add(key);
  }
  for (const member of Object.values(value)) collectTypes(member, scope);
}

function sourcesIn(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".bicep"))
    .map((entry) => path.posix.join(entry.parentPath, entry.name))
    .sort();
}

const percent = (part: number, whole: number): string =>
  `${String(part)} of ${String(whole)} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;

function readAll(sources: readonly string[]): void {
  const texts = sources.map((source) => fs.readFileSync(source, "utf8"));
  const start = performance.now();
  const problems = texts.map((text) => parse(text).problems[0]?.message);
  const seconds = (performance.now() - start) / 1000;
  const failed = sources.flatMap((source, index) => (problems[index] === undefined ? [] : [`  ${source}: ${problems[index]}`]));
  console.log(`read without a problem: ${percent(sources.length - failed.length, sources.length)} in ${seconds.toFixed(2)} s`);
  for (const line of failed) console.log(line);
}

function pairsOf(sources: readonly string[], compiledName: string): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const source of sources) {
    const other = path.posix.join(path.posix.dirname(source), compiledName);
    if (path.posix.basename(source) !== "main.bicep" || !fs.existsSync(other)) continue;
    const compiled = readJson(other);
    if (isObject(compiled)) pairs.push({ source, compiled });
  }
  return pairs;
}

interface Comparison {
  structure: string | undefined;
  values: string | undefined;
  problems: readonly string[];
}

function compare({ source, compiled }: Pair, read: Read, symbolicNames: "always" | "where needed"): Comparison {
  const result = compileBicep(source, { files, symbolicNames });
  if (!result) return { structure: "no result", values: "no result", problems: [] };
  const ours = JSON.parse(JSON.stringify(result.document.value)) as unknown;
  const [left, right] = [read({ file: "", value: ours }), read({ file: "", value: compiled })];
  const index = left.findIndex((text, at) => text !== right[at]);
  const values =
    left.length === right.length && index < 0
      ? undefined
      : `${String(left.length)} and ${String(right.length)}\n      ours:   ${left[index] ?? ""}\n      theirs: ${right[index] ?? ""}`;
  return {
    structure: difference(normalized(ours), normalized(compiled)),
    values,
    problems: result.problems.map(({ file, line, column, message }) => `${file}:${String(line)}:${String(column)}: ${message}`),
  };
}

async function main(): Promise<void> {
  const [folder = ".", ...options] = process.argv.slice(2);
  const symbolicNames = options.includes("--always-symbolic") ? "always" : "where needed";
  const compiledName = options.find((option) => option.startsWith("--compiled="))?.split("=")[1] ?? "main.json";
  const sources = sourcesIn(folder);
  readAll(sources);
  const pairs = pairsOf(sources, compiledName);
  for (const { source, compiled } of pairs) fillCache(new Project(files, newBudget(), false), source, compiled);
  const read = await readerOf(pairs.map(({ compiled }) => compiled));
  const results = pairs.map((pair) => ({ pair, ...compare(pair, read, symbolicNames) }));
  const equal = results.filter(({ structure }) => structure === undefined).length;
  const same = results.filter(({ values }) => values === undefined).length;
  console.log(`pairs with the same resources, names, conditions and values: ${percent(same, pairs.length)}`);
  console.log(`pairs that are structurally equal: ${percent(equal, pairs.length)}`);
  for (const { pair, structure, values, problems } of results) {
    if (structure === undefined && values === undefined && problems.length === 0) continue;
    console.log(`  ${pair.source}`);
    for (const problem of problems) console.log(`    problem: ${problem}`);
    if (structure !== undefined) console.log(`    structure: ${structure}`);
    if (values !== undefined && options.includes("--values")) console.log(`    values: ${values}`);
    else if (values !== undefined) console.log("    values differ");
  }
}

void main();
