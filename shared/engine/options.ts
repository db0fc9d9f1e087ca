import type { Options } from "../model";

/** What one option accepts: a part of JSON Schema, which Pulumi's `configSchema` takes as it is. */
export interface OptionSchema {
  readonly type: "string";
  readonly description: string;
  readonly enum: readonly string[];
  readonly default: string;
}

/** Every option, with its default. */
export const optionSchemas: {
  readonly [Name in keyof Options]: OptionSchema & { readonly enum: readonly Options[Name][]; readonly default: Options[Name] };
} = {
  minimumTlsVersion: {
    type: "string",
    description: "The lowest TLS version that ssl_min_protocol_version may name.",
    enum: ["1.2", "1.3"],
    default: "1.2",
  },
  unset: {
    type: "string",
    description: "What a value that is not written leads to. Azure's own defaults are safe today; writing them down keeps them so.",
    enum: ["error", "warn", "ignore"],
    default: "error",
  },
  undetermined: {
    type: "string",
    description: "What a value that can't be known before deployment leads to.",
    enum: ["error", "warn", "ignore"],
    default: "warn",
  },
};

/** The options that hold where nothing is configured. */
export const defaultOptions: Options = {
  minimumTlsVersion: optionSchemas.minimumTlsVersion.default,
  unset: optionSchemas.unset.default,
  undetermined: optionSchemas.undetermined.default,
};

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
 * @param accepted the options that may be set here; all by default
 * @throws OptionsError naming every problem at once
 */
export function parseOptions(input: unknown, accepted: readonly (keyof Options)[] = optionNames): Options {
  if (input === undefined) return defaultOptions;
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new OptionsError([`options: found ${describe(input)}; accepted is an object with ${list(accepted)}.`]);
  }
  const problems: string[] = [];
  const options: Record<string, unknown> = { ...defaultOptions };
  for (const [key, value] of Object.entries(input)) {
    const name = accepted.find((candidate) => candidate === key);
    if (name === undefined) {
      problems.push(`${key}: found an unknown option; accepted are ${list(accepted)}.`);
    } else if (!(optionSchemas[name].enum as readonly unknown[]).includes(value)) {
      problems.push(`${key}: found ${describe(value)}; accepted are ${list(optionSchemas[name].enum)}.`);
    } else {
      options[name] = value;
    }
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return options as unknown as Options;
}

const optionNames = Object.keys(optionSchemas) as (keyof Options)[];

/** A value that was found where another is accepted, in few words. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/** What is accepted, in words. */
export function list(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
