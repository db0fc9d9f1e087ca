import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
} from "@pulumi/policy";
import { runControls, findingKey, type Report } from "../shared/engine/run-controls";
import { controlPage } from "../shared/engine/control-page";
import { buildInventory } from "../shared/engine/inventory";
import { optionsOf } from "../shared/engine/options";
import type { AzureResource, Control, Finding, Options, OptionSchemas, Origin } from "../shared/model";
import { declarationOf, declaredResource, resourcesOfStack, type Declaration, type ProgramReader } from "./declarations";
import { embeddedIn } from "./deployments";
import { toldAtOnce } from "./missing-settings";
import type { PackConfiguration } from "./pack-configuration";
import { read } from "./readings";
import { remediate } from "./remediation";
import { PolicyOptions } from "./policy-options";
import { reportAll, TAGS, withoutCrash, type ProgramPolicy, type Violation, type WarningSource } from "./violations";

/**
 * A control as a policy.
 *
 * Inputs are judged as each resource is registered, so that an update stops before it creates a server that is wrong.
 * What needs more than that is judged at the end, from the inputs remembered until then. The SDK deserializes the whole
 * stack anew for every policy that has a `validateStack`, so a policy drops it once it knows that it needs none.
 */
export class ControlPolicy implements WarningSource {
  readonly policy: ProgramPolicy;
  readonly #control: Control;
  readonly #reader: ProgramReader;
  readonly #pack: PackConfiguration;
  readonly #options: PolicyOptions;
  readonly #declared = new Map<string, Declaration>();
  /** Resources of templates, by the URN of the deployment that holds them. */
  readonly #embedded = new Map<string, readonly AzureResource[]>();
  /** Keys of the findings that were reported when a resource was registered, by its URN. */
  readonly #reported = new Map<string, ReadonlySet<string>>();
  #needsStack = false;
  #hasWarned = false;
  /** Whether the policy may change resources, which Pulumi tells only by asking it to. */
  #remediates = false;
  /** What is only a warning in the stack that was judged last. */
  #warnings: readonly Violation[] | undefined;
  /** All that was found in it. */
  #report: Report | undefined;

  constructor(control: Control, reader: ProgramReader, pack: PackConfiguration) {
    this.#control = control;
    this.#reader = reader;
    this.#pack = pack;
    this.#options = new PolicyOptions(control.name, optionsOf(control), pack, control.id);
    this.policy = this.#makePolicy();
  }

  hasStarted(): boolean {
    return this.#options.isRead;
  }

  mayWarn(): boolean {
    return (
      this.#hasWarned ||
      this.#report?.findings.some(({ accepted }) => accepted) === true ||
      (this.#needsStack && this.#warnings?.length !== 0)
    );
  }

  warnings(args: StackValidationArgs): readonly Violation[] {
    if (!this.#warnings) this.#judgeStack(args);
    return this.#warnings ?? [];
  }

  report(args: StackValidationArgs): Report | undefined {
    if (!this.hasStarted()) return undefined;
    if (!this.#report) this.#judgeStack(args);
    return this.#report;
  }

  #makePolicy(): ProgramPolicy {
    const needsStack = (): boolean => !this.hasStarted() || this.#needsStack;
    const validateStack = withoutCrash((args: StackValidationArgs, report) => {
      this.#validateStack(args, report);
    });
    return {
      ...metadata(this.#control, this.#options.schemas),
      validateResource: withoutCrash((args: ResourceValidationArgs, report) => {
        this.#validateResource(args, report);
      }),
      remediateResource: (args: ResourceValidationArgs) => this.#remediateResource(args),
      // Before the first resource it is there, so that a copy of the policy has it too.
      get validateStack() {
        return needsStack() ? validateStack : undefined;
      },
    } as ProgramPolicy;
  }

  /** Changes a resource that violates the control by itself; called only for a policy of the level `remediate`. */
  #remediateResource(args: ResourceValidationArgs): ResourceValidationArgs["props"] | undefined {
    this.#remediates = true;
    try {
      this.#options.read(args);
      const declaration = this.#declarationOf(args);
      if (!declaration || declaration.withoutInputs) return undefined;
      const { findings } = this.#judge([declaredResource(declaration)]);
      return remediate(args.props, declaration, findings) ? args.props : undefined;
    } catch {
      // What is not changed is judged as it is, and what went wrong is told of then.
      return undefined;
    }
  }

  /** A resource that the control reads, or says something of. */
  #declarationOf(args: ResourceValidationArgs): Declaration | undefined {
    if (!this.#pack.holding.isOn(this.#control)) return undefined;
    const declaration = declarationOf(args, this.#reader);
    const armType = declaration?.type.armType ?? "";
    return armType === this.#control.on.arm || armType in this.#control.judges ? declaration : undefined;
  }

  #validateResource(args: ResourceValidationArgs, report: ReportViolation): void {
    this.#options.read(args, report);
    this.#warnings = undefined;
    this.#report = undefined;
    this.#reported.delete(args.urn);
    this.#declared.delete(args.urn);
    this.#embedded.delete(args.urn);
    const declaration = this.#declarationOf(args);
    if (declaration) {
      this.#declared.set(args.urn, declaration);
      this.#needsStack ||= this.#control.scope === "program" || declaration.withoutInputs;
      if (!declaration.withoutInputs) this.#judgeRegistered(args.urn, [declaredResource(declaration)], report);
      return;
    }
    if (!this.#pack.holding.isOn(this.#control)) return;
    const { resources } = embeddedIn(args, this.#reader.subjects);
    if (resources.length === 0) return;
    this.#embedded.set(args.urn, resources);
    this.#needsStack ||= this.#control.scope === "program";
    this.#judgeRegistered(args.urn, resources, report);
  }

  /** Reports what is final already: a wrong value is wrong whatever else the program declares. */
  #judgeRegistered(urn: string, resources: readonly AzureResource[], report: ReportViolation): void {
    const { findings, internalErrors } = this.#judge(resources);
    const needsNothingElse = this.#control.scope === "resource";
    const final = findings.filter((finding) => needsNothingElse || finding.verdict === "fail");
    const errors = final.filter(isError);
    for (const { message } of [...errors, ...(needsNothingElse ? internalErrors : [])]) report(message);
    this.#reported.set(urn, new Set(errors.map(findingKey)));
    this.#hasWarned ||= errors.length < final.length;
  }

  #holdingOptions(): Options {
    const { options, optionsOf: own } = this.#pack.holding;
    return own.get(this.#control.id) ?? options;
  }

  /** What is found, with what is waived of it. */
  #judge(resources: readonly AzureResource[]): Report {
    return this.#pack.apply(runControls(buildInventory(resources), [this.#control], this.#holdingOptions()), resources);
  }

  #validateStack(args: StackValidationArgs, report: ReportViolation): void {
    const { findings, internalErrors } = this.#judgeStack(args);
    const isReported = (finding: Finding): boolean => this.#reported.get(urnOf(finding.resource))?.has(findingKey(finding)) === true;
    const unreported = findings.filter((finding) => isError(finding) && !isReported(finding));
    reportAll(
      report,
      [...internalErrors, ...unreported].map(({ resource, message }) => ({ urn: urnOf(resource), message })),
    );
  }

  #judgeStack({ resources }: StackValidationArgs): Report {
    const inTemplates = this.#embedded.size === 0 ? [] : resources.flatMap(({ urn }) => this.#embedded.get(urn) ?? []);
    const declared = resourcesOfStack(resources, this.#declared, this.#reader);
    const report = this.#judge([...declared, ...inTemplates]);
    const namedLater = new Set(resources.filter(({ props }) => read(props, ["name"]).state === "unknown").map(({ urn }) => urn));
    const isNameLater = ({ resource }: Finding): boolean => namedLater.has(resource.address);
    const left = report.findings.filter(({ accepted }) => !accepted);
    const findings = toldAtOnce(left, this.#holdingOptions(), { isNameLater, remediates: this.#remediates });
    this.#report = report;
    this.#warnings = findings
      .filter(({ level }) => level === "warning")
      .map(({ resource, message }) => ({ urn: urnOf(resource), message: `${this.#control.name}: ${message}` }));
    return { ...report, findings };
  }
}

function urnOf({ declaration, address }: Origin): string {
  return declaration ?? address;
}

function isError({ level, accepted }: Finding): boolean {
  return level === "error" && !accepted;
}

function metadata(control: Control, schemas: OptionSchemas): Omit<ResourceValidationPolicy, "validateResource"> {
  const { product, version, id } = control.upstream;
  // The command line shows a policy's description alone.
  const page = controlPage(control);
  return {
    name: control.name,
    displayName: control.title,
    description: `${control.title} (${control.id}). ${page}`,
    enforcementLevel: "mandatory",
    severity: control.severity,
    framework: { name: product, version, reference: id, specification: control.why },
    tags: TAGS,
    remediationSteps: control.fix,
    url: page,
    configSchema: configSchema(schemas),
  };
}

/**
 * Options as the JSON Schema that Pulumi checks a policy's configuration against. Without the defaults, which Pulumi would fill in:
 * what a policy doesn't say is said elsewhere.
 */
export function configSchema(schemas: OptionSchemas): PolicyConfigSchema {
  const properties: PolicyConfigSchema["properties"] = {};
  for (const [name, { default: byDefault, description, enum: values, type }] of Object.entries(schemas)) {
    properties[name] = { type, enum: [...values], description: `${description} Default: ${byDefault}.` };
  }
  return { properties };
}
