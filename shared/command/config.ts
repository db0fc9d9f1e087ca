import { readFileSync } from "node:fs";
import { newBudget, parseLimits, type Limits } from "../limits";
import { parseJson } from "../json/parse";
import type { Options } from "../model";
import { OptionsError, parseOptions } from "../engine/options";
import { messageOf } from "../engine/text";

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
    throw new OptionsError([`${path} can't be read: ${messageOf(error)}.`]);
  }
  const { value, problems } = parseJson(text, newBudget());
  if (problems.length > 0)
    throw new OptionsError(problems.map(({ message, at }) => `${path}:${String(at.line)}:${String(at.column)}: ${message}`));
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const { limits, ...options } = (isObject ? value : { limits: undefined }) as Record<string, unknown>;
  const { limits: parsed, problems: wrongLimits } = parseLimits(limits);
  const wrong: string[] = [];
  try {
    const config: Config = { options: parseOptions(isObject ? options : value), limits: parsed };
    if (wrongLimits.length === 0) return config;
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    wrong.push(...error.problems);
  }
  throw new OptionsError([...wrong, ...wrongLimits].map((problem) => `${path}: ${problem}`));
}
