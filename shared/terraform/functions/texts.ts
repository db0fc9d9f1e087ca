import { createHash } from "node:crypto";
import { BadArguments, checkSize, everything, nothing, type Functions, type PureFunction, type Tools } from "../../symbolic/function";
import { concatenate, isArray, isUnknown, type TextPart, type Value } from "../../symbolic/values";
import { boolean, index, items, number, scalarText, convertedText } from "./convert";

function ofText(change: (value: string) => Value): PureFunction {
  return everything(([value], tools) => {
    checkSize(convertedText(value).length, tools);
    return change(convertedText(value));
  });
}

/** A part of a text: unknown, or converted to one. */
function part(value: Value | undefined): TextPart {
  return value !== undefined && isUnknown(value) ? value : convertedText(value);
}

function concatenated(parts: readonly TextPart[], tools: Tools): Value {
  checkSize(
    parts.reduce<number>((sum, one) => sum + (typeof one === "string" ? one.length : 1), 0),
    tools,
  );
  return concatenate(parts);
}

const VERB = /%(?:%|(?:\[(\d+)\])?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z]))/g;

/** As Terraform's `format`; of its verbs those that names are made with. */
function formatted([pattern, ...values]: readonly Value[], tools: Tools): Value | undefined {
  if (pattern === undefined || isUnknown(pattern)) return undefined;
  const parts: TextPart[] = [];
  let copied = 0;
  let next = 0;
  for (const match of convertedText(pattern).matchAll(VERB)) {
    const [whole, position, flags = "", width, precision, verb] = match;
    parts.push(convertedText(pattern).slice(copied, match.index));
    copied = match.index + whole.length;
    if (verb === undefined) {
      parts.push("%");
      continue;
    }
    if (position !== undefined) next = Number(position) - 1;
    const value = values[next++];
    if (value === undefined) throw new BadArguments("a verb has no argument");
    const shown = verbText(verb, value, precision);
    if (shown === undefined || (isUnknown(shown) && width !== undefined)) return undefined;
    parts.push(isUnknown(shown) ? shown : padded(convertedText(shown), flags, Number(width ?? 0)));
  }
  parts.push(convertedText(pattern).slice(copied));
  return concatenated(parts, tools);
}

function verbText(verb: string, value: Value, precision: string | undefined): TextPart | undefined {
  if (verb === "s" || verb === "v" || verb === "d" || verb === "t") {
    if (isUnknown(value)) return precision === undefined ? value : undefined;
    if (verb === "d") return String(index(value));
    if (verb === "t") return String(boolean(value));
    const shown = value === null ? "null" : scalarText(value);
    return precision === undefined ? shown : undefined;
  }
  if (isUnknown(value)) return undefined;
  if (verb === "q") return JSON.stringify(convertedText(value));
  if (verb === "x" || verb === "X") {
    const shown = index(value).toString(16);
    return verb === "x" ? shown : shown.toUpperCase();
  }
  return verb === "f" ? number(value).toFixed(Number(precision ?? 6)) : undefined;
}

function padded(shown: string, flags: string, width: number): string {
  if (width > 1000) throw new BadArguments("the width is too large");
  if (flags.includes("-")) return shown.padEnd(width);
  return flags.includes("0") ? shown.padStart(width, "0") : shown.padStart(width);
}

/** A pattern between slashes is a regular expression. */
function replaced(whole: string, old: string, by: string, tools: Tools): Value | undefined {
  if (old.length > 1 && old.startsWith("/") && old.endsWith("/")) {
    const pattern = regularExpression(old.slice(1, -1), "g");
    return pattern && whole.replace(pattern, by.replaceAll("$0", "$&"));
  }
  checkSize(whole.length + (old === "" ? whole.length + 1 : whole.split(old).length) * by.length, tools);
  return whole.replaceAll(old, () => by);
}

/** Of Terraform's syntax what JavaScript has as well, and what takes no exponential time: else the result is not known. */
function regularExpression(pattern: string, flags: string): RegExp | undefined {
  if (pattern.length > 200 || /\(\?[^:]|[+*}]\)?[+*{]|\)[+*{]|\[\[:|\\[^\w\s]*[pPzAQE]/.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return undefined;
  }
}

/** What a match gives: itself, its groups, or its groups by their names. */
function captured(match: RegExpMatchArray): Value {
  return match.length === 1 ? match[0] : match.slice(1).map((group: string | undefined) => group ?? null);
}

function found(all: boolean): PureFunction {
  return everything(([pattern, within]) => {
    if (convertedText(within).length > MAX_SEARCHED) return undefined;
    const expression = regularExpression(convertedText(pattern), "g");
    if (!expression) return undefined;
    const matches = [...convertedText(within).matchAll(expression)].map(captured);
    if (!all && matches.length === 0) throw new BadArguments("nothing matches");
    return all ? matches : matches[0];
  });
}

const MAX_SEARCHED = 10_000;

function title(value: string): string {
  return value.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function cut(value: string, characters: string, fromStart: boolean, fromEnd: boolean): string {
  const letters = Array.from(value);
  const set = new Set(characters);
  let [start, end] = [0, letters.length];
  while (fromStart && start < end && set.has(letters[start] ?? "")) start++;
  while (fromEnd && end > start && set.has(letters[end - 1] ?? "")) end--;
  return letters.slice(start, end).join("");
}

function slice(value: string, offset: number, length: number): string {
  const letters = Array.from(value);
  const from = offset < 0 ? letters.length + offset : offset;
  if (from < 0 || from > letters.length) throw new BadArguments("the part is outside of the text");
  return letters.slice(from, length < 0 ? undefined : from + length).join("");
}

function hash(algorithm: string): PureFunction {
  return ofText((value) => createHash(algorithm).update(value).digest("hex"));
}

function joinedText(args: readonly Value[], tools: Tools): Value | undefined {
  const [separator, ...lists] = args;
  if (separator === undefined || isUnknown(separator) || lists.some(isUnknown)) return undefined;
  const all = lists.flatMap(items);
  const between = convertedText(separator);
  return concatenated(
    all.flatMap((item, at) => (at === 0 ? [part(item)] : [between, part(item)])),
    tools,
  );
}

/** Terraform's functions of texts. */
export const texts: Functions = {
  format: nothing(formatted),
  formatlist: everything(([pattern, ...values], tools) => {
    const length = values.find(isArray)?.length ?? 1;
    return Array.from({ length }, (_, at) => {
      const way = values.map((value) => (isArray(value) ? (value[at] ?? null) : value));
      return formatted([pattern ?? null, ...way], tools) ?? null;
    });
  }),
  join: nothing(joinedText),
  split: everything(([separator, value], tools) => {
    checkSize(convertedText(value).length, tools);
    return convertedText(value).split(convertedText(separator));
  }),
  replace: everything(([value, old, by], tools) => replaced(convertedText(value), convertedText(old), convertedText(by), tools)),
  regex: found(false),
  regexall: found(true),
  upper: ofText((value) => value.toUpperCase()),
  lower: ofText((value) => value.toLowerCase()),
  title: ofText(title),
  chomp: ofText((value) => value.replace(/[\r\n]+$/, "")),
  trimspace: ofText((value) => value.trim()),
  strrev: ofText((value) => Array.from(value).reverse().join("")),
  trim: everything(([value, set]) => cut(convertedText(value), convertedText(set), true, true)),
  trimprefix: everything(([value, start]) =>
    convertedText(value).startsWith(convertedText(start)) ? convertedText(value).slice(convertedText(start).length) : convertedText(value),
  ),
  trimsuffix: everything(([value, end]) =>
    convertedText(value).endsWith(convertedText(end)) && convertedText(end) !== ""
      ? convertedText(value).slice(0, -convertedText(end).length)
      : convertedText(value),
  ),
  substr: everything(([value, offset, length]) => slice(convertedText(value), index(offset), index(length))),
  startswith: everything(([value, start]) => convertedText(value).startsWith(convertedText(start))),
  endswith: everything(([value, end]) => convertedText(value).endsWith(convertedText(end))),
  strcontains: everything(([value, inner]) => convertedText(value).includes(convertedText(inner))),
  indent: everything(([count, value], tools) => {
    checkSize(convertedText(value).length * (index(count) + 1), tools);
    return convertedText(value).replaceAll("\n", `\n${" ".repeat(Math.max(index(count), 0))}`);
  }),
  base64encode: ofText((value) => Buffer.from(value).toString("base64")),
  base64decode: ofText((value) => Buffer.from(value, "base64").toString("utf8")),
  urlencode: ofText((value) =>
    encodeURIComponent(value)
      .replaceAll("%20", "+")
      .replace(/[!'()*]/g, escaped),
  ),
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
};

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
