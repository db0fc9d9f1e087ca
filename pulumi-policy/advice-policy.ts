import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { compare } from "../shared/engine/names";
import { reportAll, TAGS, withoutCrash, type WarningSource } from "./violations";

/** The policy that carries what is only a warning of other policies. */
export function advicePolicy(sources: readonly WarningSource[]): StackValidationPolicy {
  const validateStack = withoutCrash((args: StackValidationArgs, report): void => {
    const warnings = sources.flatMap((source) => source.warnings(args)).sort((a, b) => compare(a.urn, b.urn));
    reportAll(report, warnings);
  });
  return {
    name: "azure-postgresql-tls-advice",
    displayName: "What the PostgreSQL TLS policies can't decide, or are told to only warn of",
    description: "PostgreSQL TLS: a value can't be known yet, or is left to Azure's default.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: TAGS,
    remediationSteps: "Write the value as a literal, or refer to the server directly.",
    url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
    get validateStack() {
      // Until there is a program, Pulumi asks only what kind of policy this is.
      return !sources.some((source) => source.hasStarted()) || sources.some((source) => source.mayWarn()) ? validateStack : undefined;
    },
  } as StackValidationPolicy;
}
