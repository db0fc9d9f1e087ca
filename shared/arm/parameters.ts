import { fold } from "../engine/names";
import type { JsonLocation } from "../json/document";
import { canonical, fromJson, isObject, isUnknown, property, propertyName, Unknown, unknownPart, type Value } from "../symbolic/values";
import { evaluate, evaluateAt, type Environment } from "./evaluate";
import type { ValueSource } from "./value-source";

/** The values that a template's parameters are given. Names have no case. */
export interface GivenParameters {
  /** `undefined` for a parameter that isn't given. */
  readonly value: (name: string) => Value | undefined;
  /** Where the value is written; `undefined` where that isn't known. */
  readonly source?: (name: string) => ValueSource | undefined;
}

/** What a template has that is given no parameters. */
export const noParameters: GivenParameters = { value: () => undefined };

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
    return { value: (name) => new Unknown(`${key}.${fold(name)}`, "a parameter that is known only at deployment", false) };
  }
  return {
    value(name) {
      const entry = property(evaluated, name);
      return entry === undefined || entry === null ? undefined : parameterValue(entry, env, name);
    },
    source(name) {
      const key = propertyName(parameters, name);
      const valueKey = key === undefined ? undefined : propertyName(property(parameters, key), "value");
      if (key === undefined || valueKey === undefined) return undefined;
      const path = [...location.path, "properties", "parameters", key, valueKey];
      return { json: property(property(parameters, key), valueKey), location: { document: location.document, path }, env };
    },
  };
}

function parameterValue(entry: unknown, env: Environment, name: string): Value {
  const { spend } = env.scope.evaluation.budget;
  if (typeof entry === "string" || isUnknown(entry)) {
    const value = evaluate(entry, env);
    if (isUnknown(value)) return value;
    return isObject(value) ? ((property(value, "value") as Value | undefined) ?? null) : null;
  }
  if (propertyName(entry, "value") !== undefined) return evaluate(property(entry, "value"), env);
  // A copy in the place of a value makes the array that is one.
  const made = propertyName(entry, "copy") === undefined ? undefined : evaluateAt(entry, ["value"], env);
  if (made !== undefined) return made;
  if (propertyName(entry, "reference") === undefined) {
    return new Unknown(`${env.scope.id} given ${fold(name)}`, `parameters('${name}'), which has no value here`, true);
  }
  const secret = canonical(evaluate(property(entry, "reference"), env), spend);
  return new Unknown(`${env.scope.id} secret ${secret}`, `parameters('${name}'), which comes from a key vault`, true);
}

/**
 * The values that a parameter file gives: `parameters.x.value`, and unknown ones for references to a key vault.
 *
 * @param file its JSON, {@link Unknown} values in it included
 * @param id tells what is given here from what is given to another deployment
 * @param location of the file's JSON, if it is a file
 */
export function parametersOf(file: unknown, id = "", location?: JsonLocation): GivenParameters {
  const parameters = property(file, "parameters");
  if (isUnknown(parameters)) {
    return { value: (name) => new Unknown(`${id} given ${fold(name)}`, unknownPart(parameters)?.cause ?? "", false) };
  }
  const values = new Map<string, Value>();
  const entries = typeof parameters === "object" && parameters !== null && !Array.isArray(parameters) ? Object.entries(parameters) : [];
  for (const [name, entry] of entries as [string, unknown][]) {
    const value = valueInFile(name, entry, id);
    if (value !== undefined) values.set(fold(name), value);
  }
  return {
    value: (name) => values.get(fold(name)),
    ...(location && { source: (name) => sourceInFile(file, location, name) }),
  };
}

function valueInFile(name: string, entry: unknown, id: string): Value | undefined {
  const tooDeep = (): Unknown => new Unknown("depth", "a value that is nested too deeply to be read", true);
  const unknown = (why: string): Unknown => new Unknown(`${id} given ${fold(name)}`, `parameters('${name}'), which ${why}`, true);
  if (propertyName(entry, "value") !== undefined) return fromJson(property(entry, "value"), tooDeep);
  if (propertyName(entry, "reference") !== undefined) return unknown("comes from a key vault");
  if (propertyName(entry, "expression") !== undefined) return unknown("is known only at deployment");
  return isUnknown(entry) ? entry : undefined;
}

function sourceInFile(file: unknown, { document, path }: JsonLocation, name: string): ValueSource | undefined {
  const list = propertyName(file, "parameters");
  const key = list === undefined ? undefined : propertyName(property(file, list), name);
  if (list === undefined || key === undefined) return undefined;
  const entry = property(property(file, list), key);
  const valueKey = propertyName(entry, "value");
  if (valueKey === undefined) return undefined;
  return { json: property(entry, valueKey), location: { document, path: [...path, list, key, valueKey] } };
}
