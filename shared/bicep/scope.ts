import type { ArmExpression } from "./arm-expression";
import type { Expression } from "./syntax";
import type { FileSymbol, Program, ResourceSymbol } from "./program";

/** What a name stands for within a body, a loop or a lambda. */
export type Local =
  | ResourceSymbol
  | { readonly kind: "lambdaVariable" | "argument"; readonly name: string }
  /** A loop's item or index. */
  | { readonly kind: "loop"; readonly value: () => ArmExpression }
  /** Known only within the expression around. */
  | { readonly kind: "inner" };

/** The names that an expression may use besides those of its file. */
export interface Scope {
  readonly around: Scope | undefined;
  readonly locals: ReadonlyMap<string, Local>;
}

/** Where only the names of the file are known. */
export const FILE_SCOPE: Scope = { around: undefined, locals: new Map() };

/** What a name stands for. */
export function resolve(program: Program, scope: Scope, name: string): Local | FileSymbol | undefined {
  for (let at: Scope | undefined = scope; at; at = at.around) {
    const local = at.locals.get(name);
    if (local) return local;
  }
  return program.symbols.get(name);
}

/** The names of a loop or a lambda, where it doesn't matter what they stand for. */
export function innerScope(expression: Expression, scope: Scope): Scope {
  const names =
    expression.kind === "lambda"
      ? expression.parameters
      : expression.kind === "for"
        ? [expression.item, expression.index ?? expression.item]
        : [];
  return names.length === 0
    ? scope
    : within(
        scope,
        names.map((name) => [name, { kind: "inner" }] as const),
      );
}

/** A scope with more names. */
export function within(around: Scope, locals: Iterable<readonly [string, Local]>): Scope {
  return { around, locals: new Map(locals) };
}
