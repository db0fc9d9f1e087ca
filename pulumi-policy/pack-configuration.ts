import { configurationOf, ofStack } from "../shared/configuration";
import type * as Loaded from "../shared/configuration/configuration";
import type { Configuration, GivenOptions, Settings } from "../shared/configuration/configuration";
import { placeInWords } from "../shared/configuration/problems";
import { todayInUtc } from "../shared/engine/dates";
import { OptionsError, optionsOfAll, parseOptions } from "../shared/engine/options";
import { parseWaivers, type Waiver } from "../shared/engine/parse-waivers";
import type { Report } from "../shared/engine/run-controls";
import { describe, messageOf } from "../shared/engine/show";
import { Waivers } from "../shared/engine/waivers";
import type { AzureResource, Control, Notice, Options } from "../shared/model";
import type { PackSettings } from "./pack-settings";

/** What holds for the program of a run. */
interface Holding extends Pick<Settings, "options" | "optionsOf"> {
  readonly isOn: (control: Control) => boolean;
  readonly configured: readonly Waiver[];
  readonly waivers: Waivers;
}

/** Words for the settings of `policiesWith`. */
const OWN = "the settings of policiesWith";

/**
 * What is configured for all policies of a pack: the configuration file, under what the pack's author sets, under what Pulumi's
 * policy configuration says for all policies and for single ones.
 */
export class PackConfiguration {
  readonly #controls: readonly Control[];
  readonly #own: PackSettings;
  /** By policy, those that are for all first. */
  readonly #given = new Map<string, GivenOptions | undefined>();
  #stacks: readonly string[] = [];
  #file: { readonly read: Configuration | undefined } | undefined;
  #holding: Holding | undefined;
  readonly #found = new Set<string>();
  #problems: string[] = [];

  /** @param first the name of the policy whose options are for all */
  constructor(controls: readonly Control[], own: PackSettings, first: string) {
    this.#controls = controls;
    this.#own = own;
    this.#given.set(first, undefined);
  }

  /** What holds now: more may be given until the first resource was shown to all policies, which is the stack itself. */
  get holding(): Holding {
    this.#holding ??= this.#hold();
    return this.#holding;
  }

  /** Takes what Pulumi's policy configuration says for a policy; `undefined` where that is not valid. */
  give(policy: string, given: GivenOptions | undefined): void {
    this.#given.set(policy, given);
    this.#holding = undefined;
  }

  /** Learns from a resource's URN for which stack the program runs. */
  see(urn: string): void {
    const [, stack = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(urn) ?? [];
    if (this.#stacks[0] === stack) return;
    this.#stacks = [stack, `${project}/${stack}`];
    this.#holding = undefined;
  }

  /** A report with what is waived in it; what is wrong with waivers is a problem. */
  apply(report: Report, resources: readonly AzureResource[]): Report {
    const { waivers, configured } = this.holding;
    const applied = waivers.apply(report, resources, configured);
    if (applied !== report) this.#addAll(waivers.notices(false).filter(({ level }) => level === "error"));
    return applied;
  }

  /** What is to be said of waivers that nothing was found for, once all of the program was judged. */
  unused(): readonly string[] {
    const notices = this.holding.waivers.notices(true);
    return notices.filter(({ level }) => level === "warning").map(inWords);
  }

  /** Takes a problem that is to be told. */
  add(problem: string): void {
    this.#problems.push(problem);
  }

  isUntold(problem: string): boolean {
    return this.#problems.includes(problem);
  }

  get hasProblems(): boolean {
    return this.#problems.length > 0;
  }

  /** Every problem that was not told yet; those of the file too, whatever the program declares. */
  takeProblems(): readonly string[] {
    this.#holding ??= this.#hold();
    const problems = this.#problems;
    this.#problems = [];
    return problems;
  }

  #hold(): Holding {
    const file = this.#readFile();
    const settings = file ? this.#settings(file) : this.#withoutFile();
    const written = parseWaivers(this.#ownWaivers(), this.#controls);
    this.#addAll(written.problems);
    const { controls, options, optionsOf } = settings;
    return {
      options,
      optionsOf,
      isOn: (control) => controls.includes(control),
      configured: [...settings.waivers, ...written.waivers],
      waivers: new Waivers({ controls: this.#controls, today: todayInUtc(), ...(file && { unwaivable: file.unwaivable }) }),
    };
  }

  #settings(file: Configuration): Omit<Settings, "sources"> {
    const isForStack = ofStack(...this.#stacks);
    try {
      return file.settings(isForStack, this.#givenOptions());
    } catch (error) {
      this.#addError(error);
      return file.settings(isForStack);
    }
  }

  #withoutFile(): Omit<Settings, "sources"> {
    const given = this.#givenOptions();
    const optionsFor = (id?: string): Options => {
      const own = given.filter(({ control }) => control === undefined || control === id).map(({ options }) => options);
      return parseOptions(Object.assign({}, ...own) as object, optionsOfAll(this.#controls));
    };
    const optionsOf = new Map(this.#controls.map(({ id }) => [id, optionsFor(id)]));
    return { controls: this.#controls, options: optionsFor(), optionsOf, waivers: [] };
  }

  /** The later win over the earlier. */
  #givenOptions(): GivenOptions[] {
    return [this.#ownOptions(), ...this.#given.values()].filter((given) => given !== undefined);
  }

  #ownOptions(): GivenOptions | undefined {
    const { options = {} } = this.#own;
    try {
      parseOptions(options, optionsOfAll(this.#controls));
    } catch (error) {
      this.#addError(error, `${OWN} are not valid, so none of its options holds: `);
      return undefined;
    }
    return { words: OWN, options: options as Readonly<Record<string, string>> };
  }

  #ownWaivers(): { readonly value: unknown; readonly words: string }[] {
    const { waivers = [] } = this.#own;
    if (Array.isArray(waivers))
      return waivers.map((value, index) => ({ value: value as unknown, words: `${OWN}: waivers[${String(index)}]` }));
    this.#addOnce(`${OWN}: waivers: found ${describe(waivers)}; accepted is an array of objects.`);
    return [];
  }

  #readFile(): Configuration | undefined {
    this.#file ??= { read: this.#fileOf(process.cwd()) };
    return this.#file.read;
  }

  #fileOf(cwd: string): Configuration | undefined {
    const { configuration: path } = this.#own;
    try {
      if (path === undefined) return configurationOf(cwd, this.#controls);
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs have no such file.
      const { Configuration: Read } = require("../shared/configuration/configuration") as typeof Loaded;
      return new Read({ path, cwd, controls: this.#controls });
    } catch (error) {
      this.#addError(error, "The configuration file is not valid, so nothing of it holds: ");
      return undefined;
    }
  }

  #addError(error: unknown, beginning = ""): void {
    if (!(error instanceof OptionsError)) throw error;
    this.#addOnce(`${beginning}${messageOf(error)}`);
  }

  #addAll(notices: readonly Notice[]): void {
    for (const notice of notices) this.#addOnce(inWords(notice));
  }

  /** What holds may be found out again, as when a run has many stacks of resources. */
  #addOnce(problem: string): void {
    if (this.#found.has(problem)) return;
    this.#found.add(problem);
    this.add(problem);
  }
}

function inWords({ message, place }: Notice): string {
  return place ? `${placeInWords(place)}: ${message}` : message;
}
