/** What is wrong in a file, at an offset in its text. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

/** What switches diagnostics off or on again: `#disable-next-line no-unused-params // It is for later.` */
export interface Directive {
  readonly offset: number;
  readonly name: "disable-next-line" | "disable-diagnostics" | "restore-diagnostics";
  readonly codes: readonly string[];
  /** The text of the comment behind them. */
  readonly comment: string | undefined;
}

/** A name where it is written. */
export interface Name {
  readonly text: string;
  readonly offset: number;
}

export interface Literal {
  readonly kind: "literal";
  readonly offset: number;
  /** A bigint for a whole number that a JavaScript number can't hold. */
  readonly value: string | number | bigint | boolean | null;
}

export interface Interpolation {
  readonly kind: "interpolation";
  readonly offset: number;
  /** The text around the expressions; one more than these. */
  readonly texts: readonly string[];
  readonly expressions: readonly Expression[];
}

export interface ObjectProperty {
  readonly kind: "property";
  readonly offset: number;
  readonly key: Literal | Interpolation;
  readonly value: Expression;
}

export interface Spread {
  readonly kind: "spread";
  readonly offset: number;
  readonly value: Expression;
}

export interface ObjectExpression {
  readonly kind: "object";
  readonly offset: number;
  readonly members: readonly (ObjectProperty | Spread)[];
  /** Resources that are nested in a resource's body. */
  readonly resources: readonly ResourceDeclaration[];
}

export interface ArrayExpression {
  readonly kind: "array";
  readonly offset: number;
  readonly items: readonly (Expression | Spread)[];
}

/** `[for (item, index) in array: body]` */
export interface ForExpression {
  readonly kind: "for";
  readonly offset: number;
  readonly item: string;
  readonly index: string | undefined;
  readonly array: Expression;
  readonly body: Expression;
}

/** `if (condition) body`, in the place of a body. */
export interface IfExpression {
  readonly kind: "if";
  readonly offset: number;
  readonly condition: Expression;
  readonly body: Expression;
}

export interface Ternary {
  readonly kind: "ternary";
  readonly offset: number;
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export type BinaryOperator = "??" | "||" | "&&" | "==" | "!=" | "=~" | "!~" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

export interface Binary {
  readonly kind: "binary";
  readonly offset: number;
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary {
  readonly kind: "unary";
  readonly offset: number;
  readonly operator: "!" | "-" | "+";
  readonly operand: Expression;
}

export interface Call {
  readonly kind: "call";
  readonly offset: number;
  /** What stands before the dot: a namespace, a resource, or what was imported with `*`. */
  readonly target: Expression | undefined;
  readonly name: string;
  readonly args: readonly Expression[];
}

/** `target.key`, `target.?key`, `target[key]`, `target[?key]`, `target[^key]` */
export interface Access {
  readonly kind: "access";
  readonly offset: number;
  readonly target: Expression;
  readonly key: Expression;
  readonly isSafe: boolean;
  readonly isFromEnd: boolean;
  /** Whether the key is written in brackets. */
  readonly isIndex: boolean;
}

/** `parent::child` */
export interface NestedAccess {
  readonly kind: "nested";
  readonly offset: number;
  readonly target: Expression;
  readonly name: string;
}

/** `target!` */
export interface NonNull {
  readonly kind: "nonNull";
  readonly offset: number;
  readonly target: Expression;
}

/** `(inner)`: it ends a chain of safe accesses. */
export interface Parenthesized {
  readonly kind: "parenthesized";
  readonly offset: number;
  readonly inner: Expression;
}

export interface Lambda {
  readonly kind: "lambda";
  readonly offset: number;
  readonly parameters: readonly string[];
  readonly body: Expression;
}

export interface Variable {
  readonly kind: "variable";
  readonly offset: number;
  readonly name: string;
}

export type Expression =
  | Literal
  | Interpolation
  | ObjectExpression
  | ArrayExpression
  | ForExpression
  | IfExpression
  | Ternary
  | Binary
  | Unary
  | Call
  | Access
  | NestedAccess
  | NonNull
  | Parenthesized
  | Lambda
  | Variable;

export interface TypeMember {
  readonly offset: number;
  readonly decorators: readonly Call[];
  /** Without one it is the rule for all other properties: `*: string`. */
  readonly name: string | undefined;
  readonly type: TypeExpression;
}

export interface TypeItem {
  readonly decorators: readonly Call[];
  readonly type: TypeExpression;
}

/** `name`, `namespace.name`, `alias.property`, `alias[0]`, `alias[*]`, `alias.*` */
export interface TypeReference {
  readonly kind: "reference";
  readonly offset: number;
  readonly name: string;
  /** What follows the name; `[*]` is the type of all items, and `*` that of all other properties. */
  readonly path: readonly (string | number)[];
}

export type TypeExpression =
  | TypeReference
  | { readonly kind: "literal"; readonly offset: number; readonly value: Literal["value"] }
  | { readonly kind: "object"; readonly offset: number; readonly members: readonly TypeMember[] }
  | { readonly kind: "tuple"; readonly offset: number; readonly items: readonly TypeItem[] }
  | { readonly kind: "array" | "nullable" | "nonNull"; readonly offset: number; readonly of: TypeExpression }
  | { readonly kind: "union"; readonly offset: number; readonly members: readonly TypeExpression[] }
  /** `resourceInput<'...'>`, `resourceOutput<'...'>`, and `resource '...'` with its name "resource". */
  | {
      readonly kind: "ofResource";
      readonly offset: number;
      readonly name: string;
      readonly resource: string;
      readonly path: readonly (string | number)[];
    };

interface Declaration {
  readonly offset: number;
  readonly decorators: readonly Call[];
}

export interface ParameterDeclaration extends Declaration {
  readonly kind: "param";
  readonly name: Name;
  /** Left out in a parameter file. */
  readonly type: TypeExpression | undefined;
  /** Its default; in a parameter file, its value. */
  readonly value: Expression | undefined;
}

export interface VariableDeclaration extends Declaration {
  readonly kind: "var";
  readonly name: Name;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
}

export interface OutputDeclaration extends Declaration {
  readonly kind: "output";
  readonly name: Name;
  readonly type: TypeExpression | undefined;
  readonly value: Expression;
}

export interface TypeDeclaration extends Declaration {
  readonly kind: "type";
  readonly name: Name;
  readonly type: TypeExpression;
}

export interface FunctionDeclaration extends Declaration {
  readonly kind: "func";
  readonly name: Name;
  readonly parameters: readonly { readonly name: string; readonly type: TypeExpression }[];
  readonly type: TypeExpression;
  readonly body: Expression;
}

export interface ResourceDeclaration extends Declaration {
  readonly kind: "resource";
  readonly name: Name;
  /** The type and its version: `Microsoft.Sql/servers@2021-11-01`. */
  readonly type: string;
  readonly isExisting: boolean;
  readonly body: Expression;
}

export interface ModuleDeclaration extends Declaration {
  readonly kind: "module";
  readonly name: Name;
  readonly path: string;
  readonly body: Expression;
}

export interface ImportDeclaration extends Declaration {
  readonly kind: "import";
  readonly from: string;
  /** What is imported by name, with the name that it has here. */
  readonly items: readonly { readonly name: string; readonly as: Name }[];
  /** The name of all that is imported with `*`. */
  readonly wildcard: Name | undefined;
}

export interface ExtensionDeclaration extends Declaration {
  readonly kind: "extension";
  readonly specification: string;
  readonly alias: Name | undefined;
  readonly config: Expression | undefined;
}

/** `metadata name = value`, `assert name = value` */
export interface ValueDeclaration extends Declaration {
  readonly kind: "metadata" | "assert";
  readonly name: Name;
  readonly value: Expression;
}

/** `test name 'module.bicep' = { ... }` */
export interface TestDeclaration extends Declaration {
  readonly kind: "test";
  readonly name: Name;
  readonly path: string;
  readonly value: Expression;
}

/** `targetScope = 'subscription'`, and of a parameter file `using 'main.bicep'` and `extends 'shared.bicepparam'`. */
export interface SettingDeclaration extends Declaration {
  readonly kind: "targetScope" | "using" | "extends";
  /** `undefined` for `using none`. */
  readonly value: Expression | undefined;
}

export type Statement =
  | ParameterDeclaration
  | VariableDeclaration
  | OutputDeclaration
  | TypeDeclaration
  | FunctionDeclaration
  | ResourceDeclaration
  | ModuleDeclaration
  | ImportDeclaration
  | ExtensionDeclaration
  | ValueDeclaration
  | TestDeclaration
  | SettingDeclaration;

/** What a file says, as far as it could be read. */
export interface SyntaxTree {
  readonly statements: readonly Statement[];
  readonly directives: readonly Directive[];
  readonly problems: readonly SyntaxProblem[];
}
