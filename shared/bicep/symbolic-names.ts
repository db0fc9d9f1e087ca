import { importedProgram } from "./names";
import { decoratorOf, propertyOf, type Program } from "./program";
import type { Project } from "./project";
import { FILE_SCOPE, innerScope, resolve, type Scope } from "./scope";
import { secureOutputsIn, secureOutputsOf, secureType } from "./secure-outputs";
import type { Expression, Statement, TypeExpression } from "./syntax";
import { bare, expressionsOf, partsOf } from "./walk";

/** Whether Microsoft's compiler gives the resources of a file symbolic names: only where something in it needs them. */
export function needsSymbolicNames(project: Project, program: Program): boolean {
  const { statements } = program.file.tree;
  return (
    statements.some(isNewer) ||
    secureOutputsIn(program, (from, type) => secureType(from, type, (path) => importedProgram(project, from, path))).length > 0 ||
    program.modules.some(
      (module) => propertyOf(module.body.object, "name") === undefined || secureOutputsOf({ project, program }, module).length > 0,
    ) ||
    program.resources.some(
      ({ declaration, body }) =>
        (declaration.isExisting && propertyOf(body.object, "dependsOn") !== undefined) ||
        ["onlyIfNotExists", "retryOn", "nullIfNotFound", "waitUntil"].some((name) => decoratorOf(declaration, name) !== undefined),
    ) ||
    usesWholeCollection(program)
  );
}

/** Whether a statement is of a kind that came with symbolic names. */
function isNewer(statement: Statement): boolean {
  if (statement.kind === "var") return statement.type !== undefined;
  if (statement.kind === "param" || statement.kind === "output") return statement.type !== undefined && isNewerType(statement.type);
  return NEWER.has(statement.kind);
}

const NEWER: ReadonlySet<Statement["kind"]> = new Set(["type", "func", "import", "extension", "assert"]);

function isNewerType(type: TypeExpression): boolean {
  return type.kind === "object" || type.kind === "array" || type.kind === "tuple" || type.kind === "union" || type.kind === "nullable";
}

/** Whether all resources or modules that a loop makes are used as a value. */
function usesWholeCollection(program: Program): boolean {
  const isCollection = (expression: Expression, scope: Scope): boolean => {
    const symbol = expression.kind === "variable" ? resolve(program, scope, expression.name) : undefined;
    return (symbol?.kind === "resource" || symbol?.kind === "module") && symbol.body.loop !== undefined;
  };
  const uses = (expression: Expression, scope: Scope): boolean => {
    if (isCollection(expression, scope)) return true;
    if (expression.kind === "access" && expression.isIndex && isCollection(bare(expression.target), scope))
      return uses(expression.key, scope);
    const inner = innerScope(expression, scope);
    const isOuter = (part: Expression): boolean => expression.kind === "for" && part === expression.array;
    if (valuesIn(expression).some((part) => uses(part, isOuter(part) ? scope : inner))) return true;
    return expression.kind === "object" && expression.resources.some(({ body }) => uses(body, scope));
  };
  return program.file.tree.statements.some((statement) => expressionsOf(statement).some((expression) => uses(expression, FILE_SCOPE)));
}

/** The parts of an expression that are values: what a resource depends on is none. */
function valuesIn(expression: Expression): readonly Expression[] {
  if (expression.kind !== "object") return partsOf(expression);
  return expression.members
    .filter((member) => !(member.kind === "property" && member.key.kind === "literal" && member.key.value === "dependsOn"))
    .map(({ value }) => value);
}
