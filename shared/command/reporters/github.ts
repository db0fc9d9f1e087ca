import { asVisible } from "../../engine/show";
import { annotationsOf, type Annotation } from "./annotations";
import type { Reporter } from "./reporter";
import { summaryLine } from "./text";

/** A report as commands to a workflow of GitHub Actions, which shows each as an annotation of the code; then the summary. */
export const github: Reporter = (report, { quiet }) =>
  [...annotationsOf(report).map(command), ...(quiet ? [] : [summaryLine(report, false)])].map((line) => `${line}\n`).join("");

function command({ level, place, title, message }: Annotation): string {
  const { file, start, end } = place ?? {};
  const isOneLine = start?.line === end?.line;
  const properties = Object.entries({
    file,
    line: start?.line,
    endLine: end?.line,
    // GitHub takes no columns of a part of several lines.
    col: isOneLine ? start?.column : undefined,
    endColumn: isOneLine ? end?.column : undefined,
    title,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${asProperty(String(value))}`]));
  return `::${level}${properties.length > 0 ? ` ${properties.join(",")}` : ""}::${asData(message)}`;
}

/** A text as what follows the `::` of a command. */
function asData(text: string): string {
  return asVisible(text).replaceAll("%", "%25");
}

function asProperty(text: string): string {
  return asData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
