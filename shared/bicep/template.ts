import { call, type ArmExpression } from "./arm-expression";
import { Converter } from "./converter";
import { deploymentScope, scopeProperties, writtenScope } from "./deployment-scope";
import { dependenciesOf, type Dependency } from "./dependencies";
import { LimitError } from "./host";
import { isInlinedResource, needsInlining } from "./inlining";
import { setProperty, type JsonObject } from "./json";
import { escaped, JsonWriter, loopOf } from "./json-writer";
import { loadedIn } from "./load-functions";
import { DEPLOYMENT, DEPLOYMENT_VERSION, moduleId, moduleName, moduleScope } from "./module-reference";
import { moduleTarget, type ModuleTarget } from "./modules";
import { namesOf } from "./names";
import { decoratorOf, propertyOf, type ModuleSymbol, type Program, type ResourceSymbol } from "./program";
import type { Project } from "./project";
import { apiVersionOf, bodyScope, conditionOf, fullName, isCollection, resourceId, resourceReference, symbolicReference, typeOf } from "./resource-reference";
import { FILE_SCOPE, within, type Scope } from "./scope";
import { needsSymbolicNames } from "./symbolic-names";
import type { Expression, ForExpression, FunctionDeclaration, ObjectExpression, ObjectProperty, OutputDeclaration, TypeDeclaration, VariableDeclaration } from "./syntax";
import { addMetadata, decorated, typeJson } from "./types";
import { bare } from "./walk";

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
      const template = new FileWriter(this.project, program, (symbol) => this.moduleTemplate(program, symbol)).template();
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
    if (from >= 0) return link(`Modules use each other in a circle: ${[...this.open.slice(from), target.program].map(({ file }) => file.path).join(" > ")}.`);
    const { deploymentDepth } = this.project.budget.limits;
    if (this.open.length > deploymentDepth) return link(new LimitError("deploymentDepth", deploymentDepth).message);
    return { kind: "template", template: this.template(target.program) };
  }
}

/** Makes the template of one file. */
export class FileWriter {
  private readonly names;
  private readonly isSymbolic: boolean;
  readonly writer: JsonWriter;

  constructor(
    private readonly project: Project,
    private readonly program: Program,
    private readonly target: (module: ModuleSymbol) => ModuleTarget,
  ) {
    this.names = namesOf(project, program);
    this.isSymbolic = project.alwaysSymbolic || needsSymbolicNames(project, program);
    this.writer = this.writerOf(program);
  }

  private writerOf(program: Program): JsonWriter {
    return new JsonWriter(new Converter(this.project, program, this.names, this.isSymbolic));
  }

  template(): JsonObject {
    const template: JsonObject = { $schema: `https://schema.management.azure.com/schemas/${SCHEMAS[this.program.targetScope]}#` };
    if (this.isSymbolic) template["languageVersion"] = "2.0";
    template["contentVersion"] = "1.0.0.0";
    this.section(template, "metadata", this.valuesOf("metadata"));
    this.section(template, "definitions", this.definitions());
    const functions = this.functions();
    if (functions.length > 0) template["functions"] = functions;
    this.section(template, "parameters", this.parameters());
    this.section(template, "variables", this.variables());
    this.section(template, "imports", this.imports());
    template["resources"] = this.resources();
    this.section(template, "outputs", this.outputs());
    this.section(template, "asserts", this.valuesOf("assert"));
    return template;
  }

  private section(template: JsonObject, name: string, members: JsonObject): void {
    if (Object.keys(members).length > 0) template[name] = members;
  }

  private valuesOf(kind: "metadata" | "assert"): JsonObject {
    const values: JsonObject = {};
    for (const declaration of this.program.values) if (declaration.kind === kind) this.writer.set(values, declaration.name.text, this.writer.value(declaration.value, FILE_SCOPE), declaration);
    return values;
  }

  /** The declarations of a kind that are imported, with the names that they have here. */
  private importedOf(kind: "variable" | "function" | "type"): readonly { readonly name: string; readonly program: Program; readonly declared: string }[] {
    const { imported, nameOf } = this.names;
    return imported
      .filter(({ program, name }) => (name.startsWith("$fxv#") ? kind === "variable" : program.symbols.get(name)?.kind === kind))
      .map(({ program, name }) => ({ name: nameOf(program, name), program, declared: name }));
  }

  private definitions(): JsonObject {
    const definitions: JsonObject = {};
    const add = (name: string, declaration: TypeDeclaration, writer: JsonWriter): void => {
      writer.set(definitions, name, decorated(writer.converter, typeJson(writer.converter, declaration.type), declaration.decorators, writer), declaration);
    };
    for (const declaration of this.program.types) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("type")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "type") add(name, symbol.declaration, this.writerOf(program));
    }
    return definitions;
  }

  private functions(): readonly JsonObject[] {
    const namespaces = new Map<string, JsonObject>();
    const add = (name: string, declaration: FunctionDeclaration, writer: JsonWriter): void => {
      const [namespace = "", member = ""] = name.includes(".") ? name.split(".") : ["__bicep", name];
      const members = namespaces.get(namespace) ?? {};
      namespaces.set(namespace, members);
      writer.set(members, member, this.functionJson(declaration, writer), declaration);
    };
    for (const declaration of this.program.functions) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("function")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "function") add(name, symbol.declaration, this.writerOf(program));
    }
    return Array.from(namespaces, ([namespace, members]) => ({ namespace, members }));
  }

  private functionJson({ parameters, type, body, decorators }: FunctionDeclaration, writer: JsonWriter): JsonObject {
    const scope = within(
      FILE_SCOPE,
      parameters.map(({ name }) => [name, { kind: "argument", name }] as const),
    );
    const output = typeJson(writer.converter, type);
    writer.set(output, "value", writer.value(body, scope), body);
    const json: JsonObject = { parameters: parameters.map((parameter) => ({ ...typeJson(writer.converter, parameter.type), name: parameter.name })), output };
    addMetadata(json, decorators, writer);
    return json;
  }

  private parameters(): JsonObject {
    const parameters: JsonObject = {};
    for (const declaration of this.program.parameters) {
      const { name, type, value, decorators } = declaration;
      const json = type ? typeJson(this.writer.converter, type) : {};
      if (value) this.writer.set(json, "defaultValue", this.writer.value(value, FILE_SCOPE), value);
      this.writer.set(parameters, name.text, decorated(this.writer.converter, json, decorators, this.writer), declaration);
    }
    return parameters;
  }

  private variables(): JsonObject {
    const variables: JsonObject = {};
    const copies: unknown[] = [];
    const add = (name: string, declaration: VariableDeclaration, writer: JsonWriter): void => {
      if (needsInlining(writer.converter, { kind: "variable", declaration })) return;
      const loop = loopOf(declaration.value);
      if (!loop) writer.set(variables, name, writer.value(declaration.value, FILE_SCOPE), declaration);
      else {
        writer.note(copies, copies.length, declaration);
        copies.push(writer.copy(name, loop, FILE_SCOPE));
      }
    };
    this.addLoaded(variables, this.program, (name) => name);
    for (const declaration of this.program.variables) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("variable")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "variable") add(name, symbol.declaration, this.writerOf(program));
      else this.addLoaded(variables, program, (loaded) => (loaded === declared ? name : undefined));
    }
    if (copies.length > 0) variables["copy"] = copies;
    return variables;
  }

  /** The contents of files that stand in variables of their own. */
  private addLoaded(variables: JsonObject, program: Program, nameOf: (variable: string) => string | undefined): void {
    for (const [{ offset }, { value, variable }] of loadedIn(this.project, program)) {
      const name = variable === undefined ? undefined : nameOf(variable);
      if (name === undefined) continue;
      setProperty(variables, name, escaped(value));
      this.project.map.note(variables, name, { file: program.file, offset });
    }
  }

  private imports(): JsonObject {
    const imports: JsonObject = {};
    for (const declaration of this.program.extensions) {
      const { specification, alias, config } = declaration;
      const [provider, version] = specification.split("@");
      const json: JsonObject = { provider, version };
      if (config) json["config"] = this.writer.value(config, FILE_SCOPE);
      this.writer.set(imports, alias?.text ?? specification, json, declaration);
    }
    return imports;
  }

  private outputs(): JsonObject {
    const outputs: JsonObject = {};
    for (const declaration of this.program.outputs) this.writer.set(outputs, declaration.name.text, this.outputJson(declaration), declaration);
    return outputs;
  }

  private outputJson({ type, value, decorators }: OutputDeclaration): JsonObject {
    const json = decorated(this.writer.converter, type ? typeJson(this.writer.converter, type) : {}, decorators, this.writer);
    const loop = loopOf(value);
    if (loop) json["copy"] = this.writer.copy(undefined, loop, FILE_SCOPE);
    else if (type?.kind === "ofResource" && type.name === "resource") this.writer.set(json, "value", this.writer.value(idOf(value), FILE_SCOPE), value);
    else this.writer.set(json, "value", this.writer.value(value, FILE_SCOPE), value);
    return json;
  }

  private resources(): unknown {
    const entries: [string, JsonObject, number][] = [];
    // Microsoft's compiler writes the nested ones first.
    const symbols = [...this.program.resources.filter(({ around }) => around), ...this.program.resources.filter(({ around }) => !around)];
    for (const symbol of symbols) {
      const isLeftOut = symbol.declaration.isExisting && (!this.isSymbolic || isInlinedResource(this.writer.converter, symbol));
      if (!isLeftOut) entries.push([symbol.symbolicName, this.resource(symbol), symbol.declaration.offset]);
    }
    for (const symbol of this.program.modules) entries.push([symbol.symbolicName, this.module(symbol), symbol.declaration.offset]);
    if (this.isSymbolic) {
      const resources: JsonObject = {};
      for (const [name, json, offset] of entries) this.writer.set(resources, name, json, { offset });
      return resources;
    }
    const resources = entries.map(([, json]) => json);
    for (const [index, [, , offset]] of entries.entries()) this.writer.note(resources, index, { offset });
    return resources;
  }

  private resource(symbol: ResourceSymbol): JsonObject {
    const { converter } = this.writer;
    const { declaration, body } = symbol;
    const reference = { symbol, index: undefined };
    const scope = bodyScope(converter, symbol);
    const json: JsonObject = {};
    this.loop(json, symbol.symbolicName, loopAround(symbol), declaration);
    const condition = conditionOf(converter, symbol);
    if (condition !== undefined) this.writer.set(json, "condition", this.condition(body.condition, scope, condition), body.condition ?? declaration);
    if (declaration.isExisting) json["existing"] = true;
    const extension = this.extensionOf(symbol);
    this.options(json, declaration.decorators);
    if (extension !== undefined) {
      json["import"] = extension;
      json["type"] = declaration.type;
      json["properties"] = this.bodyJson(body.object, scope, ["dependsOn"]);
    } else {
      json["type"] = typeOf(symbol);
      const version = apiVersionOf(symbol);
      if (version !== undefined) json["apiVersion"] = version;
      for (const [name, value] of scopeProperties(converter, deploymentScope(converter, reference))) json[name] = this.writer.text(value);
      const written = propertyOf(body.object, "name");
      const name = this.writer.text(fullName(converter, reference));
      if (written) this.writer.set(json, "name", name, written);
      else json["name"] = name;
      this.bodyJson(body.object, scope, ["name", "scope", "parent", "dependsOn"], json);
    }
    this.dependsOn(json, dependenciesOf(converter, symbol));
    addMetadata(json, declaration.decorators, this.writer);
    return json;
  }

  private condition(written: Expression | undefined, scope: Scope, condition: ArmExpression): unknown {
    // A literal stands as it is.
    const only = written ? this.writer.meant({ expression: written, scope }).expression : undefined;
    return only?.kind === "literal" && only.value !== null && typeof condition === "object" && condition.name !== "and" ? only.value : this.writer.text(condition);
  }

  /** The extension that a resource is of; Azure's own have a name with a dot. */
  private extensionOf(symbol: ResourceSymbol): string | undefined {
    if (this.program.extensions.length === 0) return undefined;
    const provider = typeOf(symbol).split("/")[0] ?? "";
    const isGraph = provider.toLowerCase() === "microsoft.graph";
    if (provider.includes(".") && !isGraph) return undefined;
    const names = this.program.extensions.map(({ alias, specification }) => alias?.text ?? specification);
    return names.find((name) => !isGraph || /graph/i.test(name));
  }

  private loop(json: JsonObject, name: string, loop: ForExpression | undefined, declaration: ResourceSymbol["declaration"] | ModuleSymbol["declaration"]): void {
    if (!loop) return;
    const copy: JsonObject = { name };
    this.writer.set(copy, "count", this.writer.count(loop, FILE_SCOPE), loop.array);
    const [size] = decoratorOf(declaration, "batchSize")?.args ?? [];
    if (size?.kind === "literal") Object.assign(copy, { mode: "serial", batchSize: size.value });
    this.writer.set(json, "copy", copy, loop);
  }

  private options(json: JsonObject, decorators: ResourceSymbol["declaration"]["decorators"]): void {
    const options: JsonObject = {};
    for (const name of ["onlyIfNotExists", "retryOn"]) {
      const decorator = decoratorOf({ decorators }, name);
      if (decorator) options[name] = decorator.args.flatMap((argument) => this.writer.value(argument, FILE_SCOPE));
    }
    if (Object.keys(options).length > 0) json["@options"] = options;
  }

  private bodyJson(object: ObjectExpression, scope: Scope, leftOut: readonly string[], json: JsonObject = {}): JsonObject {
    const members = object.members.filter((member): member is ObjectProperty => member.kind === "property" && !(member.key.kind === "literal" && leftOut.includes(String(member.key.value))));
    for (const { kind, offset } of object.members) if (kind === "spread") this.writer.converter.report({ offset }, "The body of a resource or a module can't have a spread.");
    this.writer.members(json, members, scope);
    return json;
  }

  private dependsOn(json: JsonObject, dependencies: readonly Dependency[]): void {
    if (dependencies.length === 0) return;
    const { converter } = this.writer;
    const texts = dependencies.map(({ symbol, index }) => {
      if (converter.isSymbolic) return this.writer.text(symbolicReference(symbol.symbolicName, index));
      if (symbol.kind === "module") return this.writer.text(symbol.body.loop && index === undefined ? symbol.symbolicName : moduleId(converter, { symbol, index }));
      return this.writer.text(isCollection(symbol) && index === undefined ? symbol.symbolicName : resourceId(converter, { symbol, index }));
    });
    json["dependsOn"] = Array.from(new Set(texts));
  }

  private module(symbol: ModuleSymbol): JsonObject {
    const { converter } = this.writer;
    const { declaration, body } = symbol;
    const scope = moduleScope(converter, symbol);
    const json: JsonObject = {};
    this.loop(json, symbol.symbolicName, body.loop, declaration);
    if (body.condition) this.writer.set(json, "condition", this.condition(body.condition, scope, converter.arm(body.condition, scope)), body.condition);
    json["type"] = DEPLOYMENT;
    json["apiVersion"] = DEPLOYMENT_VERSION;
    this.writer.set(json, "name", this.writer.text(moduleName(converter, symbol)), propertyOf(body.object, "name") ?? declaration);
    this.bodyJson(body.object, scope, ["name", "scope", "params", "dependsOn", "extensionConfigs"], json);
    const to = writtenScope(converter, propertyOf(body.object, "scope"), scope, declaration);
    for (const [name, value] of scopeProperties(converter, to)) json[name] = this.writer.text(value);
    if (to.kind !== "resourceGroup") json["location"] = this.program.targetScope === "resourceGroup" ? "[resourceGroup().location]" : "[deployment().location]";
    const properties: JsonObject = { expressionEvaluationOptions: { scope: "inner" }, mode: "Incremental" };
    const given = propertyOf(body.object, "params");
    if (given) this.writer.set(properties, "parameters", this.moduleParameters(given, scope), given);
    const target = this.target(symbol);
    if (target.kind === "link") this.writer.set(properties, "templateLink", target.link, declaration);
    else if (target.kind === "template") {
      setProperty(properties, "template", target.template);
      if (typeof target.template === "object" && target.template !== null) this.noteTemplate(properties, symbol);
    }
    this.writer.set(json, "properties", properties, declaration);
    this.dependsOn(json, dependenciesOf(converter, symbol));
    addMetadata(json, declaration.decorators, this.writer);
    return json;
  }

  /** A template of the module's own file begins at its first line; one that came compiled has no places but the module's statement. */
  private noteTemplate(properties: JsonObject, symbol: ModuleSymbol): void {
    const target = moduleTarget(this.project, this.program, symbol.declaration.path);
    if (target.kind === "program") this.project.map.note(properties, "template", { file: target.program.file, offset: 0 });
    else this.writer.note(properties, "template", symbol.declaration);
  }

  private moduleParameters(written: Expression, writtenIn: Scope): unknown {
    const { expression, scope } = this.writer.meant({ expression: written, scope: writtenIn });
    if (expression.kind !== "object" || expression.members.some(({ kind }) => kind === "spread")) {
      this.writer.converter.report(expression, "The parameters of a module must be written as an object without spreads.");
      return { "[notCompiled()]": null };
    }
    const parameters: JsonObject = {};
    for (const member of expression.members) {
      if (member.kind !== "property" || member.key.kind !== "literal") continue;
      const loop = loopOf(member.value);
      const json = loop ? { copy: [this.writer.copy("value", loop, scope, true)] } : this.parameter(member.value, scope);
      this.writer.set(parameters, String(member.key.value), json, member);
    }
    return parameters;
  }

  /** What a parameter is given: a value, a secret of a key vault, or one of two by a condition. */
  private parameter(written: Expression, writtenIn: Scope): unknown {
    const { expression, scope } = this.writer.meant({ expression: written, scope: writtenIn });
    const secret = this.secret(expression, scope);
    if (secret !== undefined) return { reference: { keyVault: { id: this.writer.text(secret.id) }, ...Object.fromEntries(secret.rest.map(([key, value]) => [key, this.writer.text(value)])) } };
    if (expression.kind === "ternary") return this.writer.text(this.parameterArm(expression, scope));
    const json: JsonObject = {};
    this.writer.set(json, "value", this.writer.value(expression, scope), expression);
    return json;
  }

  private parameterArm(written: Expression, writtenIn: Scope): ArmExpression {
    const { converter } = this.writer;
    const { expression, scope } = this.writer.meant({ expression: written, scope: writtenIn });
    if (expression.kind === "ternary") {
      return call("if", converter.arm(expression.condition, scope), this.parameterArm(expression.whenTrue, scope), this.parameterArm(expression.whenFalse, scope));
    }
    const secret = this.secret(expression, scope);
    if (secret === undefined) return call("createObject", "value", converter.arm(expression, scope));
    return call("createObject", "reference", call("createObject", "keyVault", call("createObject", "id", secret.id), ...secret.rest.flat()));
  }

  /** The secret of a key vault that is declared here: `vault.getSecret('name')`. */
  private secret(expression: Expression, scope: Scope): { readonly id: ArmExpression; readonly rest: readonly (readonly [string, ArmExpression])[] } | undefined {
    if (expression.kind !== "call" || expression.name !== "getSecret" || !expression.target) return undefined;
    const { converter } = this.writer;
    const vault = resourceReference(converter, expression.target, scope);
    const [name, version] = expression.args.map((argument) => converter.arm(argument, scope));
    if (!vault || name === undefined) return undefined;
    const rest: (readonly [string, ArmExpression])[] = [["secretName", name]];
    return { id: resourceId(converter, vault), rest: version === undefined ? rest : [...rest, ["secretVersion", version]] };
  }
}

/** The loop that makes a resource; the one around it may be that of a resource around. */
function loopAround({ body, around }: ResourceSymbol): ForExpression | undefined {
  return body.loop ?? (around && loopAround(around));
}

function idOf(target: Expression): Expression {
  return { kind: "access", offset: target.offset, target: bare(target), key: { kind: "literal", offset: target.offset, value: "id" }, isSafe: false, isFromEnd: false, isIndex: false };
}
