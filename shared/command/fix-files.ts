import type * as Diff from "diff";
import { asVisible, fileErrorInWords } from "../engine/show";
import { fix, type FileChange, type FixReport, type FixRequest } from "./fix";
import { rewriteFile } from "./rewrite-file";
import { resourceInWords } from "./reporters/text";
import { startOf, type CheckFinding, type CheckReport } from "./report";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Loaded for a preview alone.
const diff = (): typeof Diff => require("diff") as typeof Diff;

/** How the fix is carried out. */
export interface FixFilesOptions {
  /** Changes nothing, and prints the changes as a unified diff. */
  readonly isDryRun: boolean;
  /** Writes to standard output. */
  readonly print: (text: string) => void;
  /** Writes what is no part of a diff to where it is seen, too. */
  readonly tell: (text: string) => void;
}

/**
 * Fixes files, and tells what it did, and what it left and why.
 *
 * @returns the check of what is in the files then
 */
export function fixFiles(request: FixRequest, { isDryRun, print, tell }: FixFilesOptions): CheckReport {
  const fixed = fix(request);
  const problems = isDryRun ? [] : fixed.changes.flatMap(written);
  if (isDryRun) print(fixed.changes.map(patchOf).join(""));
  for (const line of linesOf(fixed)) (isDryRun ? tell : print)(`${asVisible(line)}\n`);
  (isDryRun ? tell : print)(`${summary(fixed, isDryRun)}\n`);
  return { ...fixed.report, problems: [...fixed.report.problems, ...problems] };
}

function written({ path, absolute, after }: FileChange): CheckReport["problems"] {
  try {
    rewriteFile(absolute, after);
    return [];
  } catch (error) {
    return [{ place: startOf(path), message: `The file can't be written: ${fileErrorInWords(error)}.` }];
  }
}

function patchOf({ path, before, after }: FileChange): string {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = diff();
  const name = asVisible(path);
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY });
}

function linesOf({ mended, report, whyLeft }: FixReport): string[] {
  const { problems, findings } = report;
  return [
    ...mended.map(({ finding, at }) => {
      const elsewhere = at.map(({ file, start }) => `${file}:${String(start.line)}:${String(start.column)}`);
      return `${inWords(finding, "fixed")}${elsewhere.length > 0 ? ` Written at ${elsewhere.join(", ")}.` : ""}`;
    }),
    ...findings
      .filter(({ accepted }) => !accepted)
      .map((finding) => {
        const why = whyLeft(finding);
        return `${inWords(finding, finding.level)}${why === undefined ? "" : ` Not fixed: ${why}.`}`;
      }),
    ...problems.map(({ place, message }) => `${place.file}:${String(place.start.line)}:${String(place.start.column)}: error: ${message}`),
  ];
}

/** What was found, without what to do about it. */
function inWords({ place: { file, start }, resource, message, control }: CheckFinding, what: string): string {
  const [found = ""] = message.split(/(?<=[.;:] it must be [^.]*(?:\.\d[^.]*)*\.) /);
  return `${file}:${String(start.line)}:${String(start.column)}: ${what}: ${resourceInWords(resource)}: ${found} [${control}]`;
}

function summary({ changes, mended, report }: FixReport, isDryRun: boolean): string {
  const left = report.findings.filter(({ accepted }) => !accepted).length;
  const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
  if (changes.length === 0) return `Nothing to change. ${count(left, "finding")} left.`;
  const did = isDryRun ? "would be fixed" : "fixed";
  return `${count(mended.length, "finding")} ${did} in ${count(changes.length, "file")}, ${String(left)} left.`;
}
