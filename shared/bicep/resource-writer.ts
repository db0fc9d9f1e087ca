import type { ArmExpression } from "./arm-expression";
import { dependenciesOf, type Dependency } from "./dependencies";
import { deploymentScope, scopeProperties } from "./deployment-scope";
import type { JsonObject } from "./json";
import type { JsonWriter } from "./json-writer";
import { moduleId } from "./module-reference";
import { decoratorOf, propertyOf, type ModuleSymbol, type ResourceSymbol } from "./program";
import { apiVersionOf, bodyScope, conditionOf, fullName, isCollection, resourceId, symbolicReference, typeOf } from "./resource-reference";
import { FILE_SCOPE, type Scope } from "./scope";
import type { Expression, ForExpression, ObjectExpression, ObjectProperty } from "./syntax";
import { addMetadata } from "./types";

/** A resource as it stands in a template. */
export function resourceJson(writer: JsonWriter, symbol: ResourceSymbol): JsonObject {
  const { converter } = writer;
  const { declaration, body } = symbol;
  const scope = bodyScope(converter, symbol);
  const json: JsonObject = {};
  const loop = loopAround(symbol);
  if (loop) writeLoop(writer, json, loop, symbol);
  const condition = conditionOf(converter, symbol);
  if (condition !== undefined)
    writer.set(json, "condition", conditionJson(writer, body.condition, scope, condition), body.condition ?? declaration);
  if (declaration.isExisting) json["existing"] = true;
  writeOptions(writer, json, symbol);
  const extension = extensionOf(writer, symbol);
  if (extension === undefined) writeAzureBody(writer, json, symbol, scope);
  else {
    json["import"] = extension;
    json["type"] = declaration.type;
    const properties: JsonObject = {};
    writeBody(writer, properties, body.object, scope, ["dependsOn"]);
    json["properties"] = properties;
  }
  writeDependsOn(writer, json, dependenciesOf(converter, symbol));
  addMetadata(json, declaration.decorators, writer);
  return json;
}

function writeAzureBody(writer: JsonWriter, json: JsonObject, symbol: ResourceSymbol, scope: Scope): void {
  const { converter } = writer;
  const reference = { symbol, index: undefined };
  const { object } = symbol.body;
  json["type"] = typeOf(symbol);
  const version = apiVersionOf(symbol);
  if (version !== undefined) json["apiVersion"] = version;
  for (const [name, value] of scopeProperties(converter, deploymentScope(converter, reference))) json[name] = writer.text(value);
  writer.set(json, "name", writer.text(fullName(converter, reference)), propertyOf(object, "name") ?? symbol.declaration);
  writeBody(writer, json, object, scope, ["name", "scope", "parent", "dependsOn"]);
}

/** Writes the properties of a body, without those that a template writes in another way. */
export function writeBody(writer: JsonWriter, json: JsonObject, object: ObjectExpression, scope: Scope, leftOut: readonly string[]): void {
  const members: ObjectProperty[] = [];
  for (const member of object.members) {
    if (member.kind === "spread") writer.converter.report(member, "The body of a resource or a module can't have a spread.");
    else if (!(member.key.kind === "literal" && leftOut.includes(String(member.key.value)))) members.push(member);
  }
  writer.members(json, members, scope);
}

/** Writes the loop that makes a resource or a deployment. */
export function writeLoop(
  writer: JsonWriter,
  json: JsonObject,
  loop: ForExpression,
  { symbolicName, declaration }: ResourceSymbol | ModuleSymbol,
): void {
  const copy: JsonObject = { name: symbolicName };
  writer.set(copy, "count", writer.count(loop, FILE_SCOPE), loop.array);
  const [size] = decoratorOf(declaration, "batchSize")?.args ?? [];
  if (size?.kind === "literal") Object.assign(copy, { mode: "serial", batchSize: size.value });
  writer.set(json, "copy", copy, loop);
}

/** The condition of a resource or a deployment; a literal stands as it is. */
export function conditionJson(writer: JsonWriter, written: Expression | undefined, scope: Scope, condition: ArmExpression): unknown {
  const only = written && writer.converter.meant({ expression: written, scope }).expression;
  const isWhole = typeof condition === "object" && condition.name !== "and";
  return isWhole && only?.kind === "literal" && typeof only.value === "boolean" ? only.value : writer.text(condition);
}

/** Writes what must be deployed before. */
export function writeDependsOn({ converter, text }: JsonWriter, json: JsonObject, dependencies: readonly Dependency[]): void {
  if (dependencies.length === 0) return;
  const names = dependencies.map(({ symbol, index }) => {
    if (converter.isSymbolic) return symbolicReference(symbol.symbolicName, index);
    const isMany = symbol.kind === "module" ? symbol.body.loop !== undefined : isCollection(symbol);
    if (isMany && index === undefined) return symbol.symbolicName;
    return symbol.kind === "module" ? moduleId(converter, { symbol, index }) : resourceId(converter, { symbol, index });
  });
  json["dependsOn"] = Array.from(new Set(names.map(text)));
}

function writeOptions(writer: JsonWriter, json: JsonObject, { declaration }: ResourceSymbol): void {
  const options: JsonObject = {};
  for (const name of ["onlyIfNotExists", "retryOn", "nullIfNotFound", "waitUntil"]) {
    const decorator = decoratorOf(declaration, name);
    if (decorator) options[name] = decorator.args.flatMap((argument) => writer.value(argument, FILE_SCOPE));
  }
  if (Object.keys(options).length > 0) json["@options"] = options;
}

/** The loop that makes a resource; it may be that of a resource around. */
function loopAround({ body, around }: ResourceSymbol): ForExpression | undefined {
  return body.loop ?? (around && loopAround(around));
}

/** The extension that a resource is of, if it isn't one of Azure: these have a provider with a dot in its name. */
function extensionOf({ converter: { program } }: JsonWriter, symbol: ResourceSymbol): string | undefined {
  const provider = typeOf(symbol).split("/")[0] ?? "";
  const isGraph = provider.toLowerCase() === "microsoft.graph";
  if (provider.includes(".") && !isGraph) return undefined;
  const names = program.extensions.map(({ alias, specification }) => alias?.text ?? specification);
  return names.find((name) => !isGraph || /graph/i.test(name));
}
