import { json } from "./json";
import type { Reporter } from "./reporter";
import { text } from "./text";

/** Every format that a report can be written in, by the name that `--format` takes: a line each. */
export const reporters = { text, json } satisfies Readonly<Record<string, Reporter>>;
