import type { Document, JsonPath } from "../json/document";
import { defaultLimits, newBudget, type Budget } from "../limits";
import type { Place } from "../model";
import { allDirectiveWaivers, directiveWaivers } from "./directive-waivers";
import type { JsonObject } from "./json";
import { Project, type Files, type Problem } from "./project";
import { TemplateWriter } from "./template";

export type { Files, Problem } from "./project";

/** What is asked of the compiler. */
export interface CompileOptions {
  readonly files: Files;
  /** What the compilation may take; without one, the default limits hold. */
  readonly budget?: Budget;
  /** Gives symbolic names only to the resources of files that need them, as Microsoft's compiler does. */
  readonly symbolicNames?: "always" | "where needed";
  /** Makes exactly what Microsoft's compiler would: a module that isn't here is a problem, also if it is known what it deploys. */
  readonly isExact?: boolean;
}

/** The template that a Bicep file compiles to. */
export interface BicepDocument extends Document {
  /** The statements that lead to a value are those of the modules that it is in. */
  readonly places: (path: JsonPath) => readonly Place[];
  /** Those of directives: `#disable-next-line` and `#disable-diagnostics`. */
  readonly waivers: NonNullable<Document["waivers"]>;
  readonly allWaivers: NonNullable<Document["allWaivers"]>;
}

/** What became of a file. */
export interface Compiled {
  readonly document: BicepDocument;
  /** What couldn't be read or compiled, in this file and in those that it uses. */
  readonly problems: readonly Problem[];
}

/**
 * Compiles a Bicep file to the template that Microsoft's compiler would make of it, modules included. What can't be
 * compiled is reported, and the rest is compiled; a file beyond a limit becomes a template without resources.
 *
 * @param path the file's path, as it is read and named in messages
 * @returns `undefined` if there is no such file
 */
export function compileBicep(
  path: string,
  { files, budget = newBudget(defaultLimits), symbolicNames = "always", isExact = false }: CompileOptions,
): Compiled | undefined {
  const project = new Project(files, budget, symbolicNames === "always", isExact);
  const program = withinLimits(project, path, () => project.program(path));
  if (program === undefined) return project.problems.length > 0 ? compiled(project, path, {}) : undefined;
  const template = withinLimits(project, path, () => new TemplateWriter(project).template(program)) ?? {};
  return compiled(project, path, template);
}

function compiled(project: Project, path: string, value: JsonObject): Compiled {
  return { document: compiledDocument(project, path, value), problems: project.problems };
}

/** A template with the places that its values come from. */
export function compiledDocument(project: Project, path: string, value: JsonObject): BicepDocument {
  const file = project.sourceFile(path);
  const files = new Set([file]);
  return {
    file: path,
    value,
    places: (at) => project.map.places(value, at, { file, offset: 0 }),
    waivers(at, controlNames) {
      const origin = project.map.origin(value, at);
      if (!origin) return [];
      files.add(origin.file);
      return directiveWaivers(origin, controlNames);
    },
    allWaivers: (controlNames) => [...files].flatMap((one) => allDirectiveWaivers(one, controlNames)),
  };
}

/** Does something; what is beyond a limit is reported. */
export function withinLimits<T>(project: Project, path: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    const limit = project.limitOf(error);
    if (!limit) throw error;
    const start = { line: 1, column: 1 };
    project.problems.push({ file: path, start, end: start, message: limit.message, limit: limit.limit });
    return undefined;
  }
}
