/** An expression of ARM's template language, as written between `[` and `]`. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: "property"; readonly of: Expression; readonly key: Expression };

/** Whether a text of a template is an expression: `[…]`, but not the escaped `[[…]`. */
export function isExpression(text: string): boolean {
  return text.length > 2 && text.startsWith("[") && text.endsWith("]") && text[1] !== "[";
}

const BLANKS = /\s*/y;
const NUMBER = /-?\d+(\.\d+)?/y;
/** A function, with the namespace of one that the template defines: `contoso.uniqueName`. */
const NAME = /[a-z_$][\w$]*(\s*\.\s*[a-z_$][\w$]*(?=\s*\())?/iy;
const PROPERTY = /[a-z_$][\w$-]*/iy;
const STRING = /'([^']*(?:''[^']*)*)'/y;

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * Parses an expression.
 *
 * @param text without the outer brackets
 * @param maxDepth of calls in calls
 * @returns what is wrong with it, if it can't be parsed
 */
export function parseExpression(text: string, maxDepth: number): Expression | { readonly kind: "error"; readonly message: string } {
  let at = 0;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match;
  }

  function takeSign(sign: string): boolean {
    take(BLANKS);
    if (text[at] !== sign) return false;
    at++;
    return true;
  }

  function expect(sign: string): void {
    if (!takeSign(sign)) throw new ParseError(`"${sign}" is expected at character ${String(at + 1)}`);
  }

  function primary(depth: number): Expression {
    take(BLANKS);
    const string = take(STRING);
    if (string) return { kind: "literal", value: (string[1] ?? "").replaceAll("''", "'") };
    const number = take(NUMBER);
    if (number) return { kind: "literal", value: Number(number[0]) };
    const name = take(NAME)?.[0];
    if (name === undefined) throw new ParseError(`a function or a value is expected at character ${String(at + 1)}`);
    if (takeSign("(")) return { kind: "call", name: name.replace(/\s/g, ""), arguments: takeSign(")") ? [] : callArguments(depth) };
    const literal = LITERALS.get(name.toLowerCase());
    if (literal === undefined) throw new ParseError(`"(" is expected at character ${String(at + 1)}`);
    return { kind: "literal", value: literal };
  }

  function callArguments(depth: number): Expression[] {
    const found: Expression[] = [];
    do found.push(full(depth + 1));
    while (takeSign(","));
    expect(")");
    return found;
  }

  function full(depth: number): Expression {
    if (depth > maxDepth) throw new ParseError(`it is nested more than ${String(maxDepth)} levels deep`);
    let expression = primary(depth);
    for (;;) {
      if (takeSign(".")) {
        take(BLANKS);
        const name = take(PROPERTY)?.[0];
        if (name === undefined) throw new ParseError(`a property is expected at character ${String(at + 1)}`);
        expression = { kind: "property", of: expression, key: { kind: "literal", value: name } };
      } else if (takeSign("[")) {
        const key = full(depth + 1);
        expect("]");
        expression = { kind: "property", of: expression, key };
      } else return expression;
    }
  }

  try {
    const expression = full(0);
    take(BLANKS);
    if (at < text.length) throw new ParseError(`nothing more is expected at character ${String(at + 1)}`);
    return expression;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { kind: "error", message: error.message };
  }
}

/** Ends the parsing of one expression; never leaves this module. */
class ParseError extends Error {}
