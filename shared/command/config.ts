import { readFileSync } from "node:fs";
import { newBudget, parseLimits, type Limits } from "../front-ends/arm/limits";
import { parseJson } from "../front-ends/json-text";
import type { Options } from "../model";
import { OptionsError, parseOptions } from "../options";

/** What a platform team configures. */
export interface Config {
  readonly options: Options;
  readonly limits: Limits;
}

/**
 * Reads a configuration file: JSON, with comments, of the options and of `limits`.
 *
 * @param path none stands for the defaults
 * @throws OptionsError naming every problem at once
 */
export function readConfig(path: string | undefined): Config {
  if (path === undefined) return { options: parseOptions(undefined), limits: parseLimits(undefined).limits };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new OptionsError([`${path} can't be read: ${error instanceof Error ? error.message : String(error)}.`]);
  }
  const { value, problems } = parseJson(text, newBudget());
  if (problems.length > 0) throw new OptionsError(problems.map(({ message, at }) => `${path}:${String(at.line)}:${String(at.column)}: ${message}`));
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const { limits, ...options } = (isObject ? value : { limits: undefined }) as Record<string, unknown>;
  const parsed = parseLimits(limits);
  try {
    const found: Config = { options: parseOptions(isObject ? options : value), limits: parsed.limits };
    if (parsed.problems.length > 0) throw new OptionsError(parsed.problems);
    return found;
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new OptionsError([...new Set([...error.problems, ...parsed.problems])].map((problem) => `${path}: ${problem}`));
  }
}
