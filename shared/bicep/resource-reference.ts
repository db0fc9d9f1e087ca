import { access, call, type ArmCall, type ArmExpression } from "./arm-expression";
import type { Converter } from "./converter";
import { deploymentScope, scopedId } from "./deployment-scope";
import { isInlinedResource } from "./inlining";
import { propertyOf, type ResourceSymbol } from "./program";
import { FILE_SCOPE, within, type Scope } from "./scope";
import type { Call, Expression } from "./syntax";
import { bare } from "./walk";

/** A resource that an expression names. */
export interface ResourceReference {
  readonly symbol: ResourceSymbol;
  /** Which of the resources that a loop makes; without one, all of them. */
  readonly index: ArmExpression | undefined;
}

/** Whether a loop makes it. */
export function isCollection(symbol: ResourceSymbol): boolean {
  return symbol.body.loop !== undefined || (symbol.around !== undefined && isCollection(symbol.around));
}

/** The resource that an expression names: `pg`, `pg::child`, `servers[0]`. */
export function resourceReference(converter: Converter, written: Expression, scope: Scope): ResourceReference | undefined {
  const expression = bare(written);
  if (expression.kind === "access") {
    if (!expression.isIndex || expression.isSafe || expression.isFromEnd) return undefined;
    const symbol = namedResource(converter, expression.target, scope);
    return symbol && isCollection(symbol) ? { symbol, index: converter.arm(expression.key, scope) } : undefined;
  }
  const symbol = namedResource(converter, expression, scope);
  return symbol && { symbol, index: undefined };
}

/** The resource or collection of resources that a name stands for. */
export function namedResource(converter: Converter, written: Expression, scope: Scope): ResourceSymbol | undefined {
  const expression = bare(written);
  if (expression.kind === "variable") {
    const symbol = converter.resolve(scope, expression.name);
    return symbol?.kind === "resource" ? symbol : undefined;
  }
  if (expression.kind !== "nested") return undefined;
  return namedResource(converter, expression.target, scope)?.children.get(expression.name);
}

/**
 * What the names in a resource's body stand for.
 *
 * @param index which of the resources that a loop makes; without one, the one of this round
 */
export function bodyScope(converter: Converter, symbol: ResourceSymbol, index?: ArmExpression): Scope {
  const around = symbol.around ? bodyScope(converter, symbol.around, index) : FILE_SCOPE;
  const { loop } = symbol.body;
  const looped = loop ? converter.loopScope(loop, around, index ?? call("copyIndex")) : around;
  return symbol.children.size > 0 ? within(looped, symbol.children) : looped;
}

/** The resource that a resource is a child of, if that is declared. */
export function parentOf(converter: Converter, { symbol, index }: ResourceReference): ResourceReference | undefined {
  if (symbol.around) return { symbol: symbol.around, index };
  const written = propertyOf(symbol.body.object, "parent");
  return written && resourceReference(converter, written, bodyScope(converter, symbol, index));
}

/** A resource and those it is a child of, the outermost first. */
export function lineage(converter: Converter, reference: ResourceReference): readonly ResourceReference[] {
  const found = [reference];
  for (let next = parentOf(converter, reference); next; next = parentOf(converter, next)) {
    const parent = next;
    if (found.some(({ symbol }) => symbol === parent.symbol)) {
      converter.report(reference.symbol.declaration, `The resource "${reference.symbol.symbolicName}" is its own parent.`);
      break;
    }
    found.unshift(parent);
  }
  return found;
}

/** The whole type of a resource, without its version; of a nested one only the last part may be written. */
export function typeOf(symbol: ResourceSymbol): string {
  const written = (symbol.declaration.type.split("@")[0] ?? "").replace(/^az:/, "");
  return symbol.around ? `${typeOf(symbol.around)}/${written}` : written;
}

/** The version of a resource's type; a nested one may take that of the resource around it. */
export function apiVersionOf(symbol: ResourceSymbol): string | undefined {
  const version = symbol.declaration.type.split("@")[1];
  return version ?? (symbol.around && apiVersionOf(symbol.around));
}

/** The resources of which the names are being written, each used in the name of the one before. */
const beingNamed = new WeakSet<ResourceSymbol>();

function ownName(converter: Converter, { symbol, index }: ResourceReference): ArmExpression {
  const written = propertyOf(symbol.body.object, "name");
  if (!written) return call("null");
  if (beingNamed.has(symbol))
    return converter.unreadable(symbol.declaration, `The name of the resource "${symbol.symbolicName}" leads to itself.`);
  beingNamed.add(symbol);
  try {
    return converter.arm(written, bodyScope(converter, symbol, index));
  } finally {
    beingNamed.delete(symbol);
  }
}

/** The parts of a resource's name, one for each part of its type. */
function nameSegments(converter: Converter, reference: ResourceReference): readonly ArmExpression[] {
  const line = lineage(converter, reference);
  const names = line.map((resource) => ownName(converter, resource));
  // The outermost resource may be declared with the names of its parents in its own name.
  const outermost = typeOf(reference.symbol).split("/").length - 1 - (line.length - 1);
  const [first = "", ...rest] = names;
  if (outermost <= 1) return names;
  return [...Array.from({ length: outermost }, (_, index) => access(call("split", first, "/"), index)), ...rest];
}

/** The name that the template gives to a resource, with those of its parents. */
export function fullName(converter: Converter, reference: ResourceReference): ArmExpression {
  if (lineage(converter, reference).length === 1) return ownName(converter, reference);
  const segments = nameSegments(converter, reference);
  return call("format", segments.map((_, index) => `{${String(index)}}`).join("/"), ...segments);
}

/** The expression for a resource's id. */
export function resourceId(converter: Converter, reference: ResourceReference): ArmExpression {
  return scopedId(converter, deploymentScope(converter, reference), typeOf(reference.symbol), nameSegments(converter, reference));
}

/** The symbolic name of a resource, with its index in a loop. */
export function symbolicReference(name: string, index: ArmExpression | undefined): ArmExpression {
  return index === undefined ? name : call("format", `${name}[{0}]`, index);
}

/** `reference(...)` of a resource; of the properties alone, or of all of it. */
export function referenceCall(converter: Converter, reference: ResourceReference, isFull: boolean): ArmCall {
  const { symbol, index } = reference;
  const isWhole = isCollection(symbol) && index === undefined;
  const by =
    converter.isSymbolic && !isInlinedResource(converter, symbol)
      ? symbolicReference(symbol.symbolicName, index)
      : isWhole
        ? symbol.symbolicName
        : resourceId(converter, reference);
  if (isWhole) return isFull ? call("references", by, "full") : call("references", by);
  const version = apiVersionOf(symbol) ?? "";
  if (isFull) return call("reference", by, version, "full");
  return converter.isSymbolic ? call("reference", by) : call("reference", by, version);
}

/** `resource.name`, `resource.properties`, `resource.?identity` */
export function resourceProperty(converter: Converter, reference: ResourceReference, name: string, isSafe: boolean): ArmExpression {
  switch (name) {
    case "id":
      return guarded(converter, reference, resourceId(converter, reference), isSafe);
    case "name":
      return guarded(converter, reference, ownName(converter, reference), isSafe);
    case "type":
      return typeOf(reference.symbol);
    case "apiVersion":
      return apiVersionOf(reference.symbol) ?? "";
    default:
  }
  if (name === "properties" && !isSafe) return referenceCall(converter, reference, false);
  const whole = referenceCall(converter, reference, true);
  return isSafe ? call("tryGet", guarded(converter, reference, whole, true), name) : access(whole, name);
}

/** What is safely accessed is nothing where the resource isn't deployed. */
function guarded(converter: Converter, reference: ResourceReference, expression: ArmExpression, isSafe: boolean): ArmExpression {
  const condition = isSafe ? conditionOf(converter, reference.symbol, reference.index) : undefined;
  return condition === undefined ? expression : call("if", condition, expression, call("null"));
}

/** The condition of a resource and of those around it. */
export function conditionOf(converter: Converter, symbol: ResourceSymbol, index?: ArmExpression): ArmExpression | undefined {
  const around = symbol.around && conditionOf(converter, symbol.around, index);
  const own = symbol.body.condition && converter.arm(symbol.body.condition, bodyScope(converter, symbol, index));
  return around !== undefined && own !== undefined ? call("and", around, own) : (around ?? own);
}

/** A function of a resource: `account.listKeys()`. */
export function resourceCall(converter: Converter, { target, name, args }: Call, scope: Scope): ArmExpression | undefined {
  if (!target) return undefined;
  const meant = converter.meant({ expression: target, scope });
  const reference = resourceReference(converter, meant.expression, meant.scope);
  if (!reference) return undefined;
  const given = args.map((argument) => converter.arm(argument, scope));
  if (!name.toLowerCase().startsWith("list")) return call(name, resourceId(converter, reference), ...given);
  const by =
    converter.isSymbolic && !isInlinedResource(converter, reference.symbol)
      ? symbolicReference(reference.symbol.symbolicName, reference.index)
      : resourceId(converter, reference);
  return given.length === 0 ? call(name, by, apiVersionOf(reference.symbol) ?? "") : call(name, by, ...given);
}
