import type { Converter } from "./converter";
import { importedProgram } from "./names";
import { moduleTarget } from "./modules";
import { decoratorOf, type ModuleSymbol, type Program } from "./program";
import type { TypeExpression } from "./syntax";
import { partsOfType } from "./walk";

/** The outputs of a module that hold secrets: they aren't read like others. */
export function secureOutputsOf({ project, program }: Pick<Converter, "project" | "program">, symbol: ModuleSymbol): readonly string[] {
  const target = moduleTarget(project, program, symbol.declaration.path);
  if (target.kind === "program")
    return secureOutputsIn(target.program, (from, name) => secureType(from, name, (path) => importedProgram(project, from, path)));
  if (target.kind !== "template" || typeof target.template !== "object" || target.template === null) return [];
  const { outputs } = target.template as { readonly outputs?: unknown };
  if (typeof outputs !== "object" || outputs === null) return [];
  return Object.entries(outputs as Record<string, { readonly type?: unknown } | null>)
    .filter(([, output]) => /^secure/i.test(String(output?.type)))
    .map(([name]) => name);
}

/** Whether an output of a module holds a secret. */
export function isSecureOutput(converter: Converter, symbol: ModuleSymbol, name: string): boolean {
  return secureOutputsOf(converter, symbol).includes(name);
}

/** The outputs of a file that hold secrets. */
export function secureOutputsIn(program: Program, isSecureType: (program: Program, type: TypeExpression) => boolean): readonly string[] {
  return program.outputs
    .filter((output) => decoratorOf(output, "secure") !== undefined || (output.type !== undefined && isSecureType(program, output.type)))
    .map(({ name }) => name.text);
}

const MAX_DEPTH = 20;

/** Whether a value of this type is a secret, or holds one. */
export function secureType(program: Program, type: TypeExpression, open: (path: string) => Program | undefined, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (type.kind !== "reference") {
    const members = type.kind === "object" ? type.members : type.kind === "tuple" ? type.items : [];
    return (
      members.some((member) => decoratorOf(member, "secure") !== undefined) ||
      partsOfType(type).some((part) => secureType(program, part, open, depth + 1))
    );
  }
  const symbol = program.symbols.get(type.name);
  const source = symbol?.kind === "imported" ? open(symbol.from) : program;
  const declared = symbol?.kind === "imported" ? source?.symbols.get(symbol.name) : symbol;
  if (!source || declared?.kind !== "type") return false;
  return decoratorOf(declared.declaration, "secure") !== undefined || secureType(source, declared.declaration.type, open, depth + 1);
}
