import type { TemplateResource } from "../shared/arm/expand";
import { expandTemplate } from "../shared/arm/expand";
import { compileBicep, type Files } from "../shared/bicep/compile";
import { givenInTemplate } from "../shared/bicep/given-parameters";
import { compileParameters } from "../shared/bicep/parameters";
import type { Subjects } from "../shared/engine/subjects";
import { newBudget } from "../shared/limits";
import { isObject } from "./bicep-normalized";
import { covers } from "./covers";

/**
 * Compares what a parameter file and its template declare with a snapshot, which Microsoft's compiler evaluated.
 *
 * @param subjects with all properties of all types that the snapshot holds
 * @returns what differs, as sentences
 */
export function snapshotDifferences(file: string, snapshot: unknown, subjects: Subjects, files: Files): readonly string[] {
  const predicted =
    isObject(snapshot) && Array.isArray(snapshot["predictedResources"]) ? (snapshot["predictedResources"] as unknown[]) : [];
  // A resource of an extension is none of Azure's.
  const theirs = predicted.filter(isObject).filter(({ type }) => String(type).includes("/"));
  const parameters = compileParameters(file, { files });
  const template = parameters?.using === undefined ? undefined : compileBicep(parameters.using, { files })?.document;
  if (!parameters || !template) return ["the template can't be read"];
  const budget = newBudget();
  const { resources } = expandTemplate(template, givenInTemplate(parameters.document, budget), budget, subjects);
  const ours = resources.filter(({ existing }) => !existing);
  if (ours.length !== theirs.length) return [`${String(ours.length)} resources, not ${String(theirs.length)}`];
  return theirs.flatMap((their, index) => resourceDifferences(ours[index], their));
}

function resourceDifferences(our: TemplateResource | undefined, their: Readonly<Record<string, unknown>>): readonly string[] {
  if (!our) return ["no such resource"];
  const { type, name } = their;
  if (our.writtenType.toLowerCase() !== String(type).toLowerCase()) return [`a ${our.writtenType}, not a ${String(type)}`];
  const differs = (key: string): boolean => {
    const value = key === "name" ? our.name : our.values.get(key);
    return value === undefined || covers(value, their[key]) === "different";
  };
  return Object.keys(their)
    .filter((key) => !["id", "type", "apiVersion"].includes(key) && differs(key))
    .map((key) => `${String(name)}: ${key}`);
}
