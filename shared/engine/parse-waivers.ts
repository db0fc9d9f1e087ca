import type { Control, Notice, Place, WrittenWaiver } from "../model";
import { acceptedControlNames, controlsNamed } from "./control-names";
import { isDay } from "./dates";
import { globMatcher } from "./glob";
import { isObject } from "./is-object";
import { asVisible, describe, listQuoted } from "./show";

/** An exception from a control, checked. */
export interface Waiver {
  /** The ids of the controls that it is from. */
  readonly controls: ReadonlySet<string>;
  /** Whether it names a control, and not all of them at once. */
  readonly isOfOne: boolean;
  /** The glob of a waiver that doesn't stand beside its resource. */
  readonly resource?: string;
  /** Whether a resource's address or name is one that it is for. */
  readonly matches: (text: string) => boolean;
  readonly reason: string;
  readonly until?: string;
  readonly owner?: string;
  readonly words: string;
  readonly place?: Place;
}

/** Fewer characters say nothing. */
const MIN_REASON = 10;

const KEYS = ["control", "resource", "reason", "until", "owner"] as const;

/**
 * Checks waivers as they were written.
 *
 * @param isBeside whether they stand beside the resource that they are for, and so name none
 * @returns those that can hold, and what is wrong with the others: each problem with its words and place
 */
export function parseWaivers(
  written: readonly WrittenWaiver[],
  controls: readonly Control[],
  isBeside = false,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly Notice[] } {
  const waivers: Waiver[] = [];
  const problems: Notice[] = [];
  for (const one of written) {
    const wrong = problemsOf(one, controls, isBeside);
    if (wrong.length === 0) waivers.push(toWaiver(one, controls, isBeside));
    const { words, place } = one;
    for (const { key, found, accepted } of wrong) {
      const message = asVisible(`${words}${key === undefined ? "" : `.${key}`}: found ${found}; accepted is ${accepted}.`);
      problems.push({ level: "error", message, ...(place && { place }) });
    }
  }
  return { waivers, problems };
}

interface Problem {
  readonly key?: string;
  readonly found: string;
  readonly accepted: string;
}

function problemsOf({ value, wanted }: WrittenWaiver, controls: readonly Control[], isBeside: boolean): readonly Problem[] {
  if (wanted !== undefined) return [{ found: value === undefined ? "nothing" : describe(value), accepted: wanted }];
  const keys = KEYS.filter((key) => !isBeside || key !== "resource");
  if (!isObject(value)) return [{ found: describe(value), accepted: `an object with ${listQuoted(keys)}` }];
  const problems: Problem[] = Object.keys(value)
    .filter((key) => !keys.some((known) => known === key))
    .map((key) => ({ key, found: "an unknown key", accepted: `one of ${listQuoted(keys)}` }));
  const want = (key: string, isRight: (found: unknown) => boolean, accepted: string): void => {
    const found = Object.hasOwn(value, key) ? value[key] : undefined;
    if (!isRight(found)) problems.push({ key, found: found === undefined ? "nothing" : describe(found), accepted });
  };
  const isText = (found: unknown): found is string => typeof found === "string" && found.trim() !== "";
  const isControl = (found: unknown): boolean => isText(found) && controlsNamed(found, controls).length > 0;
  want("control", isControl, `one of ${listQuoted(acceptedControlNames(controls))}`);
  if (!isBeside) want("resource", isText, 'the address or name of a resource, or a glob over it, such as "legacy-*"');
  const isReason = (found: unknown): boolean => isText(found) && found.trim().length >= MIN_REASON;
  want("reason", isReason, `a text of at least ${String(MIN_REASON)} characters that says why`);
  want("until", (found) => found === undefined || isDay(found), 'the last day on which it holds, such as "2027-01-31"');
  want("owner", (found) => found === undefined || isText(found), "who answers for it, as a text");
  return problems;
}

function toWaiver({ value, words, place }: WrittenWaiver, controls: readonly Control[], isBeside: boolean): Waiver {
  const { control, resource, reason, until, owner } = value as Readonly<Record<string, string>>;
  const of = controlsNamed(control ?? "", controls);
  const glob = isBeside ? undefined : resource;
  return {
    controls: new Set(of.map(({ id }) => id)),
    isOfOne: control !== "*",
    ...(glob !== undefined && { resource: glob }),
    matches: glob === undefined ? () => true : globMatcher(glob),
    reason: asVisible((reason ?? "").trim()),
    ...(until !== undefined && { until }),
    ...(owner !== undefined && { owner: asVisible(owner) }),
    words: asVisible(words),
    ...(place && { place }),
  };
}
