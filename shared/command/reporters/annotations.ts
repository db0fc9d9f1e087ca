import type { Level, Place } from "../../model";
import type { CheckReport } from "../report";
import { inWords } from "./text";

/** A line that a build server shows beside the code. */
export interface Annotation {
  readonly level: Level;
  readonly place?: Place;
  /** What it is of: the id of a control, or `unread`. */
  readonly title?: string;
  /** With the place before it, as a log shows nothing but the message. */
  readonly message: string;
}

/** What a build server is to show of a report, errors first: it may show but some. What is accepted is left out. */
export function annotationsOf({ problems, findings, unread, notices }: CheckReport): readonly Annotation[] {
  const all: Annotation[] = [
    ...problems.map(({ place, message }) => annotation("error", message, place)),
    ...notices.map(({ level, message, place }) => annotation(level, message, place)),
    ...findings
      .filter(({ accepted }) => !accepted)
      .map((finding) => annotation(finding.level, inWords(finding), finding.place, finding.control)),
    ...unread.map(({ level, message, place }) => annotation(level, message, place, "unread")),
  ];
  return [...all.filter(({ level }) => level === "error"), ...all.filter(({ level }) => level === "warning")];
}

function annotation(level: Level, text: string, place?: Place, title?: string): Annotation {
  const where = place ? `${place.file}:${String(place.start.line)}:${String(place.start.column)}: ` : "";
  const of = title === undefined ? "" : ` [${title}]`;
  return { level, message: `${where}${text}${of}`, ...(place && { place }), ...(title !== undefined && { title }) };
}
