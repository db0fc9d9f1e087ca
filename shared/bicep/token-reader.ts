import { lex, type Punctuation, type Token, type TokenKind } from "./lexer";
import type { Directive, Name, SyntaxProblem } from "./syntax";

/** What stands here can't be read. */
export class Unreadable extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
    this.name = "Unreadable";
  }
}

/** Words that begin a statement; between statements, reading goes on at one of these. */
export const STATEMENTS: ReadonlySet<string> = new Set([
  "assert",
  "extends",
  "extension",
  "extensionConfig",
  "func",
  "import",
  "metadata",
  "module",
  "output",
  "param",
  "provider",
  "resource",
  "targetScope",
  "test",
  "type",
  "using",
  "var",
]);

const END: Token = { kind: "end", text: "", offset: 0, end: 0 };

/** Steps through the tokens of a file. */
export class TokenReader {
  protected readonly problems: SyntaxProblem[];
  readonly directives: readonly Directive[];
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  /** @param maxDepth how deep expressions may be nested in each other */
  constructor(
    text: string,
    private readonly maxDepth: number,
  ) {
    const { tokens, directives, problems } = lex(text);
    this.tokens = tokens;
    this.directives = directives;
    this.problems = [...problems];
  }

  protected peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? this.tokens.at(-1) ?? END;
  }

  protected is(kind: TokenKind, text?: string): boolean {
    const token = this.peek();
    return token.kind === kind && (text === undefined || token.text === text);
  }

  protected take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected accept(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.at++;
    return true;
  }

  protected expect(kind: TokenKind, text?: string): Token {
    if (kind === "text" && this.is("textStart")) throw new Unreadable(this.peek().offset, "Expected a text without expressions here.");
    if (!this.is(kind, text)) this.fail(`Expected ${text ?? describe(kind)} here`);
    return this.take();
  }

  protected name(): Name {
    const { text, offset } = this.expect("identifier");
    return { text, offset };
  }

  protected fail(message: string): never {
    const { kind, text, offset } = this.peek();
    // Any other word may be of a secret that lacks its quotes.
    const found = STATEMENTS.has(text) && kind === "identifier" ? `"${text}"` : describe(kind);
    throw new Unreadable(offset, `${message}, but found ${found}.`);
  }

  protected newlines(): void {
    while (this.is("newline")) this.at++;
  }

  /** Steps over new lines if one of these follows them. */
  protected newlinesBefore(...kinds: readonly Punctuation[]): void {
    const from = this.at;
    this.newlines();
    if (!kinds.some((kind) => this.is(kind))) this.at = from;
  }

  /** The kind of the next token that is no new line. */
  protected peekPastNewlines(): TokenKind {
    let ahead = 0;
    while (this.peek(ahead).kind === "newline") ahead++;
    return this.peek(ahead).kind;
  }

  /** Items up to a closing bracket, with a comma or a new line after each. */
  protected items<T>(close: Punctuation, item: () => T): T[] {
    const items: T[] = [];
    this.newlines();
    while (!this.is(close)) {
      items.push(item());
      if (this.is(close)) break;
      if (!this.is(",") && !this.is("newline")) this.fail(`Expected "," or "${close}" here`);
      this.accept(",");
      this.newlines();
    }
    this.take();
    return items;
  }

  /** Guards against what is nested so deep that no program could read it. */
  protected nested<T>(read: () => T): T {
    if (this.depth >= this.maxDepth)
      throw new Unreadable(this.peek().offset, `Expressions are nested more than ${String(this.maxDepth)} levels deep here.`);
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  /** Whether a statement surely begins here. */
  protected isStatement(): boolean {
    return this.is("identifier") && STATEMENTS.has(this.peek().text) && this.peek(1).kind !== ":";
  }

  /** Steps over the rest of a statement that can't be read, which begins at a token. */
  protected skipStatement(start: number): void {
    if (this.at === start) this.at++;
    while (!this.is("end") && !(this.peek(-1).kind === "newline" && (this.is("@") || this.isStatement()))) this.at++;
  }

  /** Where the next token is among all. */
  protected mark(): number {
    return this.at;
  }

  protected goBack(mark: number): void {
    this.at = mark;
  }

  /** Steps over the rest of a line and of the brackets that are opened in it, up to the brace that closes the object around. */
  protected skipMember(): void {
    for (let open = 0; !this.is("end"); this.at++) {
      const { kind } = this.peek();
      if (open === 0 && (kind === "}" || kind === "newline")) return;
      if (kind === "{" || kind === "[" || kind === "(") open++;
      else if ((kind === "}" || kind === "]" || kind === ")") && open > 0) open--;
    }
  }
}

const KINDS: Readonly<Partial<Record<TokenKind, string>>> = {
  identifier: "a name",
  integer: "a number",
  text: "a text",
  textStart: "a text",
  textMiddle: "a text",
  textEnd: "a text",
  newline: "a new line",
  end: "the end of the file",
};

function describe(kind: TokenKind): string {
  return KINDS[kind] ?? `"${kind}"`;
}
