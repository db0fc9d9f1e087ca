/** An expression of Terraform's language, or a template of it. */
export type TerraformExpression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "template"; readonly parts: readonly TerraformExpression[] }
  | { readonly kind: "tuple"; readonly items: readonly TerraformExpression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: TerraformExpression, value: TerraformExpression])[] }
  | ForExpression
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "get"; readonly of: TerraformExpression; readonly key: TerraformExpression }
  /** `of[*].a`, `of.*.a`: `each` is evaluated for every item, which `{ kind: "item" }` stands for in it. */
  | { readonly kind: "splat"; readonly of: TerraformExpression; readonly each: TerraformExpression }
  | { readonly kind: "item" }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly TerraformExpression[]; readonly isExpanded: boolean }
  | { readonly kind: "unary"; readonly operator: "!" | "-"; readonly of: TerraformExpression }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: TerraformExpression; readonly right: TerraformExpression }
  | {
      readonly kind: "conditional";
      readonly condition: TerraformExpression;
      readonly then: TerraformExpression;
      readonly otherwise: TerraformExpression;
    }
  /** A text that is no expression: Terraform refuses it. */
  | { readonly kind: "error"; readonly message: string };

/** `[for key, value in collection : as if condition]`, or an object with `by => as`. */
export interface ForExpression {
  readonly kind: "for";
  readonly key: string | undefined;
  readonly value: string;
  readonly collection: TerraformExpression;
  /** Set for an object. */
  readonly by?: TerraformExpression;
  readonly as: TerraformExpression;
  /** Whether values of the same key are gathered in a list (`...`). */
  readonly isGrouped: boolean;
  readonly condition?: TerraformExpression;
}

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%";

/** The operators, those that bind least first. */
const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Deeper than anybody writes, and far less deep than the stack is. */
const MAX_DEPTH = 100;

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const FUNCTION_NAME = /[\p{L}_][\p{L}\p{N}_-]*(?:::[\p{L}_][\p{L}\p{N}_-]*)*(?=\()/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INDEX = /\d+/y;
const SPACE = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
/** No space and no comment begins with a character of ASCII behind this one. */
const SLASH = "/".charCodeAt(0);
const LAST_ASCII = 0x7f;
/** A part of a template that holds no `${`, no `%{` and no backslash or quote. */
const PLAIN = /[^$%"\\]+/y;

const ITEM: TerraformExpression = { kind: "item" };

/**
 * Parses a text of Terraform's JSON syntax: a template, in which `${…}` stands for a value and `%{…}` for a directive.
 *
 * @returns for a text that is one `${…}` and nothing else, its expression; `error` for what can't be parsed; never throws
 */
export function parseTemplate(text: string): TerraformExpression {
  return parsedOrError(() => new Parser(text).template("end"));
}

/**
 * Parses an expression by itself, as it stands between `${` and `}`.
 *
 * @returns `error` for what can't be parsed; never throws
 */
export function parseExpression(text: string): TerraformExpression {
  return parsedOrError(() => new Parser(text).whole());
}

function parsedOrError(parse: () => TerraformExpression): TerraformExpression {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: "error", message: error.message };
    throw error;
  }
}

/** What ends a sequence of a template's parts: a directive such as `endif`, or the end of the text. */
type Directive = "else" | "endif" | "endfor";

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Whether the template that is being read stands between quotes, where a backslash escapes. */
  #isQuoted = false;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): TerraformExpression {
    const expression = this.#expression();
    this.#space();
    if (this.#at < this.#text.length) throw new SyntaxError("something after the expression");
    return expression;
  }

  /** The parts up to the end of the text, or to the closing quote. */
  template(end: "end" | "quote"): TerraformExpression {
    const { parts, directive } = this.#parts(end);
    if (directive !== undefined) throw new SyntaxError(`%{${directive}} without a beginning`);
    const [only] = parts;
    if (!only) return { kind: "literal", value: "" };
    return parts.length === 1 ? only : { kind: "template", parts };
  }

  #parts(end: "end" | "quote", stops: readonly Directive[] = []): { parts: TerraformExpression[]; directive?: Directive } {
    const parts: TerraformExpression[] = [];
    let literal = "";
    const flush = (): void => {
      if (literal !== "") parts.push({ kind: "literal", value: literal });
      literal = "";
    };
    for (;;) {
      if (this.#at >= this.#text.length) {
        if (end === "quote" || stops.length > 0) throw new SyntaxError("an end is missing");
        flush();
        return { parts };
      }
      if (end === "quote" && this.#takeRaw('"')) {
        flush();
        return { parts };
      }
      if (this.#takeRaw("$${")) literal += "${";
      else if (this.#takeRaw("%%{")) literal += "%{";
      else if (this.#takeRaw("${")) {
        if (this.#takeRaw("~")) literal = literal.trimEnd();
        flush();
        parts.push(this.#interpolation());
      } else if (this.#takeRaw("%{")) {
        if (this.#takeRaw("~")) literal = literal.trimEnd();
        flush();
        const directive = this.#directive(end);
        if (typeof directive === "string") {
          if (!stops.includes(directive)) throw new SyntaxError(`%{${directive}} in the wrong place`);
          return { parts, directive };
        }
        parts.push(directive);
      } else literal += this.#literal();
    }
  }

  /** Characters of a template that stand for themselves, or an escaped one. */
  #literal(): string {
    const plain = this.#matchRaw(PLAIN);
    if (plain !== undefined) return plain;
    const character = this.#text.charAt(this.#at++);
    if (character !== "\\" || !this.#isQuoted) return character;
    const escaped = this.#text.charAt(this.#at++);
    if (escaped === "u" || escaped === "U") {
      const code = this.#text.slice(this.#at, (this.#at += escaped === "u" ? 4 : 8));
      const point = parseInt(code, 16);
      if (!/^[0-9a-f]+$/i.test(code) || point > 0x10ffff) throw new SyntaxError("a wrong escape");
      return String.fromCodePoint(point);
    }
    return { n: "\n", r: "\r", t: "\t" }[escaped] ?? escaped;
  }

  #interpolation(): TerraformExpression {
    const expression = this.#expression();
    this.#endOfMark();
    return expression;
  }

  /** The `}` or `~}` of a mark; the second takes the space after it. */
  #endOfMark(): void {
    const trims = this.#take("~");
    this.#expect("}");
    if (trims) while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #directive(end: "end" | "quote"): TerraformExpression | Directive {
    if (this.#takeWord("if")) return this.#ifDirective(end);
    if (this.#takeWord("for")) return this.#forDirective(end);
    for (const word of ["else", "endif", "endfor"] as const) {
      if (!this.#takeWord(word)) continue;
      this.#endOfMark();
      return word;
    }
    throw new SyntaxError("an unknown directive");
  }

  #ifDirective(end: "end" | "quote"): TerraformExpression {
    const condition = this.#interpolation();
    return this.#nested(() => {
      const first = this.#parts(end, ["else", "endif"]);
      const second = first.directive === "else" ? this.#parts(end, ["endif"]).parts : [];
      const text = (parts: readonly TerraformExpression[]): TerraformExpression => ({ kind: "template", parts });
      return { kind: "conditional", condition, then: text(first.parts), otherwise: text(second) };
    });
  }

  #forDirective(end: "end" | "quote"): TerraformExpression {
    const { key, value, collection } = this.#forHead();
    this.#endOfMark();
    return this.#nested(() => {
      const as: TerraformExpression = { kind: "template", parts: this.#parts(end, ["endfor"]).parts };
      const each: TerraformExpression = { kind: "for", key, value, collection, as, isGrouped: false };
      return { kind: "call", name: "join", arguments: [{ kind: "literal", value: "" }, each], isExpanded: false };
    });
  }

  /** Does something one level deeper, as far down as is allowed. */
  #nested<T>(act: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw new SyntaxError("nested too deeply");
    this.#depth++;
    const result = act();
    this.#depth--;
    return result;
  }

  #expression(): TerraformExpression {
    return this.#nested(() => {
      const condition = this.#binary(0);
      if (!this.#take("?")) return condition;
      const then = this.#expression();
      this.#expect(":");
      return { kind: "conditional", condition, then, otherwise: this.#expression() };
    });
  }

  #binary(level: number): TerraformExpression {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (let count = 0; ; count++) {
      const operator = operators.find((mark) => this.#takeOperator(mark));
      if (operator === undefined) return left;
      // A long chain is as deep as it is long once it is evaluated.
      if (count >= MAX_DEPTH) throw new SyntaxError("nested too deeply");
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #takeOperator(mark: BinaryOperator): boolean {
    // `=>` belongs to a `for`, and `a ? b : c` has no operator `?`.
    return this.#take(mark);
  }

  #unary(): TerraformExpression {
    for (const operator of ["!", "-"] as const) {
      if (this.#looksAt("!=") || !this.#take(operator)) continue;
      return this.#nested(() => ({ kind: "unary", operator, of: this.#unary() }));
    }
    return this.#steps(this.#primary());
  }

  /** What follows a value: attributes, indexes, splats. */
  #steps(start: TerraformExpression): TerraformExpression {
    let expression = start;
    for (let count = 0; ; count++) {
      if (count > MAX_DEPTH) throw new SyntaxError("nested too deeply");
      if (this.#take("[*]")) {
        const each = this.#nested(() => this.#steps(ITEM));
        return { kind: "splat", of: expression, each };
      }
      if (this.#looksAt("...")) return expression;
      if (this.#take(".*")) expression = { kind: "splat", of: expression, each: this.#attributes(ITEM) };
      else if (this.#looksAt(".")) expression = this.#attribute(expression);
      else if (this.#take("[")) {
        const key = this.#expression();
        this.#expect("]");
        expression = { kind: "get", of: expression, key };
      } else return expression;
    }
  }

  /** The attributes alone that follow: of `a.*.b[0]`, the index is one into the list. */
  #attributes(start: TerraformExpression): TerraformExpression {
    let expression = start;
    while (this.#looksAt(".") && !this.#looksAt(".*") && !this.#looksAt("...")) expression = this.#attribute(expression);
    return expression;
  }

  #attribute(of: TerraformExpression): TerraformExpression {
    this.#expect(".");
    this.#space();
    const index = this.#matchRaw(INDEX);
    return { kind: "get", of, key: { kind: "literal", value: index === undefined ? this.#name() : Number(index) } };
  }

  #primary(): TerraformExpression {
    if (this.#take('"')) return this.#quoted();
    if (this.#take("(")) {
      const expression = this.#expression();
      this.#expect(")");
      return expression;
    }
    if (this.#take("[")) return this.#takeWord("for") ? this.#for("]") : { kind: "tuple", items: this.#items("]").items };
    if (this.#take("{")) return this.#takeWord("for") ? this.#for("}") : this.#object();
    this.#space();
    const number = this.#matchRaw(NUMBER);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const called = this.#matchRaw(FUNCTION_NAME);
    if (called !== undefined) {
      this.#expect("(");
      const { items, isExpanded } = this.#items(")");
      return { kind: "call", name: called, arguments: items, isExpanded };
    }
    const name = this.#name();
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    return name === "null" ? { kind: "literal", value: null } : { kind: "name", name };
  }

  #quoted(): TerraformExpression {
    const before = this.#isQuoted;
    this.#isQuoted = true;
    const template = this.#nested(() => this.template("quote"));
    this.#isQuoted = before;
    return template;
  }

  #items(end: "]" | ")"): { items: TerraformExpression[]; isExpanded: boolean } {
    const items: TerraformExpression[] = [];
    while (!this.#take(end)) {
      items.push(this.#expression());
      if (this.#take("...")) {
        this.#expect(end);
        return { items, isExpanded: true };
      }
      if (this.#take(",")) continue;
      this.#expect(end);
      break;
    }
    return { items, isExpanded: false };
  }

  #object(): TerraformExpression {
    const entries: [TerraformExpression, TerraformExpression][] = [];
    while (!this.#take("}")) {
      const key = this.#key();
      if (!this.#take("=") && !this.#take(":")) throw new SyntaxError("a key without a value");
      entries.push([key, this.#expression()]);
      // A new line does as well as a comma.
      this.#take(",");
    }
    return { kind: "object", entries };
  }

  /** A bare name before `=` is the key itself, not what the name stands for. */
  #key(): TerraformExpression {
    const expression = this.#expression();
    return expression.kind === "name" ? { kind: "literal", value: expression.name } : expression;
  }

  #for(end: "]" | "}"): TerraformExpression {
    return this.#nested(() => {
      const { key, value, collection } = this.#forHead();
      this.#expect(":");
      const first = this.#expression();
      const second = end === "}" ? this.#afterArrow() : undefined;
      const isGrouped = second !== undefined && this.#take("...");
      const condition = this.#takeWord("if") ? this.#expression() : undefined;
      this.#expect(end);
      return {
        kind: "for",
        key,
        value,
        collection,
        as: second ?? first,
        isGrouped,
        ...(second && { by: first }),
        ...(condition && { condition }),
      };
    });
  }

  #afterArrow(): TerraformExpression {
    this.#expect("=>");
    return this.#expression();
  }

  #forHead(): Pick<ForExpression, "key" | "value" | "collection"> {
    const first = this.#name();
    const second = this.#take(",") ? this.#name() : undefined;
    if (!this.#takeWord("in")) throw new SyntaxError("a for without in");
    const collection = this.#expression();
    return { key: second === undefined ? undefined : first, value: second ?? first, collection };
  }

  #name(): string {
    this.#space();
    const name = this.#matchRaw(NAME);
    if (name === undefined) throw new SyntaxError("a name or a value is missing");
    return name;
  }

  #takeWord(word: string): boolean {
    this.#space();
    const start = this.#at;
    if (this.#matchRaw(NAME) === word) return true;
    this.#at = start;
    return false;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) throw new SyntaxError(`${mark} is missing`);
  }

  #take(mark: string): boolean {
    if (!this.#looksAt(mark)) return false;
    this.#at += mark.length;
    return true;
  }

  /** Whether a mark comes next, and not a longer one that begins like it. */
  #looksAt(mark: string): boolean {
    this.#space();
    if (!this.#text.startsWith(mark, this.#at)) return false;
    const next = this.#text.charAt(this.#at + mark.length);
    return !((mark === "=" && (next === "=" || next === ">")) || ((mark === "!" || mark === "<" || mark === ">") && next === "="));
  }

  #space(): void {
    // Asked for before every mark, of which few have any.
    if (this.#text.charCodeAt(this.#at) > SLASH && this.#text.charCodeAt(this.#at) <= LAST_ASCII) return;
    this.#matchRaw(SPACE);
  }

  #takeRaw(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #matchRaw(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
