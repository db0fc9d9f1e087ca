import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { OptionsError, parseOptions } from "../shared/engine/options";
import type { Options, OptionSchemas } from "../shared/model";
import type { ConfigurationPolicy } from "./configuration-policy";

/** The configuration of one policy. */
export class PolicyOptions {
  /** What was configured last, as JSON; `undefined` until the policy is shown a resource. */
  #configuration: string | undefined;
  #options: Options;
  /** What is wrong, once it is left to the policy that tells of it: that has its turn when all others had theirs. */
  #left: string | undefined;
  #problem: string | undefined;

  constructor(
    readonly policyName: string,
    readonly schemas: OptionSchemas,
    readonly configuration: ConfigurationPolicy,
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

  /**
   * Reads the configuration once.
   *
   * @param report tells what is wrong where the policy for that has not; left out where nothing can be reported
   */
  read(args: ResourceValidationArgs, report?: ReportViolation): void {
    if (report && this.#left !== undefined && this.configuration.isUntold(this.#left)) this.configuration.tell(report);
    const config = args.getConfig<Record<string, unknown>>();
    const text = JSON.stringify(config);
    if (text !== this.#configuration) this.#parse(config);
    this.#configuration = text;
    if (report) this.#left = this.#problem;
  }

  #parse(config: Record<string, unknown>): void {
    this.#problem = undefined;
    this.#options = parseOptions(undefined, this.schemas);
    try {
      this.#options = parseOptions(config, this.schemas);
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      this.#problem = `The options of policy ${this.policyName} are not valid, so its defaults hold: ${error.message}`;
      this.configuration.add(this.#problem);
    }
  }
}
