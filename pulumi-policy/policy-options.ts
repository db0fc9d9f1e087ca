import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { OptionsError, parseOptions } from "../shared/engine/options";
import type { OptionSchemas } from "../shared/model";
import type { PackConfiguration } from "./pack-configuration";

/** What Pulumi's policy configuration says for one policy. */
export class PolicyOptions {
  /** What was configured last, as JSON; `undefined` until the policy is shown a resource. */
  #configuration: string | undefined;
  /** What is wrong, and that again once it is left to the policy that tells of it: that has its turn when all others had theirs. */
  #problem: string | undefined;
  #left: string | undefined;

  /** @param control the id of the control that they are for; left out for options of all */
  constructor(
    readonly policyName: string,
    readonly schemas: OptionSchemas,
    readonly pack: PackConfiguration,
    readonly control?: string,
  ) {}

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
    this.pack.see(args.urn);
    if (report && this.#left !== undefined && this.pack.isUntold(this.#left)) {
      for (const problem of this.pack.takeProblems()) report(problem);
    }
    const config = args.getConfig<Record<string, string>>();
    const text = JSON.stringify(config);
    if (text !== this.#configuration) this.#parse(config);
    this.#configuration = text;
    if (report) this.#left = this.#problem;
  }

  #parse(options: Readonly<Record<string, string>>): void {
    const { policyName, control } = this;
    this.#problem = undefined;
    try {
      parseOptions(options, this.schemas);
      this.pack.give(policyName, { words: `the options of policy ${policyName}`, options, ...(control !== undefined && { control }) });
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      this.pack.give(policyName, undefined);
      this.#problem = `The options of policy ${policyName} are not valid, so none of them holds: ${error.message}`;
      this.pack.add(this.#problem);
    }
  }
}
