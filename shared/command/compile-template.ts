import type * as Bicep from "../bicep";
import { LimitError, newBudget, type Limits } from "../limits";
import { bicepFiles } from "./bicep-files";
import { limitInWords } from "./limit-in-words";
import { Root } from "./root";

/** What is to be compiled, and where it may read. */
export interface CompileRequest {
  /** A Bicep file, relative to `cwd`. */
  readonly path: string;
  readonly cwd: string;
  /** The folder that no file that is used may be outside of; by default the repository of the file, or else `cwd`. */
  readonly root?: string;
  readonly limits: Limits;
}

/** A template as JSON, or why there is none: `file:line:column: error: message`. */
export type CompiledTemplate = { readonly json: string } | { readonly problems: readonly string[] };

/** Compiles a Bicep file to the template that Microsoft's compiler would make. What can't be read is an error. */
export function compileTemplate({ path, cwd, root, limits }: CompileRequest): CompiledTemplate {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Only this needs the compiler, and loads it.
  const { compileBicep } = require("../bicep") as typeof Bicep;
  const file = path.replaceAll("\\", "/");
  const files = bicepFiles(file, { base: cwd, limits, root: new Root(root, cwd) });
  const compiled = compileBicep(file, { files, budget: newBudget(limits), symbolicNames: "where needed", isExact: true });
  if (!compiled) return { problems: [`${file}:1:1: error: The file can't be read: ${files.whyNot?.(file) ?? "access is denied"}.`] };
  const problems = compiled.problems.map(
    ({ file: name, start, ...problem }) => `${name}:${String(start.line)}:${String(start.column)}: error: ${limitInWords(problem)}`,
  );
  if (problems.length > 0) return { problems };
  const { value } = compiled.document;
  if (sizeOf(value, new Map()) > limits.fileSize)
    return { problems: [`${file}:1:1: error: ${new LimitError("fileSize", limits.fileSize).message}`] };
  return { json: `${JSON.stringify(value, null, 2)}\n` };
}

/** About how long a value is as JSON. A module that is used many times is one object, and is measured once. */
function sizeOf(value: unknown, known: Map<object, number>): number {
  if (typeof value !== "object" || value === null) return String(value).length + 2;
  let size = known.get(value);
  if (size === undefined) {
    size = 2;
    for (const [key, inner] of Object.entries(value)) size += key.length + 4 + sizeOf(inner, known);
    known.set(value, size);
  }
  return size;
}
