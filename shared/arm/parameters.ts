import { fold } from "../engine/names";
import type { JsonLocation } from "../json/document";
import {
  canonical,
  fromJson,
  isUnknown,
  member,
  property,
  propertyName,
  Unknown,
  unknownIn,
  unknownPart,
  type Value,
} from "../symbolic/values";
import { forEachWay } from "../symbolic/choice";
import { evaluate, evaluateAt, type Environment } from "./evaluate";
import { withPlaceholdersUnknown } from "./placeholders";
import type { ValueSource } from "./value-source";

/** The values that a template's parameters are given. Names have no case. */
export interface GivenParameters {
  /** `undefined` for a parameter that isn't given. */
  readonly value: (name: string) => Value | undefined;
  /** Where the value is written; `undefined` where that isn't known. */
  readonly source?: (name: string) => ValueSource | undefined;
  /** Whether these are all that the template is deployed with: what they leave out has its default for good. */
  readonly areComplete: boolean;
}

/** What a template has that is given no parameters. */
export const noParameters: GivenParameters = { value: () => undefined, areComplete: false };

/**
 * What a deployment gives its template; evaluated when it is asked for, in the template around.
 *
 * @param parameters the deployment's `properties.parameters`
 * @param location of the deployment
 */
export function givenParameters(parameters: unknown, env: Environment, location: JsonLocation): GivenParameters {
  const evaluated = typeof parameters === "string" || isUnknown(parameters) ? evaluate(parameters, env) : parameters;
  if (isUnknown(evaluated)) {
    const key = canonical(evaluated, env.scope.evaluation.budget.spend);
    const value = (name: string): Value => new Unknown(`${key}.${fold(name)}`, "a parameter that is known only at deployment", false);
    return { value, areComplete: true };
  }
  return {
    areComplete: true,
    value(name) {
      const entry = property(evaluated, name);
      return entry === undefined || entry === null ? undefined : parameterValue(entry, env, name);
    },
    source(name) {
      const key = propertyName(parameters, name);
      const entry = key === undefined ? undefined : property(parameters, key);
      const valueKey = propertyName(entry, "value");
      if (key === undefined) return undefined;
      // An expression may stand in the place of the object with the value.
      const path = [...location.path, "properties", "parameters", key, ...(valueKey === undefined ? [] : [valueKey])];
      const json = valueKey === undefined ? entry : property(entry, valueKey);
      return { json, location: { document: location.document, path }, env };
    },
  };
}

function parameterValue(entry: unknown, env: Environment, name: string): Value {
  if (typeof entry === "string" || isUnknown(entry)) return chosenValue(evaluate(entry, env), env, name);
  if (propertyName(entry, "value") !== undefined) return evaluate(property(entry, "value"), env);
  // A copy in the place of a value makes the array that is one.
  const made = propertyName(entry, "copy") === undefined ? undefined : evaluateAt(entry, ["value"], env);
  if (made !== undefined) return made;
  const reference = propertyName(entry, "reference") === undefined ? undefined : evaluate(property(entry, "reference"), env);
  return withoutValue(reference, env, name);
}

/** What an expression in the place of `{ "value": … }` gives: one of several, where a condition that isn't known chooses. */
function chosenValue(entry: Value, env: Environment, name: string): Value {
  const { spend } = env.scope.evaluation.budget;
  const unknown = (): Unknown => {
    const cause = unknownIn(entry, spend)?.cause ?? `parameters('${name}'), which is known only at deployment`;
    return new Unknown(`${env.scope.id} given ${fold(name)} ${canonical(entry, spend)}`, cause, false);
  };
  return forEachWay([entry], unknown, spend, ([one = null]) => {
    if (isUnknown(one) || one === null) return one;
    const [value, reference] = ["value", "reference"].map((key) => member(one, key));
    return value === undefined ? withoutValue(reference, env, name) : value;
  });
}

function withoutValue(reference: Value | undefined, env: Environment, name: string): Unknown {
  const { id, evaluation } = env.scope;
  if (reference === undefined) return new Unknown(`${id} given ${fold(name)}`, `parameters('${name}'), which has no value here`, true);
  const secret = canonical(reference, evaluation.budget.spend);
  return new Unknown(`${id} secret ${secret}`, `parameters('${name}'), which comes from a key vault`, true);
}

/** Where the `parameters` of a parameter file come from. */
export interface ParameterFile {
  /** Tells what is given here from what is given to another deployment. */
  readonly id?: string;
  /** Of the `parameters`, if they stand in a file. */
  readonly location?: JsonLocation;
  /** Whether a tool may still fill in placeholders, as azd and Azure Pipelines do in files. */
  readonly hasPlaceholders?: boolean;
}

/**
 * The values that a parameter file gives: `parameters.x.value`, and unknown ones for references to a key vault.
 *
 * @param parameters the file's `parameters`, {@link Unknown} values in them included
 */
export function parametersOf(parameters: unknown, { id = "", location, hasPlaceholders = false }: ParameterFile = {}): GivenParameters {
  if (isUnknown(parameters)) {
    const cause = unknownPart(parameters)?.cause ?? "";
    return { value: (name) => new Unknown(`${id} given ${fold(name)}`, cause, false), areComplete: true };
  }
  const values = new Map<string, Value>();
  const entries = typeof parameters === "object" && parameters !== null && !Array.isArray(parameters) ? Object.entries(parameters) : [];
  for (const [name, entry] of entries as [string, unknown][]) {
    const value = valueInFile(name, entry, id, hasPlaceholders);
    if (value !== undefined) values.set(fold(name), value);
  }
  return {
    areComplete: true,
    value: (name) => values.get(fold(name)),
    ...(location && { source: (name) => sourceInFile(parameters, location, name) }),
  };
}

/** Several parameter files as one: the later wins. */
export function mergedParameters(files: readonly GivenParameters[]): GivenParameters {
  const giving = (name: string): GivenParameters | undefined => files.findLast((file) => file.value(name) !== undefined);
  return {
    areComplete: files.length > 0,
    value: (name) => giving(name)?.value(name),
    source: (name) => giving(name)?.source?.(name),
  };
}

function valueInFile(name: string, entry: unknown, id: string, hasPlaceholders: boolean): Value | undefined {
  const tooDeep = (): Unknown => new Unknown("depth", "a value that is nested too deeply to be read", true);
  const unknown = (why: string): Unknown => new Unknown(`${id} given ${fold(name)}`, `parameters('${name}'), which ${why}`, true);
  if (propertyName(entry, "value") !== undefined) {
    return fromJson(property(entry, "value"), tooDeep, hasPlaceholders ? withPlaceholdersUnknown : undefined);
  }
  if (propertyName(entry, "reference") !== undefined) return unknown("comes from a key vault");
  if (propertyName(entry, "expression") !== undefined) return unknown("is known only at deployment");
  return isUnknown(entry) ? entry : undefined;
}

function sourceInFile(parameters: unknown, { document, path }: JsonLocation, name: string): ValueSource | undefined {
  const key = propertyName(parameters, name);
  const entry = key === undefined ? undefined : property(parameters, key);
  const valueKey = propertyName(entry, "value");
  if (key === undefined || valueKey === undefined) return undefined;
  return { json: property(entry, valueKey), location: { document, path: [...path, key, valueKey] } };
}
