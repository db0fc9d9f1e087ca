import { compare } from "../engine/names";
import type { Place } from "../model";
import { byPlace, startOf, type CheckedFile, type CheckProblem } from "./report";

/** Takes down what becomes of each file, and what goes wrong. */
export class FileLog {
  readonly #files = new Map<string, CheckedFile>();
  readonly #problems = new Map<string, CheckProblem>();

  /** Takes down what was made of a file; what was said of the same file before no longer holds. */
  add(file: Omit<CheckedFile, "resources">): void {
    this.#files.set(file.path, { ...file, resources: 0 });
  }

  /** @param why follows a colon */
  skip(path: string, why: string): void {
    this.add({ path, status: "skipped", why });
  }

  /** Takes down a file that could not be read, or not in full. */
  fail(path: string, message: string, place: Place = startOf(path)): void {
    this.add({ path, status: "failed" });
    this.problem(place, message);
  }

  /** Whether a file was read. */
  isRead(path: string): boolean {
    return this.#files.get(path)?.status === "read";
  }

  /** Whether a file was left out. */
  isSkipped(path: string): boolean {
    return this.#files.get(path)?.status === "skipped";
  }

  /** Whether a file could not be read, or not in full. */
  hasFailed(path: string): boolean {
    return this.#files.get(path)?.status === "failed";
  }

  /** Takes down, once, why the check is not complete. */
  problem(place: Place, message: string): void {
    this.#problems.set(JSON.stringify([place, message]), { place, message });
  }

  /** All files, sorted, with the number of resources that were judged in each. */
  files(resources: ReadonlyMap<string, number>): readonly CheckedFile[] {
    const files = [...this.#files.values()].map((file) => ({ ...file, resources: resources.get(file.path) ?? 0 }));
    return files.sort((a, b) => compare(a.path, b.path));
  }

  /** All problems, sorted. */
  problems(): readonly CheckProblem[] {
    return [...this.#problems.values()].sort((a, b) => byPlace(a.place, b.place) || compare(a.message, b.message));
  }
}
