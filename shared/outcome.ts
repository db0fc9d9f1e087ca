import type { Cause, Outcome, Reading } from "./model";

/** The outcome for a resource that a control does not judge. */
export const NOT_APPLICABLE: Outcome = { verdict: "not-applicable", causes: [] };

/** The outcome that a list of causes amounts to: fail > undetermined > unset > pass. */
export function outcome(causes: readonly Cause[]): Outcome {
  const worst = (["fail", "undetermined", "unset"] as const).find((verdict) => causes.some((cause) => cause.verdict === verdict));
  return { verdict: worst ?? "pass", causes };
}

/**
 * What it amounts to that a reading is not the wanted value, and how a message says it after the value's name.
 *
 * @param shown how the message shows a known value
 */
export function shortfall(reading: Reading, shown: (value: unknown) => string): { readonly verdict: Cause["verdict"]; readonly found: string; readonly remedy?: string } {
  if (reading.state === "known") return { verdict: "fail", found: `is ${shown(reading.value)}` };
  if (reading.state === "unset") return { verdict: "unset", found: "is not set" };
  return { verdict: "undetermined", found: reading.why, ...(reading.remedy !== undefined && { remedy: reading.remedy }) };
}
