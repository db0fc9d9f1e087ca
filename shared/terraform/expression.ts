/** A Terraform expression, as far as it is read here. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** `{ for key, value in collection: by => as }` */
  | {
      readonly kind: "for";
      readonly key: string;
      readonly value: string;
      readonly collection: Expression;
      readonly by: Expression;
      readonly as: Expression;
    }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: Expression }
  | { readonly kind: "splat"; readonly of: Expression }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  /** Anything that only Terraform evaluates: operators, conditions. */
  | { readonly kind: "other" };

const OTHER: Expression = { kind: "other" };

/** Deeper than anybody writes, and far less deep than the stack is. */
const MAX_DEPTH = 100;

/**
 * Parses a string of Terraform's JSON syntax: text with `${…}` in it.
 *
 * @returns `other` for what can't be parsed; never throws
 */
export function parseTemplate(text: string): Expression {
  try {
    const parts = templateParts(text, MAX_DEPTH);
    const [only] = parts;
    if (parts.length === 0) return { kind: "literal", value: "" };
    return only && parts.length === 1 ? only : { kind: "template", parts };
  } catch (error) {
    if (error instanceof SyntaxError) return OTHER;
    throw error;
  }
}

function templateParts(text: string, depth: number): Expression[] {
  const parts: Expression[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    const next = text.slice(at, at + 3);
    if (next === "$${" || next === "%%{") {
      literal += next.slice(1);
      at += 3;
    } else if (next.startsWith("${")) {
      const parser = new Parser(text, at + 2, depth);
      const expression = parser.whole("}");
      if (literal !== "") parts.push({ kind: "literal", value: literal });
      literal = "";
      parts.push(expression);
      at = parser.at;
    } else if (next.startsWith("%{")) {
      throw new SyntaxError("a template directive");
    } else {
      literal += text.charAt(at);
      at += 1;
    }
  }
  if (literal !== "") parts.push({ kind: "literal", value: literal });
  return parts;
}

const NAME = /[A-Za-z_][\w-]*/y;
const NUMBER = /\d+(\.\d+)?/y;

class Parser {
  at: number;
  readonly #text: string;
  #depth: number;

  constructor(text: string, at: number, depth: number) {
    this.#text = text;
    this.at = at;
    this.#depth = depth;
  }

  /** An expression up to an end mark, which is taken too; what is more than a simple expression is `other`. */
  whole(end: string): Expression {
    const expression = this.#expression();
    if (this.#take(end)) return expression;
    this.#skipTo(end);
    return OTHER;
  }

  #expression(): Expression {
    if (--this.#depth < 0) throw new SyntaxError("nested too deeply");
    let expression = this.#primary();
    for (;;) {
      if (this.#take("[*]") || this.#take(".*")) {
        expression = { kind: "splat", of: expression };
      } else if (this.#take(".")) {
        const index = this.#match(NUMBER);
        expression = { kind: "attribute", of: expression, name: { kind: "literal", value: index ?? this.#name() } };
      } else if (this.#take("[")) {
        expression = { kind: "attribute", of: expression, name: this.whole("]") };
      } else {
        this.#depth++;
        return expression;
      }
    }
  }

  #primary(): Expression {
    if (this.#take('"')) return this.#string();
    if (this.#take("[")) return { kind: "list", items: this.#sequence("]") };
    if (this.#take("{")) return this.#object();
    if (this.#take("(")) return this.whole(")");
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const name = this.#name();
    if (this.#text.charAt(this.at) === "(") {
      this.at++;
      return { kind: "call", name, arguments: this.#sequence(")") };
    }
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    return name === "null" ? { kind: "literal", value: null } : { kind: "name", name };
  }

  /** What stands between quotes is a template again, with its escapes. */
  #string(): Expression {
    let text = "";
    for (let nested = 0; ;) {
      const character = this.#text.charAt(this.at++);
      if (character === "") throw new SyntaxError("an open string");
      if (nested === 0 && character === '"') break;
      if (character === "\\" && nested === 0) {
        const escaped = this.#text.charAt(this.at++);
        text += { n: "\n", r: "\r", t: "\t" }[escaped] ?? escaped;
        continue;
      }
      if (character === "$" && this.#text.charAt(this.at) === "{") nested++;
      else if (character === "}" && nested > 0) nested--;
      text += character;
    }
    const parts = templateParts(text, this.#depth - 1);
    const [only] = parts;
    if (!only) return { kind: "literal", value: "" };
    return parts.length === 1 ? only : { kind: "template", parts };
  }

  #sequence(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#take(end)) {
      const item = this.#expression();
      const isSimple = this.#take(",") || this.#looksAt(end);
      items.push(isSimple ? item : OTHER);
      if (!isSimple) this.#skipTo(",", end);
    }
    return items;
  }

  #object(): Expression {
    if (this.#takeWord("for")) return this.#for();
    const entries: [Expression, Expression][] = [];
    while (!this.#take("}")) {
      const key = this.#looksAt('"')
        ? this.#expression()
        : this.#take("(")
          ? this.whole(")")
          : ({ kind: "literal", value: this.#name() } as const);
      if (!this.#take("=") && !this.#take(":")) throw new SyntaxError("an object without a value");
      const value = this.#expression();
      const isSimple = this.#take(",") || this.#looksAt("}");
      entries.push([key, isSimple ? value : OTHER]);
      if (!isSimple) this.#skipTo(",", "}");
    }
    return { kind: "object", entries };
  }

  #for(): Expression {
    const first = this.#name();
    const second = this.#take(",") ? this.#name() : undefined;
    if (!this.#takeWord("in")) throw new SyntaxError("a for without in");
    const collection = this.whole(":");
    const by = this.#expression();
    if (!this.#take("=>")) throw new SyntaxError("a for without =>");
    const as = this.whole("}");
    return { kind: "for", key: second === undefined ? "" : first, value: second ?? first, collection, by, as };
  }

  #name(): string {
    const name = this.#match(NAME);
    if (name === undefined) throw new SyntaxError("no name");
    return name;
  }

  #takeWord(word: string): boolean {
    this.#space();
    const start = this.at;
    if (this.#match(NAME) === word) return true;
    this.at = start;
    return false;
  }

  #take(mark: string): boolean {
    if (!this.#looksAt(mark)) return false;
    this.at += mark.length;
    return true;
  }

  #looksAt(mark: string): boolean {
    this.#space();
    return this.#text.startsWith(mark, this.at) && !(mark === "=" && this.#text.charAt(this.at + 1) === "=");
  }

  #match(pattern: RegExp): string | undefined {
    this.#space();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  #space(): void {
    while (/\s/.test(this.#text.charAt(this.at))) this.at++;
  }

  /** Passes over what is not read, to an end mark outside of brackets and strings; takes a mark that is a comma or the only one. */
  #skipTo(...ends: readonly string[]): void {
    for (let open = 0; ; this.at++) {
      const character = this.#text.charAt(this.at);
      if (character === "") throw new SyntaxError("an open bracket");
      if (open === 0 && ends.includes(character)) {
        if (character === "," || ends.length === 1) this.at++;
        return;
      }
      if (character === '"') {
        this.at++;
        this.#string();
        this.at--;
      } else if ("([{".includes(character)) open++;
      else if (")]}".includes(character)) open--;
    }
  }
}
