import type { ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { runControls, type UnreadPart } from "../shared/engine/run-controls";
import { buildInventory } from "../shared/engine/inventory";
import { unreadOptions } from "../shared/engine/options";
import type { Finding } from "../shared/model";
import type { Subjects } from "../shared/engine/subjects";
import { configSchema } from "./control-policy";
import { embeddedIn } from "./deployments";
import type { PackConfiguration } from "./pack-configuration";
import { PolicyOptions } from "./policy-options";
import { TAGS, withoutCrash, type ProgramPolicy, type Violation, type WarningSource } from "./violations";

const NAME = "azure-postgresql-tls-unread";

/** The policy that reports what can't be read and may declare a server: a template from elsewhere. */
export class UnreadPolicy implements WarningSource {
  readonly policy: ProgramPolicy;
  readonly #subjects: Subjects;
  readonly #pack: PackConfiguration;
  readonly #options: PolicyOptions;
  /** What was only a warning, by the URN of the resource. */
  readonly #warnings = new Map<string, readonly UnreadPart[]>();

  constructor(subjects: Subjects, pack: PackConfiguration) {
    this.#pack = pack;
    this.#options = new PolicyOptions(NAME, unreadOptions, pack);
    this.#subjects = subjects;
    this.policy = {
      name: NAME,
      displayName: "What can't be read may declare a PostgreSQL server without TLS",
      description: "PostgreSQL TLS: a template can't be read, so what it declares isn't checked.",
      enforcementLevel: "mandatory",
      severity: "medium",
      tags: TAGS,
      remediationSteps: "Write the template in the program, with what isn't known before deployment in its parameters.",
      url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
      configSchema: configSchema(unreadOptions),
      validateResource: withoutCrash((args: ResourceValidationArgs, report) => {
        this.#validateResource(args, report);
      }),
    };
  }

  hasStarted(): boolean {
    return this.#options.isRead;
  }

  mayWarn(): boolean {
    return this.#warnings.size > 0;
  }

  warnings({ resources }: StackValidationArgs): readonly Violation[] {
    return resources.flatMap(({ urn }) => (this.#warnings.get(urn) ?? []).map(({ message }) => ({ urn, message: `${NAME}: ${message}` })));
  }

  /** No control finds these, so no waiver is for them. */
  accepted(): readonly Finding[] {
    return [];
  }

  #validateResource(args: ResourceValidationArgs, report: ReportViolation): void {
    this.#options.read(args, report);
    this.#warnings.delete(args.urn);
    const { gaps } = embeddedIn(args, this.#subjects);
    if (gaps.length === 0) return;
    const { unread } = runControls(buildInventory([], gaps), [], this.#pack.holding.options);
    for (const { level, message } of unread) if (level === "error") report(message);
    const warnings = unread.filter(({ level }) => level === "warning");
    if (warnings.length > 0) this.#warnings.set(args.urn, warnings);
  }
}
