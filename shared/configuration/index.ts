import { globMatcher } from "../engine/glob";
import { OptionsError } from "../engine/options";
import { describe } from "../engine/show";
import type { Control } from "../model";
import type { Configuration } from "./configuration";
import type * as Loaded from "./configuration";
import { findConfiguration } from "./find-configuration";
import type { HostBaseline } from "./host-baseline";
import type * as LoadedBaseline from "./host-baseline";
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

/** Has a host write its baseline: the environment is what `pulumi preview` and `cdktf synth` both let a user set for one run. */
export const WRITE_BASELINE = "AZURE_POSTGRESQL_TLS_WRITE_BASELINE";

/**
 * The baseline that a configuration names, for a host; also loaded only where there is one.
 *
 * @param folder an absolute path that messages name files relative to
 * @param setting what the environment says for {@link WRITE_BASELINE}
 * @returns `undefined` where there is no baseline
 * @throws OptionsError for a baseline that can't be read, or is none, and where there is none to write
 */
export function baselineOf(
  folder: string,
  configuration: Configuration | undefined,
  setting = process.env[WRITE_BASELINE],
): HostBaseline | undefined {
  const writes = ["1", "true"].includes(setting ?? "");
  if (!writes && !["", "0", "false"].includes(setting ?? ""))
    throw new OptionsError([`${WRITE_BASELINE}: found ${describe(setting)}; accepted are "1", "true", "0", "false".`]);
  const path = configuration?.baseline?.path;
  if (configuration && path !== undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs have none.
    const loaded = require("./host-baseline") as typeof LoadedBaseline;
    return new loaded.HostBaseline({ path, cwd: folder, writes, unwaivable: configuration.unwaivable });
  }
  if (writes)
    throw new OptionsError([`${WRITE_BASELINE}: found ${describe(setting)}; accepted with "baseline" in the configuration file.`]);
  return undefined;
}

/** Whether an override is for a stack, by any of the names that a host has for it: `dev`, `project/dev`. */
export function ofStack(...names: readonly string[]): (target: OverrideTarget) => boolean {
  return ({ stacks = [] }) => stacks.map(globMatcher).some((matches) => names.some(matches));
}
