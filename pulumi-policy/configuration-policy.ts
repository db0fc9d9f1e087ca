import type { ReportViolation } from "@pulumi/policy";
import { TAGS, withoutCrash, type ProgramPolicy } from "./violations";

const NAME = "azure-postgresql-tls-configuration";

/** The policy that tells what is wrong with the configuration, so that it isn't read as the fault of a server. */
export class ConfigurationPolicy {
  readonly policy: ProgramPolicy;
  #problems: string[] = [];

  constructor() {
    this.policy = {
      name: NAME,
      displayName: "The configuration of the PostgreSQL TLS policies is valid",
      description: "PostgreSQL TLS: the configuration of the policies is not valid, so a part of it does not hold.",
      enforcementLevel: "mandatory",
      severity: "high",
      tags: TAGS,
      remediationSteps: "Correct the configuration.",
      url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
      validateResource: withoutCrash((_, report) => {
        this.tell(report);
      }),
    };
  }

  /** Takes a problem that is to be told. */
  add(problem: string): void {
    this.#problems.push(problem);
  }

  isUntold(problem: string): boolean {
    return this.#problems.includes(problem);
  }

  /** Tells of every problem that was not told yet: another policy does so where this one is disabled. */
  tell(report: ReportViolation): void {
    const problems = this.#problems;
    this.#problems = [];
    for (const problem of problems) report(problem);
  }
}
