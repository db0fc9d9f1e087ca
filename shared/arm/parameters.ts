import { fold } from "../engine/text";
import { evaluate, evaluateAt, type Environment } from "./evaluate";
import { canonical, fromJson, isObject, isUnknown, property, propertyName, Unknown, unknownPart, type Value } from "../symbolic/values";

/** Looks up the value that a parameter is given; `undefined` for one that isn't. Names have no case. */
export type GivenParameters = (name: string) => Value | undefined;

/** What a deployment gives its template; evaluated when it is asked for, in the template around. */
export function givenParameters(parameters: unknown, env: Environment): GivenParameters {
  const evaluated = typeof parameters === "string" || isUnknown(parameters) ? evaluate(parameters, env) : parameters;
  if (isUnknown(evaluated)) {
    const key = canonical(evaluated, env.scope.evaluation.budget.spend);
    return (name) => new Unknown(`${key}.${fold(name)}`, "a parameter that is known only at deployment", false);
  }
  return (name) => {
    const entry = property(evaluated, name);
    if (entry === undefined || entry === null) return undefined;
    return parameterValue(entry, env, name);
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
  if (propertyName(entry, "reference") === undefined)
    return new Unknown(`${env.scope.id} given ${fold(name)}`, `parameters('${name}'), which has no value here`, true);
  const secret = canonical(evaluate(property(entry, "reference"), env), spend);
  return new Unknown(`${env.scope.id} secret ${secret}`, `parameters('${name}'), which comes from a key vault`, true);
}

/**
 * The values that a parameter file gives: `parameters.x.value`, and unknown ones for references to a key vault.
 *
 * @param file its JSON, {@link Unknown} values in it included
 * @param id tells what is given here from what is given to another deployment
 */
export function parametersOf(file: unknown, id = ""): GivenParameters {
  const parameters = property(file, "parameters");
  if (isUnknown(parameters)) return (name) => new Unknown(`${id} given ${fold(name)}`, unknownPart(parameters)?.cause ?? "", false);
  const tooDeep = (): Unknown => new Unknown("depth", "a value that is nested too deeply to be read", true);
  const values = new Map<string, Value>();
  const entries = typeof parameters === "object" && parameters !== null && !Array.isArray(parameters) ? Object.entries(parameters) : [];
  for (const [name, entry] of entries as [string, unknown][]) {
    const secret = (cause: string): Unknown => new Unknown(`${id} given ${fold(name)}`, `parameters('${name}'), which ${cause}`, true);
    if (propertyName(entry, "value") !== undefined) values.set(fold(name), fromJson(property(entry, "value"), tooDeep));
    else if (propertyName(entry, "reference") !== undefined) values.set(fold(name), secret("comes from a key vault"));
    else if (propertyName(entry, "expression") !== undefined) values.set(fold(name), secret("is known only at deployment"));
    else if (isUnknown(entry)) values.set(fold(name), entry);
  }
  return (name) => values.get(fold(name));
}
