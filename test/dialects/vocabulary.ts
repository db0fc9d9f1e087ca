import type { Arguments, ResourceType } from "../../shared/model";
import type { Row } from "../rows/row";

/** How a language writes one ARM type. */
export interface Vocabulary {
  /** The type as the language names it. */
  readonly type: string;
  /** ARM path to the argument; `properties.version` is `version` in the argument `properties`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** ARM path to what is written for ARM's values, where that differs. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** Vocabularies by ARM type. */
export type Vocabularies = Readonly<Record<string, Vocabulary>>;

/** Finds the words for an ARM type in a row. */
export type WordsFor = (row: Row, armType: string) => Words;

/** The words for one ARM type. */
export interface Words {
  readonly type: string;
  argument(armPath: string): string;
  /** What is written for a value of ARM. */
  value(armPath: string, armValue: unknown): unknown;
}

/**
 * The words of a language: the tests' own for what they spell out. What they don't, as the resource type of a control that was
 * added later, is written as the control's resource type says.
 */
export function wordsOf(own: Vocabularies, describe: (type: ResourceType) => Vocabularies): WordsFor {
  return ({ control }, armType) => {
    const [literal, described] = [own[armType], describe(control.on)[armType]];
    const type = literal?.type ?? described?.type;
    if (type === undefined) throw new Error(`The tests have no words for ${armType}.`);
    const names = { ...described?.arguments, ...literal?.arguments };
    const values = { ...described?.values, ...literal?.values };
    return {
      type,
      argument(armPath) {
        const argument = names[armPath];
        if (argument === undefined) throw new Error(`The tests have no word for ${armPath} of ${armType}.`);
        return argument;
      },
      value(armPath, armValue) {
        const written = Object.entries(values[armPath] ?? {}).find(([arm]) => arm.toLowerCase() === String(armValue).toLowerCase());
        return written && typeof armValue === "string" ? written[1] : armValue;
      },
    };
  };
}

/** The vocabularies of a resource type and its settings, from how a language names and writes them. */
export function vocabulariesOf(
  { arm, settings }: ResourceType,
  own: { readonly type: string; readonly arguments: Arguments },
  setting: { readonly type: string; readonly arguments: Arguments } | undefined,
): Vocabularies {
  return { [arm]: toVocabulary(own), ...(settings && setting && { [`${arm}/${settings.collection}`]: toVocabulary(setting) }) };
}

function toVocabulary({ type, arguments: described }: { readonly type: string; readonly arguments: Arguments }): Vocabulary {
  const current = Object.entries(described).flatMap(([armPath, [argument]]) => (argument ? [[armPath, argument] as const] : []));
  return {
    type,
    arguments: Object.fromEntries(current.map(([armPath, { path }]) => [armPath, path.join(".")])),
    values: Object.fromEntries(current.map(([armPath, { values = {} }]) => [armPath, values])),
  };
}

/** An object of values by path: `["a.b", 1]` is 1 as `b` in the object `a`. */
export function objectOf(values: readonly (readonly [path: string, value: unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let at = object;
    for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return object;
}

/** The ARM type of what contains a resource. */
export function parentType(armType: string): string {
  return armType.split("/").slice(0, -1).join("/");
}

/** Which part of a resource an argument takes to refer to it: `server_id`, `server_name`. */
export function referredPart(argument: string): "id" | "name" {
  return /id$/i.test(argument) ? "id" : "name";
}

/** How an argument refers to a resource by its literal name. */
export function literalReference(argument: string, armType: string, name: string): string {
  return referredPart(argument) === "name" ? name : `/subscriptions/0/resourceGroups/rg/providers/${armType}/${name}`;
}
