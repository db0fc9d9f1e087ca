import type { Functions } from "../../symbolic/function";
import type { Value } from "../../symbolic/values";
import { Collection, someOf } from "../values";
import { collections } from "./collections";
import { scalarText } from "./convert";
import { conversions } from "./conversions";
import { numbers } from "./numbers";
import { texts } from "./texts";

/** Functions of Terraform that need nothing but their arguments, by name. */
export const functions: Functions = { ...collections, ...conversions, ...numbers, ...texts };

/** Functions that keep the items of a collection, of which it isn't known how many there are. */
const KEEPING = ["tolist", "tomap", "values", "reverse", "sort", "distinct", "compact", "sensitive", "nonsensitive"];

/** What a function makes of a collection of which it isn't known how many items it has; `undefined` where that isn't known. */
export function overCollection(name: string, [of, second, fallback]: readonly Value[]): Value | undefined {
  if (!(of instanceof Collection)) return undefined;
  if (KEEPING.includes(name)) return of;
  if (name === "toset") return new Collection(of.source, of.item, of.item, `set of ${of.key}`);
  if (name === "keys") return new Collection(of.source, of.itemKey, of.itemKey, `keys of ${of.key}`);
  if (name === "one") return of.item;
  if (name === "length") return of.count;
  const at = scalarText(second);
  // With a fallback, there may be no such item.
  return (name === "element" || (name === "lookup" && fallback === undefined)) && at !== undefined ? someOf(of.item, at) : undefined;
}
