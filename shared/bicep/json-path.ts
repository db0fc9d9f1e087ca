const STEP =
  /\.([A-Za-z_$][\w$-]*)|\[(?:(\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]|(\.\*|\[\*\])|\[\?\(@\.([\w.]+)(?:\s*(==|!=|<=?|>=?)\s*([^)]+))?\)\]/y;

/**
 * What a JSONPath leads to: properties, indexes, wildcards, and filters that compare one property with a literal.
 *
 * @returns one value, or an array of several; `undefined` where that is nothing, or where the path is of another kind
 */
export function valueAtJsonPath(value: unknown, path: string): unknown {
  const steps = path.startsWith("$") ? path.slice(1) : /^[.[]/.test(path) || path === "" ? path : `.${path}`;
  let current: readonly unknown[] = [value];
  for (STEP.lastIndex = 0; STEP.lastIndex < steps.length;) {
    const found = STEP.exec(steps);
    if (!found) return undefined;
    current = current.flatMap((one) => next(one, found));
  }
  return current.length > 1 ? current : current[0];
}

/** What one step leads to. */
function next(value: unknown, [, name, index, single, double, wildcard, property, operator, literal]: RegExpExecArray): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (wildcard !== undefined) return Object.values(value);
  if (property !== undefined) return Object.values(value).filter((member) => matches(member, property, operator, literal));
  const key = name ?? index ?? (single ?? double ?? "").replace(/\\(.)/g, "$1");
  const member = memberOf(value, key);
  return member === undefined ? [] : [member];
}

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? (value[Number(key)] as unknown) : undefined;
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function matches(member: unknown, property: string, operator: string | undefined, literal = ""): boolean {
  const left = property.split(".").reduce<unknown>(memberOf, member);
  if (operator === undefined) return left !== undefined;
  const right = literalOf(literal.trim());
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  const [a, b] = [left, right as typeof left];
  return operator.startsWith("<") ? a < b || (operator === "<=" && a === b) : a > b || (operator === ">=" && a === b);
}

/** A number, a text in quotes of either kind, `true`, `false` or `null`. */
function literalOf(text: string): unknown {
  const quoted = /^'(.*)'$|^"(.*)"$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2];
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
