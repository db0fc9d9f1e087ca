/**
 * Compares what is compiled here with what Microsoft's compiler made: `npm run compare:bicep -- <folder>`, with a checkout
 * of Azure/bicep-registry-modules, or of the baselines in Azure/bicep. Every `main.bicep` with a `main.json` beside it is a pair.
 */
import fs from "node:fs";
import path from "node:path";
import { compileBicep, type Files, type Problem } from "../shared/bicep/compile";
import { cachePath, modulePath } from "../shared/bicep/module-path";
import { parse } from "../shared/bicep/parser";
import { Project } from "../shared/bicep/project";
import { expandTemplate } from "../shared/arm/expand";
import { noParameters } from "../shared/arm/parameters";
import type { Subject, Subjects } from "../shared/engine/subjects";
import type { Document } from "../shared/json/document";
import { newBudget } from "../shared/limits";
import { canonical, type Value } from "../shared/symbolic/values";
import { comparedParameters, compiledParameters } from "./bicep-parameter-files";
import { snapshotDifferences } from "./bicep-snapshots";
import { controlsFor, verdictsOf } from "./bicep-verdicts";
import { difference, isComposite, isObject, normalized, reasonOf, reasonOfFile, type Difference } from "./bicep-normalized";

type Json = Readonly<Record<string, unknown>>;

interface Pair {
  readonly source: string;
  readonly compiled: Json;
}

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

/** Everything that the reader of templates makes of a template: types, names, conditions and values. */
type Read = (document: Document) => readonly string[];

/** A reader that reads every property of every type in these templates, not only those that controls ask for. */
function readerOf(templates: readonly unknown[]): Read {
  const subjects = subjectsIn(templates);
  const text = (value: Value): string => canonical(value, () => undefined);
  return (document) => {
    const { resources, unread } = expandTemplate(document, noParameters, newBudget(), subjects);
    const texts = resources
      .filter(({ existing }) => !existing)
      .map(({ writtenType, name, conditions, values }) =>
        [
          writtenType.toLowerCase(),
          text(name),
          conditions.map(({ key }) => key).join(" and "),
          ...Array.from(values, ([key, value]) => `${key}=${text(value)}`),
        ].join(" | "),
      );
    return [...texts, ...unread.map(({ message }) => message)].sort();
  };
}

/** All types in templates, with all their properties. */
function subjectsIn(templates: readonly unknown[]): Subjects {
  const pathsByType: Record<string, Set<string>> = {};
  for (const template of templates) collectTypes(template, pathsByType);
  const subjects = Object.entries(pathsByType).map(([arm, paths]): [string, Subject] => [
    arm.toLowerCase(),
    { arm, paths: Array.from(paths), judged: [] },
  ]);
  return { resourceTypes: [], byType: new Map(subjects), controlNames: new Set() };
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

function filesIn(folder: string, extension: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
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
  readonly pair: Pair;
  readonly structure: Difference | undefined;
  /** Why the structure differs. */
  readonly reason: string | undefined;
  readonly values: readonly [ours: string, theirs: string] | undefined;
  readonly verdicts: readonly [ours: string, theirs: string] | undefined;
  /** How many there are of the compiled template. */
  readonly verdictCount: number;
  readonly problems: readonly Problem[];
}

function compare(pair: Pair, read: Read, symbolicNames: "always" | "where needed"): Comparison {
  const { document = { file: pair.source, value: {} }, problems = [] } = compileBicep(pair.source, { files, symbolicNames }) ?? {};
  const ours = JSON.parse(JSON.stringify(document.value)) as unknown;
  const theirs: Document = { file: pair.source, value: pair.compiled };
  const controls = controlsFor(pair.compiled);
  const verdicts = verdictsOf(theirs, controls, false);
  const structure = difference(normalized(ours), normalized(pair.compiled));
  return {
    pair,
    structure,
    reason: structure && reasonOfPair(pair, ours, structure),
    values: firstDifference(read({ file: "", value: ours }), read({ file: "", value: pair.compiled })),
    // As a check has it, with symbolic names always.
    verdicts: firstDifference(verdictsOf(compileBicep(pair.source, { files })?.document ?? document, controls, true), verdicts),
    verdictCount: verdicts.length,
    problems,
  };
}

function firstDifference(ours: readonly string[], theirs: readonly string[]): readonly [string, string] | undefined {
  const at = Array.from({ length: Math.max(ours.length, theirs.length) }).findIndex((_, index) => ours[index] !== theirs[index]);
  return at < 0 ? undefined : [ours[at] ?? "", theirs[at] ?? ""];
}

function reasonOfPair({ source, compiled }: Pair, ours: unknown, structure: Difference): string {
  return reasonOfFile(source, compiled) ?? reasonOf(structure, { ours, theirs: compiled });
}

const short = (value: unknown): string => (value === undefined ? "(nothing)" : JSON.stringify(value).slice(0, 300));

function describe({ pair, structure, reason, values, verdicts, problems }: Comparison): readonly string[] {
  const lines = problems.map(({ file, start, message }) => `    problem: ${file}:${String(start.line)}: ${message}`);
  if (structure)
    lines.push(
      `    ${String(reason)}`,
      `      ${structure.path}`,
      `      ours:   ${short(structure.ours)}`,
      `      theirs: ${short(structure.theirs)}`,
    );
  if (values) lines.push("    values differ", `      ours:   ${short(values[0])}`, `      theirs: ${short(values[1])}`);
  if (verdicts) lines.push("    verdicts differ", `      ours:   ${short(verdicts[0])}`, `      theirs: ${short(verdicts[1])}`);
  return lines.length > 0 ? [`  ${pair.source}`, ...lines] : [];
}

/** Parameter files with the compiled one beside them. */
function compareParameterFiles(folder: string): void {
  const pairs = filesIn(folder, ".bicepparam").flatMap((file) => {
    const beside = [file.replace(/\.bicepparam$/, ".json"), path.posix.join(path.posix.dirname(file), "output.json")];
    const compiled = beside.map(compiledParameters).find((parameters) => parameters !== undefined);
    return compiled === undefined ? [] : [{ file, ...comparedParameters(file, compiled, files) }];
  });
  const same = pairs.filter(({ different, older }) => different.length + older.length === 0);
  console.log(`parameter files with the same values: ${percent(same.length, pairs.length)}`);
  for (const { file, different, older, open } of pairs) {
    if (different.length > 0) console.log(`  ${file}: other values: ${different.join(", ")}`);
    if (older.length > 0) console.log(`  ${file}: compiled from another text: ${older.join(", ")}`);
    if (open.length > 0) console.log(`  ${file}: not known here, but may be the same: ${open.join(", ")}`);
  }
}

/** Parameter files with a snapshot beside them: what they and their template declare, evaluated by Microsoft's compiler. */
function compareSnapshots(folder: string): void {
  const differences = filesIn(folder, ".snapshot.json").map((file) => {
    const snapshot = readJson(file);
    return [file, snapshotDifferences(file.replace(/\.snapshot\.json$/, ".bicepparam"), snapshot, subjectsIn([snapshot]), files)] as const;
  });
  console.log(
    `snapshots with the same resources and values: ${percent(differences.filter(([, all]) => all.length === 0).length, differences.length)}`,
  );
  for (const [file, all] of differences) for (const one of all) console.log(`  ${file}: ${one}`);
}

function main(): void {
  const [folder = ".", ...options] = process.argv.slice(2);
  const symbolicNames = options.includes("--always-symbolic") ? "always" : "where needed";
  const compiledName = options.find((option) => option.startsWith("--compiled="))?.split("=")[1] ?? "main.json";
  const sources = filesIn(folder, ".bicep");
  readAll(sources);
  const pairs = pairsOf(sources, compiledName);
  for (const { source, compiled } of pairs) fillCache(new Project(files, newBudget(), false), source, compiled);
  const read = readerOf(pairs.map(({ compiled }) => compiled));
  const results = pairs.map((pair) => compare(pair, read, symbolicNames));
  console.log(
    `pairs with the same resources, names, conditions and values: ${percent(results.filter(({ values }) => !values).length, pairs.length)}`,
  );
  console.log(`pairs that are structurally equal: ${percent(results.filter(({ structure }) => !structure).length, pairs.length)}`);
  const count = results.reduce((sum, { verdictCount }) => sum + verdictCount, 0);
  const same = results.filter(({ verdicts }) => !verdicts).length;
  console.log(`pairs with the same verdicts and findings: ${percent(same, pairs.length)}, ${String(count)} in all`);
  for (const reason of new Set(results.map((result) => result.reason ?? (result.values && "other values")))) {
    const those = results.filter((result) => reason !== undefined && (result.reason ?? (result.values && "other values")) === reason);
    const withValues = those.filter(({ values }) => values).length;
    if (reason !== undefined) console.log(`  ${String(those.length)}, of these ${String(withValues)} with other values: ${reason}`);
  }
  for (const line of results.flatMap(describe)) console.log(line);
  compareParameterFiles(folder);
  compareSnapshots(folder);
}

main();
