import type { AzureResource, Cause, Control, Inventory, Options, Outcome, Verdict } from "../model";
import { NOT_APPLICABLE } from "./outcome";
import { compare, messageOf } from "./text";

/** One cause, with what the options make of it. */
export interface Finding extends Cause {
  readonly control: Control;
  readonly level: "error" | "warn";
}

/** The verdict of one control on one resource; `not-applicable` ones are left out of a report. */
export interface Result {
  readonly control: Control;
  readonly resource: AzureResource;
  readonly verdict: Verdict;
}

/** A control that threw: a bug of ours, and never a pass. */
export interface InternalError {
  readonly control: Control;
  readonly resource: AzureResource;
  readonly message: string;
}

/** What the controls found. Every list is sorted by address, control and path. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly results: readonly Result[];
  readonly internalErrors: readonly InternalError[];
}

/**
 * Runs controls over an inventory. Each cause is reported once, however many resources suffer from it.
 *
 * @param inventory all resources of a program
 * @param controls run in this order
 * @param options hold for all of the controls
 */
export function evaluate(inventory: Inventory, controls: readonly Control[], options: Options): Report {
  const findings = new Map<string, Finding>();
  const results: Result[] = [];
  const internalErrors: InternalError[] = [];
  for (const control of controls) {
    for (const resource of inventory.resources) {
      const { verdict, causes } = judge(control, resource, inventory, options, internalErrors);
      if (verdict !== "not-applicable") results.push({ control, resource, verdict });
      for (const cause of causes) {
        const level = cause.verdict === "fail" ? "error" : options[cause.verdict];
        const key = findingKey({ ...cause, control });
        const { within } = cause.at.origin;
        if (level !== "ignore" && !findings.has(key))
          findings.set(key, { ...cause, message: within === undefined ? cause.message : `${within}: ${cause.message}`, control, level });
      }
    }
  }
  return {
    findings: [...findings.values()].sort(byPlace),
    results: results.sort(byResource),
    internalErrors: internalErrors.sort(byResource),
  };
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.at.origin.address, b.at.origin.address) ||
    compare(a.control.id, b.control.id) ||
    compare(a.armPath, b.armPath) ||
    compare(a.verdict, b.verdict)
  );
}

function byResource(a: Result | InternalError, b: Result | InternalError): number {
  return compare(a.resource.origin.address, b.resource.origin.address) || compare(a.control.id, b.control.id);
}

/** What makes two findings the same one. */
export function findingKey(finding: Pick<Finding, "control" | "at" | "armPath" | "verdict">): string {
  return JSON.stringify([finding.control.id, finding.at.origin.address, finding.armPath, finding.verdict]);
}

function judge(control: Control, resource: AzureResource, inventory: Inventory, options: Options, errors: InternalError[]): Outcome {
  if (resource.existing) return NOT_APPLICABLE;
  try {
    return control.evaluate(resource, inventory, options);
  } catch (error) {
    const message = `Internal error in ${control.id}: ${messageOf(error)}. Please report it; the resource was not checked.`;
    errors.push({ control, resource, message });
    return NOT_APPLICABLE;
  }
}
