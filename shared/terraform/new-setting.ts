import type { Argument, MissingSetting, ResourceType, Settings } from "../model";
import { member, type Json } from "./json";

/** A resource that is to be declared. */
export interface NewResource {
  readonly type: string;
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The server that a setting is declared for. */
export interface ServerBlock {
  readonly type: string;
  readonly id: string;
  readonly body: Json;
}

/**
 * A setting as a resource of its own, for each instance of its server.
 *
 * @param server a resource of the azurerm provider or of azapi
 * @param isTaken whether there is a resource of a type and an id already
 * @returns `undefined` for a server of another type
 */
export function newSetting(
  server: ServerBlock,
  setting: MissingSetting,
  on: ResourceType & { readonly settings: Settings },
  isTaken: (type: string, id: string) => boolean,
): NewResource | undefined {
  const isAzurerm = server.type === on.azurerm.type;
  if (!isAzurerm && server.type !== "azapi_resource") return undefined;
  const type = isAzurerm ? on.settings.azurerm.type : server.type;
  const base = `${server.id}_${setting.name}`;
  let id = base;
  for (let count = 2; isTaken(type, id); count++) id = `${base}_${String(count)}`;
  return { type, id, body: isAzurerm ? azurermBody(server, setting, on.settings) : azapiBody(server, setting, on) };
}

/** The provider sets one setting of a server at a time by itself. */
function azurermBody(server: ServerBlock, setting: MissingSetting, { azurerm }: Settings): NewResource["body"] {
  const { meta, reference } = instancesOf(server);
  const own = azurerm.arguments;
  const parent = first(own.parent);
  return {
    ...meta,
    [first(own.name)]: setting.name,
    ...(parent.endsWith("_name")
      ? { [parent]: `\${${reference}.name}`, resource_group_name: `\${${reference}.resource_group_name}` }
      : { [parent]: `\${${reference}.id}` }),
    [first(own["properties.value"])]: setting.proposed,
  };
}

function first([argument]: readonly Argument[]): string {
  return argument?.path.join(".") ?? "";
}

/** Written as the server's own body is: an object, or a text. */
function azapiBody(
  server: ServerBlock,
  setting: MissingSetting,
  { arm, settings }: ResourceType & { readonly settings: Settings },
): NewResource["body"] {
  const { meta, reference } = instancesOf(server);
  const version = String(server.body["type"]).split("@")[1] ?? "";
  const body = { properties: { value: setting.proposed } };
  const parent = `\${${reference}.id}`;
  return {
    ...meta,
    type: `${arm}/${settings.collection}@${version}`,
    name: setting.name,
    parent_id: parent,
    body: typeof server.body["body"] === "string" ? JSON.stringify(body) : body,
    // Azure sets one setting of a server at a time.
    locks: [parent],
  };
}

/** What makes as many settings as there are servers, and how one of them refers to its server. */
function instancesOf({ type, id, body }: ServerBlock): { readonly meta: NewResource["body"]; readonly reference: string } {
  const address = `${type}.${id}`;
  const provider = member(body, "provider");
  const meta = provider === undefined ? {} : { provider };
  if (member(body, "for_each") !== undefined) return { meta: { ...meta, for_each: `\${${address}}` }, reference: "each.value" };
  if (member(body, "count") !== undefined)
    return { meta: { ...meta, count: `\${length(${address})}` }, reference: `${address}[count.index]` };
  return { meta, reference: address };
}
