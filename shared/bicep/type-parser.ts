import { ExpressionParser } from "./expression-parser";
import type { TokenKind } from "./lexer";
import type { TypeExpression, TypeItem, TypeMember } from "./syntax";

/** With what a literal begins. */
const LITERALS: ReadonlySet<TokenKind> = new Set(["text", "integer", "-", "+", "!"]);

/** Reads the types of parameters, variables and outputs. */
export abstract class TypeParser extends ExpressionParser {
  protected type(): TypeExpression {
    return this.nested(() => {
      const { offset } = this.peek();
      this.unionMark();
      const members = [this.singleType()];
      while (this.unionMark()) members.push(this.singleType());
      const [only] = members;
      return only && members.length === 1 ? only : { kind: "union", offset, members };
    });
  }

  /** Steps over the bar between two types of a union, which may stand in the next line. */
  private unionMark(): boolean {
    this.newlinesBefore("|");
    if (!this.accept("|")) return false;
    this.newlines();
    return true;
  }

  protected singleType(): TypeExpression {
    let type = this.primaryType();
    for (;;) {
      const { kind, offset } = this.peek();
      if (kind === "?") type = { kind: "nullable", offset, of: type };
      else if (kind === "!") type = { kind: "nonNull", offset, of: type };
      else if (kind === "[" && this.peek(1).kind === "]") {
        this.take();
        type = { kind: "array", offset, of: type };
      } else return type;
      this.take();
    }
  }

  private primaryType(): TypeExpression {
    const { kind, offset } = this.peek();
    if (kind === "identifier") return this.namedType();
    if (kind === "(") return this.parenthesizedType();
    if (LITERALS.has(kind)) return this.literalType();
    if (this.accept("{")) return { kind: "object", offset, members: this.items("}", () => this.typeMember()) };
    if (this.accept("["))
      return { kind: "tuple", offset, items: this.items("]", (): TypeItem => ({ decorators: this.decorators(), type: this.type() })) };
    return this.fail("Expected a type here");
  }

  private parenthesizedType(): TypeExpression {
    this.take();
    this.newlines();
    const type = this.type();
    this.newlines();
    this.expect(")");
    return type;
  }

  private typeMember(): TypeMember {
    const decorators = this.decorators();
    const { kind, text, offset } = this.peek();
    if (kind !== "identifier" && kind !== "text" && kind !== "*") this.fail("Expected the name of a property here");
    this.take();
    this.newlines();
    this.expect(":");
    this.newlines();
    return { offset, decorators, name: kind === "*" ? undefined : text, type: this.type() };
  }

  private literalType(): TypeExpression {
    const { kind, text, offset } = this.take();
    if (kind === "text") return { kind: "literal", offset, value: text };
    if (kind === "integer") return { kind: "literal", offset, value: Number(text) };
    const operand = this.nested(() => this.primaryType());
    if (operand.kind !== "literal") this.fail("Expected a literal here");
    if (kind === "-") return { ...operand, value: -Number(operand.value) };
    return kind === "!" ? { ...operand, value: operand.value !== true } : operand;
  }

  private namedType(): TypeExpression {
    const { text, offset } = this.take();
    if (text === "true" || text === "false") return { kind: "literal", offset, value: text === "true" };
    if (text === "null") return { kind: "literal", offset, value: null };
    if (text === "resource" && this.is("text")) return { kind: "ofResource", offset, name: text, resource: this.take().text, path: [] };
    const path = this.typePath();
    if (!this.accept("<")) return { kind: "reference", offset, name: text, path };
    this.newlines();
    const resource = this.expect("text").text;
    this.newlines();
    this.expect(">");
    return { kind: "ofResource", offset, name: String(path.at(-1) ?? text), resource, path: this.typePath() };
  }

  private typePath(): (string | number)[] {
    const path: (string | number)[] = [];
    for (;;) {
      if (this.accept(".")) path.push(this.accept("*") ? "*" : this.name().text);
      else if (this.is("[") && this.peek(1).kind !== "]") {
        this.take();
        path.push(this.accept("*") ? "[*]" : Number(this.expect("integer").text));
        this.expect("]");
      } else return path;
    }
  }
}
