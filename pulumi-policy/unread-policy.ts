import type { ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { runControls, type Report, type UnreadPart } from "../shared/engine/run-controls";
import { buildInventory } from "../shared/engine/inventory";
import { unreadOptions } from "../shared/engine/options";
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
  /** What can't be read, by the URN of the resource. */
  readonly #unread = new Map<string, readonly UnreadPart[]>();

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
    return this.#unread.size > 0;
  }

  warnings({ resources }: StackValidationArgs): readonly Violation[] {
    return resources.flatMap(({ urn }) => {
      const warnings = (this.#unread.get(urn) ?? []).filter(({ level }) => level === "warning");
      return warnings.map(({ message }) => ({ urn, message: `${NAME}: ${message}` }));
    });
  }

  /** No control finds these, so nothing accepts them. */
  report({ resources }: StackValidationArgs): Report | undefined {
    if (!this.hasStarted()) return undefined;
    return { findings: [], unread: resources.flatMap(({ urn }) => this.#unread.get(urn) ?? []), results: [], internalErrors: [] };
  }

  #validateResource(args: ResourceValidationArgs, report: ReportViolation): void {
    this.#options.read(args, report);
    this.#unread.delete(args.urn);
    const { gaps } = embeddedIn(args, this.#subjects);
    if (gaps.length === 0) return;
    const { unread } = runControls(buildInventory([], gaps), [], this.#pack.holding.options);
    for (const { level, message } of unread) if (level === "error") report(message);
    if (unread.length > 0) this.#unread.set(args.urn, unread);
  }
}
