import type * as Loaded from "./host-report";
import type { ReportOption } from "./host-report";

/** Asks for a report of one run: `sarif=tls.sarif`, as `--format` of the command has it. It wins over the option. */
const REPORT = "AZURE_POSTGRESQL_TLS_REPORT";

/**
 * The report that a host is asked for. What reads that, and writes reports, is loaded only then.
 *
 * @param own what a user wrote for the option `report`
 * @throws OptionsError naming every problem at once
 */
export function askedReport(own: unknown): ReportOption | undefined {
  const asked = process.env[REPORT];
  if (own === undefined && !asked) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs ask for none.
  const { parseReportOption, parseReportVariable } = require("./host-report") as typeof Loaded;
  const option = own === undefined ? undefined : parseReportOption(own);
  return asked ? parseReportVariable(REPORT, asked) : option;
}
