import { parseJson } from "../json/parse";
import { knownModule } from "./known-modules";
import { cachePath, modulePath, type ModulePath } from "./module-path";
import type { Program } from "./program";
import type { Project } from "./project";

/** What a module is. */
export type ModuleTarget =
  | { readonly kind: "program"; readonly program: Program }
  /** A compiled template. */
  | { readonly kind: "template"; readonly template: unknown }
  /** A template that isn't here. */
  | { readonly kind: "link"; readonly link: Readonly<Record<string, string>>; readonly problem: string | undefined };

const targets = new WeakMap<Program, Map<string, ModuleTarget>>();

/**
 * What the path of a module leads to.
 *
 * @throws LimitError
 */
export function moduleTarget(project: Project, program: Program, written: string): ModuleTarget {
  const known = targets.get(program) ?? new Map<string, ModuleTarget>();
  targets.set(program, known);
  let target = known.get(written);
  if (!target) known.set(written, (target = find(project, modulePath(project, program.file.path, written), written)));
  return target;
}

function find(project: Project, path: ModulePath, written: string): ModuleTarget {
  switch (path.kind) {
    case "file": {
      if (!path.path.endsWith(".bicep")) return readTemplate(project, project.files.readFile(path.path), path.path, written);
      const program = project.program(path.path);
      return program
        ? { kind: "program", program }
        : { kind: "link", link: { relativePath: written }, problem: unreadable(project, written, path.path) };
    }
    case "registry": {
      const cached = project.files.readCached?.(cachePath(path));
      if (cached !== undefined) return readTemplate(project, cached, written);
      const template = project.isExact ? undefined : knownModule(path);
      return template ? { kind: "template", template } : { kind: "link", link: { uri: written }, problem: notHere(project, written) };
    }
    case "templateSpec":
      return { kind: "link", link: { id: path.id }, problem: notHere(project, written) };
    case "unknown":
      return { kind: "link", link: { uri: written }, problem: path.why };
  }
}

function unreadable({ files }: Project, written: string, path: string): string {
  const why = files.whyNot?.(path);
  return `The module ${written} can't be read${why === undefined ? "" : `: ${why}`}.`;
}

function notHere({ isExact }: Project, written: string): string | undefined {
  return isExact ? `The module ${written} is not in Bicep's cache. Run "bicep restore" to have it there.` : undefined;
}

function readTemplate(project: Project, text: string | undefined, path: string, written = path): ModuleTarget {
  const value = text === undefined ? undefined : parseJson(text, project.budget).value;
  if (typeof value === "object" && value !== null) return { kind: "template", template: value };
  return { kind: "link", link: { uri: written }, problem: unreadable(project, written, path) };
}
