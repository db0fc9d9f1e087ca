import { newTemplateScope } from "../arm/deployments";
import { outermost } from "../arm/evaluate";
import { givenParameters, type GivenParameters } from "../arm/parameters";
import type { Budget } from "../limits";
import { newEvaluation } from "../symbolic/evaluation";
import { oneOf, property, propertyName, Unknown } from "../symbolic/values";
import type { BicepDocument } from "./compile";

/**
 * The values that a parameter file gives; evaluated when they are asked for.
 *
 * @param document what `compileParameters` makes of the file
 */
export function givenInTemplate(document: BicepDocument, budget: Budget): GivenParameters {
  const { file, value: template } = document;
  const location = { document, path: [] };
  const given = environmentOf(template, budget);
  const scope = newTemplateScope({
    evaluation: newEvaluation(budget),
    template,
    id: file,
    place: "",
    given,
    location,
    isOutermost: true,
  });
  const env = outermost(scope);
  return {
    ...givenParameters(property(template, "given"), env, location),
    source(name) {
      const entries = property(template, "given");
      const key = propertyName(entries, name);
      const entry = key === undefined ? undefined : property(entries, key);
      const json = property(entry, "value");
      if (key === undefined) return undefined;
      return json === undefined
        ? { json: entry, location: { document, path: ["given", key] }, env }
        : { json, location: { document, path: ["given", key, "value"] }, env };
    },
  };
}

/** The variables of the environment: what a deployment sets them to isn't known, also where there is a default. */
function environmentOf(template: unknown, { spend }: Budget): GivenParameters {
  return {
    areComplete: true,
    value(name) {
      const unknown = new Unknown(`environment ${name}`, `the environment variable ${name.replace(/ \(\d+\)$/, "")}`, true);
      const written = property(property(property(template, "parameters"), name), "defaultValue");
      return typeof written === "string" ? oneOf([written.replace(/^\[\[/, "["), unknown], unknown, spend) : unknown;
    },
  };
}
