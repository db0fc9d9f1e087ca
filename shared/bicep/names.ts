import { loadedIn } from "./load-functions";
import { cachePath, modulePath } from "./module-path";
import { relativePath } from "./paths";
import { exportsOf, type FileSymbol, type Program } from "./program";
import type { Project } from "./project";
import type { Expression, TypeExpression } from "./syntax";
import { partsOfType, visit } from "./walk";

/** A declaration in a file. */
export interface Declared {
  readonly program: Program;
  readonly name: string;
}

/** How a template names what its file imports. */
export interface Names {
  /** The name of something that is declared in this file or in another. */
  readonly nameOf: (program: Program, name: string) => string;
  /** All that is imported, and what that depends on. */
  readonly imported: readonly Declared[];
}

/** How a template calls a function. */
export function functionName(name: string): string {
  return name.includes(".") ? name : `__bicep.${name}`;
}

/** The declaration that an import leads to; `undefined` where its file can't be read or doesn't declare it. */
export function importedSymbol(
  project: Project,
  program: Program,
  { from, name }: { readonly from: string; readonly name: string },
): (Declared & { readonly symbol: FileSymbol }) | undefined {
  const source = importedProgram(project, program, from);
  const symbol = source?.symbols.get(name);
  return source && symbol && { program: source, name, symbol };
}

const sources = new WeakMap<Program, Map<string, Program | undefined>>();

/**
 * The file that an import names: a Bicep file, a template in JSON, or a module of a registry in Bicep's cache.
 *
 * @throws LimitError
 */
export function importedProgram(project: Project, program: Program, from: string): Program | undefined {
  const known = sources.get(program) ?? new Map<string, Program | undefined>();
  sources.set(program, known);
  if (!known.has(from)) known.set(from, findImported(project, program, from));
  return known.get(from);
}

function findImported(project: Project, program: Program, from: string): Program | undefined {
  const { files } = project;
  const target = modulePath(project, program.file.path, from);
  if (target.kind === "registry")
    return project.templateProgram(`~/.bicep/${cachePath(target)}`, () => files.readCached?.(cachePath(target)));
  if (target.kind !== "file") return undefined;
  const { path } = target;
  return path.endsWith(".bicep") ? project.program(path) : project.templateProgram(path, () => files.readFile(path));
}

/**
 * How the template of a file names what the file imports.
 *
 * @param extended parameter files that the file extends; what they declare is used like what is imported
 */
export function namesOf(project: Project, entry: Program, extended: readonly Program[] = []): Names {
  const given = new Map<string, string>();
  const found = new Map<string, Declared>();
  const queue: Declared[] = [];
  checkImports(project, entry);
  for (const [alias, symbol] of entry.symbols) {
    if (symbol.kind === "imported") {
      const declared = importedSymbol(project, entry, symbol);
      if (!declared) continue;
      given.set(keyOf(entry, declared), alias);
      queue.push(declared);
    } else if (symbol.kind === "wildcard") queue.push(...wildcardExports(project, entry, symbol.from));
  }
  for (const program of extended) for (const { name } of program.variables) queue.push({ program, name: name.text });
  while (queue.length > 0) {
    const declared = queue.pop();
    if (!declared || found.has(keyOf(entry, declared))) continue;
    project.budget.spend();
    found.set(keyOf(entry, declared), declared);
    queue.push(...uses(project, declared));
  }
  // Each file gets a number, in the order of the names.
  const numbers = new Map<string, string>();
  let next = 1;
  for (const key of Array.from(found.keys()).sort()) {
    const declared = found.get(key);
    if (!declared || given.has(key)) continue;
    const { path } = declared.program.file;
    const number = numbers.get(path) ?? String(next++);
    numbers.set(path, number);
    given.set(key, `_${number}.${/^\w+$/.test(declared.name) ? declared.name : `_${String(next++)}`}`);
  }
  return {
    nameOf: (program, name) => (program === entry ? name : (given.get(keyOf(entry, { program, name })) ?? name)),
    imported: Array.from(found.values()),
  };
}

/** Reports imports of files that can't be read, and of what these don't declare. What is not in Bicep's cache is left to it. */
function checkImports(project: Project, program: Program): void {
  for (const statement of program.file.tree.statements) {
    if (statement.kind !== "import") continue;
    const { from, items, offset } = statement;
    const source = importedProgram(project, program, from);
    const problem = source ? undefined : unreadImport(project, program, from);
    if (problem !== undefined) project.report(program.file, offset, problem);
    for (const { name, as } of items)
      if (source && !source.symbols.has(name)) project.report(program.file, as.offset, `${from} doesn't declare "${name}".`);
  }
}

function unreadImport(project: Project, program: Program, from: string): string | undefined {
  const target = modulePath(project, program.file.path, from);
  if (target.kind === "unknown") return target.why;
  if (target.kind === "file") {
    const { readFile, whyNot } = project.files;
    const why = whyNot?.(target.path) ?? (readFile(target.path) === undefined ? undefined : "it is no template");
    return `The import from ${from} can't be read${why === undefined ? "" : `: ${why}`}.`;
  }
  return project.isExact ? `The import from ${from} is not in Bicep's cache. Run "bicep restore" to have it there.` : undefined;
}

function keyOf(entry: Program, { program, name }: Declared): string {
  return `${relativePath(entry.file.path, program.file.path)}_${name}`;
}

function wildcardExports(project: Project, program: Program, from: string): readonly Declared[] {
  const source = importedProgram(project, program, from);
  return source ? exportsOf(source).map(([name]) => ({ program: source, name })) : [];
}

/** What a declaration needs of its own file and of those that this imports. */
function uses(project: Project, { program, name }: Declared): readonly Declared[] {
  const symbol = program.symbols.get(name);
  const found: Declared[] = [];
  const use = (used: string): void => {
    const other = program.symbols.get(used);
    if (other?.kind === "variable" || other?.kind === "function" || other?.kind === "type") found.push({ program, name: used });
    else if (other?.kind === "wildcard") found.push(...wildcardExports(project, program, other.from));
    else if (other?.kind === "imported") {
      const declared = importedSymbol(project, program, other);
      if (declared) found.push(declared);
    }
  };
  const useExpression = (root: Expression): void => {
    visit(root, (expression) => {
      if (expression.kind === "variable" || (expression.kind === "call" && !expression.target)) use(expression.name);
      const variable = expression.kind === "call" ? loadedIn(project, program).get(expression)?.variable : undefined;
      if (variable !== undefined) found.push({ program, name: variable });
    });
  };
  const useType = (type: TypeExpression): void => {
    eachReference(type, use);
  };
  if (symbol?.kind === "type") useType(symbol.declaration.type);
  if (symbol?.kind === "variable" || symbol?.kind === "function") {
    const { declaration } = symbol;
    useExpression(declaration.kind === "var" ? declaration.value : declaration.body);
    if (declaration.type) useType(declaration.type);
    if (declaration.kind === "func") for (const { type } of declaration.parameters) useType(type);
  }
  return found;
}

function eachReference(type: TypeExpression, see: (name: string) => void): void {
  if (type.kind === "reference") see(type.name);
  else for (const part of partsOfType(type)) eachReference(part, see);
}
