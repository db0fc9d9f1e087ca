/** An expression of ARM's template language, as written between `[` and `]`. */
export type ArmExpression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly ArmExpression[] }
  | { readonly kind: "property"; readonly of: ArmExpression; readonly key: ArmExpression };

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
export function parseExpression(text: string, maxDepth: number): ArmExpression | { readonly kind: "error"; readonly message: string } {
  try {
    return new Parser(text, maxDepth).whole();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { kind: "error", message: error.message };
  }
}

/** Ends the parsing of one expression; never leaves this module. */
class ParseError extends Error {}

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  whole(): ArmExpression {
    const expression = this.#expression(0);
    this.#take(BLANKS);
    if (this.#at < this.#text.length) throw this.#expected("nothing more");
    return expression;
  }

  /** A value, and what is taken from it by `.name` and `[key]`. */
  #expression(depth: number): ArmExpression {
    if (depth > this.#maxDepth) throw new ParseError(`it is nested more than ${String(this.#maxDepth)} levels deep`);
    let expression = this.#value(depth);
    for (;;) {
      if (this.#takeSign(".")) {
        this.#take(BLANKS);
        const name = this.#take(PROPERTY)?.[0];
        if (name === undefined) throw this.#expected("a property");
        expression = { kind: "property", of: expression, key: { kind: "literal", value: name } };
      } else if (this.#takeSign("[")) {
        const key = this.#expression(depth + 1);
        this.#expect("]");
        expression = { kind: "property", of: expression, key };
      } else return expression;
    }
  }

  #value(depth: number): ArmExpression {
    this.#take(BLANKS);
    const string = this.#take(STRING);
    if (string) return { kind: "literal", value: (string[1] ?? "").replaceAll("''", "'") };
    const number = this.#take(NUMBER);
    if (number) return { kind: "literal", value: Number(number[0]) };
    const name = this.#take(NAME)?.[0];
    if (name === undefined) throw this.#expected("a function or a value");
    if (this.#takeSign("(")) return { kind: "call", name: name.replace(/\s/g, ""), arguments: this.#callArguments(depth) };
    const literal = LITERALS.get(name.toLowerCase());
    if (literal === undefined) throw this.#expected('"("');
    return { kind: "literal", value: literal };
  }

  #callArguments(depth: number): ArmExpression[] {
    if (this.#takeSign(")")) return [];
    const found: ArmExpression[] = [];
    do found.push(this.#expression(depth + 1));
    while (this.#takeSign(","));
    this.#expect(")");
    return found;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #takeSign(sign: string): boolean {
    this.#take(BLANKS);
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#expected(`"${sign}"`);
  }

  #expected(what: string): ParseError {
    return new ParseError(`${what} is expected at character ${String(this.#at + 1)}`);
  }
}
