/** An expression of a template. A text or a number is a literal; all else is a call, even `true()`. */
export type ArmExpression = string | number | ArmCall;

/** A call, and the steps into what it gives: `reference('pg').outputs.name.value`. */
export interface ArmCall {
  readonly name: string;
  readonly args: readonly ArmExpression[];
  readonly path: readonly ArmExpression[];
}

/** A call of a function. */
export function call(name: string, ...args: readonly ArmExpression[]): ArmCall {
  return { name, args, path: [] };
}

/** A step into what an expression gives. */
export function access(of: ArmExpression, ...keys: readonly ArmExpression[]): ArmCall {
  const target = asCall(of);
  return { ...target, path: [...target.path, ...keys] };
}

/** The expression as a call, where no literal may stand. */
export function asCall(expression: ArmExpression): ArmCall {
  if (typeof expression === "object") return expression;
  return call(typeof expression === "number" ? "int" : "string", expression);
}

/** The pattern of `format()` for texts with an argument between each two. */
export function formatPattern(texts: readonly string[]): string {
  const escaped = texts.map((text) => text.replaceAll("{", "{{").replaceAll("}", "}}"));
  return escaped.map((text, index) => (index === 0 ? text : `{${String(index - 1)}}${text}`)).join("");
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The text that stands for an expression in a template's JSON.
 *
 * @param make told the size of each text before it is made; it throws where that is too much
 */
export function armText(expression: ArmExpression, make: (size: number) => void): string {
  if (typeof expression === "string") return escapeText(expression);
  const parts: string[] = [];
  write(expression, parts, make);
  return `[${parts.join("")}]`;
}

/** A text that is no expression, as it stands in a template's JSON. */
export function escapeText(text: string): string {
  return text.startsWith("[") && text.endsWith("]") ? `[${text}` : text;
}

function write(expression: ArmExpression, parts: string[], make: (size: number) => void): void {
  if (typeof expression === "number") parts.push(String(expression));
  else if (typeof expression === "string") {
    make(expression.length);
    parts.push("'", expression.replaceAll("'", "''"), "'");
  } else {
    make(expression.name.length);
    parts.push(expression.name, "(");
    for (const [index, argument] of expression.args.entries()) {
      if (index > 0) parts.push(", ");
      write(argument, parts, make);
    }
    parts.push(")");
    for (const key of expression.path) writeStep(key, parts, make);
  }
}

function writeStep(key: ArmExpression, parts: string[], make: (size: number) => void): void {
  if (typeof key === "string" && IDENTIFIER.test(key)) {
    parts.push(".", key);
    return;
  }
  parts.push("[");
  write(key, parts, make);
  parts.push("]");
}

/** Whether a call of this function is part of an expression. */
export function calls(expression: ArmExpression, name: string): boolean {
  if (typeof expression !== "object") return false;
  return (
    expression.name === name || expression.args.some((argument) => calls(argument, name)) || expression.path.some((key) => calls(key, name))
  );
}
