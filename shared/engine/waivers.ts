import type { Accepted, AzureResource, Control, Finding, Notice, Origin, WrittenWaiver } from "../model";
import { daysFrom } from "./dates";
import { parseWaivers, type Waiver } from "./parse-waivers";
import type { Report } from "./run-controls";

/** What decides whether a waiver holds. */
export interface WaiverContext {
  /** All that a waiver may name. */
  readonly controls: readonly Control[];
  /** The day in UTC, as `2027-01-31`. */
  readonly today: string;
  /** The ids of the controls that can't be waived, and who says so: `contoso/platform.json:3:5`. */
  readonly unwaivable?: ReadonlyMap<string, string>;
}

/** A waiver that ends in fewer days is counted as one that ends soon. */
const SOON_DAYS = 30;

/** What became of a waiver in all runs. */
interface Use {
  readonly waiver: Waiver;
  /** Set once there is a finding that it is for, or once it is refused. */
  isUsed: boolean;
  /** Set once a resource was judged whose address is literally the one that it names. */
  isNamed: boolean;
}

/**
 * Applies waivers to what one or more runs find, and keeps account of them: which are used, which are refused, which are
 * malformed. A waiver that several runs share, because they read the same file, counts as one.
 */
export class Waivers {
  readonly #context: WaiverContext;
  readonly #uses = new Map<string, Use>();
  /** By what makes two of them the same. */
  readonly #notices = new Map<string, Notice>();

  constructor(context: WaiverContext) {
    this.#context = context;
  }

  /**
   * The same report, in which findings that a waiver is for are accepted, or say that it has expired. Verdicts stay as they are.
   *
   * @param resources those of the inventory that was judged: a waiver beside one holds for that one alone
   * @param configured waivers that name their resources by globs over addresses and names
   */
  apply(report: Report, resources: readonly AzureResource[], configured: readonly Waiver[]): Report {
    const beside = this.#waiversBeside(resources);
    if (configured.length === 0 && beside.size === 0) return report;
    const uses = configured.map((waiver) => this.#use(waiver));
    const judged = new Set(report.results.map(({ resource }) => resource.address));
    for (const use of uses) use.isNamed ||= judged.has(use.waiver.resource ?? "");
    const findings = report.findings.map((finding) => {
      const own = beside.get(finding.resource.address) ?? [];
      const matching = uses.filter(({ waiver }) => isFor(waiver, finding.resource));
      return this.#judge(
        finding,
        [...own, ...matching].filter(({ waiver }) => waiver.controls.has(finding.control)),
      );
    });
    return { ...report, findings };
  }

  /** Takes account of waivers in code that stand beside nothing that is judged. */
  addStray(written: readonly WrittenWaiver[]): void {
    const { waivers, problems } = parseWaivers(written, this.#context.controls, true);
    for (const problem of problems) this.#note(problem);
    for (const waiver of waivers) this.#use(waiver);
  }

  /**
   * What is to be said of the waivers so far: those that are malformed, refused, or not used in any run.
   *
   * @param isComplete whether all was judged that configured waivers may be for. If not, an unused one is told only where the
   *   very resource that it names was judged, as another one may be in what was not.
   */
  notices(isComplete: boolean): readonly Notice[] {
    const unused = [...this.#uses.values()].filter(
      ({ waiver, isUsed, isNamed }) => !isUsed && (isComplete || isNamed || waiver.resource === undefined),
    );
    return [...this.#notices.values(), ...unused.map(({ waiver }) => unusedNotice(waiver, this.#context.today))];
  }

  #waiversBeside(resources: readonly AzureResource[]): ReadonlyMap<string, readonly Use[]> {
    const byAddress = new Map<string, readonly Use[]>();
    for (const { origin, waivers: written, existing } of resources) {
      if (!written || existing) continue;
      const { waivers, problems } = parseWaivers(written, this.#context.controls, true);
      for (const problem of problems) this.#note(problem);
      byAddress.set(
        origin.address,
        waivers.map((waiver) => this.#use(waiver)),
      );
    }
    return byAddress;
  }

  #use(waiver: Waiver): Use {
    const key = JSON.stringify([waiver.words, waiver.place, [...waiver.controls], waiver.resource]);
    const known = this.#uses.get(key);
    if (known) return known;
    const use = { waiver, isUsed: false, isNamed: false };
    this.#uses.set(key, use);
    const refused = waiver.isOfOne ? [...waiver.controls].filter((id) => this.#context.unwaivable?.has(id)) : [];
    for (const id of refused) this.#refuse(use, id);
    return use;
  }

  #judge(finding: Finding, uses: readonly Use[]): Finding {
    if (uses.length === 0) return finding;
    for (const use of uses) use.isUsed = true;
    if (this.#context.unwaivable?.has(finding.control)) {
      for (const use of uses) this.#refuse(use, finding.control);
      return finding;
    }
    const { today } = this.#context;
    const longest = uses.map(({ waiver }) => waiver).reduce((a, b) => (daysLeft(b, today) > daysLeft(a, today) ? b : a));
    const { until } = longest;
    if (until === undefined || daysLeft(longest, today) >= 0) return { ...finding, accepted: accepted(longest, today) };
    return { ...finding, expired: until, message: `${finding.message} A waiver of it expired on ${until}.` };
  }

  #refuse(use: Use, control: string): void {
    use.isUsed = true;
    const { words, place } = use.waiver;
    const by = this.#context.unwaivable?.get(control) ?? "the configuration";
    const message = `${words} is refused: ${control} can't be waived, as ${by} says. Remove the waiver, and correct what it was for.`;
    this.#note({ level: "error", message, ...(place && { place }) });
  }

  #note(notice: Notice): void {
    this.#notices.set(JSON.stringify([notice.message, notice.place]), notice);
  }
}

function isFor({ matches }: Waiver, { address, name }: Origin): boolean {
  return matches(address) || matches(name);
}

function daysLeft({ until }: Waiver, today: string): number {
  return until === undefined ? Infinity : daysFrom(today, until);
}

function accepted(waiver: Waiver, today: string): Accepted {
  const { reason, until, owner, place } = waiver;
  return {
    by: "waiver",
    reason,
    ...(until !== undefined && { until }),
    ...(owner !== undefined && { owner }),
    ...(place && { place }),
    ...(daysLeft(waiver, today) <= SOON_DAYS && { endsSoon: true as const }),
  };
}

function unusedNotice(waiver: Waiver, today: string): Notice {
  const { words, resource, controls, place } = waiver;
  const of = waiver.isOfOne ? ` of ${[...controls].join(", ")}` : "";
  const at = resource === undefined ? "what it stands beside" : JSON.stringify(resource);
  const whatToDo =
    resource === undefined ? "Remove the waiver." : "Remove it, or put it into an override of the files or stacks that it is for.";
  const since = daysLeft(waiver, today) < 0 ? ` It expired on ${waiver.until ?? ""}.` : "";
  const message = `${words} is not used: there is no finding${of} on ${at}.${since} ${whatToDo}`;
  return { level: "warning", message, ...(place && { place }) };
}
