import type {
  Policies,
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { controls } from "../shared/controls";
import { evaluate, findingKey, type Finding, type Report } from "../shared/engine/evaluate";
import { buildInventory } from "../shared/engine/inventory";
import type { AzureResource, Control, Options } from "../shared/model";
import { defaultOptions, OptionsError, optionSchemas, parseOptions } from "../shared/engine/options";
import { compare, messageOf } from "../shared/engine/text";
import { embeddedIn } from "./deployments";
import { alone, declaration, inStack, type Declaration } from "./declarations";

type ControlledPolicy = ResourceValidationPolicy & Partial<StackValidationPolicy>;

/** A control as a policy, and what it has to say that is only a warning. */
interface ControlPolicy {
  readonly policy: ControlledPolicy;
  /** Whether the policy has been shown a resource. */
  hasStarted(): boolean;
  /** Whether there may be a warning. */
  mayWarn(): boolean;
  /** What is only a warning. */
  warnings(args: StackValidationArgs): readonly Violation[];
}

/** What is told of a resource, without a hold on the stack that it stands in. */
interface Violation {
  readonly urn: string;
  readonly message: string;
}

/**
 * As many as a policy reports of one stack. The engine refuses a response of more than 4 MB, and with it the whole
 * preview; a violation takes about 1 kB, and two policies can have as many.
 */
const MAX_REPORTED = 1000;

/**
 * Makes a policy of a control.
 *
 * Inputs are judged as each resource is registered, so that an update stops before it creates a server that is wrong.
 * What needs more than that is judged at the end, from the inputs remembered until then. The SDK deserializes the whole
 * stack anew for every policy that has a `validateStack`, so a policy has one only while it needs one.
 */
function controlPolicy(control: Control): ControlPolicy {
  const declared = new Map<string, Declaration>();
  /** Resources of templates, by the URN of the deployment that holds them. */
  const embedded = new Map<string, readonly AzureResource[]>();
  const reported = new Map<string, Set<string>>();
  /** A control that reads one type needs no other resource, so its judgement of one is final. */
  const isLocal = Object.keys(control.scope).length === 1;
  let options = defaultOptions;
  let configuration: string | undefined;
  let needsStack = false;
  let hasWarned = false;
  let warnings: readonly Violation[] | undefined;

  /** Reads the policy's configuration once, and reports what is wrong with it at the first resource there is. */
  function configure(args: ResourceValidationArgs, report: ReportViolation): void {
    const config = args.getConfig<Record<string, unknown>>();
    const text = JSON.stringify(config);
    if (text === configuration) return;
    configuration = text;
    options = defaultOptions;
    try {
      options = parseOptions(config, control.options);
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      report(`The configuration of policy ${control.name} is not valid, so its defaults hold: ${error.message}`);
    }
  }

  function judgeStack({ resources }: StackValidationArgs): Report {
    const inTemplates = embedded.size === 0 ? [] : resources.flatMap(({ urn }) => embedded.get(urn) ?? []);
    const report = evaluate(buildInventory([...inStack(resources, declared), ...inTemplates]), [control], options);
    warnings = report.findings
      .filter((finding) => !isError(finding))
      .map(({ at, message }) => ({ urn: urnOf(at), message: `${control.name}: ${message}` }));
    return report;
  }

  const validateResource = guarded((args: ResourceValidationArgs, report): void => {
    configure(args, report);
    warnings = undefined;
    const resource = declaration(args);
    const inTemplate = resource ? [] : embeddedIn(args);
    reported.delete(args.urn);
    embedded.delete(args.urn);
    if (resource ? !(resource.type.armType in control.scope) : inTemplate.length === 0) return;
    if (resource) declared.set(args.urn, resource);
    else embedded.set(args.urn, inTemplate);
    needsStack ||= !isLocal || resource?.withoutInputs === true;
    if (resource?.withoutInputs) return;
    const { findings, internalErrors } = evaluate(buildInventory(resource ? [alone(resource)] : inTemplate), [control], options);
    const final = findings.filter((finding) => isLocal || finding.verdict === "fail");
    const errors = final.filter(isError);
    for (const { message } of [...errors, ...(isLocal ? internalErrors : [])]) report(message);
    reported.set(args.urn, new Set(errors.map(findingKey)));
    hasWarned ||= errors.length < final.length;
  });

  const validateStack = guarded((args: StackValidationArgs, report): void => {
    const { findings, internalErrors } = judgeStack(args);
    const unreported = findings.filter((finding) => isError(finding) && !reported.get(urnOf(finding.at))?.has(findingKey(finding)));
    reportAll(report, [
      ...internalErrors.map(({ resource, message }) => ({ urn: urnOf(resource), message })),
      ...unreported.map(({ at, message }) => ({ urn: urnOf(at), message })),
    ]);
  });

  return {
    policy: {
      ...metadata(control),
      validateResource,
      get validateStack() {
        return needsStack ? validateStack : undefined;
      },
    } as ControlledPolicy,
    hasStarted: () => configuration !== undefined,
    mayWarn: () => hasWarned || (needsStack && warnings?.length !== 0),
    warnings(args) {
      if (!warnings) judgeStack(args);
      return warnings ?? [];
    },
  };
}

function urnOf({ origin }: AzureResource): string {
  return origin.host ?? origin.address;
}

function isError(finding: Finding): boolean {
  return finding.level === "error";
}

function reportAll(report: ReportViolation, violations: readonly Violation[]): void {
  for (const { urn, message } of violations.slice(0, MAX_REPORTED)) report(message, urn);
  const left = violations.length - MAX_REPORTED;
  if (left > 0) report(`${String(left)} more are not shown; correct these ${String(MAX_REPORTED)} first.`);
}

/** An exception in a policy would end the whole preview; this makes a violation of it, so that nothing passes unchecked. */
function guarded<Args>(validate: (args: Args, report: ReportViolation) => void): typeof validate {
  return (args, report) => {
    try {
      validate(args, report);
    } catch (error) {
      report(`Internal error: ${messageOf(error)}. Please report it; not everything was checked.`);
    }
  };
}

function metadata(control: Control): Omit<ResourceValidationPolicy, "validateResource"> {
  const { product, version, id, url } = control.upstream;
  return {
    name: control.name,
    displayName: control.title,
    description: `${control.title} (${control.id}).`,
    enforcementLevel: "mandatory",
    severity: control.severity,
    framework: { name: product, version, reference: id, specification: control.why },
    tags: ["azure", "postgresql", "tls"],
    remediationSteps: control.fix,
    url,
    configSchema: configSchema(control.options),
  };
}

function configSchema(names: readonly (keyof Options)[]): PolicyConfigSchema {
  return { properties: Object.fromEntries(names.map((name) => [name, { ...optionSchemas[name], enum: [...optionSchemas[name].enum] }])) };
}

/** The policy that carries what is only a warning. */
function advicePolicy(sources: readonly ControlPolicy[]): StackValidationPolicy {
  const validateStack = guarded((args: StackValidationArgs, report): void => {
    const warnings = sources.flatMap((source) => source.warnings(args)).sort((a, b) => compare(a.urn, b.urn));
    reportAll(report, warnings);
  });
  return {
    name: "azure-postgresql-tls-advice",
    displayName: "What the PostgreSQL TLS policies can't decide, or are told to only warn of",
    description: "PostgreSQL TLS: a value can't be known yet, or is left to Azure's default.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: ["azure", "postgresql", "tls"],
    remediationSteps: "Write the value as a literal, or refer to the server directly.",
    url: "https://www.npmjs.com/package/azure-postgresql-tls-policy",
    get validateStack() {
      // Until there is a program, Pulumi asks only what kind of policy this is.
      return !sources.some((source) => source.hasStarted()) || sources.some((source) => source.mayWarn()) ? validateStack : undefined;
    },
  } as StackValidationPolicy;
}

const controlPolicies = controls.map(controlPolicy);

/**
 * The policies, ready for `new PolicyPack(name, { policies })`: one for each control, then the one that carries their
 * warnings. Importing them starts no server. They keep what they have seen of a program, so use them in one pack only.
 */
export const policies: Policies = [...controlPolicies.map(({ policy }) => policy), advicePolicy(controlPolicies)];
