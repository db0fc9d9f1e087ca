import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, isAbsolute } from "node:path";
import { statOf } from "../configuration/stat-of";
import { OptionsError } from "../engine/options";

/** The folder outside of which no file that another one names is opened. */
export class Root {
  readonly #given: string | undefined;
  readonly #cwd: string;
  readonly #byFolder = new Map<string, string>();

  /**
   * @param given the folder of `--root`; without one it is, for each file, the nearest folder above that holds `.git`, else
   * `cwd`, and outside of that the file's own folder
   * @param cwd what `given` is relative to
   * @throws OptionsError for a `given` that is no folder
   */
  constructor(given: string | undefined, cwd: string) {
    this.#cwd = cwd;
    this.#given = given === undefined ? undefined : resolve(cwd, given);
    if (this.#given !== undefined && !statOf(this.#given)?.isDirectory())
      throw new OptionsError([`--root: found ${JSON.stringify(given)}; accepted is a folder that exists.`]);
  }

  /** The root of a file, by the file's absolute path. */
  of(file: string): string {
    if (this.#given !== undefined) return this.#given;
    const folder = dirname(file);
    let root = this.#byFolder.get(folder);
    if (root === undefined) this.#byFolder.set(folder, (root = repositoryOf(folder) ?? (isBelow(folder, this.#cwd) ? this.#cwd : folder)));
    return root;
  }

  /** Whether one file may name another: both absolute; symbolic links are followed first. */
  allows(file: string, other: string): boolean {
    const [root, wanted] = [realpathSync(this.of(file)), realpathSync(other)];
    return wanted !== root && isBelow(wanted, root);
  }
}

/** Whether a path is that of a folder, or leads below it. */
function isBelow(path: string, folder: string): boolean {
  const inner = relative(folder, path);
  return !inner.startsWith("..") && !isAbsolute(inner);
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}
