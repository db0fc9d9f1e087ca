import type { BicepDocument, CompileOptions } from "./compile";
import { compiledDocument, withinLimits } from "./compile";
import { Converter } from "./converter";
import { DeclarationWriter } from "./declaration-writer";
import { EnvironmentVariables } from "./environment-variables";
import { defaultLimits, newBudget } from "../limits";
import type { JsonObject } from "./json";
import { JsonWriter } from "./json-writer";
import { modulePath } from "./module-path";
import { DEPLOYMENT, DEPLOYMENT_VERSION } from "./module-reference";
import { parameterJson } from "./module-writer";
import { moduleTarget } from "./modules";
import { namesOf } from "./names";
import { resolvePath } from "./paths";
import type { Program } from "./program";
import { Project, type Problem } from "./project";
import { FILE_SCOPE } from "./scope";

/** What a parameter file gives, and to which template. */
export interface CompiledParameters {
  /** The path of the template; `undefined` for `using none` and for what is no file. */
  readonly using: string | undefined;
  /**
   * For a module of a registry or a template spec: a template that deploys it with these values, as its one resource. The
   * variables of the environment are parameters without a value.
   */
  readonly deployment: BicepDocument | undefined;
  /**
   * A template without resources. Its `given` is what a deployment gives its template: by name an object with `value`,
   * `copy` or `reference`, or an expression that makes one; its expressions may name the template's `variables` and `functions`.
   * The template's own `parameters` are the variables of the environment: one without a default is unknown.
   */
  readonly document: BicepDocument;
  readonly problems: readonly Problem[];
}

/**
 * Compiles a Bicep parameter file, with those that it extends.
 *
 * @param path the file's path, as it is read and named in messages
 * @returns `undefined` if there is no such file
 */
export function compileParameters(
  path: string,
  { files, budget = newBudget(defaultLimits) }: CompileOptions,
): CompiledParameters | undefined {
  const project = new Project(files, budget, true);
  const chain = withinLimits(project, path, () => extendedFiles(project, path)) ?? [];
  const [program] = chain;
  if (!program && project.problems.length === 0) return undefined;
  const value = withinLimits(project, path, () => parametersTemplate(project, chain)) ?? {};
  const deployment = program && withinLimits(project, path, () => deploymentOf(project, program, value));
  return {
    using: program && usedTemplate(project, program),
    deployment: deployment && compiledDocument(project, path, deployment),
    document: compiledDocument(project, path, value),
    problems: project.problems,
  };
}

/** A parameter file and those that it extends, the nearest first. */
function extendedFiles(project: Project, path: string): readonly Program[] {
  const first = project.program(path);
  const chain: Program[] = [];
  for (let program = first; program;) {
    chain.push(program);
    const statement = program.file.tree.statements.find(({ kind }) => kind === "extends");
    if (statement?.kind !== "extends" || statement.value?.kind !== "literal") break;
    const from = resolvePath(program.file.path, String(statement.value.value));
    const next = project.program(from);
    const isCircle = next !== undefined && chain.includes(next);
    if (!next) project.report(program.file, statement.offset, `The parameter file ${from} can't be read.`);
    if (isCircle) project.report(program.file, statement.offset, "Parameter files extend each other in a circle.");
    program = isCircle ? undefined : next;
  }
  return chain;
}

/** What a parameter file names as its template, and where. */
function usingOf({ file }: Program): { readonly written: string; readonly offset: number } | undefined {
  const statement = file.tree.statements.find(({ kind }) => kind === "using");
  if (statement?.kind !== "using" || statement.value?.kind !== "literal") return undefined;
  return { written: String(statement.value.value), offset: statement.offset };
}

function usedTemplate(project: Project, program: Program): string | undefined {
  const using = usingOf(program);
  const target = using && modulePath(project, program.file.path, using.written);
  return target?.kind === "file" ? target.path : undefined;
}

/** A template that deploys what a parameter file is for, if that is no file. */
function deploymentOf(project: Project, program: Program, { parameters, given, ...template }: JsonObject): JsonObject | undefined {
  const using = usingOf(program);
  if (!using || modulePath(project, program.file.path, using.written).kind === "file") return undefined;
  const target = moduleTarget(project, program, using.written);
  if (target.kind === "program") return undefined;
  if (target.kind === "link" && target.problem !== undefined) project.report(program.file, using.offset, target.problem);
  const properties: JsonObject = { expressionEvaluationOptions: { scope: "inner" }, mode: "Incremental", parameters: given };
  const resources: JsonObject = { using: { type: DEPLOYMENT, apiVersion: DEPLOYMENT_VERSION, name: "using", properties } };
  const origin = { file: program.file, offset: using.offset };
  project.map.note(resources, "using", origin);
  if (target.kind === "link") properties["templateLink"] = target.link;
  else {
    properties["template"] = target.template;
    project.map.note(properties, "template", origin);
  }
  const names = Object.keys(parameters as JsonObject);
  return {
    ...template,
    languageVersion: "2.0",
    parameters: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    resources,
  };
}

function parametersTemplate(project: Project, chain: readonly Program[]): JsonObject {
  const [program] = chain;
  if (!program) return {};
  const environment = new EnvironmentVariables();
  const names = namesOf(project, program, chain.slice(1));
  const writers = new Map<Program, JsonWriter>();
  const writerOf = (of: Program): JsonWriter => {
    const known = writers.get(of);
    if (known) return known;
    const base = chain[chain.indexOf(of) + 1];
    const extended = chain.includes(of) && base ? { converter: () => writerOf(base).converter } : undefined;
    const writer = new JsonWriter(new Converter(project, of, names, true, { environment, extended }));
    writers.set(of, writer);
    return writer;
  };
  const declarations = new DeclarationWriter(program, names, writerOf);
  const given: JsonObject = {};
  for (const file of chain) {
    const writer = writerOf(file);
    for (const { name, value, offset } of file.parameters) {
      if (value && !Object.hasOwn(given, name.text)) writer.set(given, name.text, parameterJson(writer, value, FILE_SCOPE), { offset });
    }
  }
  const [functions, variables] = [declarations.functions(), declarations.variables()];
  return { contentVersion: "1.0.0.0", parameters: environment.declarations, functions, variables, given };
}
