import type {
  AzureResource,
  Cause,
  Control,
  Finding,
  Gap,
  Inventory,
  Level,
  LevelOption,
  Options,
  Origin,
  Outcome,
  Place,
  Verdict,
} from "../model";
import { inWords } from "./conditions";
import { compare } from "./names";
import { NOT_APPLICABLE } from "./outcome";
import { asVisible, messageOf } from "./show";

/** The verdict of one control on one resource; `not-applicable` ones are left out of a report. */
export interface Result {
  /** The control's id. */
  readonly control: string;
  readonly resource: Origin;
  readonly verdict: Verdict;
  /** Whether it depends on a condition that the resource is deployed. */
  readonly conditional: boolean;
  /** Where the resource is declared; not set outside of files. */
  readonly place: Place | undefined;
}

/** What can't be read, with what the options make of it. */
export interface UnreadPart extends Gap {
  readonly level: Level;
}

/** A control that threw: a bug of ours, and never a pass. */
export interface InternalError {
  /** The control's id. */
  readonly control: string;
  readonly resource: Origin;
  readonly message: string;
  readonly place?: Place;
}

/** What the controls found. Every list is sorted by address, control and path. Plain data. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly unread: readonly UnreadPart[];
  readonly results: readonly Result[];
  readonly internalErrors: readonly InternalError[];
}

/**
 * Runs controls over an inventory. Each cause is reported once, however many resources suffer from it.
 *
 * @param inventory all resources of a program
 * @param controls run in this order
 * @param options hold for what can't be read, and for the controls that have none of their own
 * @param optionsOf options of single controls, by their ids
 */
export function runControls(
  inventory: Inventory,
  controls: readonly Control[],
  options: Options,
  optionsOf: ReadonlyMap<string, Options> = new Map(),
): Report {
  const findings: Finding[] = [];
  const results: Result[] = [];
  const internalErrors: InternalError[] = [];
  for (const control of controls) {
    const own = optionsOf.get(control.id) ?? options;
    const causes = new Map<string, Cause>();
    for (const resource of inventory.resources) {
      const outcome = judge(control, resource, inventory, own, internalErrors);
      if (outcome.verdict === "not-applicable") continue;
      results.push(toResult(control, resource, outcome));
      for (const cause of outcome.causes) {
        const key = findingKey({ ...cause, control: control.id, resource: cause.resource.origin });
        if (!causes.has(key)) causes.set(key, cause);
      }
      for (const cause of unenforced(control, resource, outcome))
        causes.set(`unenforced ${resource.origin.address} ${cause.armPath}`, cause);
    }
    for (const cause of causes.values()) {
      const level = cause.verdict === "fail" ? "error" : levelOf(own[cause.verdict]);
      if (level) findings.push(toFinding(control, cause, level));
    }
  }
  return {
    findings: findings.sort(byPath),
    unread: unreadParts(inventory.gaps, levelOf(options.unread)),
    results: results.sort(byResource),
    internalErrors: internalErrors.sort(byResource),
  };
}

/** What a report says of some resources. */
export function partOf(report: Report, isOwn: (origin: Origin) => boolean): Report {
  return {
    findings: report.findings.filter(({ resource }) => isOwn(resource)),
    unread: report.unread.filter(({ origin }) => isOwn(origin)),
    results: report.results.filter(({ resource }) => isOwn(resource)),
    internalErrors: report.internalErrors.filter(({ resource }) => isOwn(resource)),
  };
}

/** Several reports as one, sorted by address. */
export function mergedReports(reports: readonly Report[]): Report {
  const [only, ...others] = reports;
  if (only && others.length === 0) return only;
  const byAddress = <T>(lists: readonly (readonly T[])[], originOf: (one: T) => Origin): T[] =>
    lists.flat().sort((a, b) => compare(originOf(a).address, originOf(b).address));
  return {
    findings: byAddress(
      reports.map(({ findings }) => findings),
      ({ resource }) => resource,
    ),
    unread: byAddress(
      reports.map(({ unread }) => unread),
      ({ origin }) => origin,
    ),
    results: byAddress(
      reports.map(({ results }) => results),
      ({ resource }) => resource,
    ),
    internalErrors: byAddress(
      reports.map(({ internalErrors }) => internalErrors),
      ({ resource }) => resource,
    ),
  };
}

/** What makes two findings the same one. */
export function findingKey({ control, resource, armPath, verdict }: Pick<Finding, "control" | "resource" | "armPath" | "verdict">): string {
  return JSON.stringify([control, resource.address, armPath, verdict]);
}

function toResult({ id }: Control, resource: AzureResource, { verdict }: Outcome): Result {
  const { origin, conditions = [] } = resource;
  return {
    control: id,
    resource: origin,
    verdict,
    conditional: conditions.length > 0,
    // Looked for when asked for: in a plan of 10 MB all that passes would take a quarter of the check.
    get place() {
      return resource.locate?.("name");
    },
  };
}

function toFinding({ id }: Control, cause: Cause, level: Level): Finding {
  const { verdict, resource, armPath, message, setting, missing } = cause;
  const { origin, conditions = [] } = resource;
  const proposed = cause.proposed === undefined ? undefined : resource.propose?.(armPath, cause.proposed);
  const place = resource.locate?.(armPath);
  const valueFrom = resource.valueFrom?.(armPath);
  return {
    control: id,
    resource: origin,
    verdict,
    level,
    message: asMessage(origin, message),
    armPath,
    ...(setting !== undefined && { setting }),
    ...(proposed && { proposed: { argument: resource.spell(armPath), ...proposed } }),
    ...(missing && { missing }),
    ...(place && { place }),
    ...(valueFrom && { valueFrom }),
    ...(conditions.length > 0 && { condition: asVisible(inWords(conditions)) }),
  };
}

/** A message as a line. In a template that another resource holds it says where: all that the host shows is the message. */
function asMessage({ within }: Origin, message: string): string {
  return asVisible(within === undefined ? message : `${within}: ${message}`);
}

/** `undefined` for what is ignored. */
function levelOf(option: LevelOption): Level | undefined {
  if (option === "ignore") return undefined;
  return option === "warn" ? "warning" : "error";
}

function unreadParts(gaps: readonly Gap[], level: Level | undefined): UnreadPart[] {
  if (!level) return [];
  const parts = gaps.map((gap) => ({ ...gap, message: asMessage(gap.origin, gap.message), level }));
  return parts.sort((a, b) => compare(a.origin.address, b.origin.address) || compare(a.message, b.message));
}

/** Values that a control judges and that may not be enforced on a resource that exists. */
function unenforced({ judges }: Control, resource: AzureResource, { causes }: Outcome): Cause[] {
  return (judges[resource.type] ?? []).flatMap((armPath): Cause[] => {
    const found = resource.unenforced?.(armPath);
    const isWrong = causes.some((cause) => cause.resource === resource && cause.armPath === armPath);
    // What to do about a wrong value may be just this.
    if (!found || (isWrong && resource.read(armPath).remedy !== undefined)) return [];
    const message = `${resource.spell(armPath)} ${found.why}; it must be enforced on a server that exists, too. ${found.remedy}`;
    return [{ verdict: "undetermined", resource, armPath, message }];
  });
}

function judge(control: Control, resource: AzureResource, inventory: Inventory, options: Options, errors: InternalError[]): Outcome {
  if (resource.existing) return NOT_APPLICABLE;
  try {
    return control.judge(resource, inventory, options);
  } catch (error) {
    const message = asVisible(`Internal error in ${control.id}: ${messageOf(error)}. Please report it; the resource was not checked.`);
    const place = resource.locate?.("name");
    errors.push({ control: control.id, resource: resource.origin, message, ...(place && { place }) });
    return NOT_APPLICABLE;
  }
}

function byPath(a: Finding, b: Finding): number {
  return byResource(a, b) || compare(a.armPath, b.armPath) || compare(a.verdict, b.verdict);
}

function byResource(a: Result | Finding | InternalError, b: Result | Finding | InternalError): number {
  return compare(a.resource.address, b.resource.address) || compare(a.control, b.control);
}
