import type { Control } from "../model";
import { globMatcher } from "../engine/glob";
import type { Configuration } from "./configuration";
import type * as Loaded from "./configuration";
import { findConfiguration } from "./find-configuration";
import type { OverrideTarget } from "./layers";

/**
 * The configuration that holds for a folder, for a host: what reads it is loaded where there is one, and costs nothing elsewhere.
 *
 * @param folder an absolute path; the file is looked for in it and above
 * @param controls all that the file may name
 * @param path of the file, relative to the folder: then it isn't looked for
 * @returns `undefined` where there is no file
 * @throws OptionsError naming every problem at once, each with its place
 */
export function configurationOf(folder: string, controls: readonly Control[], path = findConfiguration(folder)): Configuration | undefined {
  if (path === undefined) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs have no such file.
  const loaded = require("./configuration") as typeof Loaded;
  return new loaded.Configuration({ path, cwd: folder, controls });
}

/** Whether an override is for a stack, by any of the names that a host has for it: `dev`, `project/dev`. */
export function ofStack(...names: readonly string[]): (target: OverrideTarget) => boolean {
  return ({ stacks = [] }) => stacks.map(globMatcher).some((matches) => names.some(matches));
}
