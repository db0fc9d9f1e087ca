import type { Converter } from "./converter";
import { importedProgram } from "./names";
import { moduleTarget } from "./modules";
import { decoratorOf, type ModuleSymbol, type Program } from "./program";
import type { TypeExpression } from "./syntax";

/** The outputs of a module that hold secrets: they aren't read like others. */
export function secureOutputsOf({ project, program }: Pick<Converter, "project" | "program">, symbol: ModuleSymbol): readonly string[] {
  const target = moduleTarget(project, program, symbol.declaration.path);
  if (target.kind === "program") return secureOutputsIn(target.program, (from, name) => secureType(from, name, (path) => importedProgram(project, from, path)));
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
  return program.outputs.filter((output) => decoratorOf(output, "secure") !== undefined || (output.type !== undefined && isSecureType(program, output.type))).map(({ name }) => name.text);
}

const MAX_DEPTH = 20;

/** Whether a value of this type is a secret, or holds one. */
export function secureType(program: Program, type: TypeExpression, open: (path: string) => Program | undefined, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const inner = (of: TypeExpression, from = program): boolean => secureType(from, of, open, depth + 1);
  switch (type.kind) {
    case "object":
      return type.members.some((member) => decoratorOf(member, "secure") !== undefined || inner(member.type));
    case "tuple":
      return type.items.some((item) => decoratorOf(item, "secure") !== undefined || inner(item.type));
    case "array":
    case "nullable":
    case "nonNull":
      return inner(type.of);
    case "union":
      return type.members.some((member) => inner(member));
    case "reference": {
      const symbol = program.symbols.get(type.name);
      if (symbol?.kind === "type") return decoratorOf(symbol.declaration, "secure") !== undefined || inner(symbol.declaration.type);
      if (symbol?.kind !== "imported") return false;
      const source = open(symbol.from);
      const declared = source?.symbols.get(symbol.name);
      return source !== undefined && declared?.kind === "type" && (decoratorOf(declared.declaration, "secure") !== undefined || inner(declared.declaration.type, source));
    }
    default:
      return false;
  }
}
