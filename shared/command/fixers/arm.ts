import type { Node } from "jsonc-parser";
import { fold, same } from "../../engine/names";
import type { Edit } from "../../json/edit";
import type { MissingSetting, Place, ProposedValue } from "../../model";
import { declaredSetting } from "./arm-setting";
import type { FixableFile, Fixer, NamedValue, Refusal, TextFile } from "./fixer";
import { JsonChanges, keyOf, memberOf, parentOf, pathOf, textMember, valuesIn } from "./json-file";

/** ARM templates and their parameter files. */
export const arm: Fixer = {
  kinds: ["ARM template", "parameter file"],
  open(file) {
    const changes = new JsonChanges(file);
    const generator = memberOf(memberOf(changes.root, "metadata"), "_generator");
    const source = file.path.replace(/\.jsonc?$/i, ".bicep");
    const isCompiled = same(textMember(generator, "name") ?? "", "bicep") && source !== file.path && file.isFile(source);
    return isCompiled ? `it is compiled from ${source}; fix that` : new ArmFile(changes);
  },
};

class ArmFile implements FixableFile {
  private readonly file: TextFile;

  constructor(private readonly changes: JsonChanges) {
    this.file = changes.file;
  }

  set(place: Place, { path, value }: ProposedValue): Refusal | undefined {
    const node = this.changes.nodeAt(place);
    const depth = node && depthIn(node, path);
    return node && depth !== undefined ? this.changes.setBelow(node, path.slice(depth), value) : NOT_FOUND;
  }

  replace(place: Place, value: string): Refusal | undefined {
    const node = this.changes.nodeAt(place);
    if (!node || node.type === "object" || node.type === "array") return NOT_FOUND;
    this.changes.replace(node, value);
    return undefined;
  }

  declare(place: Place, missing: readonly MissingSetting[], on: Parameters<FixableFile["declare"]>[2]): Refusal | undefined {
    const server = this.changes.nodeAt(place);
    if (!server || !isResource(server)) return NOT_FOUND;
    for (const setting of missing) {
      const refusal = declaredSetting(server, setting, on, this.changes);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  named(place: Place): NamedValue | undefined {
    const path = this.changes.nodeAt(place) ? pathOf(this.changes.nodeAt(place) as Node).map(String) : [];
    for (let at = path.length - 1; at >= 0; at--) {
      const [list = "", name, value] = path.slice(at);
      if (name === undefined) continue;
      if (same(list, "variables") && !same(name, "copy")) return { kind: "variable", name };
      if (!same(list, "parameters") || value === undefined) continue;
      if (same(value, "defaultValue")) return { kind: "parameter", name };
      return same(value, "value") ? { kind: "parameter", name, isGiven: true } : undefined;
    }
    // A parameter file that is nothing but its parameters.
    const [name = "", value = ""] = path;
    return path.length === 2 && same(value, "value") ? { kind: "parameter", name, isGiven: true } : undefined;
  }

  isUsedOnlyAt({ kind, name }: NamedValue, places: readonly Place[]): boolean {
    const escapedName = name.replace(/[^\w]/g, "\\$&");
    const nodes = places.flatMap((place) => this.changes.nodeAt(place) ?? []);
    const uses = [...this.file.text.matchAll(new RegExp(`\\b${kind}s\\(\\s*'${escapedName}'\\s*\\)`, "gi"))];
    const isIn = (at: number): boolean =>
      nodes.some(({ type, offset, length }) => type === "string" && offset < at && at < offset + length);
    return uses.length > 0 && uses.every(({ index }) => isIn(index));
  }

  allowed({ kind, name }: NamedValue, value: string): string | undefined {
    const root = this.changes.root;
    if (kind === "variable" || !root) return value;
    let allowed: string | undefined = value;
    for (const declaration of declarationsOf(root, name)) {
      if (!/^(secure)?string$/i.test(textMember(declaration, "type") ?? "")) return undefined;
      const list = memberOf(declaration, "allowedValues");
      const found: Node | undefined = list?.children?.find((item) => same(String(item.value), value));
      if (list) allowed = found && allowed !== undefined ? String(found.value) : undefined;
    }
    return allowed;
  }

  edits(): readonly Edit[] {
    return this.changes.edits();
  }
}

const NOT_FOUND = "what it is about stands in a text or in another form that can't be changed";

/** The declarations of a parameter, in a template and in those within it. */
function declarationsOf(node: Node, name: string): readonly Node[] {
  const own = keyOf(node) !== undefined && same(keyOf(node) ?? "", "parameters") ? memberOf(node, name) : undefined;
  const isDeclaration = memberOf(own, "type") !== undefined;
  return [...(own && isDeclaration ? [own] : []), ...valuesIn(node).flatMap((inner) => declarationsOf(inner, name))];
}

function isResource(node: Node): boolean {
  return textMember(node, "type") !== undefined && memberOf(node, "name") !== undefined;
}

/** How many names of a path lead from the resource to a value; `undefined` for one that is in no resource. */
function depthIn(node: Node, path: readonly string[]): number | undefined {
  let at: Node | undefined = node;
  const keys: string[] = [];
  for (let depth = 0; at && depth <= path.length; depth++) {
    if (isResource(at) && keys.every((key, index) => fold(key) === fold(path[index] ?? ""))) return depth;
    const key = keyOf(at);
    if (key === undefined) return undefined;
    keys.unshift(key);
    at = parentOf(at);
  }
  return undefined;
}
