import { controls } from "../shared/controls";
import { OptionsError, parseOptions } from "../shared/engine/options";
import { parseWaivers, type Waiver } from "../shared/engine/parse-waivers";
import { describe } from "../shared/engine/show";
import type { LevelOption, Options, OptionSchemas } from "../shared/model";
import type { ConstructWaiver } from "./waive";

/** An exception from a control, for the resources whose address or name it names. */
export interface ConfiguredWaiver extends ConstructWaiver {
  /** A glob over the paths of constructs: `databases/legacy*`, or `databases/**` for all in a stack. */
  readonly resource: string;
}

/** Options of the aspect, of `guard` and of `check`; what is left out has its default. */
export interface AspectOptions {
  /** The lowest TLS version that `ssl_min_protocol_version` may name: `1.2` by default. */
  readonly minimumTlsVersion?: "1.2" | "1.3";
  /** What a value that is not written leads to: `error` by default. */
  readonly unset?: LevelOption;
  /** What a value that can't be known before deployment leads to: `warn` by default. */
  readonly undetermined?: LevelOption;
  /** What a template or a module that can't be read leads to: `warn` by default. */
  readonly unread?: LevelOption;
  /** What is accepted all the same, with the reason. */
  readonly waivers?: readonly ConfiguredWaiver[];
}

/** What holds for what is judged. */
export interface Settings {
  readonly options: Options;
  readonly waivers: readonly Waiver[];
  /** The same for the same settings. */
  readonly key: string;
}

/**
 * Checks what a user gave as options, and fills in the defaults.
 *
 * @throws OptionsError naming every problem at once
 */
export function settingsOf(input: AspectOptions | undefined, accepted: OptionSchemas): Settings {
  const isObject = typeof input === "object" && (input as object | null) !== null && !Array.isArray(input);
  const { waivers: written, ...rest } = isObject ? input : {};
  const problems: string[] = [];
  const options = collecting(problems, () => parseOptions(isObject ? rest : input, accepted));
  const isList = written === undefined || Array.isArray(written);
  if (!isList) problems.push(`waivers: found ${describe(written)}; accepted is an array.`);
  const values = (isList ? ((written ?? []) as readonly unknown[]) : []).map((value, index) => ({
    value,
    words: `waivers[${String(index)}]`,
  }));
  const parsed = parseWaivers(values, controls);
  problems.push(...parsed.problems.map(({ message }) => message));
  if (!options || problems.length > 0) throw new OptionsError(problems);
  const key = JSON.stringify({ ...options, ...(values.length > 0 && { waivers: written }) });
  return { options, waivers: parsed.waivers, key };
}

function collecting<T>(problems: string[], act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
