import { nameInId } from "../engine/arm-id";
import { readPaths } from "../controls";
import type { AzureResource, Reading, Reference } from "../model";
import { nameKey, same } from "../engine/text";
import { spellArm } from "./resources";
import type { Document, JsonPath } from "./expand";
import { property, propertyName } from "../symbolic/values";

/** The types that some control reads, in their own spelling. */
const TYPES = [...readPaths.keys()];

/** How the several exports name the same things: REST and az, then PSRule. */
const NAMES = { type: ["type", "ResourceType"], id: ["id", "ResourceId"], name: ["name", "ResourceName"] } as const;

/** Deeper than these no export nests its resources. */
const MAX_LEVELS = 8;

/** A server exists, and so does each of its parameters: what isn't shown is not unset. */
const UNLISTED = {
  why: "its server parameters are not all in the export",
  remedy:
    "Export them as well, with: az postgres flexible-server parameter list --resource-group <group> --server-name <server> --output json.",
};

/**
 * Reads what a live server and its parameters are exported as: answers of the REST API (`Microsoft.DBforPostgreSQL`, API
 * versions 2017-12-01 and 2022-12-01 on), `az … --output json`, and resources as PSRule exports them (Export-AzRuleData).
 *
 * @returns none for a document that is no such export, or of other resources
 */
export function readExport(document: Document): AzureResource[] {
  const found: AzureResource[] = [];
  collect(document.value, [], { document, found, level: 0 });
  return found;
}

interface Collection {
  readonly document: Document;
  readonly found: AzureResource[];
  readonly level: number;
  readonly parent?: string;
}

function collect(json: unknown, path: JsonPath, collection: Collection): void {
  if (collection.level > MAX_LEVELS) return;
  if (Array.isArray(json)) {
    for (const [index, item] of json.entries()) collect(item, [...path, index], { ...collection, level: collection.level + 1 });
    return;
  }
  const resource = toAzureResource(json, path, collection);
  if (resource) collection.found.push(resource);
  const name = resource?.name.state === "known" ? resource.name.value : undefined;
  for (const list of ["value", "data", "resources"]) {
    const key = propertyName(json, list);
    const inner = key === undefined ? undefined : property(json, key);
    if (key !== undefined && Array.isArray(inner))
      collect(inner, [...path, key], { ...collection, level: collection.level + 1, ...(name !== undefined && { parent: name }) });
  }
}

function toAzureResource(json: unknown, path: JsonPath, { document, parent }: Collection): AzureResource | undefined {
  const id = textOf(json, NAMES.id);
  const written = textOf(json, NAMES.type);
  const type = TYPES.find((candidate) => (written === undefined ? id !== undefined && isExactly(id, candidate) : same(written, candidate)));
  const name = (id === undefined || type === undefined ? undefined : nameInId(id, type)) ?? textOf(json, NAMES.name)?.split("/").at(-1);
  if (type === undefined || name === undefined) return undefined;
  const properties = propertyName(json, "properties");
  const locationOf = (armPath: string): JsonPath => {
    const [outer = "", ...rest] = armPath.split(".");
    // az takes the properties out of their object.
    return outer === "properties" && (properties === undefined || typeof property(json, properties) !== "object") ? rest : [outer, ...rest];
  };
  const parentType = type.slice(0, type.lastIndexOf("/"));
  const isServer = !TYPES.includes(parentType);
  const ofName = textOf(json, NAMES.name)?.split("/").at(-2);
  const server = (id === undefined ? undefined : nameInId(id, parentType)) ?? ofName ?? parent;
  return {
    type,
    name: { state: "known", value: name },
    origin: {
      frontEnd: "arm",
      nativeType: type,
      address: `${document.file}${pathText(path)}`,
      file: document.file,
      label: isServer ? name : `${server ?? "?"}/${name}`,
    },
    keys: isServer ? [nameKey(name)] : [],
    ...(isServer && { unlisted: UNLISTED }),
    read: (armPath) => readingOf(locationOf(armPath).reduce<unknown>((of, key) => property(of, String(key)), json)),
    reference: (armPath): Reference =>
      armPath === "parent" && server !== undefined ? { clues: [[nameKey(server)]] } : { clues: [], unknown: "its id is not in the export" },
    spell: (armPath, armValue) => armValue ?? locationOf(spellArm(armPath)).join("."),
    locate(armPath) {
      const keys: string[] = [];
      let at: unknown = json;
      for (const key of armPath.startsWith("configurations.") ? [] : locationOf(armPath)) {
        const own = propertyName(at, String(key));
        if (own === undefined) break;
        keys.push(own);
        at = property(at, own);
      }
      const position = document.position?.([...path, ...keys]);
      return position && { file: document.file, ...position };
    },
  };
}

/** Whether an id is of a resource of the type itself, and not of one in it. */
function isExactly(id: string, type: string): boolean {
  const name = nameInId(id, type);
  return name !== undefined && same(id.split("/").at(-1) ?? "", name) && same(id.split("/").at(-2) ?? "", type.split("/").at(-1) ?? "");
}

function textOf(json: unknown, names: readonly string[]): string | undefined {
  return names.map((name) => property(json, name)).find((value) => typeof value === "string");
}

function readingOf(value: unknown): Reading {
  return value === undefined || value === null ? { state: "unset" } : { state: "known", value };
}

function pathText(path: JsonPath): string {
  return path.map((part) => (typeof part === "number" ? `[${String(part)}]` : `.${part}`)).join("");
}
