import type { AzureResource, Condition, Origin } from "../model";
import { readTemplate, toUnread } from "./resources";
import { defaultLimits, LimitError, newBudget } from "../limits";
import { parametersOf } from "./parameters";
import type { Document } from "./expand";
import { isUnknown, Unknown } from "../symbolic/values";

/** A deployment that a program of another language declares, with a template in it. */
export interface EmbeddedDeployment {
  /** The resource that holds the template. */
  readonly host: Pick<Origin, "frontEnd" | "nativeType" | "address" | "label">;
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
}

/**
 * Reads a template that a deployment resource of another language holds.
 *
 * @returns its resources; what can't be read is among them, as one that may be any
 */
export function readEmbedded({ host, argument, template, parameters, isLinked, conditions = [] }: EmbeddedDeployment): AzureResource[] {
  const found = (): readonly AzureResource[] => {
    if (template === undefined || template === null)
      return isLinked ? [unread("The template is linked from elsewhere, so what it declares isn't checked.")] : [];
    const value = parsed(template);
    if (value === undefined) return [unread("The template is not JSON, so what it declares isn't checked.")];
    if (isUnknown(value))
      return [
        unread(
          "The template is known only at deployment, so what it declares isn't checked. Write it in the program, with what isn't known in its parameters.",
        ),
      ];
    const given = parsed(parameters ?? {});
    const parameterFile = { parameters: given === undefined ? NOT_JSON : unwrapped(given) };
    const read = readTemplate({ file: "", id: host.address, value }, parametersOf(parameterFile, host.address), newBudget(LIMITS));
    return [...read.resources, ...read.overLimit.map(toUnread)];
  };
  return guarded(found).map((resource): AzureResource => {
    const within = resource.origin.address === "" ? argument : `${argument}.${resource.origin.address}`;
    return {
      ...resource,
      origin: {
        ...host,
        address: `${host.address}#${within}`,
        label: `${host.label ?? host.address} (${within})`,
        within,
        host: host.address,
      },
      ...((resource.conditions || conditions.length > 0) && { conditions: [...conditions, ...(resource.conditions ?? [])] }),
    };
  });
}

/** Somebody waits for a preview or a synthesis. */
const LIMITS = { ...defaultLimits, seconds: 5 };

const NOT_JSON = new Unknown("parameters", "a parameter, which is not in JSON", true);

const NOWHERE: Document = { file: "", value: undefined };

function unread(message: string): AzureResource {
  return toUnread({ place: { document: NOWHERE, path: [] }, address: "", writtenType: "", message });
}

/** Whatever is in a template, the program around it is checked. */
function guarded(read: () => readonly AzureResource[]): readonly AzureResource[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return [unread(`${error.message} What the template declares isn't checked.`)];
  }
}

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
