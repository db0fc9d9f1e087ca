import type { Level } from "../model";
import type { CheckReport } from "./report";
import { summarize } from "./summary";

/** What a check fails for, by the name that `--fail-on` takes. */
export const failures = {
  error: (report) => counted(report).some(({ level }) => level === "error"),
  warn: (report) => counted(report).length > 0,
  unread: ({ unread }) => unread.length > 0,
  "nothing-checked": (report) => summarize(report).resources === 0,
} satisfies Readonly<Record<string, (report: CheckReport) => boolean>>;

/** What may fail a check: all but what is accepted. */
function counted({ findings, unread, notices }: CheckReport): readonly { readonly level: Level }[] {
  return [...findings.filter(({ accepted }) => !accepted), ...unread, ...notices];
}

/** The exit codes, as `--help` tells of them. */
export const EXIT_CODES = "Exit codes: 0 nothing to fail for, 1 findings (see --fail-on), 2 could not run, or a file could not be read.";

/** The exit code of a check: 2 wins, as a check that is not complete says little. */
export function exitCodeOf(report: CheckReport, failOn: readonly (keyof typeof failures)[]): 0 | 1 | 2 {
  if (report.problems.length > 0) return 2;
  return failOn.some((failure) => failures[failure](report)) ? 1 : 0;
}
