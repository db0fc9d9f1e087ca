import { access, call, type ArmCall, type ArmExpression } from "./arm-expression";
import type { Converter } from "./converter";
import { writtenScope, scopedId } from "./deployment-scope";
import { isSecureOutput, secureOutputsOf } from "./secure-outputs";
import { propertyOf, type ModuleSymbol } from "./program";
import { symbolicReference } from "./resource-reference";
import { FILE_SCOPE, type Scope } from "./scope";
import type { Access, Expression } from "./syntax";
import { bare } from "./walk";

export const DEPLOYMENT = "Microsoft.Resources/deployments";
/** The version of deployments that Microsoft's compiler writes. */
export const DEPLOYMENT_VERSION = "2025-04-01";

/** A module that an expression names. */
export interface ModuleReference {
  readonly symbol: ModuleSymbol;
  /** Which of the deployments that a loop makes; without one, all of them. */
  readonly index: ArmExpression | undefined;
}

/** The module that an expression names: `db`, `dbs[0]`. */
export function moduleReference(converter: Converter, written: Expression, scope: Scope): ModuleReference | undefined {
  const expression = bare(written);
  if (expression.kind === "variable") {
    const symbol = converter.resolve(scope, expression.name);
    return symbol?.kind === "module" ? { symbol, index: undefined } : undefined;
  }
  if (expression.kind !== "access" || !expression.isIndex || expression.isSafe || expression.isFromEnd) return undefined;
  const named = moduleReference(converter, expression.target, scope);
  return named?.symbol.body.loop && named.index === undefined
    ? { symbol: named.symbol, index: converter.arm(expression.key, scope) }
    : undefined;
}

/** Whether an expression is a module, or one of a few. */
export function isModule(converter: Converter, written: Expression, scope: Scope): boolean {
  const { expression, scope: inner } = converter.meant({ expression: written, scope });
  if (expression.kind === "ternary")
    return isModule(converter, expression.whenTrue, inner) || isModule(converter, expression.whenFalse, inner);
  if (expression.kind === "binary" && expression.operator === "??")
    return isModule(converter, expression.left, inner) || isModule(converter, expression.right, inner);
  return moduleReference(converter, expression, inner) !== undefined;
}

/** What the names in a module's body stand for. */
export function moduleScope(converter: Converter, { body: { loop } }: ModuleSymbol, index?: ArmExpression): Scope {
  return loop ? converter.loopScope(loop, FILE_SCOPE, index ?? call("copyIndex")) : FILE_SCOPE;
}

const LONGEST_NAME = 64;
const HASH_LENGTH = 13;
const INDEX_LENGTH = 3;

/** The name of a module's deployment; one is made up where none is written. */
export function moduleName(converter: Converter, symbol: ModuleSymbol, index?: ArmExpression): ArmExpression {
  const written = propertyOf(symbol.body.object, "name");
  if (written) return converter.arm(written, moduleScope(converter, symbol, index));
  const hash = call("uniqueString", symbol.symbolicName, access(call("deployment"), "name"));
  if (!symbol.body.loop) return call("format", `${symbol.symbolicName.slice(0, LONGEST_NAME - HASH_LENGTH - 1)}-{0}`, hash);
  const prefix = symbol.symbolicName.slice(0, LONGEST_NAME - HASH_LENGTH - INDEX_LENGTH - 2);
  return call("format", `${prefix}-{0}-{1}`, index ?? call("copyIndex"), hash);
}

/** The expression for the id of a module's deployment. */
export function moduleId(converter: Converter, { symbol, index }: ModuleReference): ArmExpression {
  const scope = writtenScope(converter, propertyOf(symbol.body.object, "scope"), moduleScope(converter, symbol, index), symbol.declaration);
  return scopedId(converter, scope, DEPLOYMENT, [moduleName(converter, symbol, index)]);
}

/** `reference(...)` of a module's deployment. */
export function moduleReferenceCall(converter: Converter, reference: ModuleReference): ArmCall {
  const { symbol, index } = reference;
  const isWhole = symbol.body.loop !== undefined && index === undefined;
  if (converter.isSymbolic || isWhole) return call(isWhole ? "references" : "reference", symbolicReference(symbol.symbolicName, index));
  return call("reference", moduleId(converter, reference), DEPLOYMENT_VERSION);
}

/** `module.name`, `module.outputs` */
export function moduleProperty(
  converter: Converter,
  reference: ModuleReference,
  name: string,
  isSafe: boolean,
  isSecure = secureOutputsOf(converter, reference.symbol).length > 0,
): ArmExpression {
  const { symbol, index } = reference;
  const guarded = (expression: ArmExpression): ArmExpression => {
    const { condition } = symbol.body;
    return isSafe && condition
      ? call("if", converter.arm(condition, moduleScope(converter, symbol, index)), expression, call("null"))
      : expression;
  };
  if (name === "name") return guarded(moduleName(converter, symbol, index));
  if (name === "outputs" && isSecure) {
    const by = converter.isSymbolic ? symbolicReference(symbol.symbolicName, index) : moduleId(converter, reference);
    return guarded(call("listOutputsWithSecureValues", by, DEPLOYMENT_VERSION));
  }
  const whole = moduleReferenceCall(converter, reference);
  return isSafe ? call("tryGet", guarded(whole), name) : access(whole, name);
}

/**
 * `module.outputs.name`
 *
 * @param outputs the part before the last dot
 */
export function moduleOutput(converter: Converter, outputs: Access, name: string, isSafe: boolean, scope: Scope): ArmExpression {
  const reference = moduleReference(converter, outputs.target, scope);
  const isSecure = reference !== undefined && isSecureOutput(converter, reference.symbol, name);
  const of = reference ? moduleProperty(converter, reference, "outputs", outputs.isSafe, isSecure) : converter.arm(outputs, scope);
  const keys = isSecure ? [name] : [name, "value"];
  if (isSafe) return keys.reduce<ArmExpression>((inner, key) => call("tryGet", inner, key), of);
  if (typeof of === "object" && of.name === "tryGet" && of.path.length === 0) return call("tryGet", ...of.args, ...keys);
  const orNull = typeof of === "object" && of.name === "if" ? of.args.at(-1) : undefined;
  if (typeof orNull === "object" && orNull.name === "null") return call("tryGet", of, ...keys);
  return access(of, ...keys);
}
