import { createHash } from "node:crypto";
import type { CheckFinding } from "../report";

/**
 * What a finding is called from one report to the next: no line, no value and no number of a list is in it, so that it stays
 * the same when lines move, and when a wrong value becomes another wrong one. Some findings may have the same.
 */
export function keyOfFinding({ control, place, resource, setting, armPath }: CheckFinding): string {
  const name = resource.name === "" ? resource.address : resource.name;
  return JSON.stringify([control, place.file, resource.nativeType, name, setting ?? armPath]);
}

/** A text of 64 hexadecimal digits for each key, which is another one for the second of two equal keys. */
export function fingerprintsOf(keys: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash("sha256")
      .update(JSON.stringify([key, before]))
      .digest("hex");
  });
}
