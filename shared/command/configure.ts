import { dirname, resolve, sep } from "node:path";
import type Picomatch from "picomatch";
import { Configuration, type Settings } from "../configuration/configuration";
import { findConfiguration } from "../configuration/find-configuration";
import type { Control } from "../model";
import { STANDARD_INPUT } from "./find-files";
import { relativePath } from "./relative-path";

/** The configuration of a check. */
export interface CheckConfiguration {
  readonly configuration: Configuration;
  /** What globs in it are relative to: the folder that it is found in, or the working directory for one that is named. */
  readonly folder: string;
  /** Globs, absolute ones, of what is left out of folders. */
  readonly exclude: readonly string[];
  /** What holds for a file, by its absolute path or `-`. */
  readonly settings: (path: string) => Settings;
}

/**
 * Reads the configuration that holds for the working directory, or one that is named.
 *
 * @param named relative to `cwd`
 * @param controls all that it may name
 * @throws OptionsError naming every problem at once
 */
export function configure(named: string | undefined, cwd: string, controls: readonly Control[]): CheckConfiguration {
  const path = named ?? findConfiguration(cwd);
  const configuration = new Configuration({ ...(path !== undefined && { path }), cwd, controls });
  const folder = named === undefined && path !== undefined ? dirname(path) : cwd;
  const matchers = new Map<readonly string[], (path: string) => boolean>();
  const isMatch = (globs: readonly string[], file: string): boolean => {
    const matches = matchers.get(globs) ?? matcherOf(globs);
    matchers.set(globs, matches);
    return matches(relativePath(folder, file));
  };
  return {
    configuration,
    folder,
    exclude: configuration.exclude.map((glob) => `${asGlob(folder)}/${glob}`),
    settings: (file) => configuration.settings(({ files }) => files !== undefined && file !== STANDARD_INPUT && isMatch(files, file)),
  };
}

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Few configurations have overrides.
  const picomatch = require("picomatch") as typeof Picomatch;
  return picomatch([...globs], { dot: true });
}

/** A path as a glob that matches nothing else. */
function asGlob(path: string): string {
  return path
    .split(sep)
    .join("/")
    .replace(/\/$/, "")
    .replace(/[*?{}[\]()!+@|]/g, "\\$&");
}

/** Whether paths to check include all of a folder. */
export function includesFolder(paths: readonly string[], folder: string, cwd: string): boolean {
  return paths.some((path) => !relativePath(resolve(cwd, path), folder).startsWith(".."));
}
