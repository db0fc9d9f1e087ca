import type { Node } from "jsonc-parser";
import { basename } from "node:path/posix";
import type { Edit } from "../../json/edit";
import type { Argument, MissingSetting, Place, ProposedValue } from "../../model";
import type { FixableFile, Fixer, Refusal } from "./fixer";
import { JsonChanges, memberOf, pathOf, textMember } from "./json-file";

type TypeWithSettings = Parameters<FixableFile["declare"]>[2];

/** Terraform's JSON syntax, as people write it. */
export const terraform: Fixer = {
  kinds: ["Terraform JSON"],
  open(file) {
    const changes = new JsonChanges(file);
    const metadata = memberOf(memberOf(changes.root, "//"), "metadata");
    if (basename(file.path) === "cdk.tf.json" || memberOf(metadata, "stackName")) return "it is synthesized; fix the program that makes it";
    return new TerraformFile(changes);
  },
};

class TerraformFile implements FixableFile {
  constructor(private readonly changes: JsonChanges) {}

  set(place: Place, { path, value }: ProposedValue): Refusal | undefined {
    const node = this.changes.nodeAt(place);
    const at = node ? pathOf(node) : [];
    const inner = at.slice(BLOCK_DEPTH);
    const isOnPath = inner.every((key, index) => key === path[index]);
    if (!node || at.length < BLOCK_DEPTH || at[0] !== "resource" || !isOnPath) return NOT_FOUND;
    return this.changes.setBelow(node, path.slice(inner.length), value);
  }

  declare(place: Place, missing: readonly MissingSetting[], on: TypeWithSettings): Refusal | undefined {
    const server = this.changes.nodeAt(place);
    const [kind, type, id] = server ? pathOf(server).map(String) : [];
    if (!server || server.type !== "object") return NOT_FOUND;
    if (kind === "module" && type !== undefined && id === undefined) return this.giveToModule(server, missing);
    if (kind !== "resource" || type === undefined || id === undefined) return NOT_FOUND;
    const isAzurerm = type === on.azurerm.type;
    if (!isAzurerm && type !== "azapi_resource") return `settings can't be added to ${type}`;
    for (const setting of missing) {
      const [newType, body] = isAzurerm ? azurermSetting(server, id, setting, on) : azapiSetting(server, id, setting, on);
      this.addResource(newType, `${id}_${setting.name}`, body);
    }
    return undefined;
  }

  replace(): Refusal {
    return NOT_FOUND;
  }

  named(): undefined {
    return undefined;
  }

  isUsedOnlyAt(): boolean {
    return false;
  }

  allowed(): undefined {
    return undefined;
  }

  edits(): readonly Edit[] {
    return this.changes.edits();
  }

  private addResource(type: string, base: string, body: object): void {
    const resources = memberOf(this.changes.root, "resource");
    if (!resources) return;
    const ofType = memberOf(resources, type);
    const added = this.changes.addedTo(resources).find(({ key }) => key === type)?.value as Record<string, unknown> | undefined;
    const isTaken = (id: string): boolean =>
      memberOf(ofType, id) !== undefined ||
      (added !== undefined && id in added) ||
      (ofType !== undefined && this.changes.addedTo(ofType).some(({ key }) => key === id));
    let id = base;
    for (let count = 2; isTaken(id); count++) id = `${base}_${String(count)}`;
    if (ofType) this.changes.add(ofType, { key: id, value: body });
    else if (added) added[id] = body;
    else this.changes.add(resources, { key: type, value: { [id]: body } });
  }

  /** The input of the Azure Verified Module, the only one whose settings are known. */
  private giveToModule(module: Node, missing: readonly MissingSetting[]): Refusal | undefined {
    for (const { name, proposed } of missing) {
      const refusal = this.changes.setBelow(module, ["server_configuration", name], { name, config: proposed });
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
}

/** `resource`, type and id. */
const BLOCK_DEPTH = 3;

const NOT_FOUND = "what it is about stands in a text or in another form that can't be changed";

/** The provider sets one setting of a server at a time by itself. */
function azurermSetting(server: Node, id: string, setting: MissingSetting, on: TypeWithSettings): readonly [type: string, body: object] {
  const { type, arguments: own } = on.settings.azurerm;
  const { meta, reference } = instancesOf(server, `${on.azurerm.type}.${id}`);
  const parent = first(own.parent);
  return [
    type,
    {
      ...meta,
      [first(own.name)]: setting.name,
      ...(parent.endsWith("_name")
        ? { [parent]: `\${${reference}.name}`, resource_group_name: `\${${reference}.resource_group_name}` }
        : { [parent]: `\${${reference}.id}` }),
      [first(own["properties.value"])]: setting.proposed,
    },
  ];
}

function first([argument]: readonly Argument[]): string {
  return argument?.path.join(".") ?? "";
}

/** As the server's own body is written: an object, or a text. */
function azapiSetting(server: Node, id: string, setting: MissingSetting, on: TypeWithSettings): readonly [type: string, body: object] {
  const { meta, reference } = instancesOf(server, `azapi_resource.${id}`);
  const version = textMember(server, "type")?.split("@")[1] ?? "";
  const body = { properties: { value: setting.proposed } };
  const parent = `\${${reference}.id}`;
  return [
    "azapi_resource",
    {
      ...meta,
      type: `${on.arm}/${on.settings.collection}@${version}`,
      name: setting.name,
      parent_id: parent,
      body: memberOf(server, "body")?.type === "string" ? JSON.stringify(body) : body,
      // Azure sets one setting of a server at a time.
      locks: [parent],
    },
  ];
}

/** What makes as many settings as there are servers, and how one of them refers to its server. */
function instancesOf(server: Node, address: string): { readonly meta: object; readonly reference: string } {
  const provider = textMember(server, "provider");
  const meta = provider === undefined ? {} : { provider };
  if (memberOf(server, "for_each")) return { meta: { ...meta, for_each: `\${${address}}` }, reference: "each.value" };
  if (memberOf(server, "count")) return { meta: { ...meta, count: `\${length(${address})}` }, reference: `${address}[count.index]` };
  return { meta, reference: address };
}
