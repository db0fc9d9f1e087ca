import type * as Bicep from "../../bicep";
import type { ArrayExpression, ObjectExpression, ResourceDeclaration } from "../../bicep/syntax";
import { indentAt, lineBreakOf, type Edit } from "../../json/edit";
import type { MissingSetting } from "../../model";

/** A setting that is to be declared. */
export interface NewSetting {
  readonly symbol: string;
  /** With its version. */
  readonly type: string;
  /** Symbolic name and body of its server. */
  readonly server: string;
  readonly body: Bicep.Body;
  readonly setting: MissingSetting;
  /** Symbolic names of the settings that it waits for: Azure sets one setting of a server at a time. */
  readonly after: readonly string[];
}

/** A text as Bicep writes it. */
export function textLiteral(value: string): string {
  return `'${value.replace(/[\\']|\$(?=\{)/g, "\\$&")}'`;
}

/** The declaration of a setting, behind that of its server. */
export function settingText(source: Bicep.SourceText, server: ResourceDeclaration, added: NewSetting): Edit {
  const { symbol, type, body, setting, after } = added;
  const [lineBreak, unit] = [lineBreakOf(source.text), unitOf(source.text)];
  const [head, index, tail] = headOf(body);
  const lines = [
    `resource ${symbol} '${type}' = ${head}{`,
    `${unit}parent: ${added.server}${index}`,
    `${unit}name: ${textLiteral(setting.name)}`,
    `${unit}properties: {`,
    `${unit}${unit}value: ${textLiteral(setting.proposed)}`,
    `${unit}}`,
    ...(after.length > 0 ? [`${unit}dependsOn: [`, ...after.map((one) => `${unit}${unit}${one}`), `${unit}]`] : []),
    `}${tail}`,
  ];
  return { offset: lineEnd(source.text, source.endOf(server.offset)), length: 0, text: `${lineBreak}${lineBreak}${lines.join(lineBreak)}` };
}

/** What stands before the body of a setting, behind the name of its server, and behind the body: loop and condition are the server's. */
function headOf({ condition, loop }: Bicep.Body): readonly [head: string, index: string, tail: string] {
  if (!loop) return [condition, "", ""];
  const index = loop.index ?? (loop.item === "i" ? "index" : "i");
  return [`[for (${loop.item}, ${index}) in ${loop.array}: ${condition}`, `[${index}]`, "]"];
}

/** The end of the line that an offset is in, without the line break. */
function lineEnd(text: string, offset: number): number {
  const found = /\r?\n/.exec(text.slice(offset));
  return found ? offset + found.index : text.length;
}

/** The indentation of the first line that has one. */
function unitOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
}

/** Adds a property, and the objects that lead to it, to an object. */
export function addedProperty(source: Bicep.SourceText, object: ObjectExpression, path: readonly string[], value: string): Edit {
  const nested = path.reduceRight(
    (inner, name, index) => (index === path.length - 1 ? `${name}: ${inner}` : `${name}: { ${inner} }`),
    value,
  );
  return added(source, object, object.members.length > 0 || object.resources.length > 0, [nested], " ");
}

/** Adds items to an array. */
export function addedItem(source: Bicep.SourceText, array: ArrayExpression, items: readonly string[]): Edit {
  return added(source, array, array.items.length > 0, items, "");
}

/** Adds to the end of what stands in brackets, in lines of their own where what is there has that. */
function added(
  source: Bicep.SourceText,
  { offset }: { readonly offset: number },
  hasContent: boolean,
  texts: readonly string[],
  blank: string,
): Edit {
  const { text } = source;
  const close = source.endOf(offset) - 1;
  const inner = text.slice(offset + 1, close);
  const contentEnd = offset + 1 + inner.trimEnd().length;
  if (!inner.includes("\n")) {
    const line = texts.join(", ");
    const content = hasContent ? `, ${line}${text.slice(contentEnd, close)}` : `${blank}${line}${blank}`;
    return { offset: contentEnd, length: close - contentEnd, text: content };
  }
  const outer = indentAt(text, offset);
  const firstLine = /\n([ \t]+)\S/.exec(inner)?.[1];
  const indent = firstLine !== undefined && firstLine.length > outer.length ? firstLine : outer + unitOf(text);
  return { offset: contentEnd, length: 0, text: texts.map((one) => lineBreakOf(text) + indent + one).join("") };
}
