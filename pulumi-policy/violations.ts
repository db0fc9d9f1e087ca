import type {
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { OptionsError, parseOptions } from "../shared/engine/options";
import { messageOf } from "../shared/engine/show";
import type { Options, OptionSchemas } from "../shared/model";

/** A policy that sees each resource as it is registered, and may see the whole stack at the end. */
export type ProgramPolicy = ResourceValidationPolicy & Partial<StackValidationPolicy>;

/** What is told of a resource, without a hold on the stack that it stands in. */
export interface Violation {
  readonly urn: string;
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

/** The configuration of one policy. */
export class PolicyOptions {
  /** What was configured last, as JSON; `undefined` until the policy is shown a resource. */
  #configuration: string | undefined;
  #options: Options;

  constructor(
    readonly policyName: string,
    readonly schemas: OptionSchemas,
  ) {
    this.#options = parseOptions(undefined, schemas);
  }

  /** The options that hold: the defaults until {@link read} is called. */
  get options(): Options {
    return this.#options;
  }

  /** Whether {@link read} was called. */
  get isRead(): boolean {
    return this.#configuration !== undefined;
  }

  /** Reads the configuration once, and reports what is wrong with it at the first resource there is. */
  read(args: ResourceValidationArgs, report: ReportViolation): void {
    const config = args.getConfig<Record<string, unknown>>();
    const text = JSON.stringify(config);
    if (text === this.#configuration) return;
    this.#configuration = text;
    this.#options = parseOptions(undefined, this.schemas);
    try {
      this.#options = parseOptions(config, this.schemas);
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      report(`The configuration of policy ${this.policyName} is not valid, so its defaults hold: ${error.message}`);
    }
  }
}
