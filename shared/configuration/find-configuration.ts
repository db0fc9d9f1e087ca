import { dirname, join } from "node:path";
import { OptionsError } from "../engine/options";
import { statOf } from "./stat-of";

/** What a configuration file may be called. */
export const CONFIGURATION_NAMES = ["azure-postgresql-tls.json", "azure-postgresql-tls.jsonc"] as const;

/**
 * Finds the configuration that holds for a folder: in it, or in the nearest folder above that has one, up to the one that
 * holds `.git`, or else up to the file system's root.
 *
 * @param folder an absolute path
 * @returns the file's absolute path; `undefined` where there is none, after three looks a folder
 * @throws OptionsError for a folder that has two
 */
export function findConfiguration(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const [found, second] = CONFIGURATION_NAMES.map((name) => join(at, name)).filter((path) => statOf(path)?.isFile());
    if (found !== undefined && second !== undefined)
      throw new OptionsError([`${found} and ${second} are both there; one of them must be removed.`]);
    if (found !== undefined) return found;
    if (dirname(at) === at || statOf(join(at, ".git"))) return undefined;
  }
}
