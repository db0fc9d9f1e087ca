import type { Result, UnreadPart } from "../engine/run-controls";
import { compare } from "../engine/names";
import type { Finding, Notice, Place, Verdict } from "../model";

/** What was made of one file. */
export interface CheckedFile {
  readonly path: string;
  readonly status: "read" | "skipped" | "failed";
  /** What it is: the kind of a reader, or `parameter file`. */
  readonly kind?: string;
  /** Why it was skipped, or what it was read as a part of. */
  readonly why?: string;
  /** Parameter files that a template was checked with, a run for each; empty where there are some, but none for it. */
  readonly parameters?: readonly string[];
  /** Resources that a control judges. */
  readonly resources: number;
}

/** A finding in a file, as one or more runs found it. */
export interface CheckFinding extends Omit<Finding, "valueFrom"> {
  readonly place: Place;
  /** The template that deploys the file of that place, if it is another one. */
  readonly root?: string;
  /** Where the value comes from, if not from that place: a place for each of several parameter files. */
  readonly valueFrom: readonly Place[];
  /** The parameter files it is found with; none where there are no such files. */
  readonly parameters: readonly string[];
}

/** The verdict of a control on a resource in a file; of several runs, the worst. */
export interface CheckResult extends Result {
  readonly place: Place;
  /** The verdict with each parameter file; empty where there are no such files. */
  readonly byParameters: readonly { readonly parameters: string; readonly verdict: Verdict }[];
}

/** What can't be read of one file, as one notice. */
export interface CheckUnread extends Pick<UnreadPart, "level" | "message"> {
  readonly place: Place;
}

/** What the check could not do; with any of these it is not complete. */
export interface CheckProblem {
  readonly place: Place;
  readonly message: string;
}

/** All that a check comes to; every list is sorted. Plain data. */
export interface CheckReport {
  readonly files: readonly CheckedFile[];
  readonly findings: readonly CheckFinding[];
  readonly unread: readonly CheckUnread[];
  readonly problems: readonly CheckProblem[];
  /** What is to be said of the configuration, of waivers and of the baseline. */
  readonly notices: readonly Notice[];
  readonly results: readonly CheckResult[];
}

/** The place of a file that has no better one. */
export function startOf(file: string): Place {
  const start = { line: 1, column: 1 };
  return { file, start, end: start };
}

/** Orders places by file, line and column. */
export function byPlace(a: Place, b: Place): number {
  return compare(a.file, b.file) || a.start.line - b.start.line || a.start.column - b.start.column;
}
