import { statSync } from "node:fs";

/** What is at a path; `undefined` for nothing, and for what is in a folder that may not be looked into. */
export function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
