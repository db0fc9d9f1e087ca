import { isArray, isObjectValue, isUnknown, possibilities, SymbolicText, Unknown, type Value } from "../shared/symbolic/values";
import { isObject } from "./bicep-normalized";

/** Whether a value is the same as one of JSON, or may turn out to be the same: what isn't known may be anything. */
export function covers(ours: Value, theirs: unknown): "same" | "open" | "different" {
  if (ours instanceof SymbolicText) return typeof theirs === "string" && patternOf(ours).test(theirs) ? "open" : "different";
  if (ours instanceof Unknown) {
    if (ours.among === undefined) return "open";
    return possibilities(ours).some((one) => isUnknown(one) || covers(one, theirs) !== "different") ? "open" : "different";
  }
  if (isArray(ours)) {
    if (!Array.isArray(theirs) || ours.length !== theirs.length) return "different";
    return worst(ours.map((item, index) => covers(item, theirs[index])));
  }
  if (!isObjectValue(ours)) return Object.is(ours, theirs) ? "same" : "different";
  if (!isObject(theirs)) return "different";
  const keys = Array.from(new Set([...Object.keys(ours), ...Object.keys(theirs)]));
  return worst(keys.map((key) => (key in ours && key in theirs ? covers(ours[key] ?? null, theirs[key]) : "different")));
}

function worst(results: readonly ("same" | "open" | "different")[]): "same" | "open" | "different" {
  if (results.includes("different")) return "different";
  return results.includes("open") ? "open" : "same";
}

function patternOf({ parts }: SymbolicText): RegExp {
  const pattern = parts.map((part) => (typeof part === "string" ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : ".*"));
  return new RegExp(`^${pattern.join("")}$`, "s");
}
