import { access, asCall, call, formatPattern, type ArmExpression } from "./arm-expression";
import { LimitError } from "../limits";
import type { EnvironmentVariables } from "./environment-variables";
import { needsInlining } from "./inlining";
import { loaded, valueAsArm } from "./load-functions";
import { isModule, moduleOutput, moduleProperty, moduleReference, moduleReferenceCall } from "./module-reference";
import { functionName, importedSymbol, type Names } from "./names";
import type { FileSymbol, Program } from "./program";
import type { Project } from "./project";
import { referenceCall, resourceCall, resourceProperty, resourceReference } from "./resource-reference";
import { FILE_SCOPE, resolve, within, type Local, type Scope } from "./scope";
import type { Access, ArrayExpression, Binary, Call, Expression, ForExpression, Lambda, ObjectExpression } from "./syntax";
import { bare } from "./walk";

/** An expression, and the names that it may use. */
export interface Scoped {
  readonly expression: Expression;
  readonly scope: Scope;
}

const FUNCTION_OF_OPERATOR = {
  "??": "coalesce",
  "||": "or",
  "&&": "and",
  "==": "equals",
  "<": "less",
  "<=": "lessOrEquals",
  ">": "greater",
  ">=": "greaterOrEquals",
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
} as const;

/** Template functions that take more keys, where an access follows a safe one. */
const SAFE_ACCESSES: ReadonlySet<string> = new Set(["tryGet", "tryIndexFromEnd"]);
const SCOPES: ReadonlySet<string> = new Set(["resourceGroup", "subscription", "managementGroup"]);
const MAX_INT = 2 ** 31 - 1;

/** What the expressions of a parameter file may use besides. */
export interface ParameterFile {
  readonly environment: EnvironmentVariables;
  /** The file that it extends: its parameters are `base`. */
  readonly extended: { readonly converter: () => Converter } | undefined;
}

/** Turns Bicep's expressions into those of templates, for one file. */
export class Converter {
  private depth = 0;

  constructor(
    readonly project: Project,
    readonly program: Program,
    readonly names: Names,
    /** Whether resources are named by their symbolic names. */
    readonly isSymbolic: boolean,
    private readonly parameterFile?: ParameterFile,
  ) {}

  /** Reports what can't be compiled. */
  report(at: { readonly offset: number }, message: string): void {
    this.project.report(this.program.file, at.offset, message);
  }

  /** What a name stands for. */
  resolve(scope: Scope, name: string): Local | FileSymbol | undefined {
    return resolve(this.program, scope, name);
  }

  /**
   * The expression that is meant: without brackets, `!` and `any()`, and in the place of a variable that must be written
   * out, its value.
   */
  meant({ expression, scope }: Scoped): Scoped {
    let inner = bare(expression);
    let at = scope;
    for (let steps = 0; ; steps++) {
      this.guard(steps);
      const [argument] = inner.kind === "call" && inner.name === "any" && this.isNamespace(inner.target, at) ? inner.args : [];
      if (argument) inner = bare(argument);
      else {
        const variable = inner.kind === "variable" ? this.inlined(inner.name, at) : undefined;
        if (!variable) return { expression: inner, scope: at };
        inner = bare(variable.value);
        at = FILE_SCOPE;
      }
    }
  }

  /** The variable that a name stands for, if its value must be written in its place. */
  private inlined(name: string, scope: Scope): { readonly value: Expression } | undefined {
    const symbol = this.resolve(scope, name);
    if (symbol?.kind === "parameter" && this.parameterFile && symbol.declaration.value) return { value: symbol.declaration.value };
    return symbol?.kind === "variable" && needsInlining(this, symbol) ? symbol.declaration : undefined;
  }

  private guard(depth: number): void {
    const { limits } = this.project.budget;
    if (depth > limits.expressionDepth) throw new LimitError("expressionDepth", limits.expressionDepth);
  }

  /**
   * The template's expression for an expression.
   *
   * @throws LimitError
   */
  arm(expression: Expression, scope: Scope): ArmExpression {
    this.project.budget.spend();
    this.guard(this.depth + 1);
    this.depth++;
    try {
      return this.convert(expression, scope);
    } finally {
      this.depth--;
    }
  }

  private convert(written: Expression, writtenIn: Scope): ArmExpression {
    const { expression, scope } = this.meant({ expression: written, scope: writtenIn });
    switch (expression.kind) {
      case "literal":
        return literal(expression.value);
      case "interpolation":
        return call("format", formatPattern(expression.texts), ...this.all(expression.expressions, scope));
      case "object":
        return this.object(expression, scope);
      case "array":
        return this.array(expression, scope);
      case "ternary":
        return call("if", ...this.all([expression.condition, expression.whenTrue, expression.whenFalse], scope));
      case "binary":
        return this.binary(expression, scope);
      case "unary":
        return this.unary(expression.operator, expression.operand, scope);
      case "call":
        return this.call(expression, scope);
      case "access":
        return this.access(expression, scope);
      case "lambda":
        return this.lambda(expression, scope);
      case "for":
        return this.forAsMap(expression, scope);
      case "if":
        return call("if", ...this.all([expression.condition, expression.body], scope), call("null"));
      case "variable":
        return this.variable(expression.name, expression, scope);
      case "nested":
        return (
          this.resourceOrModule(expression, scope) ?? this.unreadable(expression, "The nested resource that is named here isn't declared.")
        );
      case "nonNull":
      case "parenthesized":
        return this.arm(bare(expression), scope);
    }
  }

  private all(expressions: readonly Expression[], scope: Scope): ArmExpression[] {
    return expressions.map((expression) => this.arm(expression, scope));
  }

  /** What stands for something that can't be compiled: a call that no reader of templates knows, so that its value is unknown. */
  unknown(at: { readonly offset: number }): ArmExpression {
    return call("notCompiled", `${this.program.file.path}:${String(at.offset)}`);
  }

  /** Reports what can't be compiled, and stands for it. */
  unreadable(at: { readonly offset: number }, message: string): ArmExpression {
    this.report(at, message);
    return this.unknown(at);
  }

  private object(expression: ObjectExpression, scope: Scope): ArmExpression {
    const parts = objectParts(expression).map((part) => {
      if (part.kind === "spread") return this.arm(part.value, scope);
      return call("createObject", ...part.members.flatMap(({ key, value }) => this.all([key, value], scope)));
    });
    const [only] = parts;
    if (only === undefined) return call("createObject");
    return parts.length === 1 && expression.members[0]?.kind !== "spread" ? only : call("shallowMerge", call("createArray", ...parts));
  }

  private array(expression: ArrayExpression, scope: Scope): ArmExpression {
    const parts = arrayParts(expression).map((part) =>
      part.kind === "spread" ? this.arm(part.value, scope) : call("createArray", ...this.all(part.items, scope)),
    );
    const [only] = parts;
    if (only === undefined) return call("createArray");
    return parts.length === 1 && expression.items[0]?.kind !== "spread" ? only : call("flatten", call("createArray", ...parts));
  }

  private binary({ operator, left, right }: Binary, scope: Scope): ArmExpression {
    const operands = this.all([left, right], scope);
    if (operator === "!=") return call("not", call("equals", ...operands));
    if (operator !== "=~" && operator !== "!~") return call(FUNCTION_OF_OPERATOR[operator], ...operands);
    const equals = call("equals", ...operands.map((operand) => call("toLower", operand)));
    return operator === "=~" ? equals : call("not", equals);
  }

  private unary(operator: "!" | "-" | "+", operand: Expression, scope: Scope): ArmExpression {
    if (operator === "-" && operand.kind === "literal" && typeof operand.value === "number") return literal(-operand.value);
    if (operator === "-" && operand.kind === "literal" && typeof operand.value === "bigint") return literal(-operand.value);
    const value = this.arm(operand, scope);
    if (operator === "!") return call("not", value);
    return operator === "-" ? call("sub", 0, value) : value;
  }

  /** Whether what stands before the dot of a call is one of Bicep's own namespaces, or nothing. */
  isNamespace(target: Expression | undefined, scope: Scope): boolean {
    if (!target) return true;
    if (target.kind !== "variable" || (target.name !== "sys" && target.name !== "az")) return false;
    // A file may declare them, so as to set them up.
    const symbol = this.resolve(scope, target.name);
    return symbol === undefined || symbol.kind === "extension";
  }

  /** Whether a call stands for a scope that isn't the deployment's own: a template has no value for it. */
  isOtherScope({ target, name, args }: Call, scope: Scope): boolean {
    return SCOPES.has(name) && args.length > 0 && this.isNamespace(target, scope);
  }

  private call(expression: Call, scope: Scope): ArmExpression {
    const value = loaded(this, expression);
    if (value)
      return value.variable === undefined ? valueAsArm(value.value) : call("variables", this.names.nameOf(this.program, value.variable));
    const own = this.userFunction(expression, scope);
    if (own !== undefined) return call(own, ...this.all(expression.args, scope));
    const before = this.resourceBefore(expression, scope);
    if (before !== undefined) return before;
    if (!this.isNamespace(expression.target, scope)) {
      return resourceCall(this, expression, scope) ?? this.unreadable(expression, `The function ${expression.name}() isn't known here.`);
    }
    const fromEnvironment = this.environmentVariable(expression);
    if (fromEnvironment !== undefined) return call("parameters", fromEnvironment);
    const [named] = expression.args;
    if (expression.name === "nameof" && named) return nameOf(named);
    if (this.isOtherScope(expression, scope)) return call("createObject");
    return call(expression.name, ...this.all(expression.args, scope));
  }

  /** `this.exists()` and `this.existingResource()`: the resource as it is before the deployment. */
  private resourceBefore({ target, name }: Call, scope: Scope): ArmExpression | undefined {
    if (target?.kind !== "variable" || target.name !== "this" || this.resolve(scope, "this") !== undefined) return undefined;
    const whole = call("target", "full");
    if (name === "exists") return call("not", call("empty", whole));
    return name === "existingResource" ? whole : undefined;
  }

  private environmentVariable({ name, args }: Call): string | undefined {
    const [variable, defaultValue] = args;
    if (!this.parameterFile || name !== "readEnvironmentVariable" || variable?.kind !== "literal") return undefined;
    if (defaultValue && defaultValue.kind !== "literal") return undefined;
    return this.parameterFile.environment.parameter(String(variable.value), defaultValue && String(defaultValue.value));
  }

  /** The name that the template gives to a function which the file declares or imports. */
  private userFunction({ target, name }: Call, scope: Scope): string | undefined {
    if (target?.kind === "variable") {
      const wildcard = this.resolve(scope, target.name);
      const found = wildcard?.kind === "wildcard" ? importedSymbol(this.project, this.program, { from: wildcard.from, name }) : undefined;
      return found && functionName(this.names.nameOf(found.program, found.name));
    }
    if (target) return undefined;
    const symbol = this.program.symbols.get(name);
    if (symbol?.kind === "function") return functionName(this.names.nameOf(this.program, name));
    const found = symbol?.kind === "imported" ? importedSymbol(this.project, this.program, symbol) : undefined;
    return found
      ? functionName(this.names.nameOf(found.program, found.name))
      : symbol?.kind === "imported"
        ? functionName(name)
        : undefined;
  }

  private variable(name: string, at: { readonly offset: number }, scope: Scope): ArmExpression {
    const symbol = this.resolve(scope, name);
    switch (symbol?.kind) {
      case "loop":
        return symbol.value();
      case "lambdaVariable":
        return call("lambdaVariables", symbol.name);
      case "argument":
        return call("parameters", symbol.name);
      case "parameter":
        return call("parameters", name);
      case "variable":
        return call("variables", this.names.nameOf(this.program, name));
      case "imported":
        return this.importedVariable(symbol);
      case "extension":
        return call("extensions", name);
      case "resource":
      case "module":
        return this.resourceOrModule({ kind: "variable", offset: at.offset, name }, scope) ?? call("null");
      case undefined:
        // It may be a secret that lacks its quotes.
        return this.unreadable(at, "The name here isn't declared. Declare it, or write a text in quotes.");
      case "function":
      case "type":
      case "wildcard":
      case "inner":
        return this.unreadable(at, `"${name}" is no value.`);
    }
  }

  /** A whole resource or module, as a value. */
  private resourceOrModule(expression: Expression, scope: Scope): ArmExpression | undefined {
    const resource = resourceReference(this, expression, scope);
    if (resource) return referenceCall(this, resource, true);
    const module = moduleReference(this, expression, scope);
    return module && moduleReferenceCall(this, module);
  }

  private access(expression: Access, scope: Scope): ArmExpression {
    const whole = expression.isIndex ? this.resourceOrModule(expression, scope) : undefined;
    if (whole !== undefined) return whole;
    const { target, key, isSafe } = expression;
    const name = key.kind === "literal" && typeof key.value === "string" && !expression.isFromEnd ? key.value : undefined;
    if (name !== undefined) {
      const resource = resourceReference(this, target, scope);
      if (resource) return resourceProperty(this, resource, name, isSafe);
      if (
        target.kind === "access" &&
        target.key.kind === "literal" &&
        target.key.value === "outputs" &&
        isModule(this, target.target, scope)
      )
        return moduleOutput(this, target, name, isSafe, scope);
      const module = moduleReference(this, target, scope);
      if (module) return moduleProperty(this, module, name, isSafe);
      const base = this.baseParameter(target, name, scope);
      if (base !== undefined) return base;
      const imported = this.wildcardVariable(target, name, scope);
      if (imported) return imported;
    }
    return this.plainAccess(expression, scope);
  }

  /** `base.name`: what the file that a parameter file extends gives to a parameter. */
  private baseParameter(target: Expression, name: string, scope: Scope): ArmExpression | undefined {
    const { extended } = this.parameterFile ?? {};
    if (!extended || target.kind !== "variable" || target.name !== "base" || this.resolve(scope, "base") !== undefined) return undefined;
    const base = extended.converter();
    const parameter = base.program.parameters.find((declaration) => declaration.name.text === name);
    if (parameter?.value) return base.arm(parameter.value, FILE_SCOPE);
    return base.parameterFile?.extended ? base.baseParameter(target, name, FILE_SCOPE) : undefined;
  }

  private wildcardVariable(target: Expression, name: string, scope: Scope): ArmExpression | undefined {
    const wildcard = target.kind === "variable" ? this.resolve(scope, target.name) : undefined;
    return wildcard?.kind === "wildcard" ? this.importedVariable({ from: wildcard.from, name }) : undefined;
  }

  /** One from a module that isn't in Bicep's cache is told by where it is from. */
  private importedVariable(imported: { readonly from: string; readonly name: string }): ArmExpression {
    const found = importedSymbol(this.project, this.program, imported);
    return call("variables", found ? this.names.nameOf(found.program, found.name) : `${imported.name} of ${imported.from}`);
  }

  private plainAccess({ target, key, isSafe, isFromEnd }: Access, scope: Scope): ArmExpression {
    const of = this.arm(target, scope);
    const by = this.arm(key, scope);
    if (isSafe) return call(isFromEnd ? "tryIndexFromEnd" : "tryGet", of, by);
    // After a safe access, the rest of a chain is safe as well.
    if (this.isAccess(target, scope) && typeof of === "object" && of.path.length === 0 && SAFE_ACCESSES.has(of.name)) {
      return call(of.name, ...of.args, isFromEnd ? call("createObject", "value", by, "fromEnd", call("true")) : by);
    }
    return isFromEnd ? call("indexFromEnd", of, by) : access(of, by);
  }

  private isAccess(expression: Expression, scope: Scope): boolean {
    if (expression.kind === "nonNull") return this.isAccess(expression.target, scope);
    if (expression.kind === "call" && expression.name === "any" && this.isNamespace(expression.target, scope))
      return expression.args.some((argument) => this.isAccess(argument, scope));
    return expression.kind === "access";
  }

  private lambda({ parameters, body }: Lambda, scope: Scope): ArmExpression {
    const locals = parameters.map((name) => [name, { kind: "lambdaVariable", name }] as const);
    return call("lambda", ...parameters, this.arm(body, within(scope, locals)));
  }

  /** A loop where a template knows none. */
  private forAsMap({ array, item, index, body }: ForExpression, scope: Scope): ArmExpression {
    const of = this.arm(array, scope);
    if (index === undefined)
      return call("map", of, call("lambda", item, this.arm(body, within(scope, [[item, { kind: "lambdaVariable", name: item }]]))));
    const round = call("lambdaVariables", index);
    const locals: readonly (readonly [string, Local])[] = [
      [index, { kind: "lambdaVariable", name: index }],
      [item, { kind: "loop", value: () => access(of, round) }],
    ];
    return call("map", call("range", 0, call("length", of)), call("lambda", index, this.arm(body, within(scope, locals))));
  }

  /** The names of a loop's item and index within its body. */
  loopScope(loop: ForExpression, around: Scope, index: ArmExpression): Scope {
    const item: Local = { kind: "loop", value: () => access(asCall(this.arm(loop.array, around)), index) };
    const locals: (readonly [string, Local])[] = [[loop.item, item]];
    if (loop.index !== undefined) locals.push([loop.index, { kind: "loop", value: () => index }]);
    return within(around, locals);
  }
}

function literal(value: string | number | bigint | boolean | null): ArmExpression {
  if (typeof value === "string") return value;
  if (value === null) return call("null");
  if (typeof value === "boolean") return call(value ? "true" : "false");
  return typeof value === "number" && Math.abs(value) <= MAX_INT ? value : call("json", String(value));
}

function nameOf(expression: Expression): string {
  const named = bare(expression);
  if (named.kind === "variable" || named.kind === "nested") return named.name;
  return named.kind === "access" && named.key.kind === "literal" ? String(named.key.value) : "";
}

type ObjectPart =
  | Extract<ObjectExpression["members"][number], { kind: "spread" }>
  | { readonly kind: "members"; readonly members: Extract<ObjectExpression["members"][number], { kind: "property" }>[] };

/** The members of an object between its spreads. */
export function objectParts(expression: ObjectExpression): readonly ObjectPart[] {
  const parts: ObjectPart[] = [];
  for (const member of expression.members) {
    const last = parts.at(-1);
    if (member.kind === "spread") parts.push(member);
    else if (last?.kind === "members") last.members.push(member);
    else parts.push({ kind: "members", members: [member] });
  }
  return parts;
}

type ArrayPart = Extract<ArrayExpression["items"][number], { kind: "spread" }> | { readonly kind: "items"; readonly items: Expression[] };

/** The items of an array between its spreads. */
export function arrayParts(expression: ArrayExpression): readonly ArrayPart[] {
  const parts: ArrayPart[] = [];
  for (const item of expression.items) {
    const last = parts.at(-1);
    if (item.kind === "spread") parts.push(item);
    else if (last?.kind === "items") last.items.push(item);
    else parts.push({ kind: "items", items: [item] });
  }
  return parts;
}
