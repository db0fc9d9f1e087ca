import { conditionsBeyond, inWords } from "../../engine/conditions";
import { isNearly, same } from "../../engine/names";
import { isAccepted, NOT_APPLICABLE, outcome, shortfall } from "../../engine/outcome";
import { label, show } from "../../engine/show";
import type { ResourceTypeWithSettings } from "../../resource-types/resource-type";
import type { AzureResource, Cause, Control, Inventory, LevelOption, MissingSetting, OptionSchemas, Outcome, Reading } from "../../model";

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

/** The values that options of some schemas have. */
type ValuesOf<Own extends OptionSchemas> = { readonly [Name in keyof Own]: Own[Name]["enum"][number] };

/** Paths that say whether a server has settings before any is declared. */
type CreationPath = "properties.version" | "properties.createMode" | "properties.sourceServerResourceId";

/** What a control of this kind says, besides what every control does. */
export type SettingsControl<Own extends OptionSchemas> = Omit<Control, "options" | "on" | "judges" | "scope" | "judge"> & {
  readonly options: Own;
  readonly on: ResourceTypeWithSettings<CreationPath>;
  /** The settings that a resource must have. */
  readonly settings: (options: ValuesOf<Own>) => readonly ServerParameter[];
};

/**
 * A control that wants some settings of a resource, such as the parameters of a server, to have accepted values.
 *
 * A setting is judged by its own value, whichever server it belongs to, and however often that server has it. A server is
 * judged by the settings that belong to it, or may: all causes are the settings', but for one that nobody declares.
 */
export function controlOfSettings<const Own extends OptionSchemas>({ on, settings, ...metadata }: SettingsControl<Own>): Control {
  const settingsType = `${on.arm}/${on.settings.collection}`;
  const memories = new WeakMap<Inventory, Memory>();
  return {
    ...metadata,
    on,
    judges: { [settingsType]: [VALUE] },
    scope: "program",
    judge(subject, inventory, options) {
      const memory = memories.get(inventory) ?? { shortages: new Map(), counting: new Map() };
      memories.set(inventory, memory);
      const { unset } = options;
      const program = { settingsType, collection: on.settings.collection, inventory, unset, ...memory };
      const parameters = settings(options as unknown as ValuesOf<Own>);
      if (same(subject.type, settingsType)) return judgeConfiguration(subject, parameters, program);
      if (!same(subject.type, on.arm)) return NOT_APPLICABLE;
      return outcome(parameters.flatMap((parameter) => judgeServer(subject, parameter, program)));
    },
  };
}

/** What was found out of an inventory, and is the same for many resources. */
interface Memory {
  /** What {@link lackingForSure} has found: it looks at all servers for one configuration. */
  readonly shortages: Map<AzureResource, readonly AzureResource[]>;
  /** What {@link thoseThatCount} has left of a list, which many servers may share. */
  readonly counting: Map<readonly AzureResource[], readonly AzureResource[]>;
}

/** All resources, and which of them a control is about. */
interface Program extends Memory {
  readonly settingsType: string;
  /** Last part of the settings' type. */
  readonly collection: string;
  readonly inventory: Inventory;
  /** What a setting that nobody declares leads to. */
  readonly unset: LevelOption;
}

function judgeConfiguration(configuration: AzureResource, parameters: readonly ServerParameter[], program: Program): Outcome {
  if (configuration.name.state === "unknown") {
    // With a server to judge, that judgement says whether it matters which parameter this is.
    return mayBelongToJudgedServer(configuration, program) ? NOT_APPLICABLE : outcome([unknownName(configuration, configuration.name)]);
  }
  const parameter = parameters.find((candidate) => sets(configuration, candidate));
  return parameter ? outcome(judgeValue(configuration, parameter, program)) : NOT_APPLICABLE;
}

/** The settings of a server. */
function settingsOf(server: AzureResource, program: Program): ReturnType<Inventory["children"]> {
  const { certain, possible } = program.inventory.children(server, program.settingsType);
  return { certain: thoseThatCount(certain, program), possible: thoseThatCount(possible, program) };
}

/** A setting that is only looked up sets nothing, but a state may show the value that it has. */
function thoseThatCount(all: readonly AzureResource[], { counting }: Program): readonly AzureResource[] {
  const known = counting.get(all) ?? all.filter((setting) => !setting.existing || setting.read(VALUE).state === "known");
  counting.set(all, known);
  return known;
}

function mayBelongToJudgedServer(configuration: AzureResource, { inventory }: Program): boolean {
  const parent = inventory.parent(configuration);
  return parent.state === "known" ? !parent.value.existing : inventory.possibleParents(configuration).length > 0;
}

function judgeServer(server: AzureResource, parameter: ServerParameter, program: Program, level = 0): readonly Cause[] {
  const { certain, possible } = settingsOf(server, program);
  const own = certain.filter((configuration) => sets(configuration, parameter));
  const causes = own.flatMap((configuration) => judgeValue(configuration, parameter, program));
  const ofUnknownName = certain.filter(({ name }) => name.state === "unknown");
  const doubts = doubtsAbout(parameter, [ofUnknownName, possible], own.length > 0, program);
  if (own.length > 0 || doubts.length > 0) return [...causes, ...doubts];
  return judgeMissing(server, parameter, program, level);
}

function judgeMissing(server: AzureResource, parameter: ServerParameter, program: Program, level: number): readonly Cause[] {
  const inherited = judgeInherited(server, parameter, program, level);
  if (inherited) return inherited;
  const { missingIn } = parameter;
  if (missingIn) {
    const version = server.read("properties.version");
    if (isAccepted(version, (value) => missingIn.includes(asText(value)))) return [];
    if (version.state === "unknown" && !isNoneOf(version, missingIn)) {
      return [undeterminedServer(server, parameter, program, `${server.spell("properties.version")} ${version.why}`, version.remedy)];
    }
  }
  const isDefaultAccepted = parameter.accepted.includes(parameter.default);
  const aboutDefault = isDefaultAccepted
    ? ` Azure's default, ${parameter.default}, is safe today; to rely on it, ${program.unset === "warn" ? RELY_IN_SILENCE : RELY}.`
    : ` Azure's default is ${parameter.default}.`;
  const howTo = misspelled(server, parameter, program) ?? howToAdd(server, parameter, program);
  const inItsLanguage = server.howToAdd?.(parameter.name, proposed(parameter));
  const message = `${parameter.name} is not set for this server; it must be ${wanted(parameter)}. ${howTo}${aboutDefault}`;
  const missing = {
    name: parameter.name,
    wanted: wanted(parameter),
    proposed: proposed(parameter),
    default: parameter.default,
    isDefaultAccepted,
    spelled: spelledSettings(server, program),
    ...(inItsLanguage !== undefined && { howToAdd: inItsLanguage }),
  };
  const isMisspelled = misspelled(server, parameter, program) !== undefined;
  const armPath = `${program.collection}.${parameter.name}`;
  return [{ verdict: "unset", resource: server, armPath, message, setting: parameter.name, ...(!isMisspelled && { missing }) }];
}

const RELY = 'set the option "unset" to "warn" or "ignore"';
const RELY_IN_SILENCE = 'set the option "unset" to "ignore"';

/** What to do where a server has a setting whose name is nearly that of a parameter that it lacks. */
function misspelled(server: AzureResource, parameter: ServerParameter, program: Program): string | undefined {
  const { certain } = settingsOf(server, program);
  const found = certain.find(({ name }) => name.state === "known" && isNearly(name.value, parameter.name));
  if (found?.name.state !== "known") return undefined;
  return `${label(found)} sets "${found.name.value}": did you mean "${parameter.name}"?`;
}

/** What a server has that nobody declares here; `undefined` for a new server, which has Azure's defaults. */
function judgeInherited(server: AzureResource, parameter: ServerParameter, program: Program, level: number): readonly Cause[] | undefined {
  const undetermined = (why: string, remedy?: string): Cause[] => [undeterminedServer(server, parameter, program, why, remedy)];
  if (server.unlisted) return undetermined(server.unlisted.why, server.unlisted.remedy);
  const createMode = server.read("properties.createMode");
  const argument = server.spell("properties.createMode");
  if (createMode.state === "unknown" && !isNoneOf(createMode, INHERITING)) {
    return undetermined(`${argument} ${createMode.why}`, createMode.remedy);
  }
  const mode = createMode.state === "known" ? asText(createMode.value) : "";
  if (same(mode, "Replica")) {
    const source = program.inventory.target(server, SOURCE);
    if (source.state !== "known" || source.value.existing || level === MAX_REPLICA_LEVELS) {
      return undetermined("a replica takes it over from its source server, which can't be read here");
    }
    return judgeServer(source.value, parameter, program, level + 1);
  }
  const isKept = same(mode, "ReviveDropped") || same(mode, "Update");
  return isKept ? undetermined(`a server with ${argument} ${mode} keeps what it had`) : undefined;
}

/** The modes in which a server has parameters before any is set. */
const INHERITING = ["Replica", "ReviveDropped", "Update"];

function undeterminedServer(server: AzureResource, parameter: ServerParameter, program: Program, why: string, remedy?: string): Cause {
  const whatToDo = remedy ?? howToAdd(server, parameter, program);
  const message = `${parameter.name} is not set for this server and ${why}; it must be ${wanted(parameter)}. ${whatToDo}`;
  const armPath = `${program.collection}.${parameter.name}`;
  return { verdict: "undetermined", resource: server, armPath, message, setting: parameter.name };
}

/** Whether a value that isn't known is surely none of some texts. */
function isNoneOf({ among }: Reading & { readonly state: "unknown" }, texts: readonly string[]): boolean {
  return among?.every((value) => !texts.some((text) => same(text, asText(value)))) === true;
}

/** A text or a number, as a text; empty for anything else. */
function asText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function judgeValue(configuration: AzureResource, parameter: ServerParameter, program: Program): readonly Cause[] {
  const reading = configuration.read(VALUE);
  const accepts = (value: unknown): boolean => typeof value === "string" && parameter.accepted.some((accepted) => same(accepted, value));
  if (isAccepted(reading, accepts)) return [];
  const shown = [...parameter.accepted, parameter.default];
  const { verdict, found, remedy } = shortfall(reading, accepts, (value) => show(value, shown));
  const whatToDo = remedy ?? `Set ${configuration.spell(VALUE)} to "${proposed(parameter)}".`;
  const message = `${parameter.name} ${found}; it must be ${wanted(parameter)}. ${whatToDo}`;
  // A wrong value that may never be deployed is not known to be wrong.
  const conditions = ownConditions(configuration, program);
  const isEnough = remedy === undefined && { proposed: proposed(parameter) };
  const cause = { resource: configuration, armPath: VALUE, setting: parameter.name, ...isEnough };
  if (conditions === "") return [{ ...cause, verdict, message }];
  return [{ ...cause, verdict: "undetermined", message: `If ${conditions}, ${message}` }];
}

/** What a configuration depends on besides its server, in words. */
function ownConditions(configuration: AzureResource, { inventory }: Program): string {
  const parent = inventory.parent(configuration);
  return inWords(conditionsBeyond(configuration, parent.state === "known" ? parent.value : undefined));
}

/** Why it is open whether some configurations set a parameter of one server; of very many, a few. */
function doubtsAbout(
  parameter: ServerParameter,
  lists: readonly (readonly AzureResource[])[],
  isSet: boolean,
  program: Program,
): readonly Cause[] {
  const doubts: Cause[] = [];
  for (const configurations of lists) {
    for (const configuration of configurations) {
      if (doubts.length === MAX_DOUBTS) return doubts;
      const maySet = configuration.name.state === "unknown" || sets(configuration, parameter);
      // What sets it rightly doesn't matter to a server that has it already.
      if (maySet && (!isSet || judgeValue(configuration, parameter, program).length > 0)) {
        doubts.push(doubtAbout(configuration, parameter, program));
      }
    }
  }
  return doubts;
}

/** Why it is open whether a configuration sets a parameter of one server. */
function doubtAbout(configuration: AzureResource, parameter: ServerParameter, program: Program): Cause {
  if (configuration.name.state === "unknown") return unknownName(configuration, configuration.name);
  const undetermined = judgeValue(configuration, parameter, program).find((cause) => cause.verdict === "undetermined");
  if (undetermined) return undetermined;
  const shortage = shortageOf(configuration, parameter, program);
  if (shortage) return shortage;
  const parent = program.inventory.parent(configuration);
  const message =
    parent.state === "unknown"
      ? `The server that this sets ${parameter.name} for can't be told before deployment: ${parent.why}. ${parent.remedy ?? "Refer to one server."}`
      : `${parameter.name} is set only if ${ownConditions(configuration, program)}; it must be set always. Remove the condition.`;
  return { verdict: "undetermined", resource: configuration, armPath: "parent", message, setting: parameter.name };
}

/** What is wrong if so few configurations may set a parameter of some servers that one of these surely lacks it. */
function shortageOf(configuration: AzureResource, parameter: ServerParameter, program: Program): Cause | undefined {
  const lacking = lackingForSure(configuration, parameter, program);
  if (lacking.length === 0) return undefined;
  const servers = lacking.slice(0, MAX_DOUBTS).map(label);
  const others = lacking.length > servers.length ? ` and ${String(lacking.length - servers.length)} more` : "";
  const message =
    `Not every one of the servers ${servers.join(", ")}${others} has ${parameter.name} set: this sets it for one of them, ` +
    `and too few others may; it must be ${wanted(parameter)} on each. Declare one for each server, and refer to that server.`;
  return { verdict: "unset", resource: configuration, armPath: "parent", message, setting: parameter.name };
}

/** Servers that a configuration may belong to and of which one surely lacks a parameter, whichever of them it belongs to. */
function lackingForSure(configuration: AzureResource, parameter: ServerParameter, program: Program): readonly AzureResource[] {
  const known = program.shortages.get(configuration);
  if (known) return known;
  // Whether a replica lacks it may depend on its source, which may be one of them.
  program.shortages.set(configuration, []);
  const { inventory } = program;
  const candidates = inventory.possibleParents(configuration);
  const setters = new Set<AzureResource>();
  const lacking: AzureResource[] = [];
  for (const server of candidates) {
    const { certain, possible } = settingsOf(server, program);
    const maySet = (one: AzureResource): boolean => one.name.state === "unknown" || sets(one, parameter);
    if (certain.some(maySet) || judgeMissing(server, parameter, program, 0)[0]?.verdict !== "unset") continue;
    lacking.push(server);
    for (const one of possible.filter(maySet)) setters.add(one);
    // What may stand for many may set all of them.
    if (setters.size >= candidates.length || [...setters].some(({ isOne }) => !isOne)) break;
  }
  if (setters.size >= lacking.length || [...setters].some(({ isOne }) => !isOne)) return [];
  program.shortages.set(configuration, lacking);
  return lacking;
}

function unknownName(configuration: AzureResource, { why, remedy }: { readonly why: string; readonly remedy?: string }): Cause {
  const name = configuration.spell("name");
  const message = `${name} ${why}, so it can't be told which server parameter this sets. ${remedy ?? `Write ${name} as a literal.`}`;
  return { verdict: "undetermined", resource: configuration, armPath: "name", message };
}

function sets(configuration: AzureResource, parameter: ServerParameter): boolean {
  return configuration.name.state === "known" && same(configuration.name.value, parameter.name);
}

function wanted(parameter: ServerParameter): string {
  return parameter.accepted.join(" or ");
}

function proposed(parameter: ServerParameter): string {
  return parameter.accepted[0] ?? "";
}

function howToAdd(server: AzureResource, parameter: ServerParameter, program: Program): string {
  const inItsLanguage = server.howToAdd?.(parameter.name, proposed(parameter));
  if (inItsLanguage !== undefined) return inItsLanguage;
  const { type, name, value } = spelledSettings(server, program);
  return `Declare a resource of type ${type} with ${name} "${parameter.name}" and ${value} "${proposed(parameter)}" for it.`;
}

function spelledSettings(server: AzureResource, { collection }: Program): MissingSetting["spelled"] {
  const spell = (path: string): string => server.spell(path);
  const [name, value, parent] = ["name", VALUE, "parent"].map((path) => spell(`${collection}.${path}`)) as [string, string, string];
  return { type: spell(collection), name, value, parent };
}
