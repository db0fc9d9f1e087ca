import { nameInId } from "../engine/names";
import { fold, nameKey } from "../engine/names";
import type { AzureResource, Reference } from "../model";
import {
  isArray,
  isChoice,
  isText,
  isUnknown,
  mayEqual,
  possibilities,
  segments,
  SymbolicText,
  withPlaceholders,
  type Text,
  type Value,
} from "../symbolic/values";
import { reasonOf } from "../symbolic/reading";
import { Attribute, BlockInstance, Collection, Elsewhere, Failure, withoutFailures } from "./values";

/** The key of an instance of a block. */
export function instanceKey(key: string): string {
  return `ref:${key}`;
}

/** The key of an instance that stands for a number of them. */
export function anyInstanceKey(block: string): string {
  return `any:${block}`;
}

/** Names of the servers of a program, by their ARM type, folded: what a name that isn't known may turn out to be. */
export type ServerNames = ReadonlyMap<string, readonly Text[]>;

/** What one value of a reference says. */
interface Clue {
  /** Absent: nothing of this program. */
  readonly key?: string;
  /** Whether what the key names is surely meant. */
  readonly isCertain: boolean;
  /** The name in question, where it is a name. */
  readonly name?: Text;
  /** Set for a block: what isn't in this document may be in another of the program. */
  readonly isBlock?: true;
}

/**
 * What an id, or a reference in its place, says of the resource that is meant.
 *
 * @param value a list stands for any of its items
 * @param targetType in ARM
 * @param argument as its author spells it
 * @param isName whether the argument takes a name, as `server_name` does: then a value that isn't known is the name of whatever
 * has the same value for its name, while an id that isn't known is no name
 * @param servers with the keys and the names of all that the program declares
 */
export function referenceTo(
  value: Value,
  targetType: string,
  { argument, isName }: { readonly argument: () => string; readonly isName: boolean },
  servers: { readonly keys: ReadonlySet<string>; readonly names: ServerNames },
): Reference {
  const values = meant(withoutFailures((isArray(value) ? value : [value]).flatMap(possibilities)));
  const clues = values.map((one) => clueOf(one, targetType, isName));
  const keys = [...new Set(clues.flatMap(({ key }) => key ?? []))];
  const isHere = ({ key }: Clue): boolean => key !== undefined && servers.keys.has(key);
  const reason = (): string => `${argument()} ${reasonOf(values.length > 1 ? [...values, value] : values)}`;
  const names = servers.names.get(fold(targetType)) ?? [];
  const mayBeAny = (clue: Clue): boolean =>
    clue.isBlock !== true &&
    (!clue.isCertain || (!isHere(clue) && names.some((one) => clue.name !== undefined && mayMean(one, clue.name))));
  const found = keys.filter((key) => servers.keys.has(key));
  if (clues.some(mayBeAny)) return { clues: found.length > 0 ? [] : [keys], unknown: reason() };
  if (found.length === 0) return clues.some(({ isBlock }) => isBlock) ? { clues: [keys], unknown: reason() } : { clues: [keys] };
  // Each of several must be declared here, or it may be the one that isn't.
  const isOpen = clues.some((clue) => !clue.isCertain || !isHere(clue));
  return isOpen ? { clues: [found], unknown: reason(), isOpen } : { clues: [found] };
}

/** Of several, what can't be the id of anything is none: Terraform would refuse it. */
function meant(values: readonly Value[]): readonly Value[] {
  const ids = values.filter((value) => value !== null && value !== "");
  return ids.length > 0 ? ids : values;
}

/** Two names of which at least one isn't known may turn out to be the same. */
function mayMean(a: Text, b: Text): boolean {
  return (typeof a !== "string" || typeof b !== "string") && mayEqual(a, b);
}

function clueOf(value: Value, targetType: string, isName = false): Clue {
  if (value === null || value instanceof Elsewhere) return { isCertain: true };
  const ownAttributes = isName ? ["name"] : ["id", "resource_id"];
  if (value instanceof Attribute && ownAttributes.includes(value.attribute)) return clueOfInstance(value.instance);
  if (value instanceof BlockInstance) return clueOfInstance(value);
  if (value instanceof Failure || !isText(value)) return { isCertain: !isUnknown(value) };
  const text = withPlaceholders(value);
  const inId = nameInId(text, targetType);
  // An id of which only a part is known that holds no name may be that of anything.
  const isId = inId !== undefined || isName || typeof value === "string";
  return { key: nameKey(inId ?? text), isCertain: isId, ...(isId && { name: nameOf(value, inId) }) };
}

/** The name in an id; of one that is partly known, as far as it is. */
function nameOf(value: Text, inId: string | undefined): Text {
  if (inId === undefined || typeof value === "string") return inId ?? value;
  const at = segments(value).find((segment) => withPlaceholders(segment) === inId);
  return at ?? value;
}

function clueOfInstance({ key, block, isCertain }: BlockInstance): Clue {
  return { key: isCertain ? instanceKey(key) : anyInstanceKey(block), isCertain, isBlock: true };
}

/** Keys of all that a value holds, as {@link referenceTo} would look for them: names, ids, references. */
export function keysIn(value: Value, targetType: string, depth = 0): readonly string[] {
  if (depth > MAX_DEPTH || value === null) return [];
  if (value instanceof Collection) return keysIn(value.item, targetType, depth + 1);
  // An id may stand in a longer text.
  if (value instanceof SymbolicText)
    return [
      ...clueKeys(value, targetType),
      ...value.parts.flatMap((part) => (part instanceof Attribute ? clueKeys(part, targetType) : [])),
    ];
  if (isArray(value)) return value.flatMap((item) => keysIn(item, targetType, depth + 1));
  if (typeof value === "object" && !isUnknown(value)) return Object.values(value).flatMap((item) => keysIn(item, targetType, depth + 1));
  if (isChoice(value)) return possibilities(value).flatMap((one) => (isChoice(one) ? [] : keysIn(one, targetType, depth + 1)));
  return clueKeys(value, targetType);
}

function clueKeys(value: Value, targetType: string): readonly string[] {
  const { key } = clueOf(value, targetType);
  return key === undefined ? [] : [key];
}

const MAX_DEPTH = 20;

/** Whether a resource is found by one of some keys. */
export function isAmong({ keys }: AzureResource, wanted: ReadonlySet<string>): boolean {
  return keys.some((key) => wanted.has(key));
}
