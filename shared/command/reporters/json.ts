import { controlPage } from "../../engine/control-page";
import type { Control, Options } from "../../model";
import type { CheckReport } from "../report";
import { summarize, type Summary } from "../summary";
import type { Reporter } from "./reporter";

/** A control that was run: what is the same for all of its findings. */
export interface JsonControl {
  readonly id: string;
  /** Former ids. */
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly why: string;
  readonly fix: string;
  /** The address of its page: how to fix it in every language, how to accept it. */
  readonly page: string;
  /** Where the rule comes from. */
  readonly upstream: { readonly product: string; readonly version: string; readonly id: string; readonly url: string };
}

/** A report as JSON, as `report.schema.json` has it. With `--quiet` it has neither `summary` nor `files` nor `results`. */
export interface JsonReport
  extends Pick<CheckReport, "findings" | "unread" | "problems" | "notices">, Partial<Pick<CheckReport, "files" | "results">> {
  /** Grows when what was there before is no longer there, or means something else. */
  readonly schemaVersion: 1;
  readonly toolVersion: string;
  /** The options that hold. */
  readonly options: Options;
  /** The controls that were run; findings and results name them by `id`. */
  readonly controls: readonly JsonControl[];
  readonly summary?: Summary;
}

/** A report as JSON, for programs. */
export const json: Reporter = (report, { quiet, version, options, controls }) => {
  const { files, findings, unread, problems, notices, results } = report;
  const content: JsonReport = {
    schemaVersion: 1,
    toolVersion: version,
    options,
    controls: controls.map(toJsonControl),
    ...(!quiet && { summary: summarize(report), files }),
    findings,
    unread,
    problems,
    notices,
    ...(!quiet && { results }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
};

function toJsonControl(control: Control): JsonControl {
  const { id, aliases, title, severity, why, fix, upstream } = control;
  return { id, ...(aliases && { aliases }), title, severity, why, fix, page: controlPage(control), upstream };
}
