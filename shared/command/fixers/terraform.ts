import { getNodeValue, type Node } from "jsonc-parser";
import { basename } from "node:path/posix";
import { same } from "../../engine/names";
import type { Edit } from "../../json/edit";
import type { MissingSetting, Place, ProposedValue } from "../../model";
import { member, type Json } from "../../terraform/json";
import { newSetting, type NewResource } from "../../terraform/new-setting";
import type { FixableFile, Fixer, Refusal } from "./fixer";
import { JsonChanges, memberOf, pathOf } from "./json-file";

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
    const body = getNodeValue(server) as Json;
    for (const setting of missing) {
      const added = newSetting({ type, id, body }, setting, on, (newType, newId) => this.isTaken(newType, newId));
      if (!added) return `settings can't be added to ${type}`;
      this.addResource(added);
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

  private isTaken(type: string, id: string): boolean {
    const resources = memberOf(this.changes.root, "resource");
    const ofType = memberOf(resources, type);
    const added = ofType ? this.changes.addedTo(ofType) : [];
    const addedType = resources && this.changes.addedTo(resources).find(({ key }) => key === type)?.value;
    return memberOf(ofType, id) !== undefined || added.some(({ key = "" }) => same(key, id)) || member(addedType, id) !== undefined;
  }

  private addResource({ type, id, body }: NewResource): void {
    const resources = memberOf(this.changes.root, "resource");
    if (resources) this.changes.setBelow(resources, [type, id], body);
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
