import type { Control, LevelOption, Options, OptionSchema, OptionSchemas } from "../model";
import { describe, listQuoted } from "./show";

const LEVELS = ["error", "warn", "ignore"] as const;

/** The options that every control heeds. */
const verdictOptions = {
  unset: {
    type: "string",
    description: "What a value that is not written leads to. Azure's own defaults are safe today; writing them down keeps them so.",
    enum: LEVELS,
    default: "error",
  },
  undetermined: {
    type: "string",
    description: "What a value that can't be known before deployment leads to.",
    enum: LEVELS,
    default: "warn",
  },
} satisfies Readonly<Record<string, OptionSchema<LevelOption>>>;

/** What leads to that can't be read: it may declare anything, so no control heeds it alone. */
export const unreadOptions = {
  unread: {
    type: "string",
    description: "What a template, a module or a resource that can't be read leads to.",
    enum: LEVELS,
    default: "warn",
  },
} satisfies Readonly<Record<string, OptionSchema<LevelOption>>>;

/** The options of one control. */
export function optionsOf(control: Control): OptionSchemas {
  return { ...control.options, ...verdictOptions };
}

/** The options of some controls, and of what can't be read. */
export function optionsOfAll(controls: readonly Control[]): OptionSchemas {
  return { ...Object.assign({}, ...controls.map(({ options }) => options ?? {})), ...verdictOptions, ...unreadOptions } as OptionSchemas;
}

/** Why an object is no set of options: one text a problem, each with its path, what was found and what is accepted. */
export class OptionsError extends Error {
  /** @param problems at least one */
  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "OptionsError";
  }
}

/**
 * Checks what a user configured, and fills in the defaults. A library for this would cost a preview more start-up time
 * than the rest of the pack.
 *
 * @param input what the user wrote; `undefined` stands for nothing
 * @param accepted the options that may be set here; the others have their defaults
 * @throws OptionsError naming every problem at once
 */
export function parseOptions(input: unknown, accepted: OptionSchemas): Options {
  const names = Object.keys(accepted);
  const schemas: OptionSchemas = { ...verdictOptions, ...unreadOptions, ...accepted };
  const options = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schema.default]));
  if (input === undefined) return options as unknown as Options;
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new OptionsError([`options: found ${describe(input)}; accepted is an object with ${listQuoted(names)}.`]);
  }
  const problems: string[] = [];
  for (const [name, value] of Object.entries(input) as [string, unknown][]) {
    const schema = Object.hasOwn(accepted, name) ? accepted[name] : undefined;
    if (!schema) problems.push(`${name}: found an unknown option; accepted are ${listQuoted(names)}.`);
    else if (typeof value !== "string" || !schema.enum.includes(value)) {
      problems.push(`${name}: found ${describe(value)}; accepted are ${listQuoted(schema.enum)}.`);
    } else options[name] = value;
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return options as unknown as Options;
}
