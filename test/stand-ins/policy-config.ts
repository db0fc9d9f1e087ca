import { Ajv } from "ajv";
import type { ErrorObject } from "ajv";
import type { AnalyzerInfo, EnforcementLevel, PolicyInfo } from "./policy-pack";
import type { Properties } from "./values";

/** What a policy is configured to: never partial, once {@link reconcile} has made it. */
export interface PolicyConfig {
  enforcementLevel: EnforcementLevel;
  properties: Properties;
}

/** What a `--policy-pack-config` file holds. */
export type PolicyPackConfig = Readonly<Record<string, unknown>>;

interface GivenConfig {
  enforcementLevel?: EnforcementLevel | undefined;
  properties?: Properties | undefined;
}

const LEVELS: readonly unknown[] = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * Does what Pulumi's engine does with a policy pack's configuration: a schema's defaults, overridden by the pack's
 * initial configuration, overridden by the file; then each policy's properties are held against its schema.
 * Properties that no schema names are accepted, as the engine accepts them.
 * @param info what the policy pack says of itself
 * @param config the file's content
 * @returns the configuration of every policy, to be sent to the pack
 * @throws if the file or the outcome is invalid; the message has a line for each problem
 */
export function reconcile(info: AnalyzerInfo, config: PolicyPackConfig = {}): Record<string, PolicyConfig> {
  const given = parse(config);
  const result = new Map(info.policies.map((policy) => [policy.name, defaults(policy)]));
  apply(result, info.initialConfig);
  apply(result, given);
  const problems = info.policies.flatMap((policy) => validate(policy, result.get(policy.name)?.properties ?? {}));
  if (problems.length > 0) {
    const preamble = `validating policy config: ${info.name} ${info.version}  `;
    throw new Error(
      problems
        .sort()
        .map((problem) => preamble + problem)
        .join("\n"),
    );
  }
  return Object.fromEntries([...result].map(([name, value]) => [name, complete(name, value)]));
}

function parse(config: PolicyPackConfig): Record<string, GivenConfig> {
  const parsed: Record<string, GivenConfig> = {};
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === "string") {
      parsed[name] = { enforcementLevel: level(name, value) };
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const { enforcementLevel, ...properties } = value as Properties;
      if (Object.keys(value).length > 0)
        parsed[name] = {
          enforcementLevel: enforcementLevel === undefined ? undefined : level(name, enforcementLevel),
          properties,
        };
    } else {
      throw new Error(`parsing ${json(name)}: ${String(value)} is not a valid value; must be a string or object`);
    }
  }
  return parsed;
}

function level(policy: string, value: unknown): EnforcementLevel {
  if (LEVELS.includes(value)) return value as EnforcementLevel;
  const found = typeof value === "string" ? json(value) : String(value);
  const wanted = typeof value === "string" ? "" : "; must be a string";
  throw new Error(`parsing enforcement level for ${json(policy)}: ${found} is not a valid enforcement level${wanted}`);
}

function defaults(policy: PolicyInfo): GivenConfig {
  const properties = Object.entries(policy.configSchema?.properties ?? {}).flatMap(([name, schema]) =>
    typeof schema === "object" && schema !== null && "default" in schema ? [[name, schema.default] as const] : [],
  );
  return { enforcementLevel: policy.enforcementLevel, properties: Object.fromEntries(properties) };
}

function apply(result: Map<string, GivenConfig>, config: Readonly<Record<string, GivenConfig>>): void {
  const forAll = config["all"]?.enforcementLevel;
  if (forAll) {
    for (const [name, value] of result) result.set(name, { ...value, enforcementLevel: forAll });
  }
  // "all" itself is then treated like the name of a policy: that is what the engine does.
  for (const [name, value] of Object.entries(config)) {
    const old = result.get(name);
    result.set(name, {
      enforcementLevel: value.enforcementLevel ?? old?.enforcementLevel,
      properties: { ...old?.properties, ...value.properties },
    });
  }
}

function validate(policy: PolicyInfo, properties: Properties): string[] {
  if (!policy.configSchema) return [];
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  const { properties: schemas, required } = policy.configSchema;
  const check = ajv.compile({ type: "object", properties: schemas, required });
  if (check(properties)) return [];
  return (check.errors ?? []).map((error) => `${policy.name}: ${wording(error)}`);
}

/** Words a problem as the engine's validator does. */
function wording(error: ErrorObject): string {
  const params = error.params as Properties;
  const field = error.instancePath.slice(1).replaceAll("/", ".");
  const prefix = field === "" ? "" : `${field}: `;
  const limit = String(params["limit"]);
  switch (error.keyword) {
    case "required":
      return `${prefix}${String(params["missingProperty"])} is required`;
    case "enum":
      return `${prefix}${field} must be one of the following: ${(params["allowedValues"] as unknown[]).map(json).join(", ")}`;
    case "const":
      return `${prefix}${field} does not match: ${json(params["allowedValue"])}`;
    case "type":
      return `${prefix}Invalid type. Expected: ${String(params["type"])}, given: ${typeName(error.data)}`;
    case "minLength":
      return `${prefix}String length must be greater than or equal to ${limit}`;
    case "maxLength":
      return `${prefix}String length must be less than or equal to ${limit}`;
    case "pattern":
      return `${prefix}Does not match pattern '${String(params["pattern"])}'`;
    case "additionalProperties":
      return `${prefix}Additional property ${String(params["additionalProperty"])} is not allowed`;
    default:
      return prefix + (error.message ?? error.keyword);
  }
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function complete(name: string, config: GivenConfig): PolicyConfig {
  if (!config.enforcementLevel) throw new Error(`invalid enforcement level "" (policy ${json(name)})`);
  return { enforcementLevel: config.enforcementLevel, properties: config.properties ?? {} };
}
