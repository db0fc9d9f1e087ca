import { basename, dirname } from "node:path/posix";
import type { Document, JsonPath } from "../arm/expand";
import { property, propertyName } from "../symbolic/values";

/** What a JSON document is; of a template, where it is. */
export type Kind = { readonly kind: "template"; readonly document: Document } | { readonly kind: "parameters" | "other" };

const TEMPLATE_SCHEMA = /Template\.json#?$/i;
const PARAMETERS_SCHEMA = /Parameters\.json#?$/i;

/**
 * Tells what a JSON document is by its `$schema`: a template of any deployment scope, or a parameter file. Without a
 * schema, by what it holds: also the artifact of a blueprint, and a single resource that is written for a template.
 */
export function kindOf(document: Document): Kind {
  const json = document.value;
  const schema = property(json, "$schema");
  if (typeof schema === "string" && PARAMETERS_SCHEMA.test(schema)) return { kind: "parameters" };
  if (typeof schema === "string" && TEMPLATE_SCHEMA.test(schema)) return { kind: "template", document };
  const artifact = property(property(json, "properties"), "template");
  if (property(artifact, "resources") !== undefined)
    return { kind: "template", document: part(document, artifact, (path) => ["properties", "template", ...path]) };
  if (typeof property(json, "type") === "string" && property(json, "apiVersion") !== undefined) {
    return { kind: "template", document: part(document, { resources: [json] }, ([, , ...path]) => path) };
  }
  if (property(json, "contentVersion") === undefined) return { kind: "other" };
  if (property(json, "resources") !== undefined) return { kind: "template", document };
  const parameters = property(json, "parameters");
  const isGiven = (value: unknown): boolean => propertyName(value, "value") !== undefined || propertyName(value, "reference") !== undefined;
  return typeof parameters === "object" && parameters !== null && Object.values(parameters).every(isGiven)
    ? { kind: "parameters" }
    : { kind: "other" };
}

/** A template that is not the whole of a document. */
function part({ file, position }: Document, value: unknown, pathOf: (path: JsonPath) => JsonPath): Document {
  return { file, value, ...(position && { position: (path) => position(pathOf(path)) }) };
}

/**
 * The template that a parameter file is for: the one that its metadata names, else the one beside it whose name its own
 * begins with, else the only one beside it, if that declares all of the parameters.
 *
 * @param file the parameter file; paths are with slashes
 */
export function templateOf<T extends Document>(file: Document, templates: readonly T[]): T | undefined {
  const linked = property(property(file.value, "metadata"), "template");
  if (typeof linked === "string") {
    const target = normalized(`${dirname(file.file)}/${linked}`);
    return templates.find((template) => normalized(template.file) === target);
  }
  const beside = templates.filter((template) => dirname(template.file) === dirname(file.file));
  const stem = (path: string): string =>
    basename(path)
      .toLowerCase()
      .replace(/\.[^.]*$/, "");
  const own = stem(file.file);
  const named = beside
    .filter((template) => own.startsWith(`${stem(template.file)}.`) || own.startsWith(`${stem(template.file)}-`))
    .sort((a, b) => b.file.length - a.file.length);
  const [only] = beside;
  if (named[0] || !only || beside.length > 1) return named[0];
  const names = Object.keys(property(file.value, "parameters") ?? {});
  return names.every((name) => property(property(only.value, "parameters"), name) !== undefined) ? only : undefined;
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
