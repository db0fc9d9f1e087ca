import type { ReportViolation, ResourceValidationPolicy, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { messageOf } from "../shared/engine/show";
import type { Report } from "../shared/engine/run-controls";

/** A policy that sees each resource as it is registered, and may see the whole stack at the end. */
export type ProgramPolicy = ResourceValidationPolicy & Partial<StackValidationPolicy>;

/** What is told of a resource, without a hold on the stack that it stands in. */
export interface Violation {
  /** Left out for what is said of no resource. */
  readonly urn?: string;
  readonly message: string;
}

/** A mandatory policy, and what it has to say that is only a warning: the advice policy says that in its place. */
export interface WarningSource {
  readonly policy: ProgramPolicy;
  /** Whether the policy has been shown a resource. */
  hasStarted(): boolean;
  /** Whether there may be a warning. */
  mayWarn(): boolean;
  /** What is only a warning. */
  warnings(args: StackValidationArgs): readonly Violation[];
  /** All that is found in the stack, what is accepted too; `undefined` for a policy that is off. */
  report(args: StackValidationArgs): Report | undefined;
}

/** The tags of every policy. */
export const TAGS = ["azure", "postgresql", "tls"];

/**
 * As many as a policy reports of one stack. The engine refuses a response of more than 4 MB, and with it the whole
 * preview; a violation takes about 1 kB, and two policies can have as many.
 */
const MAX_REPORTED = 1000;

/** Reports violations, of very many the first. */
export function reportAll(report: ReportViolation, violations: readonly Violation[]): void {
  for (const { urn, message } of violations.slice(0, MAX_REPORTED)) report(message, urn);
  const left = violations.length - MAX_REPORTED;
  if (left > 0) report(`${String(left)} more are not shown; correct these ${String(MAX_REPORTED)} first.`);
}

/** An exception in a policy would end the whole preview; this makes a violation of it, so that nothing passes unchecked. */
export function withoutCrash<Args>(validate: (args: Args, report: ReportViolation) => void): typeof validate {
  return (args, report) => {
    try {
      validate(args, report);
    } catch (error) {
      report(`Internal error: ${messageOf(error)}. Please report it; not everything was checked.`);
    }
  };
}
