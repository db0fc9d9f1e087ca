const STEP = /\.([A-Za-z_$][\w$-]*)|\[(?:(\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/**
 * What a JSONPath without wildcards and filters leads to.
 *
 * @returns `undefined` where that is nothing, or where the path is of another kind
 */
export function valueAtJsonPath(value: unknown, path: string): unknown {
  const steps = path.startsWith("$") ? path.slice(1) : /^[.[]/.test(path) || path === "" ? path : `.${path}`;
  let current = value;
  for (STEP.lastIndex = 0; STEP.lastIndex < steps.length;) {
    const found = STEP.exec(steps);
    if (!found) return undefined;
    const [, name, index, single, double] = found;
    const key = name ?? index ?? (single ?? double ?? "").replace(/\\(.)/g, "$1");
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}
