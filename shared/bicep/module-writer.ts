import { call, type ArmExpression } from "./arm-expression";
import { dependenciesOf } from "./dependencies";
import { scopeProperties, writtenScope } from "./deployment-scope";
import { setProperty, type JsonObject } from "./json";
import { loopOf, type JsonWriter } from "./json-writer";
import { DEPLOYMENT, DEPLOYMENT_VERSION, moduleName, moduleScope } from "./module-reference";
import { moduleTarget, type ModuleTarget } from "./modules";
import { propertyOf, type ModuleSymbol } from "./program";
import { conditionJson, writeBody, writeDependsOn, writeLoop } from "./resource-writer";
import { resourceId, resourceReference } from "./resource-reference";
import type { Scope } from "./scope";
import type { Call, Expression } from "./syntax";
import { addMetadata } from "./types";

/** A module as it stands in a template: a deployment with a template in it, or a link to one. */
export function moduleJson(writer: JsonWriter, symbol: ModuleSymbol, target: ModuleTarget): JsonObject {
  const { converter } = writer;
  const { declaration, body } = symbol;
  const scope = moduleScope(converter, symbol);
  const json: JsonObject = {};
  if (body.loop) writeLoop(writer, json, body.loop, symbol);
  if (body.condition)
    writer.set(json, "condition", conditionJson(writer, body.condition, scope, converter.arm(body.condition, scope)), body.condition);
  json["type"] = DEPLOYMENT;
  json["apiVersion"] = DEPLOYMENT_VERSION;
  writer.set(json, "name", writer.text(moduleName(converter, symbol)), propertyOf(body.object, "name") ?? declaration);
  writeBody(writer, json, body.object, scope, ["name", "scope", "params", "dependsOn", "extensionConfigs"]);
  const to = writtenScope(converter, propertyOf(body.object, "scope"), scope, declaration);
  for (const [name, value] of scopeProperties(converter, to)) json[name] = writer.text(value);
  if (to.kind !== "resourceGroup")
    json["location"] = converter.program.targetScope === "resourceGroup" ? "[resourceGroup().location]" : "[deployment().location]";
  writer.set(json, "properties", deploymentProperties(writer, symbol, target, scope), declaration);
  writeDependsOn(writer, json, dependenciesOf(converter, symbol));
  addMetadata(json, declaration.decorators, writer);
  return json;
}

function deploymentProperties(writer: JsonWriter, symbol: ModuleSymbol, target: ModuleTarget, scope: Scope): JsonObject {
  const properties: JsonObject = { expressionEvaluationOptions: { scope: "inner" }, mode: "Incremental" };
  const given = propertyOf(symbol.body.object, "params");
  if (given) writer.set(properties, "parameters", moduleParameters(writer, given, scope), given);
  if (target.kind === "link") writer.set(properties, "templateLink", target.link, symbol.declaration);
  if (target.kind !== "template") return properties;
  setProperty(properties, "template", target.template);
  const { project, program } = writer.converter;
  const source = moduleTarget(project, program, symbol.declaration.path);
  // What came compiled has no place but the module's statement.
  if (source.kind === "program") project.map.note(properties, "template", { file: source.program.file, offset: 0 });
  else writer.note(properties, "template", symbol.declaration);
  return properties;
}

function moduleParameters(writer: JsonWriter, written: Expression, writtenIn: Scope): unknown {
  const { expression, scope } = writer.converter.meant({ expression: written, scope: writtenIn });
  if (expression.kind !== "object" || expression.members.some(({ kind }) => kind === "spread")) {
    writer.converter.report(expression, "The parameters of a module must be written as an object without spreads.");
    return writer.text(writer.converter.unknown(expression));
  }
  const parameters: JsonObject = {};
  for (const member of expression.members) {
    if (member.kind === "property" && member.key.kind === "literal")
      writer.set(parameters, String(member.key.value), parameterJson(writer, member.value, scope), member);
  }
  return parameters;
}

/** What a parameter is given: a value, a loop that makes one, a secret of a key vault, or one of two by a condition. */
export function parameterJson(writer: JsonWriter, written: Expression, writtenIn: Scope): unknown {
  const loop = loopOf(written);
  if (loop) return { copy: [writer.copy("value", loop, writtenIn, true)] };
  const { expression, scope } = writer.converter.meant({ expression: written, scope: writtenIn });
  const secret = secretOf(writer, expression, scope);
  if (secret)
    return {
      reference: {
        keyVault: { id: writer.text(secret.id) },
        ...Object.fromEntries(secret.rest.map(([key, value]) => [key, writer.text(value)])),
      },
    };
  if (expression.kind === "ternary") return writer.text(parameterArm(writer, expression, scope));
  const json: JsonObject = {};
  writer.set(json, "value", writer.value(expression, scope), expression);
  return json;
}

function parameterArm(writer: JsonWriter, written: Expression, writtenIn: Scope): ArmExpression {
  const { converter } = writer;
  const { expression, scope } = converter.meant({ expression: written, scope: writtenIn });
  if (expression.kind === "ternary") {
    return call(
      "if",
      converter.arm(expression.condition, scope),
      parameterArm(writer, expression.whenTrue, scope),
      parameterArm(writer, expression.whenFalse, scope),
    );
  }
  const secret = secretOf(writer, expression, scope);
  if (!secret) return call("createObject", "value", converter.arm(expression, scope));
  return call("createObject", "reference", call("createObject", "keyVault", call("createObject", "id", secret.id), ...secret.rest.flat()));
}

interface Secret {
  /** Of the key vault. */
  readonly id: ArmExpression;
  readonly rest: readonly (readonly [string, ArmExpression])[];
}

/**
 * The secret that is meant by `vault.getSecret('name')`, or in a parameter file by
 * `getSecret('subscription', 'group', 'vault', 'name')`.
 */
function secretOf({ converter }: JsonWriter, expression: Expression, scope: Scope): Secret | undefined {
  if (expression.kind !== "call" || expression.name !== "getSecret") return undefined;
  const args = expression.args.map((argument) => converter.arm(argument, scope));
  const isOfVault = !converter.isNamespace(expression.target, scope);
  const id = isOfVault
    ? vaultOf(converter, expression, scope)
    : call("format", "/subscriptions/{0}/resourceGroups/{1}/providers/Microsoft.KeyVault/vaults/{2}", ...args.slice(0, 3));
  const [name, version] = isOfVault ? args : args.slice(3);
  if (id === undefined || name === undefined) return undefined;
  const rest: (readonly [string, ArmExpression])[] = [["secretName", name]];
  if (version !== undefined) rest.push(["secretVersion", version]);
  return { id, rest };
}

function vaultOf(converter: JsonWriter["converter"], { target }: Call, scope: Scope): ArmExpression | undefined {
  const vault = target && resourceReference(converter, target, scope);
  return vault && resourceId(converter, vault);
}
