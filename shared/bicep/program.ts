import type { SourceFile } from "./source-file";
import type {
  Expression,
  ExtensionDeclaration,
  FunctionDeclaration,
  ModuleDeclaration,
  Name,
  ObjectExpression,
  OutputDeclaration,
  ParameterDeclaration,
  ResourceDeclaration,
  Statement,
  TypeDeclaration,
  ValueDeclaration,
  VariableDeclaration,
} from "./syntax";
import { bare } from "./walk";

export type DeploymentScopeKind = "tenant" | "managementGroup" | "subscription" | "resourceGroup";

/** A resource, and the one in whose body it is nested. */
export interface ResourceSymbol {
  readonly kind: "resource";
  readonly declaration: ResourceDeclaration;
  readonly around: ResourceSymbol | undefined;
  readonly children: ReadonlyMap<string, ResourceSymbol>;
  /** As the template names it: `parent::child`. */
  readonly symbolicName: string;
  readonly body: Body;
}

export interface ModuleSymbol {
  readonly kind: "module";
  readonly declaration: ModuleDeclaration;
  readonly symbolicName: string;
  readonly body: Body;
}

/** What a name stands for in a file. */
export type FileSymbol =
  | ResourceSymbol
  | ModuleSymbol
  | { readonly kind: "parameter"; readonly declaration: ParameterDeclaration }
  | { readonly kind: "variable"; readonly declaration: VariableDeclaration }
  | { readonly kind: "function"; readonly declaration: FunctionDeclaration }
  | { readonly kind: "type"; readonly declaration: TypeDeclaration }
  | { readonly kind: "extension"; readonly declaration: ExtensionDeclaration }
  | { readonly kind: "imported"; readonly from: string; readonly name: string; readonly offset: number }
  | { readonly kind: "wildcard"; readonly from: string; readonly offset: number };

/** What `[for ...: if (...) {...}]` consists of. */
export interface Body {
  readonly loop: (Expression & { readonly kind: "for" }) | undefined;
  readonly condition: Expression | undefined;
  readonly object: ObjectExpression;
}

/** A file with what its names stand for. */
export interface Program {
  readonly file: SourceFile;
  readonly symbols: ReadonlyMap<string, FileSymbol>;
  readonly targetScope: DeploymentScopeKind;
  readonly parameters: readonly ParameterDeclaration[];
  readonly variables: readonly VariableDeclaration[];
  readonly functions: readonly FunctionDeclaration[];
  readonly types: readonly TypeDeclaration[];
  readonly outputs: readonly OutputDeclaration[];
  readonly values: readonly ValueDeclaration[];
  readonly extensions: readonly ExtensionDeclaration[];
  /** With the nested ones, each before the one around it. */
  readonly resources: readonly ResourceSymbol[];
  readonly modules: readonly ModuleSymbol[];
  /** Names that stand for something already where they are declared. */
  readonly declaredAgain: readonly Name[];
}

/** What is declared in a file, as far as it is gone through. */
interface Declarations {
  readonly symbols: Map<string, FileSymbol>;
  readonly resources: ResourceSymbol[];
  readonly modules: ModuleSymbol[];
  readonly declaredAgain: Name[];
}

/** What the names of a file stand for. */
export function programOf(file: SourceFile): Program {
  const { statements } = file.tree;
  const declarations: Declarations = { symbols: new Map(), resources: [], modules: [], declaredAgain: [] };
  for (const statement of statements) declare(statement, declarations);
  return {
    file,
    ...declarations,
    targetScope: targetScopeOf(statements),
    parameters: statements.filter((statement) => statement.kind === "param"),
    variables: statements.filter((statement) => statement.kind === "var"),
    functions: statements.filter((statement) => statement.kind === "func"),
    types: statements.filter((statement) => statement.kind === "type"),
    outputs: statements.filter((statement) => statement.kind === "output"),
    values: statements.filter((statement): statement is ValueDeclaration => statement.kind === "metadata" || statement.kind === "assert"),
    extensions: statements.filter((statement) => statement.kind === "extension"),
  };
}

function declare(statement: Statement, declarations: Declarations): void {
  const add = (name: Name, symbol: FileSymbol): void => {
    addSymbol(name, symbol, declarations.symbols, declarations);
  };
  if (statement.kind === "param") add(statement.name, { kind: "parameter", declaration: statement });
  else if (statement.kind === "var") add(statement.name, { kind: "variable", declaration: statement });
  else if (statement.kind === "func") add(statement.name, { kind: "function", declaration: statement });
  else if (statement.kind === "type") add(statement.name, { kind: "type", declaration: statement });
  else if (statement.kind === "resource") add(statement.name, resourceSymbol(statement, undefined, declarations));
  else if (statement.kind === "extension")
    declarations.symbols.set(statement.alias?.text ?? statement.specification, { kind: "extension", declaration: statement });
  else if (statement.kind === "module") {
    const { name, body } = statement;
    const module: ModuleSymbol = { kind: "module", declaration: statement, symbolicName: name.text, body: bodyOf(body) };
    declarations.modules.push(module);
    add(name, module);
  } else if (statement.kind === "import") {
    const { from, items, wildcard } = statement;
    for (const { name, as } of items) add(as, { kind: "imported", from, name, offset: as.offset });
    if (wildcard) add(wildcard, { kind: "wildcard", from, offset: wildcard.offset });
  }
}

function addSymbol<Symbol>(name: Name, symbol: Symbol, to: Map<string, Symbol>, { declaredAgain }: Declarations): void {
  if (to.has(name.text)) declaredAgain.push(name);
  to.set(name.text, symbol);
}

function resourceSymbol(declaration: ResourceDeclaration, around: ResourceSymbol | undefined, declarations: Declarations): ResourceSymbol {
  const children = new Map<string, ResourceSymbol>();
  const name = declaration.name.text;
  const symbolicName = around ? `${around.symbolicName}::${name}` : name;
  const symbol: ResourceSymbol = { kind: "resource", declaration, around, children, symbolicName, body: bodyOf(declaration.body) };
  for (const child of symbol.body.object.resources)
    addSymbol(child.name, resourceSymbol(child, symbol, declarations), children, declarations);
  declarations.resources.push(symbol);
  return symbol;
}

function bodyOf(expression: Expression): Body {
  const written = bare(expression);
  const loop = written.kind === "for" ? written : undefined;
  const inLoop = loop ? bare(loop.body) : written;
  const inner = inLoop.kind === "if" ? bare(inLoop.body) : inLoop;
  const object: ObjectExpression =
    inner.kind === "object" ? inner : { kind: "object", offset: expression.offset, members: [], resources: [] };
  return { loop, condition: inLoop.kind === "if" ? inLoop.condition : undefined, object };
}

function targetScopeOf(statements: readonly Statement[]): DeploymentScopeKind {
  for (const statement of statements) {
    if (statement.kind !== "targetScope" || statement.value?.kind !== "literal") continue;
    const { value } = statement.value;
    if (value === "tenant" || value === "managementGroup" || value === "subscription") return value;
  }
  return "resourceGroup";
}

/** The value of a property that is written with a plain name. */
export function propertyOf(object: ObjectExpression, name: string): Expression | undefined {
  for (const member of object.members)
    if (member.kind === "property" && member.key.kind === "literal" && member.key.value === name) return member.value;
  return undefined;
}

/** The call of a decorator, with its namespace or without. */
export function decoratorOf(
  declaration: { readonly decorators: readonly (Expression & { readonly kind: "call" })[] },
  name: string,
): (Expression & { readonly kind: "call" }) | undefined {
  return declaration.decorators.find((decorator) => decorator.name === name);
}

/** The names that a file exports, with what they stand for. */
export function exportsOf(program: Program): readonly (readonly [string, FileSymbol])[] {
  return Array.from(program.symbols).filter(
    ([, symbol]) =>
      (symbol.kind === "variable" || symbol.kind === "function" || symbol.kind === "type") &&
      decoratorOf(symbol.declaration, "export") !== undefined,
  );
}
