import { summarize } from "../summary";
import type { Reporter } from "./reporter";

/** A report as JSON, for programs. */
export const json: Reporter = (report, { quiet, version }) => {
  const { findings, unread, problems, notices } = report;
  const content = quiet ? { findings, unread, problems, notices } : { summary: summarize(report), ...report };
  return `${JSON.stringify({ schemaVersion: 1, toolVersion: version, ...content }, undefined, 2)}\n`;
};
