import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { readBaseline, writeBaseline } from "../configuration/baseline-file";
import { applyBaseline, entriesOf, type BaselineContext, type BaselineEntry, type FoundIn } from "../engine/baseline";
import { relativePath } from "./relative-path";
import type { CheckFinding, CheckReport } from "./report";

/** A baseline, and what to do with it. */
export interface BaselineRequest extends Pick<BaselineContext, "unwaivable"> {
  /** Its file, as an absolute path. */
  readonly path: string;
  /** `write`: it is to accept what is found now; `prune`: to lose what is found no more; `apply`: to stay as it is. */
  readonly act: "apply" | "write" | "prune";
  /** What paths in the report are relative to. */
  readonly base: string;
  /** What messages name files relative to. */
  readonly cwd: string;
  readonly toolVersion: string;
}

/** Separates the names of what a template is deployed with. */
const WITH = " + ";

/**
 * Accepts what a baseline has. Paths in it are relative to its own folder, so that it holds wherever the command runs.
 *
 * @throws OptionsError for a baseline that can't be read or written, or is none
 */
export function withBaseline(report: CheckReport, request: BaselineRequest): CheckReport {
  const { path, act, unwaivable, toolVersion } = request;
  const shown = shownPath(request);
  const paths = new BaselinePaths(report, request);
  const foundIn = (finding: CheckFinding): FoundIn => paths.foundIn(finding);
  const context = { ...(unwaivable && { unwaivable }), isGone: (file: string) => paths.isGone(file), isChecked: paths.isChecked };
  if (act === "write") {
    const before = existsSync(path) ? readBaseline(path, shown) : [];
    const entries = [...entriesOf(report.findings, foundIn, unwaivable), ...before.filter((entry) => !paths.isChecked(entry))];
    writeBaseline(path, shown, entries, toolVersion);
  }
  const { findings, notices, kept } = applyBaseline(report.findings, foundIn, readBaseline(path, shown), context);
  if (act === "prune") writeBaseline(path, shown, kept, toolVersion);
  return { ...report, findings, notices: [...report.notices, ...(act === "prune" ? [] : notices)] };
}

/** What a report calls files, as a baseline does. */
class BaselinePaths {
  readonly #folder: string;
  readonly #checked: ReadonlySet<string>;

  constructor(
    { files }: CheckReport,
    readonly request: BaselineRequest,
  ) {
    this.#folder = dirname(request.path);
    this.#checked = new Set(files.flatMap(({ path, status }) => (status === "failed" ? [] : [this.#own(path)])));
  }

  foundIn({ resource, place, parameters }: CheckFinding): FoundIn {
    const own = (label: string): string =>
      label
        .split(WITH)
        .map((part) => this.#own(part))
        .join(WITH);
    return { file: this.#own(resource.file ?? place.file), parameters: parameters.map(own) };
  }

  isGone(path: string): boolean {
    return path.split(WITH).some((part) => !part.endsWith("=…") && !existsSync(resolve(this.#folder, part)));
  }

  readonly isChecked = ({ file, parameters }: BaselineEntry): boolean => {
    const isKnown = (path: string): boolean => this.#checked.has(path) || this.isGone(path);
    return file !== undefined && isKnown(file) && (parameters === undefined || parameters.split(WITH).every(isKnown));
  };

  #own(path: string): string {
    return path.endsWith("=…") ? path : relativePath(this.#folder, resolve(this.request.base, path));
  }
}

function shownPath({ path, cwd }: BaselineRequest): string {
  return isAbsolute(relative(cwd, path)) ? path : relativePath(cwd, path);
}
