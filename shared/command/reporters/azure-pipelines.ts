import { asVisible } from "../../engine/show";
import { annotationsOf, type Annotation } from "./annotations";
import type { Reporter } from "./reporter";
import { summaryLine } from "./text";

/** A report as logging commands of Azure Pipelines, which shows each as an issue of the run; then the summary. */
export const azurePipelines: Reporter = (report, { quiet }) =>
  [...annotationsOf(report).map(command), ...(quiet ? [] : [summaryLine(report, false)])].map((line) => `${line}\n`).join("");

function command({ level, place, title, message }: Annotation): string {
  const properties = Object.entries({
    type: level,
    sourcepath: place?.file,
    linenumber: place?.start.line,
    columnnumber: place?.start.column,
    code: title,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${asProperty(String(value))};`]));
  return `##vso[task.logissue ${properties.join("")}]${asData(message)}`;
}

/** A text as what follows the `]` of a command. */
function asData(text: string): string {
  return asVisible(text).replaceAll("%", "%AZP25");
}

function asProperty(text: string): string {
  return asData(text).replaceAll(";", "%3B").replaceAll("]", "%5D");
}
