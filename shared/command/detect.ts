import { basename, dirname } from "node:path/posix";
import { isObject, property, propertyName, type Value } from "../front-ends/arm/values";

/** What a JSON document is. */
export type Kind = "template" | "parameters" | "other";

const TEMPLATE_SCHEMA = /Template\.json#?$/i;
const PARAMETERS_SCHEMA = /Parameters\.json#?$/i;

/**
 * Tells what a JSON document is by its `$schema`: a template of any deployment scope, or a parameter file. Without a
 * schema, by what it holds.
 */
export function kindOf(json: unknown): Kind {
  const schema = property(json, "$schema");
  if (typeof schema === "string" && PARAMETERS_SCHEMA.test(schema)) return "parameters";
  if (typeof schema === "string" && TEMPLATE_SCHEMA.test(schema)) return "template";
  if (property(json, "contentVersion") === undefined) return "other";
  if (property(json, "resources") !== undefined) return "template";
  const parameters = property(json, "parameters") as Value | undefined;
  const isGiven = (value: Value): boolean => propertyName(value, "value") !== undefined || propertyName(value, "reference") !== undefined;
  return isObject(parameters) && Object.values(parameters).every(isGiven) ? "parameters" : "other";
}

/**
 * The template that a parameter file is for: the one that its metadata names, else the one beside it whose name its own
 * begins with, else the only one beside it.
 *
 * @param path of the parameter file; with slashes
 * @param templates paths of all templates
 */
export function templateOf(path: string, json: unknown, templates: readonly string[]): string | undefined {
  const linked = property(property(json, "metadata"), "template");
  if (typeof linked === "string") {
    const target = normalized(`${dirname(path)}/${linked}`);
    return templates.find((template) => normalized(template) === target);
  }
  const beside = templates.filter((template) => dirname(template) === dirname(path));
  const stem = (file: string): string => basename(file).toLowerCase().replace(/\.[^.]*$/, "");
  const own = stem(path);
  const named = beside.filter((template) => own.startsWith(`${stem(template)}.`) || own.startsWith(`${stem(template)}-`)).sort((a, b) => b.length - a.length);
  return named[0] ?? (beside.length === 1 ? beside[0] : undefined);
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
