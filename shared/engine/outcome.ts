import type { Cause, Outcome, Reading } from "../model";

/** The outcome for a resource that a control does not judge. */
export const NOT_APPLICABLE: Outcome = { verdict: "not-applicable", causes: [] };

/** The outcome that a list of causes amounts to: fail > undetermined > unset > pass. */
export function outcome(causes: readonly Cause[]): Outcome {
  const worst = (["fail", "undetermined", "unset"] as const).find((verdict) => causes.some((cause) => cause.verdict === verdict));
  return { verdict: worst ?? "pass", causes };
}

/** Whether a reading is of a value that is accepted, whichever of its possible values it turns out to be. */
export function isAccepted(reading: Reading, accepts: (value: unknown) => boolean): boolean {
  if (reading.state === "known") return accepts(reading.value);
  return reading.state === "unknown" && reading.among !== undefined && reading.among.every(accepts);
}

/**
 * What it amounts to that a reading is not accepted, and how a message says it after the value's name.
 *
 * @param shown how the message shows a known value
 */
export function shortfall(
  reading: Reading,
  accepts: (value: unknown) => boolean,
  shown: (value: unknown) => string,
): { readonly verdict: Cause["verdict"]; readonly found: string; readonly remedy?: string } {
  const { state, remedy } = reading;
  const whatToDo = remedy === undefined ? {} : { remedy };
  if (state === "known") {
    const found = reading.isSensitive ? "is another value, which is sensitive" : `is ${shown(reading.value)}`;
    return { verdict: "fail", found, ...whatToDo };
  }
  if (state === "unset") return { verdict: "unset", found: "is not set", ...whatToDo };
  const { why, among } = reading;
  if (among?.every((value) => value !== null && !accepts(value)))
    return { verdict: "fail", found: `is ${[...new Set(among.map(shown))].join(" or ")}` };
  return { verdict: "undetermined", found: why, ...whatToDo };
}
