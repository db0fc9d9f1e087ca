import { offsetOf } from "../json/edit";
import { parse } from "./parser";
import { placeIn, type SourceFile } from "./source-file";
import type { Expression, ModuleDeclaration, ObjectExpression, ObjectProperty, ResourceDeclaration, Statement } from "./syntax";
import { bare, expressionsOf, visit } from "./walk";

/** A property in the body of a resource or a module. */
export interface BodyProperty {
  readonly property: ObjectProperty;
  /** The names that lead to it, its own last. */
  readonly path: readonly string[];
}

/** What the body of a resource or a module is made of. */
export interface Body {
  readonly object: ObjectExpression;
  /** `if (condition) `, as it is written; empty without one. */
  readonly condition: string;
  readonly loop?: { readonly item: string; readonly index: string | undefined; readonly array: string };
}

/** A Bicep file as its author wrote it: what stands where. */
export class SourceText {
  private readonly file: SourceFile;
  private readonly properties = new Map<number, BodyProperty>();
  private readonly declarations = new Map<number, ResourceDeclaration | ModuleDeclaration>();

  constructor(
    readonly path: string,
    readonly text: string,
  ) {
    this.file = { path, text, tree: parse(text) };
    for (const statement of this.statements)
      if (statement.kind === "resource" || statement.kind === "module") this.addDeclaration(statement);
  }

  get statements(): readonly Statement[] {
    return this.file.tree.statements;
  }

  /** Whether something in the file can't be read. */
  get hasProblems(): boolean {
    return this.file.tree.problems.length > 0;
  }

  /** The resources of the file, those in others included. */
  get resources(): readonly ResourceDeclaration[] {
    return [...this.declarations.values()].filter((one) => one.kind === "resource");
  }

  private addDeclaration(declaration: ResourceDeclaration | ModuleDeclaration): void {
    this.declarations.set(declaration.offset, declaration);
    const body = this.bodyOf(declaration);
    if (!body) return;
    this.addProperties(body.object, []);
    for (const inner of body.object.resources) this.addDeclaration(inner);
  }

  private addProperties({ members }: ObjectExpression, outer: readonly string[]): void {
    for (const property of members) {
      if (property.kind === "spread" || property.key.kind !== "literal") continue;
      const path = [...outer, String(property.key.value)];
      for (const { offset } of [property, property.value]) this.properties.set(offset, { property, path });
      const value = bare(property.value);
      if (value.kind === "object") this.addProperties(value, path);
    }
  }

  /** The resource or the module whose declaration begins at an offset. */
  declarationAt(offset: number): ResourceDeclaration | ModuleDeclaration | undefined {
    return this.declarations.get(offset);
  }

  /** The property of a resource or a module that begins at an offset, or whose value does. */
  propertyAt(offset: number): BodyProperty | undefined {
    return this.properties.get(offset);
  }

  /** The property that begins at an offset, wherever it stands. */
  innerPropertyAt(offset: number): ObjectProperty | undefined {
    let found: ObjectProperty | undefined;
    const see = (expression: Expression): void => {
      if (expression.kind !== "object") return;
      for (const member of expression.members) if (member.kind === "property" && member.offset === offset) found = member;
    };
    this.visitAll(see);
    return found;
  }

  /** All names that statements and resources in others declare. */
  get names(): readonly string[] {
    const own = this.statements.flatMap((statement) => ("name" in statement ? [statement.name.text] : []));
    return [...own, ...this.resources.map(({ name }) => name.text)];
  }

  private visitAll(see: (expression: Expression) => void): void {
    for (const statement of this.statements) for (const expression of expressionsOf(statement)) visit(expression, see);
  }

  /** The statement that an offset is in. */
  statementAround(offset: number): Statement | undefined {
    return this.statements.findLast((statement) => statement.offset <= offset);
  }

  /** The body of a resource or a module; `undefined` for one that could not be read. */
  bodyOf({ body }: ResourceDeclaration | ModuleDeclaration): Body | undefined {
    const outer = bare(body);
    const inner = outer.kind === "for" ? bare(outer.body) : outer;
    const object = inner.kind === "if" ? bare(inner.body) : inner;
    if (object.kind !== "object") return undefined;
    const condition = inner.kind === "if" ? this.text.slice(inner.offset, object.offset) : "";
    if (outer.kind !== "for") return { object, condition };
    const array = this.text.slice(outer.array.offset, inner.offset).replace(/\s*:\s*$/, "");
    return { object, condition, loop: { item: outer.item, index: outer.index, array } };
  }

  /** The offset behind what begins at another one. */
  endOf(offset: number): number {
    return offsetOf(this.text, placeIn(this.file, offset).end);
  }

  /** Where a name is used as a value. */
  usesOf(name: string): readonly number[] {
    const found: number[] = [];
    const see = (expression: Expression): void => {
      if (expression.kind === "variable" && expression.name === name) found.push(expression.offset);
    };
    this.visitAll(see);
    return found;
  }
}
