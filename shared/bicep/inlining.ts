import type { Converter } from "./converter";
import { loadsFile } from "./load-functions";
import { moduleReference } from "./module-reference";
import { propertyOf, type FileSymbol, type ResourceSymbol } from "./program";
import { bodyScope, namedResource, parentOf, resourceReference } from "./resource-reference";
import { FILE_SCOPE, innerScope, type Scope } from "./scope";
import type { Expression } from "./syntax";
import { bare, partsOf } from "./walk";

type VariableSymbol = Extract<FileSymbol, { kind: "variable" }>;

const variables = new WeakMap<object, boolean>();
const resources = new WeakMap<ResourceSymbol, boolean>();

/**
 * Whether a variable depends on what only Azure knows: a template's variables can't hold that, so its value is written
 * wherever it is used.
 */
export function needsInlining(converter: Converter, { declaration }: VariableSymbol): boolean {
  const known = variables.get(declaration);
  if (known !== undefined) return known;
  // A variable that leads back to itself is reported where the template is read.
  variables.set(declaration, false);
  const found = isRuntime(converter, declaration.value, FILE_SCOPE);
  variables.set(declaration, found);
  return found;
}

/** Whether the name of an existing resource depends on what only Azure knows: it can't be declared then, and is referred to by its id. */
export function isInlinedResource(converter: Converter, symbol: ResourceSymbol): boolean {
  if (!symbol.declaration.isExisting) return false;
  const known = resources.get(symbol);
  if (known !== undefined) return known;
  resources.set(symbol, false);
  const scope = bodyScope(converter, symbol);
  const parent = parentOf(converter, { symbol, index: undefined });
  const extended = propertyOf(symbol.body.object, "scope");
  const outer = extended && resourceReference(converter, extended, scope);
  const isWritten = symbol.body.loop === undefined && symbol.body.condition === undefined;
  const own = isWritten
    ? symbol.body.object.members.filter(
        (member) =>
          !(
            member.kind === "property" &&
            member.key.kind === "literal" &&
            ["dependsOn", "parent", "scope"].includes(String(member.key.value))
          ),
      )
    : [];
  const found =
    [parent, outer].some((other) => other && isInlinedResource(converter, other.symbol)) ||
    own.some(({ value }) => isRuntime(converter, value, scope));
  resources.set(symbol, found);
  return found;
}

/** Functions whose results are known only while a deployment runs. */
const RUNTIME_FUNCTIONS: ReadonlySet<string> = new Set([
  "reference",
  "tologicalzone",
  "tologicalzones",
  "tophysicalzone",
  "tophysicalzones",
  "externalinput",
  "getsecret",
]);
const IDENTITY: ReadonlySet<string> = new Set(["id", "name"]);
const DECLARED: ReadonlySet<string> = new Set(["type", "apiVersion"]);

function isRuntime(converter: Converter, expression: Expression, scope: Scope): boolean {
  converter.project.budget.spend();
  if (expression.kind === "variable") {
    const symbol = converter.resolve(scope, expression.name);
    return symbol?.kind === "resource" || symbol?.kind === "module" || (symbol?.kind === "variable" && needsInlining(converter, symbol));
  }
  if (expression.kind === "nested") return namedResource(converter, expression, scope) !== undefined;
  if (expression.kind === "access") {
    const ofResource = isRuntimeProperty(converter, expression.target, expression.key, scope);
    if (ofResource !== undefined) return ofResource;
  }
  if (expression.kind === "call") {
    if (expression.name === "nameof" || loadsFile(expression)) return false;
    if (RUNTIME_FUNCTIONS.has(expression.name.toLowerCase()) || /^list[a-z]/i.test(expression.name))
      return isBuiltIn(converter, expression.target, expression.name, scope);
  }
  const inner = innerScope(expression, scope);
  return partsOf(expression).some((part) =>
    isRuntime(converter, part, expression.kind === "for" && part === expression.array ? scope : inner),
  );
}

/** A function of the file's own may have the name of a runtime function. */
function isBuiltIn(converter: Converter, target: Expression | undefined, name: string, scope: Scope): boolean {
  return target !== undefined || converter.resolve(scope, name) === undefined;
}

/** Whether a property of a resource or a module is known only while the deployment runs; `undefined` for those of anything else. */
function isRuntimeProperty(converter: Converter, target: Expression, key: Expression, scope: Scope): boolean | undefined {
  const named = bare(target);
  const of = named.kind === "access" && named.isIndex ? named.target : named;
  const name = key.kind === "literal" && typeof key.value === "string" ? key.value : undefined;
  if (name === undefined) return undefined;
  const resource = namedResource(converter, of, scope);
  if (resource) return IDENTITY.has(name) ? isInlinedResource(converter, resource) : !DECLARED.has(name);
  return moduleReference(converter, of, scope) ? name !== "name" : undefined;
}
