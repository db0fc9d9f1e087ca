import type { Accepted } from "../model";
import type { CheckReport } from "./report";

/** What a check comes to, in numbers. */
export interface Summary {
  readonly files: { readonly read: number; readonly skipped: number; readonly failed: number };
  /** Resources that a control judged. */
  readonly resources: number;
  readonly verdicts: { readonly pass: number; readonly fail: number; readonly unset: number; readonly undetermined: number };
  readonly errors: number;
  readonly warnings: number;
  /** Findings that a waiver or the baseline accepts; they count as neither error nor warning. */
  readonly accepted: number;
  readonly acceptedBy: Readonly<Record<Accepted["by"], number>>;
  /** Findings whose waiver ends within 30 days. */
  readonly endingSoon: number;
}

/** Counts. A template that is checked with several parameter files counts once, with the worst of its verdicts. */
export function summarize({ files, findings, unread, problems, notices, results }: CheckReport): Summary {
  const filesOf = (status: string): number => files.filter((file) => file.status === status).length;
  const verdictsOf = (verdict: string): number => results.filter((one) => one.verdict === verdict).length;
  const open = findings.filter((finding) => !finding.accepted);
  const acceptedBy = (by: Accepted["by"]): number => findings.filter(({ accepted }) => accepted?.by === by).length;
  const ofLevel = (level: string): number => [...open, ...unread, ...notices].filter((one) => one.level === level).length;
  return {
    files: { read: filesOf("read"), skipped: filesOf("skipped"), failed: filesOf("failed") },
    resources: new Set(results.map(({ resource }) => JSON.stringify([resource.file, resource.address]))).size,
    verdicts: { pass: verdictsOf("pass"), fail: verdictsOf("fail"), unset: verdictsOf("unset"), undetermined: verdictsOf("undetermined") },
    errors: ofLevel("error") + problems.length,
    warnings: ofLevel("warning"),
    accepted: findings.length - open.length,
    acceptedBy: { waiver: acceptedBy("waiver"), baseline: acceptedBy("baseline") },
    endingSoon: findings.filter(({ accepted }) => accepted?.endsSoon).length,
  };
}
