import { LimitError, type Budget, type Limits } from "../limits";
import type { Place } from "../model";
import { parse } from "./parser";
import { programOf, type Program } from "./program";
import { placeIn, type SourceFile } from "./source-file";
import { SourceMap } from "./source-map";
import { templateProgram } from "./template-declarations";

/** How the compiler gets at files. Paths have slashes and begin where the path of the compiled file does. */
export interface Files {
  /**
   * @param as "base64" for the bytes of a file that may be no text
   * @returns `undefined` for what isn't there or mustn't be read
   */
  readonly readFile: (path: string, as?: "base64") => string | undefined;
  /** The paths of the files directly in a folder. */
  readonly listFiles?: (folder: string) => readonly string[] | undefined;
  /** Reads a file of Bicep's cache of modules, by its path below `~/.bicep`. */
  readonly readCached?: (path: string) => string | undefined;
  /** Why a file wasn't read that is there, as words that follow a colon. */
  readonly whyNot?: (path: string) => string | undefined;
}

/** What can't be read or compiled, and where. */
export interface Problem extends Place {
  readonly message: string;
  /** The limit that is exceeded, if it is one. */
  readonly limit?: keyof Limits;
}

/** A text that isn't Bicep has no end of problems. */
const MOST_PROBLEMS = 100;

/** What all files of one compilation share. */
export class Project {
  readonly map = new SourceMap();
  readonly problems: Problem[] = [];
  private readonly programs = new Map<string, Program | undefined>();
  private readonly reported = new Set<string>();

  constructor(
    readonly files: Files,
    readonly budget: Budget,
    /** Whether resources have symbolic names even where Microsoft's compiler would do without. */
    readonly alwaysSymbolic: boolean,
    /** Whether a module that isn't here is a problem. */
    readonly isExact = false,
  ) {}

  /** Reports a problem, once; a limit once a file. */
  report(file: SourceFile, offset: number, message: string, limit?: keyof Limits): void {
    const key = JSON.stringify([file.path, limit ?? offset, message]);
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.problems.push({ ...placeIn(file, offset), message, ...(limit && { limit }) });
  }

  /**
   * Compiles one declaration of a file. One that is nested too deeply is reported, and the others are compiled.
   *
   * @throws LimitError for what ends the whole file
   */
  declaration(file: SourceFile, { offset }: { readonly offset: number }, compile: () => void): void {
    try {
      compile();
    } catch (error) {
      const limit = this.limitOf(error);
      if (limit?.limit !== "expressionDepth") throw error;
      this.report(file, offset, limit.message, limit.limit);
    }
  }

  /** The limit that an error tells of; what is nested deeper than the stack is, is nested too deeply whatever the limits say. */
  limitOf(error: unknown): LimitError | undefined {
    if (error instanceof RangeError) return new LimitError("expressionDepth", this.budget.limits.expressionDepth);
    return error instanceof LimitError ? error : undefined;
  }

  /**
   * Reads a Bicep file.
   *
   * @returns `undefined` if there is none
   * @throws LimitError
   */
  program(path: string): Program | undefined {
    if (this.programs.has(path)) return this.programs.get(path);
    const text = this.files.readFile(path);
    const program = text === undefined ? undefined : this.programOfText(path, text);
    this.programs.set(path, program);
    return program;
  }

  /**
   * Reads what a template in JSON declares, so that it can be imported.
   *
   * @param path as messages name it
   * @param read reads its text, when it is first asked for
   * @returns `undefined` if there is none
   * @throws LimitError
   */
  templateProgram(path: string, read: () => string | undefined): Program | undefined {
    if (this.programs.has(path)) return this.programs.get(path);
    const text = read();
    if (text !== undefined) this.checkSize(text);
    const program = text === undefined ? undefined : templateProgram(path, text, this.budget);
    if (program) this.reportProblems(program);
    this.programs.set(path, program);
    return program;
  }

  /** A file that has been read; an empty one in its place if it couldn't be. */
  sourceFile(path: string): SourceFile {
    return this.programs.get(path)?.file ?? { path, text: "", tree: { statements: [], directives: [], problems: [] } };
  }

  private programOfText(path: string, text: string): Program {
    this.checkSize(text);
    const program = programOf({ path, text, tree: parse(text, this.budget.limits.nesting) });
    this.reportProblems(program);
    for (const { text: name, offset } of program.declaredAgain.slice(0, MOST_PROBLEMS))
      this.report(program.file, offset, `The name "${name}" is declared more than once.`);
    return program;
  }

  private checkSize(text: string): void {
    const { limits, spend } = this.budget;
    if (text.length > limits.fileSize) throw new LimitError("fileSize", limits.fileSize);
    spend(text.length / 16);
  }

  private reportProblems({ file }: Program): void {
    for (const { offset, message } of file.tree.problems.slice(0, MOST_PROBLEMS)) this.report(file, offset, message);
  }
}
