import { fold } from "../../engine/names";
import {
  canonical,
  isArray,
  isObjectValue,
  isUnknown,
  member,
  object,
  property,
  SymbolicText,
  textOf,
  Unknown,
  unknownIn,
  type Value,
  type ValueObject,
} from "../../symbolic/values";
import {
  expectArray,
  BadArguments,
  checkSize,
  containers,
  everything,
  isScalar,
  concatenatedArrays,
  nothing,
  expectNumber,
  expectObject,
  expectText,
  type Functions,
  type Tools,
} from "../../symbolic/function";

function unique(values: readonly Value[], { spend }: Tools): Value[] {
  return [...new Map(values.map((value) => [canonical(value, spend), value])).values()];
}

/** The later object's properties hold; what both have as an object is merged in turn. Keys are the same in any case. */
function merged(first: ValueObject, second: ValueObject, deep: boolean, tools: Tools): ValueObject {
  const entries = new Map(Object.entries(first).map(([key, value]) => [fold(key), [key, value] as const]));
  for (const [key, value] of Object.entries(second)) {
    const [, before] = entries.get(fold(key)) ?? [];
    // Merged over an object, an unknown value would have some of its properties.
    const isOpen = deep && before instanceof Unknown && isObjectValue(value);
    entries.set(fold(key), [
      key,
      isOpen ? before : deep && isObjectValue(before) && isObjectValue(value) ? merged(before, value, deep, tools) : value,
    ]);
  }
  tools.spend(entries.size);
  tools.make(entries.size);
  return object(entries.values());
}

function fromEnd(of: Value | undefined, index: Value | undefined): Value | undefined {
  const items = expectArray(of);
  return items[items.length - expectNumber(index)];
}

function ends(value: Value | undefined, at: 0 | -1): Value {
  if (typeof value === "string") return value.at(at) ?? "";
  return expectArray(value).at(at) ?? null;
}

function slice(value: Value | undefined, start: number, end: number | undefined, tools: Tools): Value {
  if (typeof value === "string") return value.slice(start, end);
  const part = expectArray(value).slice(start, end);
  checkSize(part.length, tools);
  return part;
}

export const collections: Functions = {
  coalesce: nothing((args) => {
    for (const [index, value] of args.entries()) {
      // What comes after one that may be null may count.
      if (value instanceof SymbolicText || (isUnknown(value) && index === args.length - 1)) return value;
      if (isUnknown(value)) return undefined;
      if (value !== null) return value;
    }
    return null;
  }),
  createarray: nothing((args, { make }) => {
    make(args.length);
    return args;
  }),
  createobject: nothing((args, { make }) => {
    make(args.length);
    const entries: [string, Value][] = [];
    for (let index = 0; index < args.length; index += 2) {
      const key = args[index];
      // A property of unknown name may be any.
      if (key !== undefined && isUnknown(key)) return undefined;
      entries.push([expectText(key), args[index + 1] ?? null]);
    }
    return object(entries);
  }),
  array: containers(([value = null]) => (isArray(value) ? value : [value])),
  first: containers(([value]) => ends(value, 0)),
  last: containers(([value]) => ends(value, -1)),
  skip: containers(([value, count], tools) => slice(value, Math.max(expectNumber(count), 0), undefined, tools)),
  take: containers(([value, count], tools) => slice(value, 0, Math.max(expectNumber(count), 0), tools)),
  contains: nothing(([within = null, what = null], { spend }) => {
    if (isUnknown(within) || isUnknown(what)) return undefined;
    if (typeof within === "string") return within.includes(isScalar(what) ? textOf(what) : expectText(what));
    if (isObjectValue(within)) return property(within, isScalar(what) ? textOf(what) : expectText(what)) !== undefined;
    const wanted = canonical(what, spend);
    if (expectArray(within).some((item) => canonical(item, spend) === wanted)) return true;
    return (unknownIn(within, spend) ?? unknownIn(what, spend)) ? undefined : false;
  }),
  union: containers((args, tools) => {
    const [first = null] = args;
    if (isArray(first)) return unique(concatenatedArrays(args.map(expectArray), tools), tools);
    return args
      .map((value) => (value === null ? object([]) : expectObject(value)))
      .reduce((before, after) => merged(before, after, true, tools), object([]));
  }),
  intersection: everything(([first, ...others], tools) => {
    if (isObjectValue(first)) {
      const isInAll = (key: string, value: Value): boolean =>
        others.every((other) => canonical(member(expectObject(other), key) ?? null, tools.spend) === canonical(value, tools.spend));
      return object(Object.entries(first).filter(([key, value]) => isInAll(key, value)));
    }
    const sets = others.map((other) => new Set(expectArray(other).map((item) => canonical(item, tools.spend))));
    return unique(expectArray(first), tools).filter((item) => sets.every((set) => set.has(canonical(item, tools.spend))));
  }),
  shallowmerge: containers(([objects], tools) => {
    const all = expectArray(objects);
    if (all.some(isUnknown)) return undefined;
    return all
      .map((value) => (value === null ? object([]) : expectObject(value)))
      .reduce((before, after) => merged(before, after, false, tools), object([]));
  }),
  flatten: containers(([arrays], tools) => {
    const all = expectArray(arrays);
    if (all.some(isUnknown)) return undefined;
    return concatenatedArrays(
      all.map((one) => (isArray(one) ? one : [one])),
      tools,
    );
  }),
  items: containers(([value]) => {
    const of = expectObject(value);
    return Object.keys(of)
      .sort()
      .map((key) =>
        object([
          ["key", key],
          ["value", of[key] ?? null],
        ]),
      );
  }),
  objectkeys: containers(([value]) => Object.keys(expectObject(value)).sort()),
  tryget: nothing(([value = null, ...keys]) => {
    let at: Value = value;
    for (const key of keys) {
      if (isUnknown(at) || isUnknown(key)) return undefined;
      at = member(at, key) ?? null;
    }
    return at;
  }),
  tryindexfromend: containers(([value, index]) => fromEnd(value, index) ?? null),
  indexfromend: containers(([value, index]) => {
    const found = fromEnd(value, index);
    if (found === undefined) throw new BadArguments("the index is outside of the array");
    return found;
  }),
};
