import { calls, type ArmExpression } from "./arm-expression";
import type { Converter } from "./converter";
import { isInlinedResource } from "./inlining";
import { moduleScope } from "./module-reference";
import type { FileSymbol, ModuleSymbol, ResourceSymbol } from "./program";
import { bodyScope, isCollection, namedResource } from "./resource-reference";
import { FILE_SCOPE, innerScope, type Scope } from "./scope";
import type { Expression } from "./syntax";
import { partsOf } from "./walk";

type VariableSymbol = Extract<FileSymbol, { kind: "variable" }>;

/** A mention of something that is deployed, or of a variable that may lead to it. */
interface Mention {
  readonly symbol: ResourceSymbol | ModuleSymbol | VariableSymbol;
  /** Which of those that a loop makes. */
  readonly index: Expression | undefined;
  /** Whether only what identifies a resource is read, and not its body. */
  readonly isWeak: boolean;
}

/** Something that must be deployed before. */
export interface Dependency {
  readonly symbol: ResourceSymbol | ModuleSymbol;
  readonly index: ArmExpression | undefined;
}

/** What must be deployed before a resource or a module, by symbolic name. */
export function dependenciesOf(converter: Converter, symbol: ResourceSymbol | ModuleSymbol): readonly Dependency[] {
  const found = new Map<ResourceSymbol | ModuleSymbol, Dependency[]>();
  for (const mention of mentions(converter, symbol)) {
    for (const dependency of targets(converter, mention, scopeOf(converter, symbol), true, [symbol])) {
      if (dependency.symbol === symbol && symbol.kind === "module") continue;
      const same = found.get(dependency.symbol) ?? [];
      found.set(dependency.symbol, [...same, dependency]);
    }
  }
  const sorted = Array.from(found.entries()).sort(([{ symbolicName: a }], [{ symbolicName: b }]) => (a < b ? -1 : 1));
  return sorted.flatMap(([, all]) => {
    const whole = all.find(({ index }) => index === undefined);
    return whole ? [whole] : all;
  });
}

function scopeOf(converter: Converter, symbol: Mention["symbol"], index?: ArmExpression): Scope {
  if (symbol.kind === "resource") return bodyScope(converter, symbol, index);
  return symbol.kind === "module" ? moduleScope(converter, symbol, index) : FILE_SCOPE;
}

/** What a mention leads to: what is not deployed itself stands for what it depends on. */
function targets(converter: Converter, mention: Mention, scope: Scope, isInRound: boolean, path: readonly object[]): readonly Dependency[] {
  const { symbol } = mention;
  converter.project.budget.spend();
  if (symbol.kind === "variable") return targetsOfVariable(converter, symbol);
  const written = mention.index && converter.arm(mention.index, scope);
  const isOfRound = written !== undefined && calls(written, "copyIndex");
  // The index of a round means nothing outside of the loop.
  const index = isOfRound && !isInRound ? undefined : written;
  if (symbol.kind === "module" || isDeployed(converter, symbol, mention.isWeak)) return [{ symbol, index }];
  if (path.includes(symbol)) return [];
  return mentions(converter, symbol).flatMap((next) =>
    targets(converter, next, scopeOf(converter, symbol, index), isInRound && isOfRound, [...path, symbol]),
  );
}

const ofVariables = new WeakMap<object, readonly Dependency[]>();

/** What a variable leads to: looked up once, as variables may name each other in any number of ways. */
function targetsOfVariable(converter: Converter, symbol: VariableSymbol): readonly Dependency[] {
  const { declaration } = symbol;
  const known = ofVariables.get(declaration);
  if (known) return known;
  // A variable that leads back to itself is reported where the template is read.
  ofVariables.set(declaration, []);
  const all = mentions(converter, symbol).flatMap((next) => targets(converter, next, FILE_SCOPE, false, []));
  const found = Array.from(new Map(all.map((one) => [`${one.symbol.symbolicName} ${JSON.stringify(one.index)}`, one])).values());
  ofVariables.set(declaration, found);
  return found;
}

function isDeployed(converter: Converter, symbol: ResourceSymbol, isWeak: boolean): boolean {
  return !symbol.declaration.isExisting || (converter.isSymbolic && !isWeak && !isInlinedResource(converter, symbol));
}

/** What the declaration of something mentions. */
function mentions(converter: Converter, symbol: Mention["symbol"]): readonly Mention[] {
  const found: Mention[] = [];
  const reader = new MentionReader(converter, found);
  if (symbol.kind === "variable") reader.read(symbol.declaration.value, FILE_SCOPE, []);
  else reader.readDeclaration(symbol, scopeOf(converter, symbol));
  return found;
}

const IDENTIFYING: ReadonlySet<unknown> = new Set(["id", "name", "type", "apiVersion"]);

class MentionReader {
  private isInParentOrScope = false;

  constructor(
    private readonly converter: Converter,
    private readonly found: Mention[],
  ) {}

  readDeclaration(symbol: ResourceSymbol | ModuleSymbol, scope: Scope): void {
    const { loop, condition, object } = symbol.body;
    if (symbol.kind === "resource" && symbol.around) this.found.push({ symbol: symbol.around, index: undefined, isWeak: true });
    if (loop) this.read(loop.array, scope, []);
    if (condition) this.read(condition, scope, []);
    for (const member of object.members) {
      this.isInParentOrScope =
        member.kind === "property" && member.key.kind === "literal" && (member.key.value === "parent" || member.key.value === "scope");
      if (member.kind === "property") this.read(member.key, scope, []);
      this.read(member.value, scope, []);
    }
  }

  /** @param around the expressions that this one stands in, the innermost first */
  read(expression: Expression, scope: Scope, around: readonly Expression[]): void {
    this.converter.project.budget.spend();
    if (expression.kind === "variable") {
      const symbol = this.converter.resolve(scope, expression.name);
      if (symbol?.kind === "resource" || symbol?.kind === "module" || symbol?.kind === "variable")
        this.mention(symbol, expression, scope, around);
      return;
    }
    if (expression.kind === "nested") {
      const symbol = namedResource(this.converter, expression, scope);
      if (symbol) this.mention(symbol, expression, scope, around);
      return;
    }
    const inner = innerScope(expression, scope);
    const path = [expression, ...around];
    for (const part of partsOf(expression)) this.read(part, expression.kind === "for" && part === expression.array ? scope : inner, path);
  }

  private mention(symbol: Mention["symbol"], expression: Expression, scope: Scope, around: readonly Expression[]): void {
    const [outer] = around;
    const isIndexed = outer?.kind === "access" && outer.isIndex && outer.target === expression && isMany(symbol);
    const index = isIndexed && !usesInner(outer.key, scope) ? outer.key : undefined;
    const isWeak = symbol.kind === "resource" && (this.isInParentOrScope || identifiesOnly(symbol, expression, around));
    this.found.push({ symbol, index, isWeak });
  }
}

function isMany(symbol: Mention["symbol"]): boolean {
  if (symbol.kind === "resource") return isCollection(symbol);
  return symbol.kind === "module" && symbol.body.loop !== undefined;
}

/** Whether of a resource only its id, name, type or a function is used. */
function identifiesOnly(symbol: ResourceSymbol, expression: Expression, [outer, ...rest]: readonly Expression[]): boolean {
  if (outer?.kind === "nonNull") return identifiesOnly(symbol, outer, rest);
  if (outer?.kind === "call") return outer.target === expression;
  if (outer?.kind !== "access" || outer.target !== expression) return false;
  if (outer.key.kind === "literal" && IDENTIFYING.has(outer.key.value)) return true;
  return outer.isIndex && isCollection(symbol) && expression.kind !== "access" && identifiesOnly(symbol, outer, rest);
}

function usesInner(expression: Expression, scope: Scope): boolean {
  if (expression.kind === "variable") {
    for (let at: Scope | undefined = scope; at; at = at.around) {
      const local = at.locals.get(expression.name);
      if (local) return local.kind === "inner";
    }
  }
  return partsOf(expression).some((part) => usesInner(part, scope));
}
