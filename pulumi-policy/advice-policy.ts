import type { ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { compare } from "../shared/engine/names";
import { optionsOfAll } from "../shared/engine/options";
import type { Control } from "../shared/model";
import { configSchema } from "./control-policy";
import type { PackConfiguration } from "./pack-configuration";
import { PolicyOptions } from "./policy-options";
import { reportAll, TAGS, withoutCrash, type ProgramPolicy, type WarningSource } from "./violations";
import { summaryOfAccepted } from "./accepted";

/** The policy's name. Its options are for all policies that have none of their own. */
export const ADVICE = "azure-postgresql-tls-advice";

const DESCRIPTION = "PostgreSQL TLS: a value can't be known yet, or is left to Azure's default.";

/** The policy that carries what is only a warning of other policies, and what is accepted of them. */
export function advicePolicy(sources: readonly WarningSource[], controls: readonly Control[], pack: PackConfiguration): ProgramPolicy {
  const options = new PolicyOptions(ADVICE, optionsOfAll(controls), pack);
  const validateStack = withoutCrash((args: StackValidationArgs, report): void => {
    const warnings = sources.flatMap((source) => source.warnings(args)).sort((a, b) => compare(a.urn ?? "", b.urn ?? ""));
    const reports = sources.flatMap((source) => source.report(args) ?? []);
    reportAll(report, [...warnings, ...pack.finish(reports).map((message) => ({ message }))]);
    const summary = summaryOfAccepted(reports.flatMap(({ findings }) => findings));
    if (summary !== undefined) reportAsAdvice(report, summary);
  });
  const hasToTell = (): boolean => sources.some((source) => source.mayWarn()) || pack.finishes;
  return {
    name: ADVICE,
    displayName: "What the PostgreSQL TLS policies can't decide, or are told to only warn of",
    description: DESCRIPTION,
    enforcementLevel: "advisory",
    severity: "medium",
    tags: TAGS,
    remediationSteps: "Write the value as a literal, or refer to the server directly.",
    url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
    configSchema: configSchema(options.schemas),
    validateResource: withoutCrash((args: ResourceValidationArgs, report) => {
      options.read(args, report);
    }),
    get validateStack() {
      // Until there is a program, Pulumi asks only what kind of policy this is.
      return !sources.some((source) => source.hasStarted()) || hasToTell() ? validateStack : undefined;
    },
  } as ProgramPolicy;
}

/** What is accepted fails no run, whatever level the policy is given; the SDK takes that from an object, which its types don't show. */
function reportAsAdvice(report: ReportViolation, message: string): void {
  const told = { message: `PostgreSQL TLS: what is accepted.\n${message}`, enforcementLevel: "advisory" };
  report(told as unknown as string);
}
