import type { Expression, Statement, TypeExpression } from "./syntax";

/**
 * The expressions directly within an expression, in the order in which they are written. Resources nested in an object are
 * none of them.
 */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "variable":
      return [];
    case "interpolation":
      return expression.expressions;
    case "object":
      return expression.members.flatMap((member) => (member.kind === "spread" ? [member.value] : [member.key, member.value]));
    case "array":
      return expression.items.map((item) => (item.kind === "spread" ? item.value : item));
    case "for":
      return [expression.array, expression.body];
    case "if":
      return [expression.condition, expression.body];
    case "ternary":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "binary":
      return [expression.left, expression.right];
    case "unary":
      return [expression.operand];
    case "call":
      return expression.target ? [expression.target, ...expression.args] : expression.args;
    case "access":
      return [expression.target, expression.key];
    case "nested":
    case "nonNull":
      return [expression.target];
    case "parenthesized":
      return [expression.inner];
    case "lambda":
      return [expression.body];
  }
}

/** The types directly within a type. */
export function partsOfType(type: TypeExpression): readonly TypeExpression[] {
  switch (type.kind) {
    case "object":
      return type.members.map((member) => member.type);
    case "tuple":
      return type.items.map((item) => item.type);
    case "union":
      return type.members;
    case "array":
    case "nullable":
    case "nonNull":
      return [type.of];
    case "reference":
    case "literal":
    case "ofResource":
      return [];
  }
}

/** Visits an expression and all that is in it, nested resources included, in the order in which they are written. */
export function visit(expression: Expression, see: (expression: Expression) => void): void {
  see(expression);
  for (const part of partsOf(expression)) visit(part, see);
  if (expression.kind === "object")
    for (const { decorators, body } of expression.resources) for (const part of [...decorators, body]) visit(part, see);
}

/** The expressions of a statement, those of its decorators first. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "resource":
    case "module":
    case "func":
      return [...statement.decorators, statement.body];
    case "type":
    case "import":
      return statement.decorators;
    case "extension":
      return statement.config ? [...statement.decorators, statement.config] : statement.decorators;
    case "param":
    case "var":
    case "output":
    case "metadata":
    case "assert":
    case "test":
    case "targetScope":
    case "using":
    case "extends":
      return statement.value ? [...statement.decorators, statement.value] : statement.decorators;
  }
}

/** What an expression is once brackets and `!` around it are left out. */
export function bare(expression: Expression): Expression {
  let inner = expression;
  for (;;) {
    if (inner.kind === "parenthesized") inner = inner.inner;
    else if (inner.kind === "nonNull") inner = inner.target;
    else return inner;
  }
}
