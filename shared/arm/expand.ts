import { fold } from "../engine/names";
import type { Subject, Subjects } from "../engine/subjects";
import type { Document, JsonLocation } from "../json/document";
import { LimitError, type Budget, type Limits } from "../limits";
import type { Condition, WrittenWaiver } from "../model";
import {
  canonical,
  concatenate,
  isText,
  isUnknown,
  property,
  propertyName,
  textProperty,
  unknownPart,
  type SymbolicText,
  type Unknown,
  type Value,
} from "../symbolic/values";
import { DEPLOYMENT_TYPES, nestedTemplate, newTemplateScope, resourcesOf } from "./deployments";
import { newEvaluation, withDefaults } from "../symbolic/evaluation";
import { assumedBy, conditionOf } from "./condition";
import { evaluate, evaluateAt, iterationsOf, outermost, type Environment } from "./evaluate";
import { isExpression } from "./expression";
import { waiversBeside } from "./waivers";
import type { GivenParameters } from "./parameters";

/** A resource of a type that some control reads, as it is deployed. */
export interface TemplateResource {
  readonly subject: Subject;
  /** The type as it is written, with that of its parent. */
  readonly writtenType: string;
  /** With the names of the resources that it is in. */
  readonly name: Value;
  /** Its symbolic name, in a template that has these. */
  readonly symbolicName: string | undefined;
  readonly location: JsonLocation;
  /** Names the resource within the outermost template, indexes of iterations included. */
  readonly address: string;
  readonly conditions: readonly Condition[];
  readonly existing: boolean;
  /** Those beside it, and beside the deployments that it is in. */
  readonly waivers: readonly WrittenWaiver[];
  /** By ARM path, what a control reads. */
  readonly values: ReadonlyMap<string, Value>;
  /** What its expressions can name. */
  readonly env: Environment;
}

/** A part of a template that could not be read; what it declares is not known. */
export interface UnreadTemplatePart {
  readonly location: JsonLocation;
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
  readonly unread: readonly UnreadTemplatePart[];
}

/** What has been found of a template so far. */
interface Collected {
  readonly subjects: Subjects;
  readonly resources: TemplateResource[];
  readonly unread: UnreadTemplatePart[];
  /** Resources that are the same wherever an iteration deploys them again. */
  readonly seen: Set<string>;
}

/** A template, or a resource with others in it, and where it stands. */
interface PlacedTemplate {
  readonly template: unknown;
  readonly env: Environment;
  readonly location: JsonLocation;
  readonly address: string;
  readonly symbolicName: string | undefined;
  readonly conditions: readonly Condition[];
  /** Those that stand beside the deployments around. */
  readonly waivers: readonly WrittenWaiver[];
  /** How many deployments it is nested in. */
  readonly level: number;
}

/** The resource that another one is written in. */
interface OuterResource {
  readonly type: string;
  readonly name: Value;
}

/**
 * Expands a template: iterations, conditions, child resources, and deployments in it.
 *
 * @param document holds the template as its whole value
 * @param given see {@link parametersOf}
 * @param subjects the types that are wanted
 * @returns what it declares of these types; what lies beyond a limit is in `unread`
 */
export function expandTemplate(document: Document, given: GivenParameters, budget: Budget, subjects: Subjects): Expansion {
  const collected: Collected = { subjects, resources: [], unread: [], seen: new Set() };
  const { id = "", value: template } = document;
  const location = { document, path: [] };
  const scope = newTemplateScope({
    evaluation: newEvaluation(budget),
    template,
    id,
    place: id,
    given,
    location,
    isOutermost: !given.areComplete,
  });
  try {
    expandResources(
      { template, env: outermost(scope), location, address: "", symbolicName: undefined, conditions: [], waivers: [], level: 0 },
      collected,
    );
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    collected.unread.push({ location, address: "", writtenType: "", message: error.message, limit: error.limit });
  }
  return collected;
}

function expandResources(placed: PlacedTemplate, collected: Collected, outer?: OuterResource): void {
  const { template, location, env } = placed;
  const list = propertyName(template, "resources") ?? "resources";
  const { limits } = env.scope.evaluation.budget;
  if (location.path.length > limits.nesting) throw new LimitError("nesting", limits.nesting);
  const whole = property(template, list);
  if (isUnknown(whole)) collected.unread.push(unknownResources(location, `${placed.address}resources`, whole));
  for (const [key, resource] of resourcesOf(template)) {
    const address = `${placed.address}resources${typeof key === "number" ? `[${String(key)}]` : `.${key}`}`;
    if (isUnknown(resource)) {
      collected.unread.push(unknownResources(location, address, resource));
      continue;
    }
    const own = { ...location, path: [...location.path, list, key] };
    const symbolicName = typeof key === "string" ? key : undefined;
    expandResource(resource, { ...placed, location: own, address, symbolicName }, collected, outer);
  }
}

function unknownResources(location: JsonLocation, address: string, value: Unknown | SymbolicText): UnreadTemplatePart {
  const message = `What is declared here can't be read, so it isn't checked: it depends on ${unknownPart(value)?.cause ?? ""}.`;
  return { location, address, writtenType: "", message };
}

function expandResource(resource: unknown, placed: PlacedTemplate, collected: Collected, outer: OuterResource | undefined): void {
  if (typeof resource !== "object" || resource === null || !mayDeclareSubject(resource, outer, collected.subjects)) return;
  const copy = property(resource, "copy");
  try {
    if (copy === undefined || Array.isArray(copy)) expandIteration(resource, placed, collected, outer);
    else expandCopy(resource, copy, placed, collected, outer);
  } catch (error) {
    // What lies beyond the limits of the whole file ends the file.
    if (!(error instanceof LimitError) || error.limit === "seconds" || error.limit === "resources") throw error;
    const { location, address } = placed;
    collected.unread.push({ location, address, writtenType: "", message: error.message, limit: error.limit });
  }
}

function expandCopy(resource: object, copy: unknown, placed: PlacedTemplate, collected: Collected, outer?: OuterResource): void {
  const { env } = placed;
  const { evaluation } = env.scope;
  const { isKnown, iterations } = iterationsOf(copy, env);
  if (isKnown && iterations.length > 0) {
    for (const [index, iteration] of iterations.entries()) {
      const address = `${placed.address}[${String(index)}]`;
      expandIteration(resource, { ...placed, env: iteration, address }, collected, outer);
    }
    return;
  }
  // An array that is empty only by a parameter's default has items in other deployments.
  const open = assumedBy(env, () => iterationsOf(copy, env));
  const [iteration] = open.value.iterations;
  if (open.value.isKnown || !iteration) return;
  const key = canonical(iteration.loops.at(-1)?.index ?? null, evaluation.budget.spend);
  const conditions = [...placed.conditions, { key, words: "its copy has iterations" }];
  const expand = (): void => {
    expandIteration(resource, { ...placed, env: iteration, conditions }, collected, outer);
  };
  if (isKnown) withDefaults(evaluation, open.defaults, expand);
  else expand();
}

/** No template of use has children of children of children in each other. */
const MAX_CHILD_LEVELS = 10;

/** Leaves out, before anything of it is evaluated, what surely declares nothing that a control reads. */
function mayDeclareSubject(resource: object, outer: Pick<OuterResource, "type"> | undefined, subjects: Subjects, level = 0): boolean {
  const written = property(resource, "type");
  if (typeof written !== "string" || isExpression(written) || level > MAX_CHILD_LEVELS) return true;
  const type = fullType(written, outer);
  if (subjects.byType.has(fold(type)) || DEPLOYMENT_TYPES.has(fold(type)) || isUnknown(property(resource, "resources"))) return true;
  return resourcesOf(resource).some(([, child]) => {
    return typeof child === "object" && child !== null && mayDeclareSubject(child, { type }, subjects, level + 1);
  });
}

/** A child's type; inside of its parent only the last part is written. */
function fullType(type: string, outer: Pick<OuterResource, "type"> | undefined): string {
  return outer && !type.includes("/") ? `${outer.type}/${type}` : type;
}

/** Expands a resource once: a single one, or one iteration of its copy. */
function expandIteration(resource: object, placed: PlacedTemplate, collected: Collected, outer: OuterResource | undefined): void {
  const { env, location, address } = placed;
  const deployed = conditionOf(resource, env);
  if (deployed === "never") return;
  const written = evaluate(property(resource, "type") ?? null, env);
  if (typeof written !== "string") {
    if (isUnknown(written)) collected.unread.push({ location, address, writtenType: "", message: UNKNOWN_TYPE });
    return;
  }
  const type = fullType(written.split("@")[0] ?? "", outer);
  const ownName = evaluate(property(resource, "name") ?? null, env);
  const name = outer && type !== written ? childName(outer.name, ownName) : ownName;
  if (deployed === "always") expandDeployed(resource, type, name, placed, collected);
  else {
    const conditional = { ...placed, conditions: [...placed.conditions, deployed.condition] };
    // The name stays as it is without the condition, as others refer to it.
    withDefaults(env.scope.evaluation, deployed.defaults, () => {
      expandDeployed(resource, type, name, conditional, collected);
    });
  }
}

function expandDeployed(resource: object, type: string, name: Value, placed: PlacedTemplate, collected: Collected): void {
  const { env, location, address, conditions, symbolicName } = placed;
  if (DEPLOYMENT_TYPES.has(fold(type))) {
    expandDeployment(resource, placed, collected);
    return;
  }
  const subject = collected.subjects.byType.get(fold(type));
  if (subject) {
    const values = new Map(subject.paths.map((armPath) => [armPath, evaluateAt(resource, armPath.split("."), env) ?? null] as const));
    const existing = evaluate(property(resource, "existing") ?? null, env) === true;
    const waivers = [...placed.waivers, ...waiversBeside(resource, location, collected.subjects)];
    collect({ subject, writtenType: type, name, symbolicName, location, address, conditions, existing, waivers, values, env }, collected);
  }
  if (property(resource, "resources") !== undefined) {
    expandResources({ ...placed, template: resource, address: `${address}.` }, collected, { type, name });
  }
}

const UNKNOWN_TYPE =
  "The type of this resource is known only at deployment, so whether it is of PostgreSQL isn't checked. Write type as a literal.";

/** Adds a resource, unless an iteration has deployed the very same one already. */
function collect(resource: TemplateResource, { resources, seen }: Collected): void {
  const { subject, name, location, values, conditions, env } = resource;
  const { spend, limits } = env.scope.evaluation.budget;
  const evaluated = canonical([subject.arm, name, ...values.values(), ...conditions.map(({ key }) => key)], spend);
  const key = `${location.document.file} ${location.path.join(".")} ${evaluated}`;
  if (seen.has(key)) return;
  if (resources.length >= limits.resources) throw new LimitError("resources", limits.resources);
  seen.add(key);
  resources.push(resource);
}

function childName(parent: Value, child: Value): Value {
  return isText(parent) && isText(child) ? concatenate([parent, "/", child]) : child;
}

function expandDeployment(resource: object, placed: PlacedTemplate, collected: Collected): void {
  const { env, location, address, level } = placed;
  const { limits } = env.scope.evaluation.budget;
  if (level >= limits.deploymentDepth) throw new LimitError("deploymentDepth", limits.deploymentDepth);
  const nested = nestedTemplate(resource, env, location, address);
  if (!nested) return;
  if ("unread" in nested) {
    const given = evaluateAt(resource, ["properties", "parameters"], env) ?? null;
    collected.unread.push({ location, address, writtenType: textProperty(resource, "type"), message: nested.unread, given });
    return;
  }
  const waivers = [...placed.waivers, ...waiversBeside(resource, location, collected.subjects)];
  expandResources({ ...placed, ...nested, waivers, level: level + 1 }, collected);
}
