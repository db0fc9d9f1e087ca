import { parse } from "./parser";
import { resolvePath } from "./paths";

/** The files that a Bicep file or a parameter file names. */
export interface UsedFiles {
  /** What it deploys: its modules; of a parameter file, its template. */
  readonly deployed: readonly string[];
  /** What it takes declarations or values from, and the modules that its tests try out. */
  readonly others: readonly string[];
  /** Modules of registries and template specs that it deploys, as they are written. */
  readonly elsewhere: readonly string[];
}

/**
 * Tells which files a file names, without reading any of them: what another file deploys is no root of its own.
 *
 * @param path the file's path, which the others' paths are relative to
 */
export function usedFiles(path: string, text: string): UsedFiles {
  const deployed = new Set<string>();
  const others = new Set<string>();
  const elsewhere = new Set<string>();
  const add = (to: Set<string>, written: string): void => {
    if (!/^(br|ts)[:/]/.test(written)) to.add(resolvePath(path, written));
    else if (to === deployed) elsewhere.add(written);
  };
  for (const statement of parse(text).statements) {
    if (statement.kind === "module") add(deployed, statement.path);
    else if (statement.kind === "import") add(others, statement.from);
    else if (statement.kind === "test") add(others, statement.path);
    else if ((statement.kind === "using" || statement.kind === "extends") && statement.value?.kind === "literal") {
      add(statement.kind === "using" ? deployed : others, String(statement.value.value));
    }
  }
  return { deployed: Array.from(deployed), others: Array.from(others), elsewhere: Array.from(elsewhere) };
}
