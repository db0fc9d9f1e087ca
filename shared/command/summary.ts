import type { CheckReport } from "./check";

/** What a check comes to, in numbers. */
export interface Summary {
  readonly files: { readonly read: number; readonly skipped: number; readonly failed: number };
  /** Resources that a control judged. */
  readonly resources: number;
  readonly verdicts: { readonly pass: number; readonly fail: number; readonly unset: number; readonly undetermined: number };
  readonly errors: number;
  readonly warnings: number;
}

/** Counts. A template that is checked with several parameter files counts once, with the worst of its verdicts. */
export function summarize({ files, findings, problems, verdicts }: CheckReport): Summary {
  const filesOf = (status: string): number => files.filter((file) => file.status === status).length;
  const verdictsOf = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
  return {
    files: { read: filesOf("read"), skipped: filesOf("skipped"), failed: filesOf("failed") },
    resources: verdicts.length,
    verdicts: { pass: verdictsOf("pass"), fail: verdictsOf("fail"), unset: verdictsOf("unset"), undetermined: verdictsOf("undetermined") },
    errors: findings.filter(({ level }) => level === "error").length + problems.length,
    warnings: findings.filter(({ level }) => level === "warn").length,
  };
}
