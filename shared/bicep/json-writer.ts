import { isObject } from "../engine/is-object";
import { armText, asCall, call, escapeText, type ArmExpression } from "./arm-expression";
import { arrayParts, objectParts, type Converter } from "./converter";
import { setProperty, type JsonObject } from "./json";
import { loaded } from "./load-functions";
import type { Scope } from "./scope";
import type { Expression, ForExpression, ObjectProperty } from "./syntax";
import { bare } from "./walk";

/** Writes the JSON of a template: objects and arrays as they are, all else as expressions. */
export class JsonWriter {
  constructor(readonly converter: Converter) {}

  /** Sets a member, and takes note of where it comes from. */
  set(object: JsonObject, key: string, value: unknown, at: { readonly offset: number }): void {
    setProperty(object, key, value);
    this.note(object, key, at);
  }

  /** Takes note of where a member comes from. */
  note(container: object, key: string | number, { offset }: { readonly offset: number }): void {
    this.converter.project.map.note(container, key, { file: this.converter.program.file, offset });
  }

  /** The text for an expression. */
  readonly text = (expression: ArmExpression): string | number =>
    typeof expression === "number" ? expression : armText(expression, this.converter.project.budget.make);

  /** The JSON for an expression. */
  value(written: Expression, writtenIn: Scope): unknown {
    const { expression, scope } = this.converter.meant({ expression: written, scope: writtenIn });
    const json = this.json(expression, scope);
    return json === undefined ? this.text(this.converter.arm(expression, scope)) : json;
  }

  /** What is written as it is; `undefined` for what must be an expression. */
  private json(expression: Expression, scope: Scope): unknown {
    if (expression.kind === "literal") {
      if (typeof expression.value === "string") return escapeText(expression.value);
      return typeof expression.value === "bigint" ? undefined : expression.value;
    }
    if (expression.kind === "object") {
      const [only, ...others] = objectParts(expression);
      if (others.length > 0 || only?.kind === "spread") return undefined;
      const object: JsonObject = {};
      this.members(object, only?.members ?? [], scope);
      return object;
    }
    if (expression.kind === "array") {
      const [only, ...others] = arrayParts(expression);
      return others.length > 0 || only?.kind === "spread" ? undefined : this.items(only?.items ?? [], scope);
    }
    if (expression.kind !== "call") return undefined;
    const value = loaded(this.converter, expression);
    if (value && value.variable === undefined) return escaped(value.value);
    return this.converter.isOtherScope(expression, scope) ? {} : undefined;
  }

  private items(expressions: readonly Expression[], scope: Scope): readonly unknown[] {
    const items = expressions.map((item) => this.value(item, scope));
    for (const [index, item] of expressions.entries()) this.note(items, index, item);
    return items;
  }

  /** Writes properties; loops among them become copies. */
  members(object: JsonObject, members: readonly ObjectProperty[], scope: Scope): void {
    const copies: unknown[] = [];
    for (const member of members) {
      const loop = loopOf(member.value);
      if (loop && member.key.kind === "literal") {
        this.note(copies, copies.length, member);
        copies.push(this.copy(String(member.key.value), loop, scope));
        continue;
      }
      const key =
        member.key.kind === "literal" ? escapeText(String(member.key.value)) : String(this.text(this.converter.arm(member.key, scope)));
      // Else it would be taken for the loops.
      this.set(object, key.toLowerCase() === "copy" ? `[string('${key}')]` : key, this.value(member.value, scope), member);
    }
    if (copies.length > 0) object["copy"] = copies;
  }

  /**
   * A loop that makes an array.
   *
   * @param name of the copy; left out in outputs
   * @param isParameter whether it is the value of a module's parameter: there an object is written as an expression
   */
  copy(name: string | undefined, loop: ForExpression, scope: Scope, isParameter = false): JsonObject {
    const copy: JsonObject = {};
    if (name !== undefined) copy["name"] = name;
    this.set(copy, "count", this.count(loop, scope), loop.array);
    const inner = this.converter.loopScope(loop, scope, name === undefined ? call("copyIndex") : call("copyIndex", name));
    const input = isParameter ? undefined : this.value(loop.body, inner);
    // A copy takes an object or a text, and nothing else.
    const isTaken = typeof input === "string" || isObject(input);
    this.set(copy, "input", isTaken ? input : this.text(this.copyInput(loop.body, inner)), loop.body);
    return copy;
  }

  private copyInput(body: Expression, scope: Scope): ArmExpression {
    const input = this.converter.arm(body, scope);
    return typeof input === "string" && bare(body).kind === "literal" ? input : asCall(input);
  }

  /** How many rounds a loop has. */
  count(loop: ForExpression, scope: Scope): string | number {
    return this.text(call("length", this.converter.arm(loop.array, scope)));
  }
}

/** The loop that an expression is, if it is one. */
export function loopOf(expression: Expression): ForExpression | undefined {
  const inner = bare(expression);
  return inner.kind === "for" ? inner : undefined;
}

/** A value of a file, with its texts kept from being taken for expressions. */
export function escaped(value: unknown): unknown {
  if (typeof value === "string") return escapeText(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  const object: JsonObject = {};
  for (const [key, member] of Object.entries(value)) setProperty(object, escapeText(key), escaped(member));
  return object;
}
