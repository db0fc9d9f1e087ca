import { existsSync } from "node:fs";
import { relative } from "node:path";
import {
  applyBaseline,
  BaselineIndex,
  entriesOf,
  IN_NO_FILE,
  type BaselineContext,
  type BaselineEntry,
  type PlacedEntry,
} from "../engine/baseline";
import type { Finding, Notice } from "../model";
import { version } from "../version";
import { readBaseline, writeBaseline } from "./baseline-file";

/** The baseline of a host. */
export interface HostBaselineRequest extends Pick<BaselineContext, "unwaivable"> {
  /** Absolute. */
  readonly path: string;
  /** What messages name the file relative to. */
  readonly cwd: string;
  /** Whether it is to accept all that is found in this run. */
  readonly writes: boolean;
}

/** A baseline in the hands of a host, whose findings stand in no file. */
export class HostBaseline {
  readonly #request: HostBaselineRequest;
  readonly #entries: readonly PlacedEntry[];
  readonly #index: BaselineIndex;
  /** The file as messages name it. */
  readonly #shown: string;

  /** @throws OptionsError for a file that can't be read, or is no baseline; one that is to be written need not be there */
  constructor(request: HostBaselineRequest) {
    const { path, cwd, writes } = request;
    this.#request = request;
    this.#shown = relative(cwd, path).replaceAll("\\", "/");
    this.#entries = writes && !existsSync(path) ? [] : readBaseline(path, this.#shown);
    this.#index = new BaselineIndex(this.#entries.filter(({ file }) => file === undefined));
  }

  get writes(): boolean {
    return this.#request.writes;
  }

  /** The same findings, of which those are accepted that the baseline has; all that it may accept, if it is to be written. */
  apply(findings: readonly Finding[]): readonly Finding[] {
    const { writes, unwaivable } = this.#request;
    if (!writes)
      return applyBaseline(
        findings,
        () => IN_NO_FILE,
        this.#index.entriesFor(findings),
        this.#context(() => false),
      ).findings;
    return findings.map((finding) =>
      finding.accepted || unwaivable?.has(finding.control) ? finding : { ...finding, accepted: { by: "baseline" } },
    );
  }

  /**
   * What is to be said of the baseline once a whole program was judged: entries that are refused, and those of the program that
   * nothing was found for. One that is to be written is written.
   *
   * @param findings all of the program, as {@link apply} returned them
   * @param isOwn whether an entry of a host is of this program
   * @throws OptionsError for a file that can't be written
   */
  finish(findings: readonly Finding[], isOwn: (entry: BaselineEntry) => boolean): readonly Notice[] {
    const { writes, path, unwaivable } = this.#request;
    const isChecked = (entry: BaselineEntry): boolean => entry.file === undefined && isOwn(entry);
    const open = findings.map(({ accepted, ...finding }) => (accepted?.by === "waiver" ? { ...finding, accepted } : finding));
    if (!writes) return applyBaseline(open, () => IN_NO_FILE, this.#entries, this.#context(isChecked)).notices;
    const others = this.#entries.filter((entry) => !isChecked(entry));
    writeBaseline(path, this.#shown, [...others, ...entriesOf(open, () => IN_NO_FILE, unwaivable)], version);
    return [];
  }

  #context(isChecked: BaselineContext["isChecked"]): BaselineContext {
    const { unwaivable } = this.#request;
    return { ...(unwaivable && { unwaivable }), isGone: () => false, isChecked };
  }
}
