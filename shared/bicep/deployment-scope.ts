import { access, call, type ArmExpression } from "./arm-expression";
import type { Converter } from "./converter";
import { propertyOf, type DeploymentScopeKind } from "./program";
import { bodyScope, lineage, resourceId, resourceReference, typeOf, type ResourceReference } from "./resource-reference";
import type { Scope } from "./scope";
import type { Call, Expression } from "./syntax";

/** What a resource or a module is deployed to. */
export interface DeploymentScope {
  readonly kind: DeploymentScopeKind | "resource";
  readonly managementGroup?: ArmExpression | undefined;
  readonly subscription?: ArmExpression | undefined;
  readonly resourceGroup?: ArmExpression | undefined;
  /** The resource that it extends. */
  readonly resource?: ResourceReference;
}

/** What a resource is deployed to; a child goes where the outermost of its parents goes. */
export function deploymentScope(converter: Converter, reference: ResourceReference): DeploymentScope {
  const [outermost = reference] = lineage(converter, reference);
  const { symbol, index } = outermost;
  return writtenScope(converter, propertyOf(symbol.body.object, "scope"), bodyScope(converter, symbol, index), symbol.declaration);
}

/**
 * What `scope:` says.
 *
 * @param at where a problem is reported
 */
export function writtenScope(
  converter: Converter,
  written: Expression | undefined,
  scope: Scope,
  at: { readonly offset: number },
): DeploymentScope {
  const standard: DeploymentScope = { kind: converter.program.targetScope };
  if (!written) return standard;
  const { expression, scope: inner } = variableValue(converter, written, scope);
  if (expression.kind === "call" && converter.isNamespace(expression.target, inner))
    return scopeFunction(converter, expression, inner) ?? standard;
  const resource = resourceReference(converter, expression, inner);
  if (resource) return scopeOfResource(converter, resource);
  // Microsoft's compiler deploys what has one of two scopes as if none were written.
  if (expression.kind !== "ternary") converter.report(at, "What is deployed here has a scope that can't be read.");
  return standard;
}

/** A scope may stand in a variable. */
function variableValue(
  converter: Converter,
  written: Expression,
  scope: Scope,
): { readonly expression: Expression; readonly scope: Scope } {
  let meant = converter.meant({ expression: written, scope });
  for (let steps = 0; steps < 10 && meant.expression.kind === "variable"; steps++) {
    const symbol = converter.resolve(meant.scope, meant.expression.name);
    if (symbol?.kind !== "variable") break;
    meant = converter.meant({ expression: symbol.declaration.value, scope: meant.scope });
  }
  return meant;
}

function scopeFunction(converter: Converter, { name, args }: Call, scope: Scope): DeploymentScope | undefined {
  const [first, second] = args.map((argument) => converter.arm(argument, scope));
  switch (name) {
    case "tenant":
      return { kind: name };
    case "managementGroup":
      return { kind: name, managementGroup: first };
    case "subscription":
      return { kind: name, subscription: first };
    case "resourceGroup":
      return second === undefined ? { kind: name, resourceGroup: first } : { kind: name, subscription: first, resourceGroup: second };
    default:
      return undefined;
  }
}

/** Resource groups and management groups that the file declares are scopes of their own. */
function scopeOfResource(converter: Converter, resource: ResourceReference): DeploymentScope {
  const { symbol, index } = resource;
  const type = typeOf(symbol).toLowerCase();
  const name = propertyOf(symbol.body.object, "name");
  const isGroup = type === "microsoft.resources/resourcegroups";
  if (!name || (!isGroup && type !== "microsoft.management/managementgroups")) return { kind: "resource", resource };
  const group = converter.arm(name, bodyScope(converter, symbol, index));
  if (!isGroup) return { kind: "managementGroup", managementGroup: group };
  return { kind: "resourceGroup", subscription: deploymentScope(converter, resource).subscription, resourceGroup: group };
}

const MANAGEMENT_GROUP = "Microsoft.Management/managementGroups";

/** The expression for the id of what is deployed to a scope. */
export function scopedId(converter: Converter, scope: DeploymentScope, type: string, names: readonly ArmExpression[]): ArmExpression {
  const { managementGroup, subscription, resourceGroup } = scope;
  switch (scope.kind) {
    case "tenant":
      return call("tenantResourceId", type, ...names);
    case "subscription":
      return call("subscriptionResourceId", ...(subscription === undefined ? [] : [subscription]), type, ...names);
    case "managementGroup": {
      const group =
        managementGroup === undefined ? access(call("managementGroup"), "id") : call("tenantResourceId", MANAGEMENT_GROUP, managementGroup);
      return call("extensionResourceId", group, type, ...names);
    }
    case "resource":
      return call("extensionResourceId", scope.resource ? resourceId(converter, scope.resource) : "", type, ...names);
    case "resourceGroup": {
      if (resourceGroup === undefined) return call("resourceId", type, ...names);
      const group = call(
        "format",
        "/subscriptions/{0}/resourceGroups/{1}",
        subscription ?? access(call("subscription"), "subscriptionId"),
        resourceGroup,
      );
      return call("extensionResourceId", group, type, ...names);
    }
  }
}

/** The properties of a resource or a deployment that say where it goes. */
export function scopeProperties(converter: Converter, scope: DeploymentScope): readonly (readonly [string, ArmExpression])[] {
  const { targetScope } = converter.program;
  const { managementGroup, subscription, resourceGroup } = scope;
  switch (scope.kind) {
    case "tenant":
      return targetScope === "tenant" ? [] : [["scope", "/"]];
    case "managementGroup": {
      if (managementGroup === undefined) return [];
      const isAbove = targetScope === "tenant" || targetScope === "managementGroup";
      return [
        [
          "scope",
          isAbove
            ? call("format", `${MANAGEMENT_GROUP}/{0}`, managementGroup)
            : call("tenantResourceId", MANAGEMENT_GROUP, managementGroup),
        ],
      ];
    }
    case "subscription":
      if (subscription !== undefined) return [["subscriptionId", subscription]];
      return targetScope === "resourceGroup" ? [["subscriptionId", access(call("subscription"), "subscriptionId")]] : [];
    case "resourceGroup": {
      const found: [string, ArmExpression][] = [];
      if (subscription !== undefined) found.push(["subscriptionId", subscription]);
      if (resourceGroup !== undefined) found.push(["resourceGroup", resourceGroup]);
      return found;
    }
    case "resource":
      return scope.resource ? [["scope", resourceId(converter, scope.resource)]] : [];
  }
}
