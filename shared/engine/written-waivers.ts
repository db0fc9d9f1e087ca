import type { AzureResource, Place, WrittenWaiver } from "../model";
import { isObject } from "./is-object";

/** The key that a resource's exceptions stand below: in ARM's `metadata`, and in Terraform's `"//"`. */
export const WAIVER_KEY = "azure-postgresql-tls";

/** Where some waivers stand. */
export interface WaiversAt {
  /** What `{ "waivers": [ … ] }` stands at, as its author would say it: `resources[0].metadata["azure-postgresql-tls"]`. */
  readonly words: string;
  /** The place of what stands at a path from there; `undefined` outside of files. */
  readonly locate: (path: readonly (string | number)[]) => Place | undefined;
}

/** More than these in one place are a mistake, and are told as one. */
const MOST_WAIVERS = 1000;

/** What has been made of a list: the same for all resources that it holds for, as those of a loop or below a construct. */
const known = new WeakMap<object, readonly WrittenWaiver[]>();

/**
 * The waivers that stand beside a resource, not checked yet. What has another shape stands for one waiver, with what is wanted in
 * its place.
 *
 * @param written what stands at {@link WAIVER_KEY}: `{ "waivers": [ { "control", "reason", "until", "owner" } ] }`
 */
export function writtenWaivers(written: unknown, { words, locate }: WaiversAt): readonly WrittenWaiver[] {
  if (written === undefined) return [];
  if (!isObject(written)) return [{ ...waiverAt(written, words, locate([])), wanted: 'an object with "waivers", an array' }];
  const found = known.get(written);
  if (found) return found;
  const list = Object.hasOwn(written, "waivers") ? written["waivers"] : undefined;
  const waivers =
    Array.isArray(list) && list.length <= MOST_WAIVERS
      ? list.map((one: unknown, index) => waiverAt(one, `${words}.waivers[${String(index)}]`, locate(["waivers", index])))
      : [{ ...waiverAt(list, `${words}.waivers`, locate(["waivers"])), wanted: `an array of at most ${String(MOST_WAIVERS)} objects` }];
  known.set(written, waivers);
  return waivers;
}

/** Those of some waivers that none of some resources has. */
export function straysAmong(waivers: readonly WrittenWaiver[], resources: readonly AzureResource[]): readonly WrittenWaiver[] {
  if (waivers.length === 0) return waivers;
  const given = new Set(resources.flatMap((resource) => resource.waivers ?? []));
  return waivers.filter((waiver) => !given.has(waiver));
}

function waiverAt(value: unknown, words: string, place: Place | undefined): WrittenWaiver {
  return { value, words, ...(place && { place }) };
}
