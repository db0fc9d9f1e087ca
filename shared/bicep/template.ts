import { Converter } from "./converter";
import { DeclarationWriter } from "./declaration-writer";
import { LimitError } from "../limits";
import { isInlinedResource } from "./inlining";
import type { JsonObject } from "./json";
import { JsonWriter } from "./json-writer";
import { moduleJson } from "./module-writer";
import { moduleTarget, type ModuleTarget } from "./modules";
import { namesOf } from "./names";
import type { ModuleSymbol, Program, ResourceSymbol } from "./program";
import type { Project } from "./project";
import { resourceJson } from "./resource-writer";
import { needsSymbolicNames } from "./symbolic-names";

const SCHEMAS = {
  resourceGroup: "2019-04-01/deploymentTemplate.json",
  subscription: "2018-05-01/subscriptionDeploymentTemplate.json",
  managementGroup: "2019-08-01/managementGroupDeploymentTemplate.json",
  tenant: "2019-08-01/tenantDeploymentTemplate.json",
} as const;

/** Makes the templates of a file and of the modules in it. */
export class TemplateWriter {
  private readonly made = new Map<Program, JsonObject>();
  /** The files that are being compiled, each a module of the one before. */
  private readonly open: Program[] = [];

  constructor(private readonly project: Project) {}

  /**
   * The template of a file; where several deployments use it, it is the same object.
   *
   * @throws LimitError
   */
  template(program: Program): JsonObject {
    const known = this.made.get(program);
    if (known) return known;
    this.open.push(program);
    try {
      const template = fileTemplate(this.project, program, (symbol) => this.moduleTemplate(program, symbol));
      this.project.map.noteTemplate(template);
      this.made.set(program, template);
      return template;
    } finally {
      this.open.pop();
    }
  }

  private moduleTemplate(program: Program, { declaration }: ModuleSymbol): ModuleTarget {
    const target = moduleTarget(this.project, program, declaration.path);
    if (target.kind === "link" && target.problem !== undefined) this.project.report(program.file, declaration.offset, target.problem);
    if (target.kind !== "program") return target;
    const link = (problem: string): ModuleTarget => {
      this.project.report(program.file, declaration.offset, problem);
      return { kind: "link", link: { relativePath: declaration.path }, problem };
    };
    const from = this.open.indexOf(target.program);
    if (from >= 0)
      return link(
        `Modules use each other in a circle: ${[...this.open.slice(from), target.program].map(({ file }) => file.path).join(" > ")}.`,
      );
    const { deploymentDepth } = this.project.budget.limits;
    if (this.open.length > deploymentDepth) return link(new LimitError("deploymentDepth", deploymentDepth).message);
    return { kind: "template", template: this.template(target.program) };
  }
}

/** What a module of a file is, once it is compiled. */
type CompileModule = (symbol: ModuleSymbol) => ModuleTarget;

function fileTemplate(project: Project, program: Program, compileModule: CompileModule): JsonObject {
  const names = namesOf(project, program);
  const isSymbolic = project.alwaysSymbolic || needsSymbolicNames(project, program);
  const writerOf = (of: Program): JsonWriter => new JsonWriter(new Converter(project, of, names, isSymbolic));
  const declarations = new DeclarationWriter(program, names, writerOf);
  const functions = declarations.functions();
  return {
    $schema: `https://schema.management.azure.com/schemas/${SCHEMAS[program.targetScope]}#`,
    ...(isSymbolic ? { languageVersion: "2.0" } : {}),
    contentVersion: "1.0.0.0",
    ...section("metadata", declarations.valuesOf("metadata")),
    ...section("definitions", declarations.definitions()),
    ...(functions.length > 0 ? { functions } : {}),
    ...section("parameters", declarations.parameters()),
    ...section("variables", declarations.variables()),
    ...section("imports", declarations.imports()),
    resources: resourcesJson(writerOf(program), compileModule),
    ...section("outputs", declarations.outputs()),
    ...section("asserts", declarations.valuesOf("assert")),
  };
}

function section(name: string, members: JsonObject): JsonObject {
  return Object.keys(members).length > 0 ? { [name]: members } : {};
}

function resourcesJson(writer: JsonWriter, compileModule: CompileModule): unknown {
  const { isSymbolic, program, project } = writer.converter;
  const entries: { readonly name: string; readonly json: JsonObject; readonly offset: number }[] = [];
  const add = ({ symbolicName: name, declaration }: ResourceSymbol | ModuleSymbol, compile: () => JsonObject): void => {
    project.declaration(program.file, declaration, () => entries.push({ name, json: compile(), offset: declaration.offset }));
  };
  // Microsoft's compiler writes the nested ones first.
  const symbols = [...program.resources.filter(({ around }) => around), ...program.resources.filter(({ around }) => !around)];
  for (const symbol of symbols) {
    const { declaration } = symbol;
    const isLeftOut = declaration.isExisting && (!isSymbolic || isInlinedResource(writer.converter, symbol));
    if (!isLeftOut) add(symbol, () => resourceJson(writer, symbol));
  }
  for (const symbol of program.modules) {
    const target = compileModule(symbol);
    add(symbol, () => moduleJson(writer, symbol, target));
  }
  if (isSymbolic) {
    const resources: JsonObject = {};
    for (const { name, json, offset } of entries) writer.set(resources, name, json, { offset });
    return resources;
  }
  const resources = entries.map(({ json }) => json);
  for (const [index, { offset }] of entries.entries()) writer.note(resources, index, { offset });
  return resources;
}
