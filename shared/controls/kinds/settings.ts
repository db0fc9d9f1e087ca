import { conditionsBeyond, inWords } from "../../engine/conditions";
import type { AzureResource, Cause, Inventory, Outcome, Reading } from "../../model";
import { isAccepted, NOT_APPLICABLE, outcome, shortfall } from "../../engine/outcome";
import { label, same, show } from "../../engine/text";

/** ARM type of a flexible server (API version 2022-12-01 and later). */
export const FLEXIBLE_SERVER = "Microsoft.DBforPostgreSQL/flexibleServers";

/** ARM type of a flexible server's parameter: `name` is the parameter, `properties.value` its value. */
export const CONFIGURATION = `${FLEXIBLE_SERVER}/configurations`;

const VALUE = "properties.value";
const SOURCE = "properties.sourceServerResourceId";

/** Azure lets a replica have replicas, in few levels; a longer chain is a mistake, and may be a circle. */
const MAX_REPLICA_LEVELS = 8;

/** Each of thousands of configurations may be each of thousands of servers'; the author begins with a few. */
const MAX_DOUBTS = 10;

/** What a control wants of one server parameter. */
export interface ServerParameter {
  readonly name: string;
  /** The values that are right, in Azure's spelling; the first is the one that a message proposes. */
  readonly accepted: readonly string[];
  /** What a server has that nobody sets the parameter on. */
  readonly default: string;
  /** Major versions of PostgreSQL that don't have the parameter. */
  readonly missingIn?: readonly string[];
}

/**
 * Judges what a program says of some server parameters.
 *
 * A configuration is judged by its own value, whichever server it belongs to. A flexible server is judged by the
 * configurations that belong to it, or may: all causes are the configurations', but for a parameter that nobody sets or
 * that is set twice with different verdicts, which are the server's.
 */
export function judgeServerParameters(subject: AzureResource, parameters: readonly ServerParameter[], inventory: Inventory): Outcome {
  // Single servers can no longer be created, so what isn't read can only hide flexible ones.
  if (subject.unread !== undefined)
    return outcome([{ verdict: "undetermined", at: subject, armPath: "properties.template", message: subject.unread }]);
  if (same(subject.type, CONFIGURATION)) return judgeConfiguration(subject, parameters, inventory);
  if (!same(subject.type, FLEXIBLE_SERVER)) return NOT_APPLICABLE;
  return outcome(parameters.flatMap((parameter) => judgeServer(subject, parameter, inventory)));
}

function judgeConfiguration(configuration: AzureResource, parameters: readonly ServerParameter[], inventory: Inventory): Outcome {
  if (configuration.name.state === "unknown") {
    // With a server to judge, that judgement says whether it matters which parameter this is.
    return mayBeOfJudged(configuration, inventory) ? NOT_APPLICABLE : outcome([untoldName(configuration, configuration.name)]);
  }
  const parameter = parameters.find((candidate) => names(configuration, candidate));
  return parameter ? outcome(judgeValue(configuration, parameter, inventory)) : NOT_APPLICABLE;
}

function mayBeOfJudged(configuration: AzureResource, inventory: Inventory): boolean {
  const parent = inventory.parent(configuration);
  if (parent.state === "known") return !parent.value.existing;
  return parent.state === "unknown" && inventory.resources.some((resource) => !resource.existing && same(resource.type, FLEXIBLE_SERVER));
}

function judgeServer(server: AzureResource, parameter: ServerParameter, inventory: Inventory, level = 0): readonly Cause[] {
  const { certain, possible } = inventory.children(server, CONFIGURATION);
  const own = certain.filter((configuration) => names(configuration, parameter));
  const causes = own.flatMap((configuration) => judgeValue(configuration, parameter, inventory));
  const doubts = doubtsAbout(parameter, [certain.filter(({ name }) => name.state === "unknown"), possible], own.length > 0, inventory);
  const failed = causes.find((cause) => cause.verdict === "fail");
  const passed = own.find((configuration) => judgeValue(configuration, parameter, inventory).length === 0);
  if (failed && passed) return [...causes, ...doubts, conflict(server, parameter, passed, failed.at)];
  if (own.length > 0 || doubts.length > 0) return [...causes, ...doubts];
  return judgeMissing(server, parameter, inventory, level);
}

function judgeMissing(server: AzureResource, parameter: ServerParameter, inventory: Inventory, level: number): readonly Cause[] {
  const armPath = `configurations.${parameter.name}`;
  const undetermined = (why: string, remedy = howToAdd(server, parameter)): Cause[] => [
    {
      verdict: "undetermined",
      at: server,
      armPath,
      message: `${parameter.name} is not set for this server and ${why}; it must be ${wanted(parameter)}. ${remedy}`,
    },
  ];
  if (server.unlisted) return undetermined(server.unlisted.why, server.unlisted.remedy);
  const createMode = server.read("properties.createMode");
  const mode = createMode.state === "known" ? written(createMode.value) : "";
  if (createMode.state === "unknown" && !isNone(createMode, KEEPING))
    return undetermined(`${server.spell("properties.createMode")} ${createMode.why}`, createMode.remedy);
  if (same(mode, "Replica")) {
    const source = inventory.target(server, SOURCE);
    if (source.state !== "known" || source.value.existing || level === MAX_REPLICA_LEVELS) {
      return undetermined("a replica takes it over from its source server, which can't be read here");
    }
    return judgeServer(source.value, parameter, inventory, level + 1);
  }
  if (same(mode, "ReviveDropped") || same(mode, "Update"))
    return undetermined(`a server with ${server.spell("properties.createMode")} ${mode} keeps what it had`);

  if (parameter.missingIn) {
    const version = server.read("properties.version");
    if (isAccepted(version, (value) => parameter.missingIn?.includes(written(value)) === true)) return [];
    if (version.state === "unknown" && !isNone(version, parameter.missingIn))
      return undetermined(`${server.spell("properties.version")} ${version.why}`, version.remedy);
  }
  const safe = parameter.accepted.includes(parameter.default)
    ? ` Azure's default, ${parameter.default}, is safe today; to rely on it, set the option "unset" to "warn" or "ignore".`
    : ` Azure's default is ${parameter.default}.`;
  const message = `${parameter.name} is not set for this server; it must be ${wanted(parameter)}. ${howToAdd(server, parameter)}${safe}`;
  return [{ verdict: "unset", at: server, armPath, message }];
}

/** The modes in which a server has parameters before any is set. */
const KEEPING = ["Replica", "ReviveDropped", "Update"];

/** Whether a value that isn't known is surely none of some texts. */
function isNone({ among }: Reading & { readonly state: "unknown" }, texts: readonly string[]): boolean {
  return among?.every((value) => !texts.some((text) => same(text, written(value)))) === true;
}

/** A text or a number, as a text; empty for anything else. */
function written(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function judgeValue(configuration: AzureResource, parameter: ServerParameter, inventory: Inventory): readonly Cause[] {
  const reading = configuration.read(VALUE);
  const accepts = (value: unknown): boolean => typeof value === "string" && parameter.accepted.some((accepted) => same(accepted, value));
  if (isAccepted(reading, accepts)) return [];
  const { verdict, found, remedy } = shortfall(reading, accepts, show);
  const message = `${parameter.name} ${found}; it must be ${wanted(parameter)}. ${remedy ?? `Set ${configuration.spell(VALUE)} to "${proposed(parameter)}".`}`;
  // A wrong value that may never be deployed is not known to be wrong.
  const conditions = ownConditions(configuration, inventory);
  if (conditions === "") return [{ verdict, at: configuration, armPath: VALUE, message }];
  return [{ verdict: "undetermined", at: configuration, armPath: VALUE, message: `If ${conditions}, ${message}` }];
}

/** What a configuration depends on besides its server, in words. */
function ownConditions(configuration: AzureResource, inventory: Inventory): string {
  const parent = inventory.parent(configuration);
  return inWords(conditionsBeyond(configuration, parent.state === "known" ? parent.value : undefined));
}

/** Why it is open whether some configurations set a parameter of one server; of very many, a few. */
function doubtsAbout(
  parameter: ServerParameter,
  groups: readonly (readonly AzureResource[])[],
  isSet: boolean,
  inventory: Inventory,
): readonly Cause[] {
  const doubts: Cause[] = [];
  for (const group of groups) {
    for (const configuration of group) {
      if (doubts.length === MAX_DOUBTS) return doubts;
      const mayBe = configuration.name.state === "unknown" || names(configuration, parameter);
      // What sets it rightly doesn't matter to a server that has it already.
      if (mayBe && (!isSet || judgeValue(configuration, parameter, inventory).length > 0))
        doubts.push(doubt(configuration, parameter, inventory));
    }
  }
  return doubts;
}

/** Why it is open whether a configuration sets a parameter of one server. */
function doubt(configuration: AzureResource, parameter: ServerParameter, inventory: Inventory): Cause {
  if (configuration.name.state === "unknown") return untoldName(configuration, configuration.name);
  const undetermined = judgeValue(configuration, parameter, inventory).find((cause) => cause.verdict === "undetermined");
  if (undetermined) return undetermined;
  const parent = inventory.parent(configuration);
  const message =
    parent.state === "unknown"
      ? `The server that this sets ${parameter.name} for can't be told before deployment: ${parent.why}. Refer to one server.`
      : `${parameter.name} is set only if ${ownConditions(configuration, inventory)}; it must be set always. Remove the condition.`;
  return { verdict: "undetermined", at: configuration, armPath: "parent", message };
}

function untoldName(configuration: AzureResource, { why, remedy }: { readonly why: string; readonly remedy?: string }): Cause {
  const name = configuration.spell("name");
  const message = `${name} ${why}, so it can't be told which server parameter this sets. ${remedy ?? `Write ${name} as a literal.`}`;
  return { verdict: "undetermined", at: configuration, armPath: "name", message };
}

function conflict(server: AzureResource, parameter: ServerParameter, passed: AzureResource, failed: AzureResource): Cause {
  const message = `${parameter.name} is set twice for this server, rightly by ${label(passed)} and wrongly by ${label(failed)}; it must be set once, to ${wanted(parameter)}. Remove the second.`;
  return { verdict: "fail", at: server, armPath: `configurations.${parameter.name}`, message };
}

function names(configuration: AzureResource, parameter: ServerParameter): boolean {
  return configuration.name.state === "known" && same(configuration.name.value, parameter.name);
}

function wanted(parameter: ServerParameter): string {
  return parameter.accepted.join(" or ");
}

function proposed(parameter: ServerParameter): string {
  return parameter.accepted[0] ?? "";
}

function howToAdd(server: AzureResource, parameter: ServerParameter): string {
  const name = server.spell("configurations.name");
  return `Declare a resource of type ${server.spell("configurations")} with ${name} "${parameter.name}" and ${server.spell(`configurations.${VALUE}`)} "${proposed(parameter)}" for it.`;
}
