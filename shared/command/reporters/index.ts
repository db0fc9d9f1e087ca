import type * as AzurePipelines from "./azure-pipelines";
import type * as GitHub from "./github";
import type * as GitLab from "./gitlab";
import type * as Html from "./html";
import type * as Json from "./json";
import type * as JUnit from "./junit";
import type * as Markdown from "./markdown";
import type { Reporter } from "./reporter";
import type * as Sarif from "./sarif";
import type * as Text from "./text";

/* eslint-disable @typescript-eslint/no-require-imports -- Only the formats that are asked for are loaded. */

/** Every format that a report can be written in, by the name that `--format` takes: a line each. */
export const reporters = {
  text: (...report) => (require("./text") as typeof Text).text(...report),
  json: (...report) => (require("./json") as typeof Json).json(...report),
  html: (...report) => (require("./html") as typeof Html).html(...report),
  markdown: (...report) => (require("./markdown") as typeof Markdown).markdown(...report),
  sarif: (...report) => (require("./sarif") as typeof Sarif).sarif(...report),
  junit: (...report) => (require("./junit") as typeof JUnit).junit(...report),
  github: (...report) => (require("./github") as typeof GitHub).github(...report),
  "azure-pipelines": (...report) => (require("./azure-pipelines") as typeof AzurePipelines).azurePipelines(...report),
  gitlab: (...report) => (require("./gitlab") as typeof GitLab).gitlab(...report),
} satisfies Readonly<Record<string, Reporter>>;
