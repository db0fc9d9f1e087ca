import { fold } from "../engine/names";
import type { Document, JsonLocation } from "../json/document";
import {
  canonical,
  isText,
  isUnknown,
  property,
  propertyName,
  segments,
  symbolicNameKey,
  SymbolicText,
  textProperty,
  Unknown,
  type Value,
} from "../symbolic/values";
import { evaluate, evaluateAt, iterationsOf, outermost, type DeploymentOutputs, type Environment, type TemplateScope } from "./evaluate";
import { givenParameters, type GivenParameters } from "./parameters";

/** What deploys a template, by the type in lower case; a deployment stack evaluates its template by itself. */
export const DEPLOYMENT_TYPES: ReadonlyMap<string, "by-option" | "inner"> = new Map([
  ["microsoft.resources/deployments", "by-option"],
  ["microsoft.resources/deploymentstacks", "inner"],
] as const);

/** Resources of a template, or in a resource, with the key of each: an index, or a symbolic name. */
export function resourcesOf(template: unknown): readonly (readonly [string | number, unknown])[] {
  const resources = property(template, "resources");
  if (Array.isArray(resources)) return resources.map((resource: unknown, index) => [index, resource] as const);
  return typeof resources === "object" && resources !== null && !isUnknown(resources) ? Object.entries(resources) : [];
}

/** What a template's own expressions see, and where it stands. */
export function newTemplateScope(known: Omit<TemplateScope, "memos" | "deployment">): TemplateScope {
  let deployments: ReadonlyMap<string, DeploymentOutputs> | undefined;
  const scope: TemplateScope = {
    ...known,
    memos: new WeakMap(),
    deployment(name) {
      const lastSegment = isText(name) ? (segments(name).at(-1) ?? "") : "";
      if (!deployments) {
        // The name of a deployment may be taken from another one's outputs: while names are evaluated, no output is known.
        deployments = new Map();
        deployments = deploymentsIn(scope, scope.location);
      }
      return deployments.get(symbolicNameKey(lastSegment));
    },
  };
  return scope;
}

/** Deployments that a template makes, by the keys of their names, symbolic ones included. */
function deploymentsIn(scope: TemplateScope, location: JsonLocation): Map<string, DeploymentOutputs> {
  const found = new Map<string, DeploymentOutputs>();
  const list = propertyName(scope.template, "resources") ?? "resources";
  for (const [key, resource] of resourcesOf(scope.template)) {
    if (typeof resource !== "object" || resource === null || !DEPLOYMENT_TYPES.has(fold(textProperty(resource, "type")))) continue;
    const copy = property(resource, "copy");
    const iterations = copy === undefined ? undefined : iterationsOf(copy, outermost(scope)).iterations;
    for (const [index, env] of (iterations ?? [outermost(scope)]).entries()) {
      const name = evaluate(property(resource, "name") ?? null, env);
      const outputs = outputsOf(resource, env, { ...location, path: [...location.path, list, key] });
      if (typeof key === "string") found.set(symbolicNameKey(iterations ? `${key}[${String(index)}]` : key), outputs);
      if (isText(name)) found.set(symbolicNameKey(name), outputs);
    }
  }
  return found;
}

/** The outputs of a deployment; its template is read when the first is asked for. */
function outputsOf(deployment: object, env: Environment, location: JsonLocation): DeploymentOutputs {
  let nested: NestedTemplate | undefined;
  return {
    output(name) {
      nested ??= nestedTemplate(deployment, env, location, "");
      if (!nested || "unread" in nested) return undefined;
      const value = property(property(property(nested.template, "outputs"), name), "value");
      return value === undefined ? undefined : evaluate(value, nested.env);
    },
  };
}

/** A template that a deployment holds, or the reason why it can't be read. */
export type NestedTemplate =
  | { readonly template: unknown; readonly env: Environment; readonly location: JsonLocation; readonly address: string }
  | { readonly unread: string };

/**
 * The template of a deployment.
 *
 * @param location the deployment's own
 * @param address the deployment's own
 * @returns `undefined` where there is none
 */
export function nestedTemplate(deployment: object, env: Environment, location: JsonLocation, address: string): NestedTemplate | undefined {
  const properties = property(deployment, "properties");
  const written = property(properties, "template");
  if (written === undefined || written === null) {
    const link = property(properties, "templateLink");
    return link === undefined ? undefined : linkedTemplate(link, deployment, env, location, address);
  }
  const template = typeof written === "string" ? evaluate(written, env) : written;
  if (isUnknown(template) || typeof template !== "object" || template === null) return { unread: UNKNOWN_TEMPLATE };
  const keys = [propertyName(deployment, "properties") ?? "properties", propertyName(properties, "template") ?? "template"];
  const inner = { document: location.document, path: [...location.path, ...keys] };
  const scope = evaluateAt(properties, ["expressionEvaluationOptions", "scope"], env);
  const isStack = DEPLOYMENT_TYPES.get(fold(textProperty(deployment, "type"))) === "inner";
  const hasOwnScope = isStack || (typeof scope === "string" && fold(scope) === "inner");
  return {
    template,
    location: inner,
    address: `${address}.properties.template.`,
    env: hasOwnScope ? innerEnvironment(deployment, env, location, template, inner) : env,
  };
}

const UNKNOWN_TEMPLATE = "The template of this deployment is known only at deployment, so what it declares isn't checked.";

function linkedTemplate(link: unknown, deployment: object, env: Environment, location: JsonLocation, address: string): NestedTemplate {
  const relativePath = evaluateAt(link, ["relativePath"], env);
  const unread = (what: string): NestedTemplate => ({ unread: `${what}, so what it declares isn't checked.` });
  const linked = (document: Document, name: string): NestedTemplate => {
    const inner = { document, path: [] };
    const innerEnv = innerEnvironment(deployment, env, location, document.value, inner);
    return { template: document.value, location: inner, address: `${address} > ${name}: `, env: innerEnv };
  };
  if (typeof relativePath !== "string") {
    const end = endOfPath(evaluateAt(link, ["uri"], env));
    const found = end === undefined ? undefined : location.document.openByEnd?.(end);
    if (end === undefined || !found) return unread("The template of this deployment is linked from elsewhere");
    return "unread" in found ? unread(`The linked template ${end} can't be read: ${found.unread}`) : linked(found, end);
  }
  const opened = location.document.open?.(relativePath) ?? { unread: "only a template in a file can link another file" };
  return "unread" in opened ? unread(`The linked template ${relativePath} can't be read: ${opened.unread}`) : linked(opened, relativePath);
}

/** The end of a URI that names a template, of which the beginning may not be known: `nested/server.json`. */
function endOfPath(uri: Value | undefined): string | undefined {
  const parts = uri instanceof SymbolicText ? uri.parts : [uri];
  const written = parts.filter((part) => typeof part === "string").map((part) => part.split("?")[0] ?? "");
  const path = written.findLast((part) => /\.jsonc?$/i.test(part));
  return path?.replace(/^[a-z]+:\/\/[^/]*\//i, "");
}

/** What a template sees that is evaluated by itself: its own parameters and variables, and what the deployment gives it. */
function innerEnvironment(
  deployment: object,
  env: Environment,
  location: JsonLocation,
  template: unknown,
  inner: JsonLocation,
): Environment {
  const { evaluation, id } = env.scope;
  const { document, path } = location;
  const indexes = env.loops.map(({ index }) => `[${canonical(index, evaluation.budget.spend)}]`).join("");
  return outermost(
    newTemplateScope({
      evaluation,
      template,
      id: `${id}/${document.file}#${path.join(".")}${indexes}`,
      place: deploymentPlace(deployment, env),
      given: givenToDeployment(property(deployment, "properties"), env, location),
      location: inner,
      isOutermost: false,
    }),
  );
}

/** What a deployment gives its template: in place, or by a file that it links, of which nothing is known. */
function givenToDeployment(properties: unknown, env: Environment, location: JsonLocation): GivenParameters {
  if (property(properties, "parametersLink") === undefined) return givenParameters(property(properties, "parameters"), env, location);
  const key = `${env.scope.id}#${location.path.join(".")} linked`;
  const value = (name: string): Value => new Unknown(`${key} ${fold(name)}`, `parameters('${name}'), which a linked file gives`, true);
  return { value, areComplete: true };
}

/** Where a deployment goes, as far as that tells resource groups apart. */
function deploymentPlace(deployment: object, env: Environment): string {
  const { spend } = env.scope.evaluation.budget;
  const parts = ["subscriptionId", "resourceGroup", "scope"].map((key) => {
    const written = property(deployment, key);
    return written === undefined ? "" : canonical(evaluate(written, env), spend);
  });
  return parts.every((part) => part === "") ? env.scope.place : `${env.scope.place}>${parts.join()}`;
}
