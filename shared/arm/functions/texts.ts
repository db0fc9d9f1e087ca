import { fold } from "../../engine/names";
import {
  canonical,
  concatenate,
  fromJson,
  isArray,
  isObjectValue,
  isUnknown,
  SymbolicText,
  textOf,
  Unknown,
  unknownPart,
  type TextPart,
  type Value,
} from "../../symbolic/values";
import {
  BadArguments,
  checkSize,
  everything,
  isScalar,
  concatenatedArrays,
  nothing,
  expectNumber,
  expectText,
  type Functions,
  type Tools,
} from "../../symbolic/function";

const PLACEHOLDER = /\{\{|\}\}|\{(\d+)(?::([^{}]*))?\}/g;

function parts(values: readonly Value[]): TextPart[] {
  return values.map((value) => {
    if (isScalar(value) || isUnknown(value)) return value;
    throw new BadArguments("a text is expected");
  });
}

function sizeOf(part: TextPart): number {
  if (!isUnknown(part)) return textOf(part).length;
  return part instanceof SymbolicText ? part.parts.reduce((sum, inner) => sum + sizeOf(inner), 0) : part.key.length;
}

/** A text of known and unknown parts, unless it would be too large. */
function concatenated(all: readonly TextPart[], tools: Tools): Value {
  checkSize(
    all.reduce<number>((sum, part) => sum + sizeOf(part), 0),
    tools,
  );
  return concatenate(all);
}

/** As .NET's `String.Format` does it; of the formats for numbers only `D` and zeros, which names are made with. */
function formatted(args: readonly Value[], tools: Tools): Value | undefined {
  const [template, ...values] = args;
  if (template !== undefined && isUnknown(template)) return undefined;
  const pattern = expectText(template);
  const result: TextPart[] = [];
  let copied = 0;
  for (const match of pattern.matchAll(PLACEHOLDER)) {
    const [whole, index, style] = match;
    result.push(pattern.slice(copied, match.index));
    copied = match.index + whole.length;
    if (index === undefined) {
      result.push(whole[0] ?? "");
      continue;
    }
    const value = values[Number(index)];
    if (value === undefined) throw new BadArguments("a placeholder has no argument");
    if (style === undefined || isUnknown(value)) result.push(isArray(value) || isObjectValue(value) ? jsonText(value, tools) : value);
    else {
      const digits = /^d(\d)$/i.exec(style)?.[1] ?? (/^0{1,9}$/.test(style) ? String(style.length) : undefined);
      if (digits === undefined || typeof value !== "number") return undefined;
      result.push(String(value).padStart(Number(digits), "0"));
    }
  }
  result.push(pattern.slice(copied));
  return concatenated(result, tools);
}

/** A value as the text of its JSON. */
function jsonText(value: Value, tools: Tools): string {
  let size = 0;
  const write = (part: Value): string => {
    const written = isArray(part)
      ? `[${part.map(write).join()}]`
      : isObjectValue(part)
        ? `{${Object.entries(part)
            .map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`)
            .join()}}`
        : JSON.stringify(part);
    size += isArray(part) || isObjectValue(part) ? 2 : written.length;
    checkSize(size, tools);
    tools.spend(1);
    return written;
  };
  return write(value);
}

function parsed(text: string, tools: Tools): Value {
  checkSize(text.length, tools);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadArguments("JSON is expected");
  }
  return fromJson(json, () => {
    throw new BadArguments("the JSON is nested too deeply");
  });
}

function occurrences(of: string, within: string): number {
  return of === "" ? 0 : within.split(of).length - 1;
}

function separated(value: string, separators: readonly string[]): string[] {
  return separators
    .filter((separator) => separator !== "")
    .reduce((pieces, separator) => pieces.flatMap((piece) => piece.split(separator)), [value]);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadArguments("an escaped text is expected");
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

function causeOf(value: Unknown | SymbolicText): string {
  return unknownPart(value)?.cause ?? "a value that is known only at deployment";
}

const DATA_URI = /^data:[^,]*?(;base64)?,/i;

export const texts: Functions = {
  format: nothing(formatted),
  concat: nothing((args, tools) => {
    if (!args.some(isArray)) return concatenated(parts(args), tools);
    if (args.some(isUnknown)) return undefined;
    return concatenatedArrays(
      args.map((value) => (isArray(value) ? value : [value])),
      tools,
    );
  }),
  string: everything(([value = null], tools) => (isScalar(value) ? textOf(value) : jsonText(value, tools))),
  tolower: everything(([value]) => expectText(value).toLowerCase()),
  toupper: everything(([value]) => expectText(value).toUpperCase()),
  trim: everything(([value]) => expectText(value).trim()),
  replace: everything(([value, old, by], tools) => {
    const [whole, found, other] = [expectText(value), expectText(old), expectText(by)];
    const count = occurrences(found, whole);
    checkSize(whole.length + count * (other.length - found.length), tools);
    return count === 0 ? whole : whole.replaceAll(found, () => other);
  }),
  split: everything(([value, separators], tools) => {
    const whole = expectText(value);
    checkSize(whole.length, tools);
    return separated(whole, isArray(separators) ? separators.map(expectText) : [expectText(separators)]);
  }),
  join: nothing(([items, separator], tools) => {
    if (!isArray(items) || separator === undefined || isUnknown(separator)) return undefined;
    const between = expectText(separator);
    return concatenated(
      parts(items).flatMap((item, index) => (index === 0 ? [item] : [between, item])),
      tools,
    );
  }),
  substring: everything(([value, start, length]) => {
    const whole = expectText(value);
    const from = expectNumber(start);
    const count = length === undefined ? whole.length - from : expectNumber(length);
    if (from < 0 || count < 0 || from + count > whole.length) throw new BadArguments("the part is outside of the text");
    return whole.slice(from, from + count);
  }),
  startswith: everything(([value, start]) => fold(expectText(value)).startsWith(fold(expectText(start)))),
  endswith: everything(([value, end]) => fold(expectText(value)).endsWith(fold(expectText(end)))),
  padleft: everything(([value, width, filler], tools) => {
    if (!isScalar(value)) throw new BadArguments("a text is expected");
    checkSize(expectNumber(width), tools);
    return textOf(value ?? null).padStart(expectNumber(width), filler === undefined ? " " : expectText(filler));
  }),
  uri: nothing(([base = null, relative = null], { spend }) => {
    if (typeof relative !== "string") return undefined;
    const path = relative.replace(/^\//, "");
    // Of an unknown base the folder is unknown; what follows it is not.
    if (isUnknown(base)) return concatenate([new Unknown(`folder of ${canonical(base, spend)}`, causeOf(base), false), "/", path]);
    const from = expectText(base);
    const folder = /^(?:[^/]*\/\/[^/]*$|.*\/)/s.exec(from)?.[0] ?? "";
    return (folder === "" || folder.endsWith("/") ? folder : `${folder}/`) + path;
  }),
  uricomponent: everything(([value], tools) => {
    checkSize(expectText(value).length * 9, tools);
    // Azure escapes these as well.
    return encodeURIComponent(expectText(value)).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  }),
  uricomponenttostring: everything(([value]) => unescaped(expectText(value))),
  base64: everything(([value], tools) => {
    checkSize(expectText(value).length * 4, tools);
    return Buffer.from(expectText(value)).toString("base64");
  }),
  json: everything(([value], tools) => parsed(expectText(value), tools)),
  base64tojson: everything(([value], tools) => parsed(decoded(expectText(value)), tools)),
  base64tostring: everything(([value]) => decoded(expectText(value))),
  datauri: everything(([value], tools) => {
    checkSize(expectText(value).length * 4, tools);
    return `data:text/plain;charset=utf8;base64,${Buffer.from(expectText(value)).toString("base64")}`;
  }),
  datauritostring: everything(([value]) => {
    const head = DATA_URI.exec(expectText(value));
    if (!head) throw new BadArguments("a data URI is expected");
    const data = expectText(value).slice(head[0].length);
    return head[1] === undefined ? unescaped(data) : decoded(data);
  }),
  // Of texts without case, of arrays with it.
  indexof: everything(([within, what = null]) =>
    isArray(within) ? within.indexOf(what) : fold(expectText(within)).indexOf(fold(expectText(what))),
  ),
  lastindexof: everything(([within, what = null]) =>
    isArray(within) ? within.lastIndexOf(what) : fold(expectText(within)).lastIndexOf(fold(expectText(what))),
  ),
};
