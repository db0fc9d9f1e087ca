import type { Control, Options } from "../../model";
import type { CheckReport } from "../report";

/** What a reporter is told besides the report. */
export interface ReportContext {
  /** Of this tool. */
  readonly version: string;
  /** When the report is made. */
  readonly date: Date;
  /** The controls that were run. */
  readonly controls: readonly Control[];
  readonly options: Options;
  /** Whether colours are wanted. */
  readonly colours: boolean;
  /** Leaves out all but what was found: which files were read and skipped, verdicts, the summary. */
  readonly quiet: boolean;
  /** Whether a format that is a list of findings also lists what passes. */
  readonly includePasses: boolean;
}

/** Writes a report in one format; the text ends with a line break, unless it is empty. */
export type Reporter = (report: CheckReport, context: ReportContext) => string;
