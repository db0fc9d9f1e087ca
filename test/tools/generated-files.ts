import { resolve } from "node:path";
import { reporters } from "../../shared/command/reporters";
import { fullReport } from "../fixtures/report";
import { reportContext } from "../registry";
import { makeConfigurationSchema } from "./configuration-schema";
import { makeReportPageParts } from "./report-page-parts";
import { makeReportSchema } from "./report-schema";

const FOLDER = resolve(__dirname, "../golden/reports");

/** The golden file of each format. */
const FILES: Readonly<Record<keyof typeof reporters, string>> = {
  text: "report.txt",
  json: "report.json",
  html: "report.html",
  markdown: "report.md",
  sarif: "report.sarif",
  junit: "report.junit.xml",
  github: "report.github.txt",
  "azure-pipelines": "report.azure-pipelines.txt",
  gitlab: "report.gitlab.json",
};

/** What is made of other files, by its path: a report in each format, the schemas of a report and of a configuration, the HTML page. */
export function generatedFiles(): readonly { readonly path: string; readonly make: () => string }[] {
  const reports = (Object.keys(FILES) as (keyof typeof FILES)[]).map((format) => ({
    path: resolve(FOLDER, FILES[format]),
    make: () => reporters[format](fullReport, { ...reportContext, includePasses: true }),
  }));
  const shared = resolve(__dirname, "../../shared");
  return [
    { path: resolve(shared, "command/reporters/html/parts.ts"), make: makeReportPageParts },
    { path: resolve(shared, "report.schema.json"), make: makeReportSchema },
    { path: resolve(shared, "azure-postgresql-tls.schema.json"), make: makeConfigurationSchema },
    ...reports,
  ];
}
