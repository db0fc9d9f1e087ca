import { controls } from "../shared/controls";
import type { ReportContext } from "../shared/command/reporters/reporter";
import { optionsOfAll, parseOptions } from "../shared/engine/options";
import { subjectsOf } from "../shared/engine/subjects";

/** What the product's own controls need to be read. */
export const subjects = subjectsOf(controls);

/** All options of the product's own controls. */
export const acceptedOptions = optionsOfAll(controls);

/** The options that hold where nothing is configured. */
export const defaultOptions = parseOptions(undefined, acceptedOptions);

/** What a reporter is told besides the report. */
export const reportContext: ReportContext = {
  version: "0.0.0",
  date: new Date("2026-11-21T12:00:00Z"),
  controls,
  options: defaultOptions,
  colours: false,
  quiet: false,
  includePasses: false,
};
