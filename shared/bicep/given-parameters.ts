import { newTemplateScope } from "../arm/deployments";
import { newEvaluation, outermost } from "../arm/evaluate";
import { givenParameters, noParameters, type GivenParameters } from "../arm/parameters";
import type { Budget } from "../limits";
import { property } from "../symbolic/values";
import type { BicepDocument } from "./compile";

/**
 * The values that a parameter file gives; evaluated when they are asked for.
 *
 * @param document what `compileParameters` makes of the file
 */
export function givenInTemplate(document: BicepDocument, budget: Budget): GivenParameters {
  const { file, value: template } = document;
  const location = { document, path: [] };
  const scope = newTemplateScope({
    evaluation: newEvaluation(budget),
    template,
    id: file,
    place: "",
    given: noParameters,
    location,
    isOutermost: true,
  });
  return givenParameters(property(template, "given"), outermost(scope), location);
}
