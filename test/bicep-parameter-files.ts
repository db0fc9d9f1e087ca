import fs from "node:fs";
import type { Files } from "../shared/bicep/compile";
import { compileParameters } from "../shared/bicep/parameters";
import { noParameters } from "../shared/arm/parameters";
import { givenInTemplate } from "../shared/bicep/given-parameters";
import { newBudget } from "../shared/limits";
import { unknownIn, type Value } from "../shared/symbolic/values";
import { isObject } from "./bicep-normalized";
import { covers } from "./covers";

/** What became of the parameters of a file that Microsoft's compiler compiled as well, by name. */
export interface ComparedParameters {
  readonly different: readonly string[];
  /** Those whose text isn't in the file: it was compiled from another one. */
  readonly older: readonly string[];
  /** Those that may be the same: a part isn't known here, as it is read from the environment or isn't evaluated. */
  readonly open: readonly string[];
}

/** Compares the values that a Bicep parameter file gives with those that Microsoft's compiler made of it. */
export function comparedParameters(file: string, compiled: unknown, files: Files): ComparedParameters {
  const ours = compileParameters(file, { files });
  const template = ours?.document.value;
  const given = isObject(template) ? template["given"] : undefined;
  const theirs = isObject(compiled) && isObject(compiled["parameters"]) ? compiled["parameters"] : {};
  const evaluated = ours ? givenInTemplate(ours.document, newBudget()) : noParameters;
  const names = Array.from(new Set([...Object.keys(theirs), ...Object.keys(isObject(given) ? given : {})]));
  const results = names.map((name) => [name, compared(evaluated.value(name), theirs[name])] as const);
  const those = (wanted: string): readonly string[] => results.filter(([, result]) => result === wanted).map(([name]) => name);
  const text = fs.readFileSync(file, "utf8");
  const isOlder = (name: string): boolean => {
    const value = isObject(theirs[name]) ? theirs[name]["value"] : undefined;
    return typeof value === "string" && !text.includes(`'${value}'`);
  };
  const different = those("different");
  return { different: different.filter((name) => !isOlder(name)), older: different.filter(isOlder), open: those("open") };
}

function compared(ours: Value | undefined, theirs: unknown): "same" | "open" | "different" {
  if (ours === undefined || !isObject(theirs)) return "different";
  // A secret of a key vault, or what a tool gives when the file is deployed: never known here.
  if (!("value" in theirs)) return unknownIn(ours, () => undefined) ? "same" : "different";
  return covers(ours, theirs["value"]);
}

/** What Microsoft's compiler made of a parameter file: a parameter file in JSON, or its answer with one in it. */
export function compiledParameters(path: string): unknown {
  if (!fs.existsSync(path)) return undefined;
  const value = JSON.parse(fs.readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as unknown;
  if (!isObject(value)) return undefined;
  const { parametersJson, $schema } = value;
  if (typeof parametersJson === "string") return JSON.parse(parametersJson) as unknown;
  return typeof $schema === "string" && $schema.includes("deploymentParameters") ? value : undefined;
}
