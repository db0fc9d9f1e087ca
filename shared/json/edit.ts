import type { Node } from "jsonc-parser";
import type { Position } from "../model";

/** A change of a text: what stands from an offset on is replaced. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** What is added to an object, or without a key to an array. */
export interface AddedMember {
  readonly key?: string;
  readonly value: unknown;
}

/** A text with changes made, none of which overlaps another; of several at one offset the first comes first. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let done = "";
  let at = 0;
  for (const { offset, length, text: added } of [...edits].sort((a, b) => a.offset - b.offset)) {
    done += text.slice(at, offset) + added;
    at = offset + length;
  }
  return done + text.slice(at);
}

/** The offset of a position in a text; lines end with a line feed. */
export function offsetOf(text: string, { line, column }: Position): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

/** How the lines of a text end: as the first of them does. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  return /\r\n|\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** The blanks that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** A value in the place of another one, of which nothing else of the text depends. */
export function replaceNode({ offset, length }: Node, value: unknown): Edit {
  return { offset, length, text: JSON.stringify(value) };
}

/**
 * Adds members to the end of an object or an array, written as the text around them is: its indentation, line breaks,
 * blanks, comments and a comma behind the last member are kept.
 *
 * @param container an object or an array of a text without errors
 */
export function addMembers(text: string, container: Node, added: readonly AddedMember[]): Edit[] {
  const layout = layoutOf(text, container);
  const [first, last] = [container.children?.[0], container.children?.at(-1)];
  const close = container.offset + container.length - 1;
  const contentEnd = text.slice(0, close).trimEnd().length;
  const written = added.map((member) => memberText(member, layout));
  if (!first || !last) {
    const [before, after] = layout.isInline ? [layout.padding, layout.padding] : [layout.separator, layout.lineBreak + layout.outer];
    return [{ offset: contentEnd, length: close - contentEnd, text: before + written.join(`,${layout.separator}`) + after }];
  }
  const lastEnd = last.offset + last.length;
  const behind = withoutComments(text.slice(lastEnd, contentEnd));
  const comma = behind.includes(",") ? [] : [{ offset: lastEnd, length: 0, text: "," }];
  return [...comma, { offset: contentEnd, length: 0, text: layout.separator + written.join(`,${layout.separator}`) }];
}

/** How the members of an object or an array are laid out. */
interface Layout {
  readonly isInline: boolean;
  readonly lineBreak: string;
  /** What the lines of the members begin with, and the line of the closing bracket. */
  readonly indent: string;
  readonly outer: string;
  /** What one level of nesting adds. */
  readonly unit: string;
  /** Follows a comma. */
  readonly separator: string;
  /** Stands behind a colon, and behind a comma in one line; nothing in a text without blanks. */
  readonly blank: "" | " ";
  /** Stands inside of braces in one line. */
  readonly padding: "" | " ";
}

function layoutOf(text: string, container: Node): Layout {
  let root = container;
  while (root.parent) root = root.parent;
  const lineBreak = lineBreakOf(text);
  const [first, last] = [container.children?.[0], container.children?.at(-1)];
  const outer = indentAt(text, container.offset);
  const unit = unitOf(text, root);
  const around = container.parent?.type === "property" ? container.parent.parent : container.parent;
  const contentEnd = text.slice(0, container.offset + container.length - 1).trimEnd();
  // What follows a line comment begins a line of its own.
  const endsInComment = last !== undefined && contentEnd.slice(last.offset + last.length).includes("//");
  const isInline = first
    ? !text.slice(container.offset, first.offset).includes("\n") && !endsInComment
    : !text.trim().includes("\n") || (around !== undefined && !textOf(text, around).includes("\n"));
  const indent = first && text.slice(container.offset, first.offset).includes("\n") ? indentAt(text, first.offset) : outer + unit;
  const blank = /^"(?:[^"\\]|\\.)*"\s*:\S/.test(text.slice(root.children?.[0]?.offset ?? 0)) ? "" : " ";
  const padding = /\{"/.test(text) ? "" : blank;
  return { isInline, lineBreak, indent, outer, unit, blank, padding, separator: isInline ? blank : lineBreak + indent };
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

/** The indentation of the outermost members, where these have lines of their own. */
function unitOf(text: string, root: Node): string {
  const first = root.children?.[0];
  const own = first && text.slice(root.offset, first.offset).includes("\n") ? indentAt(text, first.offset) : "";
  return own.slice(indentAt(text, root.offset).length) || "  ";
}

function memberText({ key, value }: AddedMember, layout: Layout): string {
  const { isInline, lineBreak, indent, unit, blank } = layout;
  const written = isInline ? inOneLine(value, layout) : JSON.stringify(value, undefined, unit).replaceAll("\n", lineBreak + indent);
  return key === undefined ? written : `${JSON.stringify(key)}:${blank}${written}`;
}

function inOneLine(value: unknown, layout: Pick<Layout, "blank" | "padding">): string {
  const { blank, padding } = layout;
  if (Array.isArray(value)) return `[${value.map((item) => inOneLine(item, layout)).join(`,${blank}`)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${blank}${inOneLine(inner, layout)}`);
  return `{${padding}${members.join(`,${blank}`)}${padding}}`;
}

function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, "");
}
