import type { CheckReport } from "../check";
import { summarize } from "../summary";

/** A report as JSON, for programs. */
export function json(report: CheckReport): string {
  return `${JSON.stringify({ schemaVersion: 1, summary: summarize(report), ...report }, undefined, 2)}\n`;
}
