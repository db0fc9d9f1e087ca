import { resolve } from "node:path";
import { basename, dirname } from "node:path/posix";
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

/** Whether a document is a parameter file: by its `$schema`; without one, by what it holds. */
export function isParameterFile({ value: json }: Document): boolean {
  const schema = property(json, "$schema");
  if (typeof schema === "string" && SCHEMA.test(schema)) return true;
  if (typeof schema === "string" && TEMPLATE_SCHEMA.test(schema)) return false;
  if (property(json, "contentVersion") === undefined || property(json, "resources") !== undefined) return false;
  const parameters = property(json, "parameters");
  const isGiven = (value: unknown): boolean => propertyName(value, "value") !== undefined || propertyName(value, "reference") !== undefined;
  return typeof parameters === "object" && parameters !== null && Object.values(parameters).every(isGiven);
}

/** Files by the template that they are for, and why others are for none. */
export interface PairedFiles<File> {
  /** By the template's path. */
  readonly byTemplate: ReadonlyMap<string, readonly File[]>;
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

interface ReadableFile {
  readonly path: string;
  readonly document: Document;
}

/**
 * Finds the template of each parameter file.
 *
 * @param named the files of `--parameters`, for the one template that there is
 * @param found other parameter files; with named ones, none of them counts
 * @param cwd what paths are relative to
 */
export function pairParameterFiles<File extends ReadableFile>(
  named: readonly File[],
  found: readonly File[],
  templates: readonly ReadableFile[],
  cwd: string,
): PairedFiles<File> {
  const byTemplate = new Map<string, File[]>();
  const skipped: { path: string; why: string }[] = [];
  const problems: { path: string; message: string }[] = [];
  const add = (template: string, file: File): void => {
    byTemplate.set(template, [...(byTemplate.get(template) ?? []), file]);
  };
  const [only] = templates;
  for (const file of named) {
    if (!isParameterFile(file.document)) {
      problems.push({ path: file.path, message: "This is no parameter file: it has no $schema of one, or no values in its parameters." });
    } else if (only && templates.length === 1) add(only.path, file);
    else {
      const count = templates.length === 0 ? "there is none" : `there are ${String(templates.length)}`;
      problems.push({ path: file.path, message: `--parameters is for one template, and ${count}.` });
    }
  }
  const namedPaths = new Set(named.map(({ path }) => resolve(cwd, path)));
  for (const file of found) {
    if (namedPaths.has(resolve(cwd, file.path))) continue;
    const template = named.length > 0 ? undefined : templateOf(file, templates);
    if (template) add(template.path, file);
    else {
      const why = named.length > 0 ? "it is not among --parameters" : "there is no PostgreSQL template that this parameter file is for";
      skipped.push({ path: file.path, why });
    }
  }
  return { byTemplate, skipped, problems };
}

/**
 * The template that a parameter file is for: the one that its metadata names, else the one beside it whose name its own
 * begins with, else the only one beside it, if that declares all of the parameters.
 */
function templateOf({ path, document }: ReadableFile, templates: readonly ReadableFile[]): ReadableFile | undefined {
  const linked = property(property(document.value, "metadata"), "template");
  if (typeof linked === "string") {
    const target = normalized(`${dirname(path)}/${linked}`);
    return templates.find((template) => normalized(template.path) === target);
  }
  const beside = templates.filter((template) => dirname(template.path) === dirname(path));
  const own = stemOf(path);
  const named = beside.filter((template) => own.startsWith(`${stemOf(template.path)}.`) || own.startsWith(`${stemOf(template.path)}-`));
  const [longest] = named.sort((a, b) => b.path.length - a.path.length);
  const [only] = beside;
  if (longest || !only || beside.length > 1) return longest;
  const names = Object.keys(property(document.value, "parameters") ?? {});
  return names.every((name) => property(property(only.document.value, "parameters"), name) !== undefined) ? only : undefined;
}

function stemOf(path: string): string {
  return basename(path)
    .toLowerCase()
    .replace(/\.[^.]*$/, "");
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
