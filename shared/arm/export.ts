import { fold, nameInId, nameKey, parentTypeOf, same } from "../engine/names";
import type { AzureResource, Reading, Reference } from "../model";
import { spellArm } from "./resources";
import { placeOf, type Document, type JsonPath } from "../json/document";
import type { Subject, Subjects } from "../engine/subjects";
import { property, propertyName } from "../symbolic/values";

/** How the several exports name the same things: REST and az, then PSRule. */
const NAMES = { type: ["type", "ResourceType"], id: ["id", "ResourceId"], name: ["name", "ResourceName"] } as const;

/** Deeper than these no export nests its resources. */
const MAX_LEVELS = 8;

/**
 * Reads what a live server and its parameters are exported as: answers of the REST API (`Microsoft.DBforPostgreSQL`, API
 * versions 2017-12-01 and 2022-12-01 on), `az … --output json`, and resources as PSRule exports them (Export-AzRuleData).
 *
 * @param subjects the types that are wanted
 * @returns none for a document that is no such export, or of other resources
 */
export function readExport(document: Document, subjects: Subjects): AzureResource[] {
  const found: AzureResource[] = [];
  collect(document.value, [], { document, subjects, found, level: 0 });
  return found;
}

interface Collection {
  readonly document: Document;
  readonly subjects: Subjects;
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
  const exported = exportedResource(json, path, collection);
  if (exported) collection.found.push(toAzureResource(exported, collection));
  // What a what-if shows as the state after the deployment.
  if (propertyName(json, "after") !== undefined)
    collect(property(json, "after"), [...path, "after"], { ...collection, level: collection.level + 1 });
  for (const list of ["value", "data", "resources", "changes"]) {
    const key = propertyName(json, list);
    const inner = key === undefined ? undefined : property(json, key);
    if (key === undefined || !Array.isArray(inner)) continue;
    collect(inner, [...path, key], { ...collection, level: collection.level + 1, ...(exported && { parent: exported.name }) });
  }
}

/** One object of an export, as far as it tells what it is. */
interface ExportedResource {
  readonly json: unknown;
  readonly path: JsonPath;
  readonly subject: Subject;
  readonly name: string;
  /** Name of the server that a setting belongs to; `undefined` where it isn't told, and for a server. */
  readonly server: string | undefined;
  readonly isServer: boolean;
}

function exportedResource(json: unknown, path: JsonPath, { parent, subjects }: Collection): ExportedResource | undefined {
  const id = textOf(json, NAMES.id);
  const written = textOf(json, NAMES.type);
  const isMeant = ({ arm }: Subject): boolean => (written === undefined ? id !== undefined && isExactly(id, arm) : same(written, arm));
  const subject = [...subjects.byType.values()].find(isMeant);
  if (!subject) return undefined;
  const { arm } = subject;
  const nameSegments = textOf(json, NAMES.name)?.split("/") ?? [];
  const name = (id === undefined ? undefined : nameInId(id, arm)) ?? nameSegments.at(-1);
  if (name === undefined) return undefined;
  const serverType = parentTypeOf(arm);
  const isServer = !subjects.byType.has(fold(serverType));
  const server = (id === undefined ? undefined : nameInId(id, serverType)) ?? nameSegments.at(-2) ?? parent;
  return { json, path, subject, name, server: isServer ? undefined : server, isServer };
}

function toAzureResource(exported: ExportedResource, { document, subjects }: Collection): AzureResource {
  const { json, path, subject, name, server, isServer } = exported;
  const { arm, collection } = subject;
  const label = isServer ? name : `${server ?? "?"}/${name}`;
  const properties = propertyName(json, "properties");
  const isFlat = properties === undefined || typeof property(json, properties) !== "object";
  const pathOf = (armPath: string): JsonPath => {
    const [outer = "", ...rest] = armPath.split(".");
    // az takes the properties out of their object.
    return outer === "properties" && isFlat ? rest : [outer, ...rest];
  };
  // A list of resources of any type has none of their properties.
  const isListed = subject.paths.some((armPath) => writtenPath(json, pathOf(armPath)).length === pathOf(armPath).length);
  return {
    type: arm,
    name: { state: "known", value: name },
    origin: { name: label, nativeType: arm, address: `${document.file}${pathText(path)}`, file: document.file, label },
    keys: isServer ? [nameKey(name)] : [],
    ...(isServer && { unlisted: unlistedSettings(arm, subjects) }),
    read: (armPath) => (isListed ? readingOf(pathOf(armPath).reduce<unknown>((of, key) => property(of, String(key)), json)) : NOT_EXPORTED),
    reference: (armPath): Reference =>
      armPath === "parent" && server !== undefined ? { clues: [[nameKey(server)]] } : { clues: [], unknown: "its id is not in the export" },
    spell: (armPath, armValue) => armValue ?? pathOf(spellArm(subject, armPath)).join("."),
    locate(armPath) {
      const written = armPath.startsWith(`${String(collection)}.`) ? [] : writtenPath(json, pathOf(armPath));
      return placeOf({ document, path: [...path, ...written] });
    },
  };
}

const NOT_EXPORTED: Reading = {
  state: "unknown",
  why: "is not in the export",
  remedy: "Export the resource itself, with: az resource show --ids <id> --output json.",
};

/** A server exists, and so does each of its parameters: what isn't shown is not unset. */
function unlistedSettings(arm: string, { resourceTypes }: Subjects): { why: string; remedy: string } {
  const settings = resourceTypes.find((type) => type.arm === arm)?.settings;
  const remedy = settings ? `Export them as well, with: ${settings.exportCommand}.` : "Export them as well.";
  return { why: `its ${settings?.noun ?? "setting"}s are not all in the export`, remedy };
}

/** The keys of a path as they are written, as far as they are there. */
function writtenPath(json: unknown, path: JsonPath): string[] {
  const keys: string[] = [];
  let at = json;
  for (const key of path) {
    const own = propertyName(at, String(key));
    if (own === undefined) break;
    keys.push(own);
    at = property(at, own);
  }
  return keys;
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
