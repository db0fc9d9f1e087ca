import type { Call, Expression, Name, ResourceDeclaration, Statement, SyntaxTree, TypeExpression } from "./syntax";
import { Unreadable } from "./token-reader";
import { TypeParser } from "./type-parser";

/**
 * Reads a Bicep file or a Bicep parameter file. It never throws: what can't be read is reported, and the rest is read.
 *
 * @param maxDepth how deep expressions may be nested in each other
 */
export function parse(text: string, maxDepth = 200): SyntaxTree {
  return new Parser(text, maxDepth).file();
}

class Parser extends TypeParser {
  file(): SyntaxTree {
    const statements: Statement[] = [];
    for (;;) {
      this.newlines();
      if (this.is("end")) break;
      const start = this.mark();
      try {
        statements.push(this.statement(this.decorators()));
        if (!this.is("newline") && !this.is("end")) this.fail("Expected a new line here");
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.problems.push({ offset: error.offset, message: error.message });
        this.skipStatement(start);
      }
    }
    return { statements, directives: this.directives, problems: this.problems.sort((a, b) => a.offset - b.offset) };
  }

  private statement(decorators: readonly Call[]): Statement {
    const { kind, text, offset } = this.peek();
    const start = { offset, decorators };
    if (kind !== "identifier") this.fail("Expected a statement here");
    switch (text) {
      case "resource":
        return this.resource(decorators);
      case "import":
        return this.peek(1).kind === "text" ? this.extension(start) : this.importStatement(start);
      case "provider":
      case "extension":
      case "extensionConfig":
        return this.extension(start);
      case "targetScope":
      case "using":
      case "extends":
        return this.setting(text, start);
      case "param":
      case "var":
      case "output":
        return this.value(text, start);
      case "metadata":
      case "assert":
        this.take();
        return { kind: text, ...start, name: this.name(), value: this.assigned() };
      case "type":
        this.take();
        return { kind: "type", ...start, name: this.name(), type: this.assignedType() };
      case "func":
        return this.functionStatement(start);
      case "module":
      case "test":
        return this.module(text, start);
      default:
        return this.fail("Expected a statement here");
    }
  }

  private assigned(): Expression {
    this.expect("=");
    this.newlines();
    return this.expression();
  }

  private assignedType(): TypeExpression {
    this.expect("=");
    this.newlines();
    return this.type();
  }

  private value(kind: "param" | "var" | "output", start: Start): Statement {
    this.take();
    const name = this.name();
    const type = this.is("=") ? undefined : this.type();
    if (kind !== "param") return { kind, ...start, name, type, value: this.assigned() };
    return { kind, ...start, name, type, value: this.is("=") ? this.assigned() : undefined };
  }

  private setting(kind: "targetScope" | "using" | "extends", start: Start): Statement {
    this.take();
    if (kind === "targetScope") return { kind, ...start, value: this.assigned() };
    if (kind === "using" && this.accept("identifier", "none")) return { kind, ...start, value: undefined };
    const value = this.expression();
    if (this.accept("identifier", "with")) this.expression();
    return { kind, ...start, value };
  }

  private functionStatement(start: Start): Statement {
    this.take();
    const name = this.name();
    this.expect("(");
    const parameters = this.items(")", () => ({ name: this.name().text, type: this.type() }));
    const type = this.singleType();
    this.expect("=>");
    this.newlines();
    return { kind: "func", ...start, name, parameters, type, body: this.expression() };
  }

  protected override resource(decorators: readonly Call[]): ResourceDeclaration {
    const { offset } = this.expect("identifier", "resource");
    const name = this.name();
    const type = this.expect("text").text;
    const isExisting = this.accept("identifier", "existing");
    return { kind: "resource", offset, decorators, name, type, isExisting, body: this.body() };
  }

  private module(kind: "module" | "test", start: Start): Statement {
    this.take();
    const name = this.name();
    const path = this.expect("text").text;
    if (kind === "test") return { kind, ...start, name, path, value: this.assigned() };
    return { kind, ...start, name, path, body: this.body() };
  }

  private body(): Expression {
    this.expect("=");
    this.newlines();
    return this.is("identifier", "if") ? this.ifExpression() : this.is("[") ? this.expression() : this.object();
  }

  private importStatement(start: Start): Statement {
    this.take();
    let wildcard: Name | undefined;
    let items: { readonly name: string; readonly as: Name }[] = [];
    if (this.accept("*")) {
      this.expect("identifier", "as");
      wildcard = this.name();
    } else {
      this.expect("{");
      items = this.items("}", () => {
        const { kind, text, offset } = this.peek();
        if (kind !== "identifier" && kind !== "text") this.fail("Expected a name here");
        this.take();
        return { name: text, as: this.accept("identifier", "as") ? this.name() : { text, offset } };
      });
    }
    this.expect("identifier", "from");
    return { kind: "import", ...start, from: this.expect("text").text, items, wildcard };
  }

  private extension(start: Start): Statement {
    this.take();
    const { kind, text } = this.peek();
    if (kind !== "identifier" && kind !== "text") this.fail("Expected the name of an extension here");
    this.take();
    const config = this.accept("identifier", "with") ? this.expression() : undefined;
    const alias = this.accept("identifier", "as") ? this.name() : undefined;
    return { kind: "extension", ...start, specification: text, alias, config };
  }
}

interface Start {
  readonly offset: number;
  readonly decorators: readonly Call[];
}
