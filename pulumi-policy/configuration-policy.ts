import type { ReportViolation } from "@pulumi/policy";
import type { PackConfiguration } from "./pack-configuration";
import { TAGS, withoutCrash, type ProgramPolicy } from "./violations";

/** The policy that tells what is wrong with the configuration, so that it isn't read as the fault of a server. */
export function configurationPolicy(pack: PackConfiguration): ProgramPolicy {
  const tell = (report: ReportViolation): void => {
    for (const problem of pack.takeProblems()) report(problem);
  };
  const validateStack = withoutCrash((_: unknown, report) => {
    tell(report);
  });
  return {
    name: "azure-postgresql-tls-configuration",
    displayName: "The configuration of the PostgreSQL TLS policies is valid",
    description: "PostgreSQL TLS: the configuration of the policies is not valid, so a part of it does not hold.",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: TAGS,
    remediationSteps: "Correct the configuration.",
    url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
    validateResource: withoutCrash((args, report) => {
      pack.see(args.urn);
      tell(report);
    }),
    // A waiver may be refused as late as that.
    get validateStack() {
      return pack.hasProblems ? validateStack : undefined;
    },
  } as ProgramPolicy;
}
