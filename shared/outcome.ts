import type { Cause, Outcome } from "./model";

/** The outcome for a resource that a control does not judge. */
export const NOT_APPLICABLE: Outcome = { verdict: "not-applicable", causes: [] };

/** The outcome that a list of causes amounts to: fail > undetermined > unset > pass. */
export function outcome(causes: readonly Cause[]): Outcome {
  const worst = (["fail", "undetermined", "unset"] as const).find((verdict) => causes.some((cause) => cause.verdict === verdict));
  return { verdict: worst ?? "pass", causes };
}
