import { basename, dirname } from "node:path/posix";
import { isObject } from "../engine/is-object";
import type { Document } from "../json/document";
import { property, propertyName } from "../symbolic/values";

const TEMPLATE_SCHEMA = /Template\.json#?$/i;
const SCHEMA = /Parameters\.json#?$/i;
const SCHEMA_IN_TEXT = /Parameters\.json/i;
const NAME = /param[^/]*\.jsonc?$/i;

/** Whether a file may hold values for a template's parameters, at a glance. */
export function mayBeParameterFile(path: string, head: string): boolean {
  return SCHEMA_IN_TEXT.test(head) || NAME.test(path);
}

/**
 * Whether a document is a parameter file: by its `$schema`; without one, or with that of a template by mistake, by what it
 * holds: `parameters` that all have a value, or such parameters alone.
 */
export function isParameterFile({ value: json }: Document): boolean {
  const schema = property(json, "$schema");
  if (typeof schema === "string" && SCHEMA.test(schema)) return true;
  if (property(json, "resources") !== undefined) return false;
  const isTemplate = typeof schema === "string" && TEMPLATE_SCHEMA.test(schema);
  if (isTemplate || property(json, "contentVersion") !== undefined) return areGiven(property(json, "parameters"));
  return areGiven(json);
}

function areGiven(parameters: unknown): boolean {
  if (!isObject(parameters)) return false;
  const entries = Object.values(parameters);
  return (
    entries.length > 0 &&
    entries.every((entry) => propertyName(entry, "value") !== undefined || propertyName(entry, "reference") !== undefined)
  );
}

/** The `parameters` of a parameter file; the whole of one that is nothing else. */
export function parametersIn({ value: json }: Document): unknown {
  return property(json, "parameters") ?? json;
}

/** A file with a document in it. */
export interface DocumentFile {
  /** With slashes. */
  readonly path: string;
  readonly document: Document;
}

/** What is known of the files around. */
export interface Surroundings {
  /** The folder that `metadata.template` is relative to, as a prefix of paths; empty or with a slash at its end. */
  readonly root: string;
  /** Whether there is a file, read or not. */
  readonly isFile: (path: string) => boolean;
  /** How a file is checked that another one deploys: `as a module of main.bicep`. */
  readonly moduleOf: (path: string) => string | undefined;
}

/** What a parameter file is for: a template, or the reason why for none. */
export type Pairing<Template> = { readonly template: Template } | { readonly none: string };

const NO_TEMPLATE = "there is no PostgreSQL template that this parameter file is for";

/**
 * Finds the template of a parameter file: the one that its metadata names, as PSRule reads it; else the file beside it whose
 * name its own begins with, also if that is no template of PostgreSQL; else the only template that it fits, beside it or
 * where `parameters/` and `environments/<name>/` folders are kept for a template.
 */
export function templateOf<Template extends DocumentFile>(
  file: DocumentFile,
  templates: readonly Template[],
  surroundings: Surroundings,
): Pairing<Template> {
  const linked = property(property(file.document.value, "metadata"), "template");
  if (typeof linked === "string") return linkedTemplate(linked, file.path, templates, surroundings);
  const named = namedSibling(file.path, templates, surroundings);
  if (named !== undefined) {
    const template = templates.find(({ path }) => path === named);
    if (template) return { template };
    const module = surroundings.moduleOf(named);
    return {
      none: module === undefined ? "the template that it is named after holds nothing of PostgreSQL" : `${named} is checked ${module}`,
    };
  }
  const beside = templates.filter(({ path }) => dirname(path) === dirname(file.path));
  const fitting =
    beside.length > 0 ? beside.filter((one) => fits(file, one)) : templates.filter((one) => isKeptFor(file, one) && fitsFully(file, one));
  const [only] = fitting;
  return only && fitting.length === 1 && beside.length < 2 ? { template: only } : { none: NO_TEMPLATE };
}

function linkedTemplate<Template extends DocumentFile>(
  linked: string,
  path: string,
  templates: readonly Template[],
  { root }: Surroundings,
): Pairing<Template> {
  const written = linked.replaceAll("\\", "/");
  const target = normalized(/^\.\.?\//.test(written) ? `${dirname(path)}/${written}` : `${root}${written}`);
  const template = templates.find((one) => normalized(one.path) === target);
  return template ? { template } : { none: "the template that its metadata names holds nothing of PostgreSQL, or isn't there" };
}

/**
 * `main.json` for `main.parameters.dev.json`, and for `main-dev.json`; a parameter file is no template. Of what is compiled
 * and what it is compiled from, the one that is checked.
 */
function namedSibling(path: string, templates: readonly DocumentFile[], { isFile }: Surroundings): string | undefined {
  const [folder, stem] = [dirname(path), basename(path).replace(/\.[^.]*$/, "")];
  for (let at = stem.length - 1; at > 0; at--) {
    if (stem[at] !== "." && stem[at] !== "-") continue;
    const sibling = `${folder === "." ? "" : `${folder}/`}${stem.slice(0, at)}`;
    const found = [".json", ".jsonc", ".bicep"].map((extension) => sibling + extension).filter((one) => !NAME.test(one) && isFile(one));
    if (found[0] !== undefined) return found.find((one) => templates.some((template) => template.path === one)) ?? found[0];
  }
  return undefined;
}

/** Whether a folder of parameter files, as these are laid out, belongs to a template: it is below its folder, or beside that. */
function isKeptFor(file: DocumentFile, template: DocumentFile): boolean {
  const [folder, own] = [dirname(file.path), dirname(template.path)];
  const isBelow = (outer: string): boolean => outer === "." || folder.startsWith(`${outer}/`);
  return isBelow(own) || (own !== "." && isBelow(dirname(own)));
}

/** Whether a template declares all parameters of a file. */
function fits(file: DocumentFile, template: DocumentFile): boolean {
  const declared = property(template.document.value, "parameters");
  return Object.keys(parametersIn(file.document) ?? {}).every((name) => property(declared, name) !== undefined);
}

/** Whether a file also gives all that a template has no default for: what is elsewhere may be for another template. */
function fitsFully(file: DocumentFile, template: DocumentFile): boolean {
  const declared = property(template.document.value, "parameters") ?? {};
  const given = parametersIn(file.document);
  const isRequired = ([, parameter]: [string, unknown]): boolean => propertyName(parameter, "defaultValue") === undefined;
  const required = Object.entries(declared).filter(isRequired);
  return Object.keys(given ?? {}).length > 0 && fits(file, template) && required.every(([name]) => property(given, name) !== undefined);
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
