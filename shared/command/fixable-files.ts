import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileErrorInWords } from "../engine/show";
import { parseJson } from "../json/parse";
import { LimitError, newBudget } from "../limits";
import { STANDARD_INPUT } from "./find-files";
import { fixers } from "./fixers";
import type { FixableFile, Refusal, TextFile } from "./fixers/fixer";
import { encoded, readText, toJsonFile, type FileReader } from "./read-file";
import { recognise } from "./recognised-files";
import { readerOfSource } from "./source-files";

/** The files that a fix changes, each opened once. */
export class FixableFiles {
  private readonly opened = new Map<string, FixableFile | Refusal>();

  constructor(private readonly reader: FileReader) {}

  /** @returns words that follow a colon for a file that must not be changed */
  open(path: string): FixableFile | Refusal {
    let file = this.opened.get(path);
    if (file === undefined) this.opened.set(path, (file = this.openNew(path)));
    return file;
  }

  /** The files that were opened and may be changed, by path. */
  all(): readonly (readonly [path: string, file: FixableFile])[] {
    return [...this.opened].flatMap(([path, file]) => (typeof file === "string" ? [] : [[path, file] as const]));
  }

  private openNew(path: string): FixableFile | Refusal {
    const { base, root, texts, limits } = this.reader;
    const absolute = resolve(base, path);
    try {
      if (path === STANDARD_INPUT) return "standard input can't be changed";
      if (!isFile(absolute)) return "it is no file that can be changed";
      if (!root.allows(absolute, absolute)) return `it is outside of ${root.of(absolute)}, and --root names no folder above it`;
      const text = readText(absolute, texts);
      if (!texts?.has(absolute) && !encoded(text, readFileSync(absolute)).equals(readFileSync(absolute)))
        return "it is not in UTF-8 or UTF-16";
      return this.openAs({ path, text, limits, isFile: (other) => isFile(resolve(base, other)) });
    } catch (error) {
      return error instanceof LimitError ? error.message : fileErrorInWords(error);
    }
  }

  private openAs(file: TextFile): FixableFile | Refusal {
    const kind = this.kindOf(file);
    if (kind === undefined) return "it can't be read in full";
    const fixer = fixers.find(({ kinds }) => kinds.includes(kind));
    return fixer ? fixer.open(file) : `it is of the kind "${kind}", which is made from something else; change that`;
  }

  private kindOf({ path, text, limits }: TextFile): string | undefined {
    const source = readerOfSource(path, "extension") ?? readerOfSource(path, "parametersExtension");
    if (source) return source.kind;
    const file = toJsonFile(path, text, parseJson(text, newBudget(limits)));
    if (file.problems.length > 0) return undefined;
    const found = recognise(file, this.reader);
    return found === "parameters" ? "parameter file" : found?.reader.kind;
  }
}

function isFile(absolute: string): boolean {
  return statSync(absolute, { throwIfNoEntry: false })?.isFile() === true;
}
