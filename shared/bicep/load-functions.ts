import type * as Yaml from "yaml";
import { call, type ArmExpression } from "./arm-expression";
import type { Converter } from "./converter";
import { parseJson } from "../json/parse";
import { valueAtJsonPath } from "./json-path";
import { relativePath, resolvePath } from "./paths";
import type { Program } from "./program";
import type { Project } from "./project";
import type { Call, Expression } from "./syntax";
import { bare, expressionsOf, visit } from "./walk";

/** What a call puts in its place: the contents of a file. */
export interface LoadedValue {
  readonly value: unknown;
  /** The variable that holds it; without one, the value itself is written. */
  readonly variable: string | undefined;
}

type Load = (args: readonly (string | undefined)[], path: string, project: Project, program: Program) => unknown;

const LOADS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ["loadTextContent", ([, encoding], path, project) => decoded(project, path, encoding)],
  ["loadFileAsBase64", (_, path, project) => bytes(project, path)],
  [
    "loadJsonContent",
    ([, at, encoding], path, project) => parsed(decoded(project, path, encoding), at, (text) => parseJson(text, project.budget).value),
  ],
  ["loadYamlContent", ([, at, encoding], path, project) => parsed(decoded(project, path, encoding), at, parseYaml)],
  ["loadDirectoryFileInfo", ([, pattern], path, project, program) => directory(project, program, path, pattern)],
]);

/** Functions whose result is written in place where a variable is nothing but that. */
const WRITTEN_IN_VARIABLES: ReadonlySet<string> = new Set(["loadTextContent", "loadFileAsBase64"]);

/** Whether a call reads a file while it is compiled. */
export function loadsFile({ target, name }: Call): boolean {
  return LOADS.has(name) && (target === undefined || (target.kind === "variable" && target.name === "sys"));
}

const byProgram = new WeakMap<Program, ReadonlyMap<Call, LoadedValue>>();

/** What a call puts in its place, if it is one that reads a file. */
export function loaded({ project, program }: Pick<Converter, "project" | "program">, expression: Call): LoadedValue | undefined {
  return loadsFile(expression) ? loadedIn(project, program).get(expression) : undefined;
}

/** All that a file loads, in the order in which it is written. */
export function loadedIn(project: Project, program: Program): ReadonlyMap<Call, LoadedValue> {
  let found = byProgram.get(program);
  if (!found) byProgram.set(program, (found = loadAll(project, program)));
  return found;
}

function loadAll(project: Project, program: Program): ReadonlyMap<Call, LoadedValue> {
  const found = new Map<Call, LoadedValue>();
  let variables = 0;
  if (!/\bload[A-Z]/.test(program.file.text)) return found;
  for (const statement of program.file.tree.statements) {
    for (const root of expressionsOf(statement)) {
      visit(root, (expression) => {
        if (expression.kind !== "call" || !loadsFile(expression)) return;
        const value = load(expression, project, program);
        if (value === undefined) return;
        // A function's body can't name variables.
        const isWritten =
          statement.kind === "func" ||
          (statement.kind === "var" && bare(statement.value) === expression && WRITTEN_IN_VARIABLES.has(expression.name));
        found.set(expression, { value, variable: isWritten ? undefined : `$fxv#${String(variables++)}` });
      });
    }
  }
  return found;
}

function load({ name, args, offset }: Call, project: Project, program: Program): unknown {
  const texts = args.map((argument) => constantText(argument, program));
  const [path] = texts;
  const value = path === undefined ? undefined : LOADS.get(name)?.(texts, resolvePath(program.file.path, path), project, program);
  if (value === undefined)
    project.report(program.file, offset, `${name}() can't read ${path === undefined ? "a file whose path isn't a literal" : path}.`);
  return value;
}

function constantText(expression: Expression, program: Program): string | undefined {
  let inner = bare(expression);
  for (let steps = 0; steps < 10 && inner.kind === "variable"; steps++) {
    const symbol = program.symbols.get(inner.name);
    if (symbol?.kind !== "variable") return undefined;
    inner = bare(symbol.declaration.value);
  }
  return inner.kind === "literal" && typeof inner.value === "string" ? inner.value : undefined;
}

function bytes(project: Project, path: string): string | undefined {
  const base64 = project.files.readFile(path, "base64");
  project.budget.make(base64?.length ?? 0);
  return base64;
}

function decoded(project: Project, path: string, encoding: string | undefined): string | undefined {
  const name = encoding?.toLowerCase() ?? "utf-8";
  const text = name === "utf-8" ? project.files.readFile(path) : decodedBytes(bytes(project, path), name);
  project.budget.make(text?.length ?? 0);
  return text?.replace(/^\uFEFF/, "");
}

function decodedBytes(base64: string | undefined, encoding: string): string | undefined {
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, "base64");
  switch (encoding) {
    case "us-ascii":
      return bytes.toString("ascii");
    case "iso-8859-1":
      return bytes.toString("latin1");
    case "utf-16":
      return bytes.toString("utf16le");
    case "utf-16be":
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString("utf16le");
    default:
      return undefined;
  }
}

function parsed(text: string | undefined, path: string | undefined, parse: (text: string) => unknown): unknown {
  const value = text === undefined ? undefined : parse(text);
  return path === undefined ? value : valueAtJsonPath(value, path);
}

function parseYaml(text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Loaded only where a file asks for it.
  const { parse } = require("yaml") as typeof Yaml;
  try {
    return parse(text, { logLevel: "silent" }) as unknown;
  } catch {
    return undefined;
  }
}

function directory(project: Project, program: Program, path: string, pattern = "*"): unknown {
  const isWanted = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replaceAll("?", ".")}$`,
    "i",
  );
  return (
    project.files
      .listFiles?.(path)
      ?.map((file) => relativePath(program.file.path, file))
      .filter((file) => isWanted.test(file.split("/").at(-1) ?? ""))
      // As Microsoft's compiler has them, whatever the order that the file system tells them in.
      .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
      .map((file) => {
        const baseName = file.split("/").at(-1) ?? "";
        return { relativePath: file, baseName, extension: /\.[^.]*$/.exec(baseName)?.[0] ?? "" };
      })
  );
}

/** A value of JSON as an expression. */
export function valueAsArm(value: unknown): ArmExpression {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return call(value ? "true" : "false");
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : call("json", String(value));
  if (Array.isArray(value)) return call("createArray", ...value.map(valueAsArm));
  if (typeof value === "object" && value !== null)
    return call("createObject", ...Object.entries(value).flatMap(([key, member]) => [key, valueAsArm(member)]));
  return call("null");
}
