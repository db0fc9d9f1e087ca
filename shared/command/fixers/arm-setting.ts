import type { Node } from "jsonc-parser";
import { fold, same } from "../../engine/names";
import type { MissingSetting, ResourceType, Settings } from "../../model";
import type { Refusal } from "./fixer";
import { keyOf, memberOf, parentOf, textMember, type JsonChanges } from "./json-file";

/** What a new resource is made of. */
interface NewSetting {
  readonly setting: MissingSetting;
  readonly server: Node;
  /** ARM types of the server and of its setting. */
  readonly serverType: string;
  readonly type: string;
  readonly collection: string;
  readonly apiVersion: string;
  /** The server's name, as an expression without its brackets. */
  readonly serverName: string;
}

/**
 * Declares a setting of a server as a template's author would: within a server that has resources in it, else as the last of
 * the resources beside it. Azure sets one setting of a server at a time, so each waits for the one before.
 *
 * @returns why it can't be declared
 */
export function declaredSetting(
  server: Node,
  setting: MissingSetting,
  on: ResourceType & { readonly settings: Settings },
  changes: JsonChanges,
): Refusal | undefined {
  const [name, apiVersion] = [textMember(server, "name"), textMember(server, "apiVersion")];
  if (name === undefined || apiVersion === undefined) return "the resource has no name or no apiVersion of its own";
  const { collection } = on.settings;
  const type = `${on.arm}/${collection}`;
  const serverName = isExpression(name) ? name.slice(1, -1) : `'${name}'`;
  const added: NewSetting = { setting, server, serverType: on.arm, type, collection, apiVersion, serverName };
  const inner = memberOf(server, "resources");
  const beside = parentOf(server);
  if (inner?.children?.length || !beside || !same(keyOf(beside) ?? "", "resources")) return addWithin(added, inner, changes);
  return addBeside(added, beside, changes);
}

function isExpression(text: string): boolean {
  return text.startsWith("[") && !text.startsWith("[[") && text.endsWith("]");
}

function addWithin(added: NewSetting, list: Node | undefined, changes: JsonChanges): Refusal | undefined {
  const { setting, server, serverType, collection, apiVersion, serverName, type } = added;
  if (memberOf(server, "copy")) return "a resource in a loop can't have resources in it";
  if (list?.type === "object") return "its resources are an object";
  const before = resourcesWithin(server, list, changes).filter((one) => [collection, type].some((own) => same(one.type ?? "", own)));
  const idOf = (name: string): string => `[resourceId('${type}', ${serverName}, ${asExpression(name)})]`;
  const waits = before.flatMap(({ name }) => (name === undefined ? [] : [idOf(name)]));
  const resource = {
    type: collection,
    apiVersion,
    name: setting.name,
    dependsOn: [`[resourceId('${serverType}', ${serverName})]`, ...waits],
    properties: { value: setting.proposed },
  };
  if (list) changes.add(list, { value: resource });
  else addList(server, resource, changes);
  return undefined;
}

/** The resources within a server, also those of a list that is added. */
function resourcesWithin(server: Node, list: Node | undefined, changes: JsonChanges): readonly DeclaredSetting[] {
  const added = changes.addedTo(server).find(({ key }) => key === "resources")?.value;
  return list ? resourcesIn(list, changes) : ((added ?? []) as readonly DeclaredSetting[]);
}

/** Adds the list of the resources within a resource; the next one becomes a part of it. */
function addList(server: Node, resource: unknown, changes: JsonChanges): void {
  const before = changes.addedTo(server).find(({ key }) => key === "resources");
  if (before && Array.isArray(before.value)) before.value.push(resource);
  else changes.add(server, { key: "resources", value: [resource] });
}

function addBeside(added: NewSetting, list: Node, changes: JsonChanges): Refusal | undefined {
  const { setting, server, serverType, apiVersion, serverName, type } = added;
  const isSymbolic = list.type === "object";
  const key = isSymbolic ? newSymbol(keyOf(server) ?? "server", setting.name, list, changes) : undefined;
  const copy = copyOf(server, setting.name);
  if (copy === undefined) return "its loop has no literal name";
  const before = settingsBeside(added, list, changes).map(({ symbol, copyName, name }) => symbol ?? copyName ?? idOf(name, added));
  const own = isSymbolic ? (keyOf(server) ?? "") : copy.inLoop(`[resourceId('${serverType}', ${serverName})]`);
  const condition = memberOf(server, "condition")?.value as unknown;
  const scope = textMember(server, "scope");
  const resource = {
    ...(condition !== undefined && { condition: typeof condition === "string" ? copy.inLoop(condition) : condition }),
    ...(copy.value !== undefined && { copy: copy.value }),
    type,
    apiVersion,
    ...(scope !== undefined && { scope: copy.inLoop(scope) }),
    name: copy.inLoop(nameIn(added, isSymbolic || /\bformat\(\s*'\{0\}\/\{1\}'/i.test(changes.file.text))),
    dependsOn: [own, ...before.map(copy.inLoop)],
    properties: { value: setting.proposed },
  };
  changes.add(list, { ...(key !== undefined && { key }), value: resource });
  return undefined;
}

/** The full name of a setting, as the names around it are written. */
function nameIn({ server, setting, serverName }: NewSetting, usesFormat: boolean): string {
  const name = textMember(server, "name") ?? "";
  if (!isExpression(name)) return `${name}/${setting.name}`;
  return usesFormat ? `[format('{0}/{1}', ${serverName}, '${setting.name}')]` : `[concat(${serverName}, '/${setting.name}')]`;
}

/** The loop of a server as that of its setting, whose name must be another; `undefined` where its name isn't known. */
function copyOf(server: Node, settingName: string): { readonly value?: unknown; readonly inLoop: (text: string) => string } | undefined {
  const copy = memberOf(server, "copy");
  if (!copy) return { inLoop: (text) => text };
  const name = textMember(copy, "name");
  if (copy.type !== "object" || name === undefined || isExpression(name)) return undefined;
  const own = `${name}-${settingName}`;
  const members = (copy.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [[String(key.value), same(String(key.value), "name") ? own : (value.value as unknown)] as const] : [];
  });
  const index = new RegExp(`\\bcopyIndex\\(\\s*'${name.replace(/[^\w]/g, "\\$&")}'`, "gi");
  return { value: Object.fromEntries(members), inLoop: (text) => text.replace(index, `copyIndex('${own}'`) };
}

/** A setting that a template declares already. */
interface DeclaredSetting {
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly symbol?: string;
  readonly copyName?: string;
}

/** The resources in a list, and those that are added to it. */
function resourcesIn(list: Node | undefined, changes: JsonChanges): readonly DeclaredSetting[] {
  const written = (list?.children ?? []).map((child): DeclaredSetting => {
    const resource = child.type === "property" ? child.children?.[1] : child;
    const symbol = resource && keyOf(resource);
    const copyName = textMember(memberOf(resource, "copy"), "name");
    const shared = { ...(symbol !== undefined && { symbol }), ...(copyName !== undefined && { copyName }) };
    return { type: textMember(resource, "type"), name: textMember(resource, "name"), ...shared };
  });
  const added = (list ? changes.addedTo(list) : []).map(({ key, value }): DeclaredSetting => {
    const { type, name, copy } = value as { type: string; name: string; copy?: { name: string } };
    return { type, name, ...(key !== undefined && { symbol: key }), ...(copy && { copyName: copy.name }) };
  });
  return [...written, ...added];
}

/** The settings of the same server that stand in a list. */
function settingsBeside(added: NewSetting, list: Node, changes: JsonChanges): readonly DeclaredSetting[] {
  const name = textMember(added.server, "name") ?? "";
  const bare = (text: string): string => fold(text.replaceAll(/\s/g, "").replaceAll(/copyindex\('[^']*'/gi, "copyindex("));
  const beginnings = isExpression(name)
    ? [`[concat(${added.serverName},'/`, `[format('{0}/{1}',${added.serverName},'`].map(bare)
    : [bare(`${name}/`)];
  return resourcesIn(list, changes).filter(
    (one) => same(one.type ?? "", added.type) && beginnings.some((beginning) => bare(one.name ?? "").startsWith(beginning)),
  );
}

/** The id of a setting in the list of its server's. */
function idOf(name: string | undefined, { type, serverName }: NewSetting): string {
  const own = /(?:^|\/|,\s*')([\w.-]+)'?\)?\]?$/.exec(name ?? "")?.[1] ?? "";
  return `[resourceId('${type}', ${serverName}, '${own}')]`;
}

function asExpression(name: string): string {
  return isExpression(name) ? name.slice(1, -1) : `'${name}'`;
}

/** A symbolic name that the list doesn't have: `pgRequireSecureTransport`. */
function newSymbol(server: string, settingName: string, list: Node, changes: JsonChanges): string {
  const words = settingName.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const known = new Set(resourcesIn(list, changes).map(({ symbol }) => fold(symbol ?? "")));
  const base = `${server}${words.join("")}`;
  let symbol = base;
  for (let count = 2; known.has(fold(symbol)); count++) symbol = `${base}${String(count)}`;
  return symbol;
}
