import type { Directive, SyntaxProblem } from "./syntax";

/** Longer ones first, so that none is read as the beginning of another. */
// prettier-ignore
const SYMBOLS = [
  "...", "::", ".?", "??", "==", "=>", "!=", "=~", "!~", "<=", ">=", "&&", "||",
  "{", "}", "(", ")", "[", "]", ",", ".", ":", "?", "=", "!", "<", ">", "+", "-", "*", "/", "%", "@", "|", "^",
] as const;

export type Punctuation = (typeof SYMBOLS)[number];

/**
 * A text with expressions in it is a `textStart`, the tokens of an expression, any number of `textMiddle` each with an
 * expression after it, and a `textEnd`.
 */
export type TokenKind = Punctuation | "identifier" | "integer" | "text" | "textStart" | "textMiddle" | "textEnd" | "newline" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** Of an identifier or a number, what is written; of a text, what it says. */
  readonly text: string;
  readonly offset: number;
  /** Behind its last character. */
  readonly end: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly directives: readonly Directive[];
  readonly problems: readonly SyntaxProblem[];
}

const symbolsByFirst = new Map<number, readonly Punctuation[]>();
for (const symbol of SYMBOLS) symbolsByFirst.set(symbol.charCodeAt(0), [...(symbolsByFirst.get(symbol.charCodeAt(0)) ?? []), symbol]);

/** A text in which an expression stands. */
interface OpenText {
  /** As many as stand before the brace of an expression. */
  readonly dollars: number;
  readonly isMultiLine: boolean;
  /** Braces that are open in the expression. */
  braces: number;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const CAPITAL_A = 65;
const QUOTE = 39;
const BACKSLASH = 92;
const DOLLAR = 36;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", $: "$" };
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const INTEGER = /[0-9]+/y;
const BLANKS = /[ \t\u00a0\ufeff]+/y;
const NEWLINES = /(?:[ \t]*\r?\n|[ \t]*\r)+/y;
const LINE = /[^\r\n]*/y;
const MULTI_LINE_START = /(\$*)'''(?:\r?\n|\r)?/y;
const UNICODE_ESCAPE = /\\u\{([0-9a-fA-F]{1,6})\}/y;

/**
 * Cuts the text of a file into tokens. What can't be read is reported and left out.
 *
 * @returns the tokens, the last of kind `end`
 */
export function lex(text: string): Lexed {
  return new Lexer(text).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly directives: Directive[] = [];
  private readonly problems: SyntaxProblem[] = [];
  /** The innermost last. */
  private readonly open: OpenText[] = [];
  private at = 0;
  private quotes = -2;

  constructor(private readonly source: string) {}

  run(): Lexed {
    while (this.at < this.source.length) this.next();
    if (this.open.length > 0) this.problem(this.at, "A text isn't closed.");
    this.push("end", "", this.at);
    return { tokens: this.tokens, directives: this.directives, problems: this.problems };
  }

  /** Adds a token that ends where reading goes on. */
  private push(kind: TokenKind, text: string, offset: number): void {
    this.tokens.push({ kind, text, offset, end: this.at });
  }

  private problem(offset: number, message: string): void {
    this.problems.push({ offset, message });
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source);
  }

  /** Reads on to the end of what a pattern matches. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.source)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private take(kind: "identifier" | "integer", pattern: RegExp): boolean {
    const offset = this.at;
    if (!this.skip(pattern)) return false;
    this.push(kind, this.source.slice(offset, this.at), offset);
    return true;
  }

  private next(): void {
    const code = this.source.charCodeAt(this.at);
    if (code === SPACE || code === TAB || code > 126) {
      if (this.skip(BLANKS)) return;
    } else if (code === NEWLINE || code === RETURN) {
      this.newline();
      return;
    } else if (code >= ZERO && code <= NINE) {
      this.take("integer", INTEGER);
      return;
    } else if (code >= CAPITAL_A && this.take("identifier", IDENTIFIER)) return;
    else if ((code === QUOTE || code === DOLLAR) && this.startText()) return;
    else if (code === SLASH && this.comment()) return;
    else if (code === HASH) {
      this.directive();
      return;
    }
    this.symbol(code);
  }

  private newline(): void {
    const open = this.open.at(-1);
    // An expression in a text of one line ends with the line, so that a forgotten brace costs no more than that.
    if (open && !open.isMultiLine) {
      this.problem(this.at, "A text isn't closed at the end of its line.");
      this.open.length = 0;
      this.push("textEnd", "", this.at);
    }
    this.push("newline", "", this.at);
    this.skip(NEWLINES);
  }

  private comment(): boolean {
    if (this.source.startsWith("//", this.at)) return this.skip(LINE);
    if (!this.source.startsWith("/*", this.at)) return false;
    const end = this.source.indexOf("*/", this.at + 2);
    if (end < 0) this.problem(this.at, "A comment isn't closed.");
    this.at = end < 0 ? this.source.length : end + 2;
    return true;
  }

  private directive(): void {
    const offset = this.at;
    const line = this.match(LINE)?.[0] ?? "";
    this.at += Math.max(1, line.length);
    const [words = "", ...comment] = line.slice(1).split("//");
    const [name, ...codes] = words.trim().split(/\s+/);
    if (name === "disable-next-line" || name === "disable-diagnostics" || name === "restore-diagnostics")
      this.directives.push({ offset, name, codes, comment: comment.length > 0 ? comment.join("//").trim() : undefined });
    else this.problem(offset, `#${name ?? ""} is no directive.`);
  }

  private symbol(code: number): void {
    const found = symbolsByFirst.get(code)?.find((symbol) => this.source.startsWith(symbol, this.at));
    if (!found) {
      this.problem(
        this.at,
        `The character ${JSON.stringify(String.fromCodePoint(this.source.codePointAt(this.at) ?? 0))} can't stand here.`,
      );
      this.at++;
      return;
    }
    const open = this.open.at(-1);
    if (open && code === CLOSE_BRACE && open.braces === 0) {
      this.at++;
      this.open.pop();
      this.textPart(open, this.at - 1, true);
      return;
    }
    if (open && code === OPEN_BRACE) open.braces++;
    if (open && code === CLOSE_BRACE) open.braces--;
    this.at += found.length;
    this.push(found, found, this.at - found.length);
  }

  private startText(): boolean {
    const offset = this.at;
    const multi = this.match(MULTI_LINE_START);
    if (multi) {
      this.at += multi[0].length;
      this.textPart({ dollars: multi[1]?.length ?? 0, isMultiLine: true, braces: 0 }, offset, false);
      return true;
    }
    if (this.source.charCodeAt(this.at) !== QUOTE) return false;
    this.at++;
    this.textPart({ dollars: 1, isMultiLine: false, braces: 0 }, offset, false);
    return true;
  }

  /** Reads a text to its end, or to the next expression in it. */
  private textPart(text: OpenText, offset: number, isContinued: boolean): void {
    const { content, isOpen } = text.isMultiLine ? this.multiLineContent(text.dollars) : this.content(offset);
    if (isOpen) this.open.push({ ...text, braces: 0 });
    if (isContinued) this.push(isOpen ? "textMiddle" : "textEnd", content, offset);
    else this.push(isOpen ? "textStart" : "text", content, offset);
  }

  private content(offset: number): { readonly content: string; readonly isOpen: boolean } {
    let content = "";
    let from = this.at;
    for (; this.at < this.source.length; this.at++) {
      const code = this.source.charCodeAt(this.at);
      if (code === QUOTE) {
        content += this.source.slice(from, this.at++);
        return { content, isOpen: false };
      }
      if (code === DOLLAR && this.source.charCodeAt(this.at + 1) === OPEN_BRACE) {
        content += this.source.slice(from, this.at);
        this.at += 2;
        return { content, isOpen: true };
      }
      if (code === NEWLINE || code === RETURN) break;
      if (code !== BACKSLASH) continue;
      content += this.source.slice(from, this.at) + this.escape();
      from = this.at + 1;
    }
    this.problem(offset, "A text isn't closed at the end of its line.");
    return { content: content + this.source.slice(from, this.at), isOpen: false };
  }

  /** Reads what follows a backslash, up to its last character. */
  private escape(): string {
    const unicode = this.match(UNICODE_ESCAPE);
    if (unicode) {
      const code = parseInt(unicode[1] ?? "", 16);
      if (code > 0x10ffff) this.problem(this.at, `${unicode[0]} is no character.`);
      this.at += unicode[0].length - 1;
      return String.fromCodePoint(Math.min(code, 0x10ffff));
    }
    const next = this.source[this.at + 1] ?? "";
    const escaped = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
    if (escaped === undefined) this.problem(this.at, `\\${next} is no escape.`);
    if (next !== "" && next !== "\n" && next !== "\r") this.at++;
    return escaped ?? next.trim();
  }

  /** Where the next three quotes are; it is looked for once, however many expressions stand before them. */
  private closingQuotes(from: number): number {
    if (this.quotes !== -1 && this.quotes < from) this.quotes = this.source.indexOf("'''", from);
    return this.quotes;
  }

  private multiLineContent(dollars: number): { readonly content: string; readonly isOpen: boolean } {
    const from = this.at;
    const opening = dollars > 0 ? `${"$".repeat(dollars)}{` : undefined;
    let end = this.closingQuotes(from);
    const expression = opening === undefined ? -1 : this.source.indexOf(opening, from);
    if (opening !== undefined && expression >= 0 && (end < 0 || expression < end)) {
      this.at = expression + opening.length;
      return { content: this.source.slice(from, expression), isOpen: true };
    }
    if (end < 0) {
      this.problem(from, "A text isn't closed.");
      this.at = this.source.length;
      return { content: this.source.slice(from), isOpen: false };
    }
    // The last three of many quotes close the text.
    while (this.source.charCodeAt(end + 3) === QUOTE) end++;
    this.at = end + 3;
    return { content: this.source.slice(from, end), isOpen: false };
  }
}
