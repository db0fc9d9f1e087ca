import fs from "node:fs";
import type { Files } from "../shared/bicep/compile";
import { compileParameters } from "../shared/bicep/parameters";
import { noParameters } from "../shared/arm/parameters";
import { givenInTemplate } from "../shared/bicep/given-parameters";
import { newBudget } from "../shared/limits";
import { canonical, fromJson, isUnknown, possibilities, Unknown, type Value } from "../shared/symbolic/values";
import { isObject } from "./bicep-normalized";

/** Compares the values that a Bicep parameter file gives with those that Microsoft's compiler made of it, by name. */
export function parameterDifferences(file: string, compiled: string, files: Files): readonly string[] {
  const ours = compileParameters(file, { files });
  const template = ours?.document.value;
  const given = isObject(template) ? template["given"] : undefined;
  const written = JSON.parse(fs.readFileSync(compiled, "utf8").replace(/^\uFEFF/, "")) as unknown;
  const theirs = isObject(written) && isObject(written["parameters"]) ? written["parameters"] : {};
  const evaluated = ours ? givenInTemplate(ours.document, newBudget()) : noParameters;
  const names = new Set([...Object.keys(theirs), ...Object.keys(isObject(given) ? given : {})]);
  return Array.from(names).filter((name) => !isSame(evaluated.value(name), theirs[name]));
}

function isSame(ours: Value | undefined, theirs: unknown): boolean {
  if (ours === undefined || !isObject(theirs)) return false;
  if (!("value" in theirs)) return isUnknown(ours) || text(ours).includes("«");
  return possibilities(ours)
    .map(text)
    .includes(text(fromJson(theirs["value"], () => new Unknown("depth", "", true))));
}

const text = (value: Value): string => canonical(value, () => undefined);
