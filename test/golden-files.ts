/** Writes anew what tests compare with: a report in each format, and the schema of a report in JSON. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { reporters } from "../shared/command/reporters";
import { fullReport } from "./fixtures/report";
import { reportContext } from "./registry";
import { makeReportSchema } from "./report-schema";

const FOLDER = resolve(__dirname, "golden/reports");

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

/** Each golden file by its path, and what must be in it. */
export function goldenFiles(): readonly { readonly path: string; readonly make: () => string }[] {
  const reports = (Object.keys(FILES) as (keyof typeof FILES)[]).map((format) => ({
    path: resolve(FOLDER, FILES[format]),
    make: () => reporters[format](fullReport, { ...reportContext, includePasses: true }),
  }));
  return [...reports, { path: resolve(__dirname, "../shared/report.schema.json"), make: makeReportSchema }];
}

if (require.main === module) for (const { path, make } of goldenFiles()) writeFileSync(path, make());
