import { readFileSync } from "node:fs";
import { defaultLimits, newBudget, type Limits } from "../limits";
import { parseJson } from "../json/parse";
import type { Options, OptionSchemas } from "../model";
import { OptionsError, parseOptions } from "../engine/options";
import { describe, listQuoted, messageOf } from "../engine/show";

/** What a platform team configures. */
export interface Config {
  readonly options: Options;
  readonly limits: Limits;
  /** Globs of what is left out of folders. */
  readonly exclude: readonly string[];
}

/**
 * Reads a configuration file: JSON, with comments, of the options, of `limits` and of `exclude`.
 *
 * @param path none stands for the defaults
 * @param accepted the options that may be set
 * @throws OptionsError naming every problem at once
 */
export function readConfig(path: string | undefined, accepted: OptionSchemas): Config {
  if (path === undefined) return { options: parseOptions(undefined, accepted), limits: parseLimits(undefined).limits, exclude: [] };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new OptionsError([`${path} can't be read: ${messageOf(error)}.`]);
  }
  const { value, problems } = parseJson(text, newBudget());
  if (problems.length > 0)
    throw new OptionsError(problems.map(({ message, at }) => `${path}:${String(at.line)}:${String(at.column)}: ${message}`));
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const { limits, exclude = [], ...options } = (isObject ? value : {}) as Record<string, unknown>;
  const { limits: parsed, problems: wrongLimits } = parseLimits(limits);
  const globs = Array.isArray(exclude) && exclude.every((glob) => typeof glob === "string") ? exclude : undefined;
  const wrong = globs ? [] : [`exclude: found ${describe(exclude)}; accepted is an array of globs.`];
  try {
    const config: Config = { options: parseOptions(isObject ? options : value, accepted), limits: parsed, exclude: globs ?? [] };
    if (wrong.length + wrongLimits.length === 0) return config;
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    wrong.push(...error.problems);
  }
  throw new OptionsError([...wrong, ...wrongLimits].map((problem) => `${path}: ${problem}`));
}

/**
 * Checks configured limits, and fills in the defaults.
 *
 * @returns the limits, or every problem at once: its path, what was found, what is accepted
 */
function parseLimits(input: unknown): { readonly limits: Limits; readonly problems: readonly string[] } {
  if (input === undefined) return { limits: defaultLimits, problems: [] };
  if (typeof input !== "object" || input === null || Array.isArray(input))
    return { limits: defaultLimits, problems: ["limits: found no object; accepted is an object of numbers."] };
  const limits: Record<keyof Limits, number> = { ...defaultLimits };
  const problems: string[] = [];
  for (const [key, value] of Object.entries(input) as [string, unknown][]) {
    if (!isLimit(key)) problems.push(`limits.${key}: found an unknown limit; accepted are ${listQuoted(Object.keys(defaultLimits))}.`);
    else if (typeof value !== "number" || !(value >= 1))
      problems.push(`limits.${key}: found ${describe(value)}; accepted is a number of at least 1.`);
    else limits[key] = value;
  }
  return { limits, problems };
}

function isLimit(key: string): key is keyof Limits {
  return Object.hasOwn(defaultLimits, key);
}
