import { askedReport } from "../shared/asked-report";
import { baselineOf, configurationOf, ofStack } from "../shared/configuration";
import type { Configuration, GivenOptions } from "../shared/configuration/configuration";
import type { HostBaseline } from "../shared/configuration/host-baseline";
import { isObject } from "../shared/engine/is-object";
import { OptionsError, optionsOfAll, parseOptions } from "../shared/engine/options";
import { parseWaivers, type Waiver } from "../shared/engine/parse-waivers";
import { describe } from "../shared/engine/show";
import type { ReportOption } from "../shared/host-report";
import type { Control, LevelOption, Options } from "../shared/model";
import type { ConstructWaiver } from "./waive";

/** An exception from a control, for the resources whose address or name it names. */
export interface ConfiguredWaiver extends ConstructWaiver {
  /** A glob over the paths of constructs: `databases/legacy*`, or `databases/**` for all in a stack. */
  readonly resource: string;
}

/**
 * Options of the aspect, of `guard` and of `check`. What is left out is as the configuration file says, `azure-postgresql-tls.json`
 * in the working directory or above, else as by default.
 */
export interface AspectOptions {
  /** The lowest TLS version that `ssl_min_protocol_version` may name: `1.2` by default. */
  readonly minimumTlsVersion?: "1.2" | "1.3";
  /** What a value that is not written leads to: `error` by default. */
  readonly unset?: LevelOption;
  /** What a value that can't be known before deployment leads to: `warn` by default. */
  readonly undetermined?: LevelOption;
  /** What a template or a module that can't be read leads to: `warn` by default. */
  readonly unread?: LevelOption;
  /** Whether what is wrong or missing is set and added; `false` by default. Not for `check`, which changes nothing. */
  readonly fix?: boolean;
  /** What is accepted all the same, with the reason. */
  readonly waivers?: readonly ConfiguredWaiver[];
  /** A file that a synthesis writes what is found to: `{ format: "sarif", path: "tls.sarif" }`. Not for `check`, which returns it. */
  readonly report?: ReportOption;
  /** The path of the configuration file, or `false` for none; by default it is looked for. */
  readonly config?: string | false;
}

/** What holds for a stack. */
export interface Settings {
  readonly controls: readonly Control[];
  readonly options: Options;
  /** Of single controls, by their ids. */
  readonly optionsOf?: ReadonlyMap<string, Options>;
  readonly waivers: readonly Waiver[];
}

/** What holds for the stacks of an app. */
export interface Setup {
  /** The same for the same setup. */
  readonly key: string;
  /** Whether what is wrong or missing is set and added. */
  readonly isFixing?: boolean;
  readonly report?: ReportOption;
  /** What is accepted because it was there before. */
  readonly baseline?: HostBaseline;
  /** The ids of the controls that can't be waived, and who says so. */
  readonly unwaivable?: ReadonlyMap<string, string>;
  /** What holds for the stack of a path: the same object where the same holds. */
  settings(path: string): Settings;
}

/**
 * What holds by the options that a user gave, over the configuration file that is found, over the defaults.
 *
 * @param words what messages call the options
 * @param controls all that may be named
 * @throws OptionsError naming every problem at once
 */
export function setupOf(input: AspectOptions | undefined, words: string, controls: readonly Control[]): Setup {
  const { waivers: written, config, fix, report: asked, ...given } = isObject(input) ? (input as AspectOptions) : {};
  const problems: string[] = [];
  const options = collecting(problems, () => parseOptions(isObject(input) ? given : input, optionsOfAll(controls)));
  const waivers = parsedWaivers(written, controls, problems);
  if (config !== undefined && config !== false && typeof config !== "string")
    problems.push(`config: found ${describe(config)}; accepted is the path of a configuration file, or false for none.`);
  if (fix !== undefined && typeof fix !== "boolean") problems.push(`fix: found ${describe(fix)}; accepted are true and false.`);
  const report = collecting(problems, () => askedReport(asked));
  const configuration = collecting(problems, () =>
    config === false ? undefined : configurationOf(process.cwd(), controls, typeof config === "string" ? config : undefined),
  );
  const baseline = collecting(problems, () => (config === false ? undefined : baselineOf(process.cwd(), configuration)));
  if (!options || problems.length > 0) throw new OptionsError(problems);
  const isFixing = fix === true;
  const key = JSON.stringify({
    ...options,
    ...(isFixing && { fix }),
    ...(written && { waivers: written }),
    ...(report && { report }),
    ...(configuration && { config: configuration.files }),
  });
  const common = { key, isFixing, ...(report && { report }), ...(baseline && { baseline }) };
  if (!configuration) {
    const settings: Settings = { controls, options, waivers };
    return { ...common, settings: () => settings };
  }
  const { unwaivable } = configuration;
  return { ...common, unwaivable, settings: configured(configuration, { words, options: given }, waivers) };
}

function parsedWaivers(written: unknown, controls: readonly Control[], problems: string[]): readonly Waiver[] {
  if (written !== undefined && !Array.isArray(written)) problems.push(`waivers: found ${describe(written)}; accepted is an array.`);
  const list = (Array.isArray(written) ? written : []) as readonly unknown[];
  const parsed = parseWaivers(
    list.map((value, index) => ({ value, words: `waivers[${String(index)}]` })),
    controls,
  );
  problems.push(...parsed.problems.map(({ message }) => message));
  return parsed.waivers;
}

function configured(configuration: Configuration, given: GivenOptions, waivers: readonly Waiver[]): Setup["settings"] {
  // What is given and a file doesn't let be given is told at once.
  configuration.settings(() => false, [given]);
  const known = new Map<Settings, Settings>();
  return (path) => {
    const base = configuration.settings(ofStack(path, path.split("/").at(-1) ?? ""), [given]);
    const settings = known.get(base) ?? { ...base, waivers: [...base.waivers, ...waivers] };
    known.set(base, settings);
    return settings;
  };
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
