import type { Document, JsonPath } from "../json/document";
import { isJson, objectIn, type Json } from "./json";
import type { TerraformDocument } from "./program";

/** How many labels stand before the body of a block: the type and the name of a resource. What isn't here is left as it is. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ["resource", 2],
  ["data", 2],
  ["module", 1],
  ["variable", 1],
  ["output", 1],
  ["locals", 0],
  ["terraform", 0],
]);

/**
 * A file of Terraform's JSON with its blocks as objects in each other. Terraform also takes a list of objects, for the file as a
 * whole and at each level down to the label that names a block: `"resource": [{ "azurerm_postgresql_server": { … } }, { … }]`.
 *
 * @returns the document itself where it has no such list
 */
export function withoutLists(document: Document): Document {
  const { value, range } = document;
  if (!hasLists(value)) return document;
  const paths = new Map<string, JsonPath>();
  const merged = new Map<string, unknown>();
  for (const [outer, file] of objectsIn(value)) {
    for (const [kind, blocks] of Object.entries(file)) {
      const labels = LABELS.get(kind);
      const path = [...outer, kind];
      if (labels === undefined) merged.set(kind, blocks);
      else merged.set(kind, mergedBlocks(blocks, labels, { path, keys: [kind], paths }, merged.get(kind)));
    }
  }
  const original = (path: JsonPath): JsonPath => {
    for (let length = path.length; length > 0; length--) {
      const found = paths.get(JSON.stringify(path.slice(0, length)));
      if (found) return [...found, ...path.slice(length)];
    }
    return path;
  };
  return { ...document, value: Object.fromEntries(merged), ...(range && { range: (path) => range(original(path)) }) };
}

/**
 * A file with what the others of its folder declare for it: Terraform reads all of a folder as one.
 *
 * @param value what one file holds, in which no blocks are listed; so do the others
 */
export function withOthers(value: unknown, others: readonly unknown[]): Pick<TerraformDocument, "json" | "find"> {
  const json: Record<string, unknown> = isJson(value) ? { ...value } : {};
  for (const kind of ["variable", "locals"]) {
    const all = [...others, value].flatMap((one) => Object.entries(objectIn(one, kind) ?? {}));
    if (all.length > 0) json[kind] = Object.fromEntries(all);
  }
  const find: TerraformDocument["find"] = (kind, type, id) => {
    for (const other of others) {
      const found = objectIn(objectIn(objectIn(other, kind), type), id);
      if (found) return found;
    }
    return undefined;
  };
  return { json, ...(others.length > 0 && { find }) };
}

/** Where some blocks stand: in the file, and in what is made of it. */
interface At {
  readonly path: JsonPath;
  readonly keys: readonly string[];
  /** Takes the path in the file of each block, by its keys. */
  readonly paths: Map<string, JsonPath>;
}

function mergedBlocks(blocks: unknown, labels: number, { path, keys, paths }: At, before: unknown): Json {
  const members = new Map<string, unknown>(isJson(before) ? Object.entries(before) : []);
  for (const [inner, object] of objectsIn(blocks)) {
    for (const [name, value] of Object.entries(object)) {
      const at = { path: [...path, ...inner, name], keys: [...keys, name], paths };
      if (labels === 2) members.set(name, mergedBlocks(value, labels - 1, at, members.get(name)));
      else {
        const body: unknown = labels === 1 && Array.isArray(value) && value.length === 1 ? value[0] : value;
        paths.set(JSON.stringify(at.keys), body === value ? at.path : [...at.path, 0]);
        members.set(name, body);
      }
    }
  }
  return Object.fromEntries(members);
}

/** The objects of a list, or the one that stands in its place, each with the path to it. */
function objectsIn(value: unknown): readonly (readonly [path: JsonPath, object: Json])[] {
  if (isJson(value)) return [[[], value]];
  return Array.isArray(value) ? value.flatMap((one: unknown, index) => (isJson(one) ? [[[index], one] as const] : [])) : [];
}

function hasLists(value: unknown): boolean {
  if (!isJson(value)) return Array.isArray(value) && value.some(isJson);
  const isListed = (blocks: unknown, labels: number): boolean =>
    Array.isArray(blocks) || (labels > 0 && isJson(blocks) && Object.values(blocks).some((inner) => isListed(inner, labels - 1)));
  return Object.entries(value).some(([kind, blocks]) => {
    const labels = LABELS.get(kind);
    return labels !== undefined && isListed(blocks, labels);
  });
}
