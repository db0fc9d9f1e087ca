import {
  BadArguments,
  checkSize,
  containers,
  everything,
  concatenatedArrays,
  nothing,
  expectObject,
  type Functions,
  type Tools,
} from "../../symbolic/function";
import {
  canonical,
  isArray,
  isObjectValue,
  isUnknown,
  object,
  SymbolicText,
  Unknown,
  unknownIn,
  type Value,
  type ValueObject,
} from "../../symbolic/values";
import { Attribute } from "../values";
import { boolean, index, items, number, scalarText, sortedKeys, convertedText } from "./convert";

/** Each value once, the first where it is. */
function distinct(values: readonly Value[], { spend }: Tools): readonly Value[] {
  const first = new Map<string, Value>();
  for (const value of values) {
    const key = canonical(value, spend);
    if (!first.has(key)) first.set(key, value);
  }
  return [...first.values()];
}

/** A set, in the order in which Terraform goes through it; `undefined` where that isn't known. */
function set(values: readonly Value[], tools: Tools): readonly Value[] | undefined {
  const once = distinct(values, tools);
  if (once.length < 2) return once;
  if (once.some((value) => unknownIn(value, tools.spend))) return undefined;
  const key = (value: Value): string => scalarText(value) ?? canonical(value, tools.spend);
  if (once.every((value) => typeof value === "number")) return [...once].sort((a, b) => number(a) - number(b));
  return [...once].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Objects over each other: the later one's attributes hold. */
function merged(args: readonly Value[], tools: Tools): Value | undefined {
  const objects = args.filter((value) => value !== null);
  if (objects.some((value) => value instanceof Unknown)) return mergedWithUnknown(objects);
  const entries = new Map<string, Value>();
  for (const value of objects) for (const [key, inner] of Object.entries(expectObject(value))) entries.set(key, inner);
  tools.spend(entries.size);
  tools.make(entries.size);
  return object(entries);
}

/** Merged over something unknown, what comes after it is known all the same. */
function mergedWithUnknown(objects: readonly Value[]): Unknown | undefined {
  const at = objects.findLastIndex((value) => value instanceof Unknown);
  const unknown = objects[at];
  const later = objects.slice(at + 1).filter(isObjectValue);
  if (!(unknown instanceof Unknown) || later.length === 0) return undefined;
  const known = new Map(later.flatMap((value) => Object.entries(value)));
  const keys = [...known.keys()].sort().join();
  return new Unknown(
    `merge(${objects.map((value) => (value instanceof Unknown ? value.key : "")).join()};${keys})`,
    unknown.cause,
    false,
    undefined,
    (key) => known.get(key),
  );
}

function lookup([of = null, key = null, otherwise]: readonly Value[]): Value | undefined {
  if (isUnknown(key) || of instanceof SymbolicText) return undefined;
  if (of instanceof Unknown) return of.member?.(convertedText(key));
  const found = Object.hasOwn(expectObject(of), convertedText(key)) ? expectObject(of)[convertedText(key)] : otherwise;
  if (found === undefined) throw new BadArguments("the key isn't there");
  return found;
}

/** The first that is neither null nor empty; what comes after one that may be either may count. */
function coalesced(args: readonly Value[], isEmpty: (value: Value) => boolean): Value | undefined {
  for (const [at, value] of args.entries()) {
    if (value instanceof SymbolicText) return value;
    if (isUnknown(value)) return at === args.length - 1 ? value : undefined;
    if (!isEmpty(value)) return value;
  }
  throw new BadArguments("nothing is set");
}

function element(list: Value | undefined, at: Value | undefined): Value {
  const all = items(list);
  if (all.length === 0 || index(at) < 0) throw new BadArguments("the list has no such item");
  return all[index(at) % all.length] ?? null;
}

function flattened(list: readonly Value[], tools: Tools, depth = 0): Value[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const parts = list.map((item) => (isArray(item) ? flattened(item, tools, depth + 1) : mayBeList(item) ? undefined : [item]));
  const whole = parts.filter((part) => part !== undefined);
  return whole.length < parts.length ? undefined : whole.flat();
}

/** An unknown may be a list; an id is none. */
function mayBeList(value: Value): boolean {
  return value instanceof Unknown && !(value instanceof Attribute && value.attribute === "id");
}

const MAX_DEPTH = 50;

function range(args: readonly Value[], tools: Tools): readonly Value[] {
  const [first = 0, second, third] = args.map(number);
  const [start, limit] = second === undefined ? [0, first] : [first, second];
  const by = third ?? (limit < start ? -1 : 1);
  const length = by === 0 ? Infinity : Math.max(0, Math.ceil((limit - start) / by));
  checkSize(length, tools);
  return Array.from({ length }, (_, at) => start + at * by);
}

function product(sets: readonly (readonly Value[])[], tools: Tools): readonly Value[] {
  checkSize(
    sets.reduce((size, { length }) => size * length, sets.length),
    tools,
  );
  return sets.reduce<readonly (readonly Value[])[]>((rows, one) => rows.flatMap((row) => one.map((value) => [...row, value])), [[]]);
}

function transposed(of: ValueObject): Value {
  const made = new Map<string, string[]>();
  for (const key of sortedKeys(of))
    for (const value of items(of[key])) made.set(convertedText(value), [...(made.get(convertedText(value)) ?? []), key]);
  return object(made);
}

/** The items of the first set that all others hold (`true`), or that none of them holds. */
function kept([first, ...others]: readonly Value[], inAll: boolean, tools: Tools): readonly Value[] | undefined {
  const keys = others.map((other) => new Set(items(other).map((item) => canonical(item, tools.spend))));
  return set(
    items(first).filter((item) => keys.every((one) => one.has(canonical(item, tools.spend)) === inAll)),
    tools,
  );
}

function every(value: Value | undefined, wanted: boolean): boolean | undefined {
  const all = items(value);
  if (all.some((item) => !isUnknown(item) && boolean(item) !== wanted)) return false;
  return all.some(isUnknown) ? undefined : true;
}

function contains([list, wanted = null]: readonly Value[], { spend }: Tools): boolean | undefined {
  const all = items(list);
  const key = canonical(wanted, spend);
  if (all.some((item) => canonical(item, spend) === key)) return true;
  return isUnknown(wanted) || all.some((item) => unknownIn(item, spend)) || unknownIn(wanted, spend) ? undefined : false;
}

/** Terraform's functions of lists, sets and maps. */
export const collections: Functions = {
  alltrue: containers(([list]) => every(list, true)),
  anytrue: containers(([list]) => {
    const none = every(list, false);
    return none === undefined ? undefined : !none;
  }),
  chunklist: containers(([list, size]) => {
    const [all, length] = [items(list), index(size)];
    if (length < 1) throw new BadArguments("a size of at least 1 is expected");
    return Array.from({ length: Math.ceil(all.length / length) }, (_, at) => all.slice(at * length, (at + 1) * length));
  }),
  coalesce: nothing((args) => coalesced(args, (value) => value === null || value === "")),
  coalescelist: nothing((args) => coalesced(args, (value) => value === null || (isArray(value) && value.length === 0))),
  compact: containers(([list]) => {
    const all = items(list);
    return all.some(isUnknown) ? undefined : all.filter((item) => item !== null && item !== "");
  }),
  concat: containers((args, tools) => concatenatedArrays(args.map(items), tools)),
  contains: nothing((args, tools) => (isUnknown(args[0]) ? undefined : contains(args, tools))),
  distinct: containers(([list], tools) =>
    unknownIn(list ?? null, tools.spend) && items(list).length > 1 ? undefined : distinct(items(list), tools),
  ),
  element: containers(([list, at]) => element(list, at)),
  flatten: containers(([list], tools) => {
    const all = flattened(items(list), tools);
    tools.make(all?.length ?? 0);
    return all;
  }),
  index: everything(([list, wanted = null], { spend }) => {
    const found = items(list).findIndex((item) => canonical(item, spend) === canonical(wanted, spend));
    if (found < 0) throw new BadArguments("the list has no such item");
    return found;
  }),
  keys: containers(([of]) => sortedKeys(expectObject(of))),
  length: containers(([value]) =>
    typeof value === "string" ? Array.from(value).length : isObjectValue(value) ? Object.keys(value).length : items(value).length,
  ),
  list: containers((args) => args),
  lookup: nothing(lookup),
  matchkeys: everything(([values, keys, wanted], { spend }) => {
    const searched = new Set(items(wanted).map((item) => canonical(item, spend)));
    const all = items(keys);
    return items(values).filter((_, at) => searched.has(canonical(all[at] ?? null, spend)));
  }),
  merge: nothing(merged),
  one: containers(([list]) => {
    if (list === null) return null;
    const all = isArray(list) ? list : items(list);
    if (all.length > 1) throw new BadArguments("a list with one item is expected");
    return all[0] ?? null;
  }),
  range: everything(range),
  reverse: containers(([list]) => [...items(list)].reverse()),
  setintersection: everything((args, tools) => kept(args, true, tools)),
  setsubtract: everything((args, tools) => kept(args, false, tools)),
  setunion: everything((args, tools) => set(args.flatMap(items), tools)),
  setproduct: containers((args, tools) => product(args.map(items), tools)),
  slice: containers(([list, start, end]) => {
    const [all, from, to] = [items(list), index(start), index(end)];
    if (from < 0 || to > all.length || from > to) throw new BadArguments("the part is outside of the list");
    return all.slice(from, to);
  }),
  sort: everything(([list]) => items(list).map(convertedText).sort()),
  tolist: containers(([list]) => items(list)),
  tomap: containers(([of]) => expectObject(of)),
  toset: containers(([list], tools) => set(items(list), tools)),
  transpose: everything(([of]) => transposed(expectObject(of))),
  values: containers(([of]) => items(expectObject(of))),
  zipmap: containers(([keys, values]) => {
    const [names, all] = [items(keys), items(values)];
    if (names.some(isUnknown)) return undefined;
    if (names.length !== all.length) throw new BadArguments("two lists of the same length are expected");
    return object(names.map((name, at) => [convertedText(name), all[at] ?? null]));
  }),
};
