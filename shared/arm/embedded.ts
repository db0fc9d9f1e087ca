import type { Subjects } from "../engine/subjects";
import { defaultLimits, LimitError, newBudget } from "../limits";
import type { AzureResource, Condition, Gap, Origin, WrittenWaiver } from "../model";
import { isUnknown, Unknown } from "../symbolic/values";
import { parametersOf } from "./parameters";
import { readTemplate, toGap } from "./resources";

/** A deployment that a program of another language declares, with a template in it. */
export interface EmbeddedDeployment {
  /** The resource that holds the template. */
  readonly host: Origin;
  /** The argument that the template is written in, as its author spells it; begins the path of each resource in it. */
  readonly argument: string;
  /** An object or its JSON, with `Unknown` where a value of the program is not known; `undefined` where there is none. */
  readonly template: unknown;
  /** Values by parameter, as a parameter file has them: an object or its JSON. */
  readonly parameters: unknown;
  /** Whether the template is linked from elsewhere. */
  readonly isLinked: boolean;
  /** What it depends on whether there is a deployment. */
  readonly conditions?: readonly Condition[];
  /** Those of the resource that holds the template: they hold for all that is in it. */
  readonly waivers?: readonly WrittenWaiver[];
  /** The types that are wanted. */
  readonly subjects: Subjects;
}

/** What such a template declares, and what can't be read of it. */
export interface EmbeddedResources {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
}

/** Reads a template that a deployment resource of another language holds. Never throws for what is in it. */
export function readEmbedded(deployment: EmbeddedDeployment): EmbeddedResources {
  const { conditions = [], waivers = [] } = deployment;
  const { resources, gaps } = readWithinLimits(deployment);
  const { host, argument } = deployment;
  const inTemplate = (waiver: WrittenWaiver): WrittenWaiver => ({
    ...waiver,
    words: `${host.label ?? host.address} (${argument}.${waiver.words})`,
  });
  return {
    resources: resources.map((resource) => ({
      ...resource,
      origin: inHost(resource.origin, deployment),
      ...((resource.conditions || conditions.length > 0) && { conditions: [...conditions, ...(resource.conditions ?? [])] }),
      ...((resource.waivers || waivers.length > 0) && { waivers: [...waivers, ...(resource.waivers ?? []).map(inTemplate)] }),
    })),
    gaps: gaps.map((gap) => ({ ...gap, origin: inHost(gap.origin, deployment) })),
  };
}

/** The origin of a resource in a template, by that of the resource which holds the template. */
function inHost({ name, address }: Origin, { host, argument }: EmbeddedDeployment): Origin {
  const within = address === "" ? argument : `${argument}.${address}`;
  return {
    ...host,
    name: name === "" ? host.name : name,
    address: `${host.address}#${within}`,
    label: `${host.label ?? host.address} (${within})`,
    within,
  };
}

/** Whatever is in a template, the program around it is checked. */
function readWithinLimits(deployment: EmbeddedDeployment): EmbeddedResources {
  try {
    return read(deployment);
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return unread(`${error.message} What the template declares isn't checked.`);
  }
}

function read({ host, template, parameters, isLinked, subjects }: EmbeddedDeployment): EmbeddedResources {
  if (template === undefined || template === null) {
    return isLinked ? unread("The template is linked from elsewhere, so what it declares isn't checked.") : { resources: [], gaps: [] };
  }
  const value = parsed(template);
  if (value === undefined) return unread("The template is not JSON, so what it declares isn't checked.");
  if (isUnknown(value)) return unread(UNKNOWN_TEMPLATE);
  const given = parsed(parameters ?? {});
  const parametersGiven = parametersOf(given === undefined ? NOT_JSON : unwrapped(given), { id: host.address });
  const found = readTemplate({ file: "", id: host.address, value }, parametersGiven, newBudget(LIMITS), subjects);
  return { resources: found.resources, gaps: [...found.gaps, ...found.overLimit.map((part) => toGap(part))] };
}

const UNKNOWN_TEMPLATE =
  "The template is known only at deployment, so what it declares isn't checked. Write it in the program, with what isn't known in its parameters.";

function unread(message: string): EmbeddedResources {
  return { resources: [], gaps: [{ origin: { name: "", nativeType: "", address: "" }, message }] };
}

/** Somebody waits for a preview or a synthesis. */
const LIMITS = { ...defaultLimits, seconds: 5 };

const NOT_JSON = new Unknown("parameters", "a parameter, which is not in JSON", true);

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** The content of a whole parameter file is taken for its parameters. */
function unwrapped(given: unknown): unknown {
  const isFile =
    typeof given === "object" &&
    given !== null &&
    Object.hasOwn(given, "parameters") &&
    (Object.hasOwn(given, "contentVersion") || Object.hasOwn(given, "$schema"));
  return isFile ? (given as { parameters: unknown }).parameters : given;
}
