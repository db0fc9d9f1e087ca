import { readPaths } from "../controls";
import type { Condition } from "../model";
import { fold } from "../engine/text";
import {
  evaluate,
  evaluateAt,
  outermost,
  rounds,
  type DeploymentOutputs,
  type Environment,
  type Scope,
  type Evaluation,
} from "./evaluate";
import { isExpression } from "./expression";
import { newEvaluation, withOpenDefaults } from "../symbolic/evaluation";
import { LimitError, type Budget, type Limits } from "../limits";
import { givenParameters, type GivenParameters } from "./parameters";
import {
  canonical,
  concatenate,
  isText,
  isUnknown,
  property,
  propertyName,
  segments,
  symbolicNameKey,
  textProperty,
  unknownPart,
  type SymbolicText,
  type Unknown,
  type Value,
} from "../symbolic/values";

/** Keys and indexes from the outermost value of a document to one within it. */
export type JsonPath = readonly (string | number)[];

/** A JSON document that a template stands in. */
export interface Document {
  /** As messages name it; empty for one that is no file. */
  readonly file: string;
  /** Tells what is deployed from here from what others deploy, where both are seen together. */
  readonly id?: string;
  readonly value: unknown;
  /** Where the value at a path begins; where a part of the path isn't there, the last part that is. Both count from 1. */
  readonly position?: (path: JsonPath) => { readonly line: number; readonly column: number };
  /** Reads a file by its path relative to this one. */
  readonly open?: (relativePath: string) => Document | undefined;
}

/** A place in a document. */
export interface Place {
  readonly document: Document;
  readonly path: JsonPath;
}

/** A resource of a type that some control reads, as it is deployed. */
export interface TemplateResource {
  /** In the controls' spelling. */
  readonly type: string;
  readonly writtenType: string;
  /** With the names of the resources that it is in. */
  readonly name: Value;
  readonly place: Place;
  /** Names the resource within the outermost template, loops' indexes included. */
  readonly address: string;
  readonly conditions: readonly Condition[];
  readonly existing: boolean;
  /** By ARM path, what a control reads. */
  readonly values: ReadonlyMap<string, Value>;
}

/** A part of a template that could not be read; what it declares is not known. */
export interface UnreadPart {
  readonly place: Place;
  readonly address: string;
  /** The resource's type, where it is known. */
  readonly writtenType: string;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What is given to a template that isn't read. */
  readonly given?: Value;
  /** The limit that it is beyond; without one, what is declared there isn't in this text. */
  readonly limit?: keyof Limits;
}

/** What a template declares. */
export interface Expansion {
  readonly resources: readonly TemplateResource[];
  readonly unread: readonly UnreadPart[];
}

/** The types that some control reads, folded, with their own spelling and the paths that are read besides the name. */
const types = new Map([...readPaths].map(([type, paths]) => [fold(type), { type, paths: paths.filter((path) => path !== "name") }]));

/** What deploys a template, by the type, folded; a deployment stack evaluates it by itself. */
const DEPLOYMENTS: ReadonlyMap<string, "by-option" | "inner"> = new Map([
  ["microsoft.resources/deployments", "by-option"],
  ["microsoft.resources/deploymentstacks", "inner"],
] as const);

/**
 * Expands a template: loops, conditions, child resources, and deployments in it.
 *
 * @param document holds the template as its whole value
 * @param given see {@link parametersOf}
 * @returns what it declares of the types that controls read; what lies beyond a limit is in `unread`
 */
export function expandTemplate(document: Document, given: GivenParameters, budget: Budget): Expansion {
  const found: Findings = { resources: [], unread: [], seen: new Set() };
  const evaluation: Evaluation = newEvaluation(budget);
  const { id = "" } = document;
  const scope = newScope(evaluation, document.value, id, id, given, { document, path: [] }, true);
  try {
    expandResources(
      { template: document.value, env: outermost(scope), place: { document, path: [] }, address: "", conditions: [], level: 0 },
      found,
    );
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    found.unread.push({ place: { document, path: [] }, address: "", writtenType: "", message: error.message, limit: error.limit });
  }
  return found;
}

interface Findings {
  readonly resources: TemplateResource[];
  readonly unread: UnreadPart[];
  /** Resources that are the same wherever a loop deploys them again. */
  readonly seen: Set<string>;
}

/** A template in its place. */
interface Placed {
  readonly template: unknown;
  readonly env: Environment;
  readonly place: Place;
  readonly address: string;
  readonly conditions: readonly Condition[];
  /** Deployments around. */
  readonly level: number;
}

interface Parent {
  readonly type: string;
  readonly name: Value;
}

function newScope(
  evaluation: Evaluation,
  template: unknown,
  id: string,
  place: string,
  given: GivenParameters,
  at: Place,
  isOutermost = false,
): Scope {
  let deployments: Map<string, DeploymentOutputs> | undefined;
  const scope: Scope = {
    evaluation,
    template,
    id,
    place,
    isOutermost,
    given,
    memos: [new Map(), new Map()],
    deployment(name) {
      const written = isText(name) ? (segments(name).at(-1) ?? "") : "";
      // Names may lead to outputs in turn: until they are known, none is.
      if (!deployments) {
        deployments = new Map();
        deployments = deploymentsOf(scope, at);
      }
      return deployments.get(symbolicNameKey(written));
    },
  };
  return scope;
}

/** Deployments of a template by the keys of their names, symbolic ones included. */
function deploymentsOf(scope: Scope, at: Place): Map<string, DeploymentOutputs> {
  const found = new Map<string, DeploymentOutputs>();
  const list = propertyName(scope.template, "resources") ?? "resources";
  for (const [key, raw] of resourcesOf(scope.template)) {
    if (typeof raw !== "object" || raw === null || !DEPLOYMENTS.has(fold(textProperty(raw, "type")))) continue;
    const copy = property(raw, "copy");
    const loop = copy === undefined ? undefined : rounds(copy, outermost(scope));
    for (const [index, env] of (loop?.rounds ?? [outermost(scope)]).entries()) {
      const name = evaluate(property(raw, "name") ?? null, env);
      let inner: Nested | undefined;
      const outputs: DeploymentOutputs = {
        output(wanted) {
          inner ??= nestedTemplate(raw, env, { ...at, path: [...at.path, list, key] }, "");
          if (!inner || "unread" in inner) return undefined;
          const value = property(property(property(inner.template, "outputs"), wanted), "value");
          return value === undefined ? undefined : evaluate(value, inner.env);
        },
      };
      if (typeof key === "string") found.set(symbolicNameKey(loop ? `${key}[${String(index)}]` : key), outputs);
      if (isText(name)) found.set(symbolicNameKey(name), outputs);
    }
  }
  return found;
}

/** Resources of a template with the key of each: an index, or a symbolic name. */
function resourcesOf(template: unknown): readonly (readonly [string | number, unknown])[] {
  const resources = property(template, "resources");
  if (Array.isArray(resources)) return resources.map((raw: unknown, index) => [index, raw] as const);
  return typeof resources === "object" && resources !== null && !isUnknown(resources) ? Object.entries(resources) : [];
}

function expandResources(placed: Placed, found: Findings, parent?: Parent): void {
  const list = propertyName(placed.template, "resources") ?? "resources";
  const { limits } = placed.env.scope.evaluation.budget;
  if (placed.place.path.length > limits.nesting) throw new LimitError("nesting", limits.nesting);
  const whole = property(placed.template, list);
  if (isUnknown(whole)) found.unread.push(unreadResources(placed.place, `${placed.address}resources`, whole));
  for (const [key, raw] of resourcesOf(placed.template)) {
    const path = [...placed.place.path, list, key];
    const address = `${placed.address}resources${typeof key === "number" ? `[${String(key)}]` : `.${key}`}`;
    if (isUnknown(raw)) found.unread.push(unreadResources(placed.place, address, raw));
    else expandResource(raw, { ...placed, place: { ...placed.place, path }, address }, found, parent);
  }
}

function unreadResources(place: Place, address: string, value: Unknown | SymbolicText): UnreadPart {
  return {
    place,
    address,
    writtenType: "",
    message: `What is declared here can't be read, so it isn't checked: it depends on ${unknownPart(value)?.cause ?? ""}.`,
  };
}

function expandResource(raw: unknown, placed: Placed, found: Findings, parent: Parent | undefined): void {
  if (typeof raw !== "object" || raw === null || !mayMatter(raw, parent)) return;
  const { env, place } = placed;
  try {
    const copy = property(raw, "copy");
    if (copy === undefined || Array.isArray(copy)) {
      expandRound(raw, placed, found, parent);
      return;
    }
    const { isKnown, rounds: made } = rounds(copy, env);
    if (isKnown && made.length > 0) {
      for (const [index, round] of made.entries())
        expandRound(raw, { ...placed, env: round, address: `${placed.address}[${String(index)}]` }, found, parent);
      return;
    }
    const open = withOpenDefaults(env.scope.evaluation, () => rounds(copy, env));
    const [round] = open.rounds;
    if (open.isKnown || !round) return;
    const key = canonical(round.loops.at(-1)?.index ?? null, env.scope.evaluation.budget.spend);
    const conditions = [...placed.conditions, { key, words: "its copy has rounds" }];
    const expand = (): void => {
      expandRound(raw, { ...placed, env: round, conditions }, found, parent);
    };
    if (isKnown) withOpenDefaults(env.scope.evaluation, expand);
    else expand();
  } catch (error) {
    // What lies beyond the limits of the whole file ends the file.
    if (!(error instanceof LimitError) || error.limit === "seconds" || error.limit === "resources") throw error;
    found.unread.push({ place, address: placed.address, writtenType: "", message: error.message, limit: error.limit });
  }
}

/** No template of use has children of children of children in each other. */
const MAX_CHILD_LEVELS = 10;

/** Leaves out, before anything of it is evaluated, what surely declares nothing that a control reads. */
function mayMatter(raw: object, parent: Pick<Parent, "type"> | undefined, level = 0): boolean {
  const written = property(raw, "type");
  if (typeof written !== "string" || isExpression(written) || level > MAX_CHILD_LEVELS) return true;
  const type = typeIn(written, parent);
  if (types.has(fold(type)) || DEPLOYMENTS.has(fold(type))) return true;
  return (
    isUnknown(property(raw, "resources")) ||
    resourcesOf(raw).some(([, child]) => typeof child === "object" && child !== null && mayMatter(child, { type }, level + 1))
  );
}

/** A child's type; inside of its parent only the last part is written. */
function typeIn(type: string, parent: Pick<Parent, "type"> | undefined): string {
  return parent && !type.includes("/") ? `${parent.type}/${type}` : type;
}

function expandRound(raw: object, placed: Placed, found: Findings, parent: Parent | undefined): void {
  const { env, place, address } = placed;
  const condition = conditionOf(raw, env);
  if (condition === "never") return;
  const conditions = condition === "always" ? placed.conditions : [...placed.conditions, condition];
  const written = evaluate(property(raw, "type") ?? null, env);
  if (typeof written !== "string") {
    if (isUnknown(written)) found.unread.push({ place, address, writtenType: "", message: UNKNOWN_TYPE });
    return;
  }
  const type = typeIn(written.split("@")[0] ?? "", parent);
  const ownName = evaluate(property(raw, "name") ?? null, env);
  const name = parent && type !== written ? joined(parent.name, ownName) : ownName;
  if (DEPLOYMENTS.has(fold(type))) {
    expandDeployment(raw, { ...placed, conditions }, found);
    return;
  }
  const known = types.get(fold(type));
  if (known) {
    const values = new Map(known.paths.map((armPath) => [armPath, evaluateAt(raw, armPath.split("."), env) ?? null] as const));
    const existing = evaluate(property(raw, "existing") ?? null, env) === true;
    add({ type: known.type, writtenType: type, name, place, address, conditions, existing, values }, env, found);
  }
  if (property(raw, "resources") !== undefined)
    expandResources({ ...placed, template: raw, address: `${address}.`, conditions }, found, { type, name });
}

const UNKNOWN_TYPE =
  "The type of this resource is known only at deployment, so whether it is of PostgreSQL isn't checked. Write type as a literal.";

/** Adds a resource, unless a loop has deployed the very same one already. */
function add(resource: TemplateResource, env: Environment, found: Findings): void {
  const { spend, limits } = env.scope.evaluation.budget;
  const { name, place, values, conditions } = resource;
  const evaluated = canonical([resource.type, name, ...values.values(), ...conditions.map(({ key }) => key)], spend);
  const same = `${place.document.file} ${place.path.join(".")} ${evaluated}`;
  if (found.seen.has(same)) return;
  if (found.resources.length >= limits.resources) throw new LimitError("resources", limits.resources);
  found.seen.add(same);
  found.resources.push(resource);
}

function joined(parent: Value, child: Value): Value {
  return isText(parent) && isText(child) ? concatenate([parent, "/", child]) : child;
}

/** Whether a resource is deployed. One that only a default keeps from it is, by whoever doesn't take the default. */
function conditionOf(raw: object, env: Environment): Condition | "always" | "never" {
  const written = property(raw, "condition");
  if (written === undefined) return "always";
  const { evaluation } = env.scope;
  const isFalse = (value: Value): boolean => value === false || (typeof value === "string" && fold(value) === "false");
  const value = evaluate(written, env);
  const open = isFalse(value) ? withOpenDefaults(evaluation, () => evaluate(written, env)) : value;
  if (isFalse(open)) return "never";
  return isUnknown(open) ? { key: canonical(open, evaluation.budget.spend), words: "its condition is true" } : "always";
}

/** A template that a deployment holds, or the reason why it can't be read. */
type Nested = Omit<Placed, "conditions" | "level"> | { readonly unread: string };

function expandDeployment(raw: object, placed: Placed, found: Findings): void {
  const { limits } = placed.env.scope.evaluation.budget;
  if (placed.level >= limits.deploymentDepth) throw new LimitError("deploymentDepth", limits.deploymentDepth);
  const nested = nestedTemplate(raw, placed.env, placed.place, placed.address);
  if (!nested) return;
  if ("unread" in nested) {
    const given = evaluateAt(raw, ["properties", "parameters"], placed.env) ?? null;
    found.unread.push({
      place: placed.place,
      address: placed.address,
      writtenType: "Microsoft.Resources/deployments",
      message: nested.unread,
      given,
    });
    return;
  }
  expandResources({ ...placed, ...nested, level: placed.level + 1 }, found);
}

/**
 * The template of a deployment.
 *
 * @param at the deployment's own place
 * @returns `undefined` where there is none
 */
function nestedTemplate(raw: object, env: Environment, at: Place, address: string): Nested | undefined {
  const { evaluation } = env.scope;
  const properties = property(raw, "properties");
  const written = property(properties, "template");
  const round = env.loops.map(({ index }) => `[${canonical(index, evaluation.budget.spend)}]`).join("");
  const id = `${env.scope.id}/${at.document.file}#${at.path.join(".")}${round}`;
  const given = givenParameters(property(properties, "parameters"), env);
  const innerEnv = (template: unknown, place: Place): Environment =>
    outermost(newScope(evaluation, template, id, placeOf(raw, env), given, place));
  if (written === undefined || written === null) {
    const link = property(properties, "templateLink");
    return link === undefined
      ? undefined
      : linkedTemplate(link, env, at, address, (document) => innerEnv(document.value, { document, path: [] }));
  }
  const template = typeof written === "string" ? evaluate(written, env) : written;
  if (isUnknown(template) || typeof template !== "object" || template === null) return { unread: UNKNOWN_TEMPLATE };
  const path = [...at.path, propertyName(raw, "properties") ?? "properties", propertyName(properties, "template") ?? "template"];
  const place = { document: at.document, path };
  const scope = evaluateAt(properties, ["expressionEvaluationOptions", "scope"], env);
  const isInner = DEPLOYMENTS.get(fold(textProperty(raw, "type"))) === "inner" || (typeof scope === "string" && fold(scope) === "inner");
  return { template, place, address: `${address}.properties.template.`, env: isInner ? innerEnv(template, place) : env };
}

const UNKNOWN_TEMPLATE = "The template of this deployment is known only at deployment, so what it declares isn't checked.";

function linkedTemplate(
  link: unknown,
  env: Environment,
  at: Place,
  address: string,
  innerEnv: (document: Document) => Environment,
): Nested {
  const relativePath = evaluateAt(link, ["relativePath"], env);
  const unread = (what: string): Nested => ({ unread: `${what}, so what it declares isn't checked.` });
  if (typeof relativePath !== "string") return unread("The template of this deployment is linked from elsewhere");
  const document = at.document.open?.(relativePath);
  if (!document) return unread(`The linked template ${relativePath} can't be read`);
  return { template: document.value, place: { document, path: [] }, address: `${address} > ${relativePath}: `, env: innerEnv(document) };
}

/** Where a deployment goes, as far as that tells resource groups apart. */
function placeOf(raw: object, env: Environment): string {
  const { spend } = env.scope.evaluation.budget;
  const parts = ["subscriptionId", "resourceGroup", "scope"].map((key) => {
    const written = property(raw, key);
    return written === undefined ? "" : canonical(evaluate(written, env), spend);
  });
  return parts.every((part) => part === "") ? env.scope.place : `${env.scope.place}>${parts.join()}`;
}
