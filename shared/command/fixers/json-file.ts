import type { Node } from "jsonc-parser";
import { fold } from "../../engine/names";
import { addMembers, offsetOf, replaceNode, type AddedMember, type Edit } from "../../json/edit";
import { jsonTree } from "../../json/tolerant";
import type { Place } from "../../model";
import type { Refusal, TextFile } from "./fixer";

/** A JSON text while changes are gathered for it. */
export class JsonChanges {
  readonly root: Node | undefined;
  private readonly replaced = new Map<Node, Edit>();
  private readonly added = new Map<Node, AddedMember[]>();

  /** @throws LimitError for a text that is nested too deeply */
  constructor(readonly file: TextFile) {
    this.root = jsonTree(file.text, file.limits);
  }

  /** The value that stands at a place. */
  nodeAt({ start, end }: Place): Node | undefined {
    const { text } = this.file;
    const [from, to] = [offsetOf(text, start), offsetOf(text, end)];
    let node = this.root;
    while (node && !(node.offset === from && node.offset + node.length === to))
      node = valuesIn(node).find(({ offset, length }) => offset <= from && to <= offset + length);
    return node;
  }

  /** The text of a value. */
  textOf({ offset, length }: Node): string {
    return this.file.text.slice(offset, offset + length);
  }

  replace(node: Node, value: unknown): void {
    this.replaced.set(node, replaceNode(node, value));
  }

  add(container: Node, member: AddedMember): void {
    const members = this.added.get(container);
    if (members) members.push(member);
    else this.added.set(container, [member]);
  }

  /** The members that an object or an array has been given so far. */
  addedTo(container: Node): readonly AddedMember[] {
    return this.added.get(container) ?? [];
  }

  /**
   * Writes a value at a path below an object, which is made as far as it isn't there. Names have no case.
   *
   * @returns why it can't be written
   */
  setBelow(from: Node, path: readonly string[], value: unknown): Refusal | undefined {
    const [key, ...rest] = path;
    if (key === undefined || from.type === "null") {
      this.replace(from, nested(path, value));
      return undefined;
    }
    if (from.type !== "object") return "it is written as an expression or a text";
    const inner = memberOf(from, key);
    if (inner) return this.setBelow(inner, rest, value);
    const before = this.addedTo(from).find((member) => member.key !== undefined && fold(member.key) === fold(key));
    if (!before) this.add(from, { key, value: nested(rest, value) });
    // With nothing below it, the very value was added for another finding, such as the next one of a loop.
    else if (rest.length > 0) Object.assign(before.value as object, nested(rest, value));
    return undefined;
  }

  edits(): readonly Edit[] {
    return [...this.replaced.values(), ...[...this.added].flatMap(([node, members]) => addMembers(this.file.text, node, members))];
  }
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** The values directly in an object or an array. */
export function valuesIn({ type, children = [] }: Node): readonly Node[] {
  if (type !== "object") return children;
  return children.flatMap((member) => member.children?.[1] ?? []);
}

/** A member of an object by its name, whatever its case; of several of a name the last, as it holds. */
export function memberOf(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== "object") return undefined;
  return object.children?.findLast(({ children }) => fold(String(children?.[0]?.value)) === fold(name))?.children?.[1];
}

/** A text that a member holds; `undefined` for anything else. */
export function textMember(object: Node | undefined, name: string): string | undefined {
  const value: unknown = memberOf(object, name)?.value;
  return typeof value === "string" ? value : undefined;
}

/** What a value stands in. */
export function parentOf({ parent }: Node): Node | undefined {
  return parent?.type === "property" ? parent.parent : parent;
}

/** The name of the member that a value is. */
export function keyOf({ parent }: Node): string | undefined {
  return parent?.type === "property" ? String(parent.children?.[0]?.value) : undefined;
}

/** The keys and indexes that lead to a value. */
export function pathOf(node: Node): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = node, around = parentOf(at); around; at = around, around = parentOf(at))
    path.unshift(keyOf(at) ?? around.children?.indexOf(at) ?? 0);
  return path;
}
