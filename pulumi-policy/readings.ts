import { UnknownValueError } from "@pulumi/policy";
import { nameInId, nameKey } from "../shared/engine/names";
import type { Reading } from "../shared/model";

export const UNSET = { state: "unset" } as const;

/** What Pulumi writes in place of a secret when it shows a state whose passphrase it was not given. */
const HIDDEN_SECRET = "[secret]";

/**
 * Reads one value. Only a resource's own properties count, so that a `__proto__` among them adds nothing; a value that
 * can't be known yet is one that the SDK's proxy refuses to give.
 */
export function read(props: unknown, path: readonly string[]): Reading {
  let value = props;
  try {
    for (const key of path) {
      if (value === HIDDEN_SECRET) break;
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return UNSET;
      value = (value as Record<string, unknown>)[key];
    }
  } catch (error) {
    return { state: "unknown", why: error instanceof UnknownValueError ? "is known only at deployment" : "can't be read" };
  }
  if (isHiddenSecret(value)) {
    return { state: "unknown", why: "is a secret of the state", remedy: "Give Pulumi the state's passphrase to have it checked." };
  }
  return known(value);
}

/** Whether a value stands for a secret that Pulumi could not decrypt. */
export function isHiddenSecret(value: unknown): boolean {
  return value === HIDDEN_SECRET;
}

/** A name or an id; one that is no text names nothing. */
export function textReading(reading: Reading): Reading<string> {
  if (reading.state !== "known") return reading;
  return typeof reading.value === "string" && reading.value !== "" ? { state: "known", value: reading.value } : UNSET;
}

/** A value that may be missing. */
export function known<T>(value: T | null | undefined): Reading<T> {
  return value === undefined || value === null ? UNSET : { state: "known", value };
}

/** The first that is known, else the first. */
export function firstKnown(...readings: readonly [Reading<string>, ...Reading<string>[]]): Reading<string> {
  return readings.find((reading) => reading.state === "known") ?? readings[0];
}

/** The key of a resource that is written as its name or its ARM id. */
export function literal(written: Reading<string>, armType: string): string[] {
  if (written.state !== "known") return [];
  return [nameKey(nameInId(written.value, armType) ?? written.value)];
}
