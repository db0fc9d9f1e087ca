import type {
  Access,
  ArrayExpression,
  Binary,
  BinaryOperator,
  Call,
  Expression,
  IfExpression,
  Interpolation,
  Lambda,
  Literal,
  ObjectExpression,
  ObjectProperty,
  ResourceDeclaration,
  Spread,
} from "./syntax";
import { Unreadable, TokenReader } from "./token-reader";

/** How strong an operator binds. */
const PRECEDENCE: Readonly<Partial<Record<string, number>>> = {
  "??": 1,
  "||": 2,
  "&&": 3,
  "==": 4,
  "!=": 4,
  "=~": 4,
  "!~": 4,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};

/** Longer than any that a person writes. */
const MAX_CHAIN = 1000;

/** Reads expressions. */
export abstract class ExpressionParser extends TokenReader {
  /** Reads a resource in the body of another. */
  protected abstract resource(decorators: readonly Call[]): ResourceDeclaration;

  protected expression(): Expression {
    return this.nested(() => {
      const condition = this.binary(1);
      this.newlinesBefore("?");
      if (!this.accept("?")) return condition;
      this.newlines();
      const whenTrue = this.expression();
      this.newlines();
      this.expect(":");
      this.newlines();
      return { kind: "ternary", offset: condition.offset, condition, whenTrue, whenFalse: this.expression() };
    });
  }

  private binary(least: number): Expression {
    let left = this.unary();
    for (let chain = 0; ; chain++) {
      const isNextLine = this.is("newline");
      const operator = this.peekPastNewlines();
      const precedence = PRECEDENCE[operator];
      // At the beginning of a line, these are signs of a number.
      if (precedence === undefined || precedence < least || (isNextLine && (operator === "-" || operator === "+"))) return left;
      if (chain > MAX_CHAIN) throw new Unreadable(this.peek().offset, `There are more than ${String(MAX_CHAIN)} operators in a row here.`);
      this.newlines();
      this.take();
      this.newlines();
      const right = this.nested(() => this.binary(precedence + 1));
      left = { kind: "binary", offset: left.offset, operator: operator as BinaryOperator, left, right } satisfies Binary;
    }
  }

  private unary(): Expression {
    const { kind, offset } = this.peek();
    if (kind !== "!" && kind !== "-" && kind !== "+") return this.member();
    this.take();
    this.newlines();
    return this.nested(() => ({ kind: "unary", offset, operator: kind, operand: this.unary() }));
  }

  protected member(): Expression {
    let target = this.primary();
    for (let chain = 0; ; chain++) {
      this.newlinesBefore(".", ".?");
      const next = this.suffix(target);
      if (!next) return target;
      if (chain > MAX_CHAIN) throw new Unreadable(this.peek().offset, `There are more than ${String(MAX_CHAIN)} operators in a row here.`);
      target = next;
    }
  }

  private suffix(target: Expression): Expression | undefined {
    const { offset } = target;
    if (this.accept(".")) {
      this.newlines();
      const name = this.name();
      if (this.is("(")) return { kind: "call", offset, target, name: name.text, args: this.args() };
      return property(target, name.text, name.offset, false);
    }
    if (this.accept(".?")) {
      this.newlines();
      const name = this.name();
      return property(target, name.text, name.offset, true);
    }
    if (this.accept("::")) return { kind: "nested", offset, target, name: this.name().text };
    if (this.accept("!")) return { kind: "nonNull", offset, target };
    if (!this.accept("[")) return undefined;
    this.newlines();
    const isSafe = this.accept("?");
    const isFromEnd = this.accept("^");
    const key = this.expression();
    this.newlines();
    this.expect("]");
    return { kind: "access", offset, target, key, isSafe, isFromEnd, isIndex: true };
  }

  protected args(): Expression[] {
    this.expect("(");
    return this.items(")", () => this.expression());
  }

  private primary(): Expression {
    const lambda = this.lambda();
    if (lambda) return lambda;
    const { kind, text, offset } = this.peek();
    if (kind === "identifier") return this.named();
    if (kind === "text" || kind === "textStart") return this.text();
    if (kind === "{") return this.object();
    if (kind === "[") return this.arrayOrFor();
    if (kind === "(") return this.parenthesized();
    if (kind !== "integer") this.fail("Expected an expression here");
    this.take();
    return { kind: "literal", offset, value: integer(text) };
  }

  private parenthesized(): Expression {
    const { offset } = this.take();
    this.newlines();
    const inner = this.expression();
    this.newlines();
    this.expect(")");
    return { kind: "parenthesized", offset, inner };
  }

  private named(): Expression {
    const { text, offset } = this.take();
    if (text === "true" || text === "false") return { kind: "literal", offset, value: text === "true" };
    if (text === "null") return { kind: "literal", offset, value: null };
    if (this.is("(")) return { kind: "call", offset, target: undefined, name: text, args: this.args() };
    return { kind: "variable", offset, name: text };
  }

  /** `name => body`, or `(name, name) => body` */
  private lambda(): Lambda | undefined {
    const { kind, offset } = this.peek();
    const parameters: string[] = [];
    let ahead = 1;
    if (kind === "identifier") parameters.push(this.peek().text);
    else if (kind === "(") {
      for (; this.peek(ahead).kind !== ")"; ahead++) {
        const token = this.peek(ahead);
        if (token.kind === "identifier") parameters.push(token.text);
        else if (token.kind !== "," && token.kind !== "newline") return undefined;
      }
      ahead++;
    } else return undefined;
    if (this.peek(ahead).kind !== "=>") return undefined;
    for (; ahead >= 0; ahead--) this.take();
    this.newlines();
    return { kind: "lambda", offset, parameters, body: this.expression() };
  }

  protected text(): Literal | Interpolation {
    const { kind, text, offset } = this.take();
    if (kind === "text") return { kind: "literal", offset, value: text };
    if (kind !== "textStart") throw new Unreadable(offset, "Expected a text here.");
    const texts = [text];
    const expressions: Expression[] = [];
    for (;;) {
      this.newlines();
      expressions.push(this.expression());
      this.newlines();
      if (!this.is("textMiddle") && !this.is("textEnd")) this.fail('Expected "}" here');
      const part = this.take();
      texts.push(part.text);
      if (part.kind === "textEnd") return { kind: "interpolation", offset, texts, expressions };
    }
  }

  protected object(): ObjectExpression {
    const { offset } = this.expect("{");
    const members: (ObjectProperty | Spread)[] = [];
    const resources: ResourceDeclaration[] = [];
    this.newlines();
    while (!this.is("}")) {
      this.objectMember(members, resources);
      this.accept(",");
      this.newlines();
    }
    this.take();
    this.reportRepeated(members);
    return { kind: "object", offset, members, resources };
  }

  private reportRepeated(members: readonly (ObjectProperty | Spread)[]): void {
    const names = new Set<unknown>();
    for (const member of members) {
      if (member.kind !== "property" || member.key.kind !== "literal") continue;
      const { value: name } = member.key;
      if (names.has(name))
        this.problems.push({ offset: member.offset, message: `The property "${String(name)}" is written more than once.` });
      names.add(name);
    }
  }

  /** Reads a member; one that can't be read is reported, and the next ones are read. */
  private objectMember(members: (ObjectProperty | Spread)[], resources: ResourceDeclaration[]): void {
    const start = this.mark();
    // After a brace that isn't closed, what follows is no member but the next statement.
    const isStatement = this.isStatement() && !this.is("identifier", "resource");
    try {
      if (this.is("@") || (this.is("identifier", "resource") && this.peek(1).kind === "identifier"))
        resources.push(this.resource(this.decorators()));
      else members.push(this.is("...") ? this.spread() : this.objectProperty());
      if (!this.is("}") && !this.is(",") && !this.is("newline")) this.fail('Expected "," or a new line here');
    } catch (error) {
      if (isStatement) this.goBack(start);
      if (!(error instanceof Unreadable) || isStatement || this.is("end")) throw error;
      this.problems.push({ offset: error.offset, message: error.message });
      this.skipMember();
    }
  }

  private spread(): Spread {
    const { offset } = this.expect("...");
    return { kind: "spread", offset, value: this.expression() };
  }

  private objectProperty(): ObjectProperty {
    const { kind, text, offset } = this.peek();
    let key: Literal | Interpolation;
    if (kind === "identifier") {
      this.take();
      key = { kind: "literal", offset, value: text };
    } else if (kind === "text" || kind === "textStart") key = this.text();
    else this.fail("Expected the name of a property here");
    this.newlines();
    this.expect(":");
    this.newlines();
    return { kind: "property", offset, key, value: this.expression() };
  }

  private arrayOrFor(): Expression {
    const { offset } = this.expect("[");
    this.newlines();
    const isFor = this.is("identifier", "for") && (this.peek(1).kind === "identifier" || this.peek(1).kind === "(");
    if (isFor) return this.forExpression(offset);
    const items = this.items("]", () => (this.is("...") ? this.spread() : this.expression()));
    return { kind: "array", offset, items } satisfies ArrayExpression;
  }

  private forExpression(offset: number): Expression {
    this.take();
    let item: string;
    let index: string | undefined;
    if (this.accept("(")) {
      item = this.name().text;
      this.expect(",");
      index = this.name().text;
      this.expect(")");
    } else item = this.name().text;
    this.newlines();
    this.expect("identifier", "in");
    this.newlines();
    const array = this.expression();
    this.newlines();
    this.expect(":");
    this.newlines();
    const body = this.is("identifier", "if") ? this.ifExpression() : this.expression();
    this.newlines();
    this.expect("]");
    return { kind: "for", offset, item, index, array, body };
  }

  protected ifExpression(): IfExpression {
    const { offset } = this.expect("identifier", "if");
    this.newlines();
    this.expect("(");
    this.newlines();
    const condition = this.expression();
    this.newlines();
    this.expect(")");
    this.newlines();
    return { kind: "if", offset, condition, body: this.object() };
  }

  protected decorators(): Call[] {
    const decorators: Call[] = [];
    while (this.is("@")) {
      this.take();
      const decorator = this.member();
      if (decorator.kind !== "call") throw new Unreadable(decorator.offset, "A decorator must be a call.");
      decorators.push(decorator);
      this.newlines();
    }
    return decorators;
  }
}

function property(target: Expression, name: string, offset: number, isSafe: boolean): Access {
  return {
    kind: "access",
    offset: target.offset,
    target,
    key: { kind: "literal", offset, value: name },
    isSafe,
    isFromEnd: false,
    isIndex: false,
  };
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.slice(0, 30));
}
