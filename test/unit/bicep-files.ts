import { compileBicep, type Compiled, type Files } from "../../shared/bicep/compile";
import type { Place } from "../../shared/model";
import { defaultLimits, newBudget, type Limits } from "../../shared/limits";

/** Files that are held in memory, by their paths; those of Bicep's cache of modules begin with `~/.bicep/`. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  const read = (path: string): string | undefined => (Object.hasOwn(texts, path) ? texts[path] : undefined);
  return {
    readFile: (path, as) => {
      const text = read(path);
      return as === "base64" && text !== undefined ? Buffer.from(text).toString("base64") : text;
    },
    listFiles: (folder) => Object.keys(texts).filter((path) => path.split("/").slice(0, -1).join("/") === folder),
    readCached: (path) => read(`~/.bicep/${path}`),
  };
}

/** Compiles `main.bicep`, beside other files, within limits. */
export function compileText(text: string, others: Readonly<Record<string, string>> = {}, limits: Partial<Limits> = {}): Compiled {
  const compiled = compileBicep("main.bicep", {
    files: filesOf({ ...others, "main.bicep": text }),
    budget: newBudget({ ...defaultLimits, ...limits }),
  });
  if (!compiled) throw new Error("There is no main.bicep.");
  return compiled;
}

/** A template as JSON, without what all templates have. */
export function templateOf({ document }: Compiled): Record<string, unknown> {
  const template = JSON.parse(JSON.stringify(document.value)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(template).filter(([name]) => !["$schema", "contentVersion", "languageVersion"].includes(name)));
}

/** The beginning of a place, as messages name it. */
export const shown = ({ file, start }: Place): string => `${file}:${String(start.line)}:${String(start.column)}`;
