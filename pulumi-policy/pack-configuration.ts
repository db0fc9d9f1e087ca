import { askedReport } from "../shared/asked-report";
import { baselineOf, configurationOf, ofStack } from "../shared/configuration";
import type * as Loaded from "../shared/configuration/configuration";
import type { Configuration, GivenOptions, Settings } from "../shared/configuration/configuration";
import type { HostBaseline } from "../shared/configuration/host-baseline";
import { placeInWords } from "../shared/configuration/problems";
import { todayInUtc } from "../shared/engine/dates";
import type { BaselineEntry } from "../shared/engine/baseline";
import { OptionsError, optionsOfAll, parseOptions } from "../shared/engine/options";
import { parseWaivers, type Waiver } from "../shared/engine/parse-waivers";
import { mergedReports, type Report } from "../shared/engine/run-controls";
import { describe, messageOf } from "../shared/engine/show";
import { Waivers } from "../shared/engine/waivers";
import type * as LoadedReport from "../shared/host-report";
import type { ReportOption } from "../shared/host-report";
import type { AzureResource, Control, Notice, Options } from "../shared/model";
import type { PackSettings } from "./pack-settings";

/** What holds for the program of a run. */
interface Holding extends Pick<Settings, "options" | "optionsOf"> {
  readonly isOn: (control: Control) => boolean;
  readonly configured: readonly Waiver[];
  readonly waivers: Waivers;
  readonly baseline: HostBaseline | undefined;
  readonly report: ReportOption | undefined;
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
  /** What the URNs of the program's resources begin with. */
  #urns = "";
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
    const [urns = "", stack = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(urn) ?? [];
    if (this.#stacks[0] === stack) return;
    this.#stacks = [stack, `${project}/${stack}`];
    this.#urns = urns;
    this.#holding = undefined;
  }

  /** A report with what is waived in it; what is wrong with waivers is a problem. */
  apply(report: Report, resources: readonly AzureResource[]): Report {
    const { waivers, configured, baseline } = this.holding;
    const applied = waivers.apply(report, resources, configured);
    if (applied !== report) this.#addAll(waivers.notices(false).filter(isError));
    return baseline ? { ...applied, findings: baseline.apply(applied.findings) } : applied;
  }

  /** Whether something is to be done once all of the program was judged. */
  get finishes(): boolean {
    const { configured, baseline, report } = this.holding;
    return configured.length > 0 || baseline !== undefined || report !== undefined;
  }

  /**
   * Ends a run: writes the baseline and the report, as far as they are asked for. What is an error is a problem.
   *
   * @param reports all that was found in the program
   * @returns what is to be said of waivers and of the baseline's entries that nothing was found for
   */
  finish(reports: readonly Report[]): readonly string[] {
    const { waivers, baseline } = this.holding;
    const report = mergedReports(reports);
    const notices = [...waivers.notices(true), ...this.#trying(() => baseline?.finish(report.findings, this.#isOwn), [])];
    this.#addAll(notices.filter(isError));
    this.#trying(() => {
      this.#write(report, notices);
    }, undefined);
    return notices.filter((notice) => !isError(notice)).map(inWords);
  }

  /** Whether an entry of a baseline is of the stack that the program runs for. */
  readonly #isOwn = ({ address }: BaselineEntry): boolean => address.startsWith(this.#urns);

  #write(report: Report, notices: readonly Notice[]): void {
    const { report: asked, options, isOn } = this.holding;
    if (!asked) return;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most packs ask for none.
    const { writeHostReport } = require("../shared/host-report") as typeof LoadedReport;
    const program = { report, file: "Pulumi.yaml", kind: "Pulumi program", notices };
    writeHostReport(asked, program, { controls: this.#controls.filter(isOn), options });
  }

  /** What is done; what is not, as an option of the user's is wrong, is a problem. */
  #trying<T>(act: () => T | undefined, otherwise: T, beginning?: string): T {
    try {
      return act() ?? otherwise;
    } catch (error) {
      this.#addError(error, beginning);
      return otherwise;
    }
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
      baseline: this.#trying<HostBaseline | undefined>(() => baselineOf(process.cwd(), file), undefined),
      report: this.#trying<ReportOption | undefined>(() => askedReport(this.#own.report), undefined, "The report can't be written: "),
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

function isError({ level }: Notice): boolean {
  return level === "error";
}

function inWords({ message, place }: Notice): string {
  return place ? `${placeInWords(place)}: ${message}` : message;
}
