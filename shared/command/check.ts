import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { inWords } from "../engine/conditions";
import { controls } from "../controls";
import { evaluate } from "../engine/evaluate";
import { readTemplate } from "../arm/resources";
import { readExport } from "../arm/export";
import { LimitError, newBudget, type Budget, type Limits } from "../limits";
import { parametersOf, type GivenParameters } from "../arm/parameters";
import type { Document } from "../arm/expand";
import { parseJson, type JsonText } from "../json/parse";
import { buildInventory } from "../engine/inventory";
import type { AzureResource, Options, Verdict } from "../model";
import { compare, messageOf } from "../engine/text";
import { kindOf, templateOf } from "./detect";
import { findFiles } from "./find-files";

/** What is to be checked, and how. */
export interface CheckRequest {
  /** Files, folders and globs, relative to `cwd`. */
  readonly paths: readonly string[];
  /** Parameter files for the one template among the paths. */
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly options: Options;
  readonly limits: Limits;
  /** Told now and then how many of the files are read. */
  readonly progress?: (done: number, all: number) => void;
}

/** What was made of one file. */
export interface CheckedFile {
  readonly path: string;
  readonly status: "read" | "skipped" | "failed";
  readonly kind?: "ARM template" | "parameter file" | "export";
  /** Why it was skipped. */
  readonly why?: string;
  /** Parameter files that a template was checked with, a run for each. */
  readonly parameters?: readonly string[];
  /** Resources that a control judges. */
  readonly resources: number;
}

/** A place that something is told of. */
interface At {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One finding, in one file. */
export interface CheckFinding extends At {
  readonly control: string;
  readonly level: "error" | "warn";
  readonly verdict: "fail" | "unset" | "undetermined";
  readonly message: string;
  /** The resource's path in its template. */
  readonly address: string;
  readonly resourceType: string;
  /** Set where it depends on a condition that the resource is deployed: what must hold for it. */
  readonly condition?: string;
  /** The parameter files it is found with; none where there are no such files. */
  readonly parameters: readonly string[];
}

/** What the check could not do; with any of these it is not complete. */
export interface CheckProblem extends At {
  readonly message: string;
}

/** The verdict of a control on a resource; of several runs, the worst. */
export interface CheckVerdict {
  readonly control: string;
  readonly file: string;
  readonly address: string;
  readonly resourceType: string;
  readonly verdict: Verdict;
  /** Whether it depends on a condition that the resource is deployed. */
  readonly conditional: boolean;
}

/** All that a check comes to; every list is sorted. */
export interface CheckReport {
  readonly files: readonly CheckedFile[];
  readonly findings: readonly CheckFinding[];
  readonly problems: readonly CheckProblem[];
  readonly verdicts: readonly CheckVerdict[];
}

/** A template that was read, with what its runs came to. */
interface Run {
  readonly file: string;
  readonly resources: readonly AzureResource[];
  readonly parameters?: string;
}

const POSTGRESQL = /DBforPostgreSQL/i;
/** A template that only links others holds no word of what they declare. */
const LINK = /"templateLink"/i;
const SCHEMA = /"\$schema"\s*:\s*"[^"]*Template\.json#?"/i;
const PARAMETERS_SCHEMA = /Parameters\.json/i;
const PARAMETERS_NAME = /param[^/]*\.jsonc?$/i;
/** As much of a file as says what it is. */
const HEAD = 4096;

/** Checks files. Reads the file system, and nothing else: no network, no process. */
export function check(request: CheckRequest): CheckReport {
  const { cwd, limits, options } = request;
  const search = findFiles(request.paths, cwd);
  const state = new State(request, search.problems);
  for (const { path, why } of search.skipped) state.skip(path, why);

  const bicep = new Set(search.files.map(({ path }) => path).filter((path) => /\.bicep$/i.test(path)));
  const templates: Parsed[] = [];
  const parameterFiles: Parsed[] = [];
  const exported: AzureResource[] = [];
  for (const [index, { path, isNamed }] of search.files.entries()) {
    request.progress?.(index, search.files.length);
    if (/\.bicep(param)?$/i.test(path)) {
      const compiled = path.replace(/\.bicep$/i, ".json");
      const hasCompiled = bicep.has(path) && search.files.some((file) => file.path === compiled);
      state.skip(
        path,
        hasCompiled ? `${compiled}, compiled from it, is checked in its place` : "Bicep is checked as compiled: az bicep build",
      );
      continue;
    }
    const parsed = state.read(path, isNamed ? "named" : "found");
    if (!parsed) continue;
    const detected = kindOf(parsed.document);
    if (detected.kind === "template") templates.push({ ...parsed, document: detected.document });
    else if (detected.kind === "parameters") parameterFiles.push(parsed);
    else {
      const found = guarded(state, parsed, () => readExport(parsed.document)) ?? [];
      for (const resource of found) exported.push(resource);
      if (found.length > 0)
        state.file({ path, status: parsed.json.problems.length > 0 ? "failed" : "read", kind: "export", resources: found.length });
      else state.skip(path, "it is no ARM template and no export of PostgreSQL servers");
    }
  }

  const given = givenFiles(request, parameterFiles, templates, state);
  const opened = new Set<string>();
  const runs = templates.flatMap((template) => runsOf(template, given.get(template.path) ?? [], state, opened, limits));
  // A template that another one links is checked there, with the parameters that it gets there.
  const roots = runs.filter(({ file }) => !opened.has(file));
  for (const template of templates) {
    if (opened.has(template.path))
      state.file({
        path: template.path,
        status: "read",
        kind: "ARM template",
        why: "as a part of the template that links it",
        resources: 0,
      });
    else
      state.template(
        template,
        (given.get(template.path) ?? []).map(({ path }) => path),
      );
  }
  if (exported.length > 0) roots.push({ file: "", resources: exported });
  for (const run of roots) state.judge(run, options);
  return state.report();
}

/** Whether there may be something of PostgreSQL in a text, or values for a template of it. Far faster than to parse it. */
function mayMatter(path: string, text: string): boolean {
  return POSTGRESQL.test(text) || LINK.test(text) || PARAMETERS_SCHEMA.test(text.slice(0, HEAD)) || PARAMETERS_NAME.test(path);
}

/** Reads UTF-8, or UTF-16 as PowerShell writes it, which begins with a mark that is no UTF-8. */
function readText(path: string): string {
  const text = readFileSync(path, "utf8");
  if (!text.startsWith("\uFFFD\uFFFD")) return text;
  const bytes = readFileSync(path);
  return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD);
    return head.toString("utf8", 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

interface Parsed {
  readonly path: string;
  readonly json: JsonText;
  readonly document: Document;
  readonly budget: Budget;
}

/** A parameter file, or the lack of one. */
interface Given {
  readonly path: string;
  readonly values: GivenParameters;
}

/** The parameter files of each template. */
function givenFiles(request: CheckRequest, found: readonly Parsed[], templates: readonly Parsed[], state: State): Map<string, Given[]> {
  const given = new Map<string, Given[]>();
  const add = (template: string, { path, json }: Parsed): void => {
    given.set(template, [...(given.get(template) ?? []), { path, values: parametersOf(json.value) }]);
    state.file({ path, status: "read", kind: "parameter file", resources: 0 });
  };
  const [only] = templates;
  for (const path of request.parameters) {
    if (/\.bicepparam$/i.test(path)) {
      state.error(path, "Bicep's parameter files are read as compiled: az bicep build-params.");
      continue;
    }
    const parsed = state.read(path, "parameters");
    if (!parsed) continue;
    if (kindOf(parsed.document).kind !== "parameters")
      state.error(path, "This is no parameter file: it has no $schema of one, or no values in its parameters.");
    else if (only && templates.length === 1) add(only.path, parsed);
    else
      state.error(
        path,
        `--parameters is for one template, and ${templates.length === 0 ? "there is none" : `there are ${String(templates.length)}`}.`,
      );
  }
  const explicit = new Set(request.parameters.map((path) => resolve(request.cwd, path)));
  for (const parsed of found) {
    if (explicit.has(resolve(request.cwd, parsed.path))) continue;
    const template =
      explicit.size > 0
        ? undefined
        : templateOf(
            parsed.document,
            templates.map(({ document }) => document),
          );
    if (template === undefined)
      state.skip(
        parsed.path,
        explicit.size > 0 ? "it is not among --parameters" : "there is no PostgreSQL template that this parameter file is for",
      );
    else add(template.file, parsed);
  }
  return given;
}

/** One run for each parameter file, or one with the defaults. */
function runsOf(template: Parsed, given: readonly Given[], state: State, opened: Set<string>, limits: Limits): Run[] {
  const run = (values: GivenParameters, parameters?: string): Run => {
    const document = state.linking(template.document, opened);
    const read = guarded(state, template, () => readTemplate(document, values, newBudget(limits)));
    for (const { place, message, limit } of read?.overLimit ?? [])
      state.error(place.document.file, `${message} ${howToAllow(limit)}`, place.document.position?.(place.path));
    return { file: template.path, resources: read?.resources ?? [], ...(parameters !== undefined && { parameters }) };
  };
  return given.length === 0 ? [run(() => undefined)] : given.map(({ path, values }) => run(values, path));
}

/** Whatever a file does to the reading of it, the others are read. */
function guarded<T>(state: State, { path }: { readonly path: string }, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const message =
      error instanceof LimitError
        ? limitInWords(error)
        : `Internal error: ${messageOf(error)}. Please report it; the file was not checked.`;
    state.error(path, message);
    return undefined;
  }
}

function limitInWords({ message, limit }: LimitError): string {
  return `${message} ${howToAllow(limit)}`;
}

function howToAllow(limit = ""): string {
  return `To allow more, set limits.${limit} in the file of --config.`;
}

/** Gathers what is found. */
class State {
  readonly #files = new Map<string, CheckedFile>();
  readonly #findings = new Map<string, CheckFinding>();
  readonly #problems = new Map<string, CheckProblem>();
  readonly #verdicts = new Map<string, CheckVerdict>();

  constructor(
    readonly request: CheckRequest,
    problems: readonly { readonly path: string; readonly message: string }[],
  ) {
    for (const { path, message } of problems) this.error(path, message);
  }

  file(file: CheckedFile): void {
    this.#files.set(file.path, file);
  }

  skip(path: string, why: string): void {
    this.file({ path, status: "skipped", why, resources: 0 });
  }

  error(file: string, message: string, at: Omit<At, "file"> = { line: 1, column: 1 }): void {
    const problem = { file, line: at.line, column: at.column, message };
    this.#problems.set(JSON.stringify(problem), problem);
  }

  #fail(path: string, message: string, at?: Omit<At, "file">): void {
    this.file({ path, status: "failed", resources: 0 });
    this.error(path, message, at);
  }

  /** Reads a file, unless a glance at it says that there is nothing of PostgreSQL in it. */
  read(path: string, as: "found" | "named" | "parameters"): Parsed | undefined {
    const absolute = resolve(this.request.cwd, path);
    const { limits } = this.request;
    let text: string;
    try {
      if (statSync(absolute).size > limits.fileSize) {
        const why = limitInWords(new LimitError("fileSize", limits.fileSize));
        if (as !== "found" || SCHEMA.test(headOf(absolute))) this.#fail(path, why);
        else this.skip(path, why);
        return undefined;
      }
      text = readText(absolute);
    } catch (error) {
      this.#fail(path, `The file can't be read: ${messageOf(error)}.`);
      return undefined;
    }
    if (as !== "parameters" && !mayMatter(path, text)) {
      this.skip(
        path,
        SCHEMA.test(text.slice(0, HEAD)) ? "this ARM template holds nothing of PostgreSQL" : "it holds nothing of PostgreSQL",
      );
      return undefined;
    }
    try {
      const budget = newBudget(limits);
      const json = parseJson(text, budget);
      for (const { message, at } of json.problems) this.#fail(path, message, at);
      return { path, json, budget, document: { file: path, value: json.value, position: (part) => json.position(part) } };
    } catch (error) {
      this.#fail(path, error instanceof LimitError ? limitInWords(error) : String(error));
      return undefined;
    }
  }

  /** A document whose linked templates are read from the disk. */
  linking(document: Document, opened: Set<string>): Document {
    return {
      ...document,
      open: (relativePath) => {
        const { cwd } = this.request;
        const path = relative(cwd, join(resolve(cwd, dirname(document.file)), relativePath))
          .split(sep)
          .join("/");
        try {
          const stats = statSync(resolve(cwd, path));
          if (!stats.isFile() || stats.size > this.request.limits.fileSize) return undefined;
          const json = parseJson(readText(resolve(cwd, path)), newBudget(this.request.limits));
          if (json.problems.length > 0) return undefined;
          opened.add(path);
          return this.linking({ file: path, value: json.value, position: (part) => json.position(part) }, opened);
        } catch {
          return undefined;
        }
      },
    };
  }

  template({ path, json }: Parsed, parameters: readonly string[]): void {
    const status = json.problems.length > 0 ? "failed" : "read";
    this.file({ path, status, kind: "ARM template", resources: 0, ...(parameters.length > 0 && { parameters }) });
  }

  judge({ file, resources, parameters }: Run, options: Options): void {
    const { findings, results, internalErrors } = evaluate(buildInventory(resources), controls, options);
    for (const { at, armPath, control, level, verdict, message } of findings) {
      const source = at.locate?.(armPath) ?? { file, line: 1, column: 1 };
      const { address, nativeType: resourceType } = at.origin;
      const condition = at.conditions && { condition: inWords(at.conditions) };
      const found = { ...source, control: control.id, level, verdict, message, address, resourceType, ...condition };
      // Runs with other parameters may find the same, or the same in other words.
      const key = `${source.file} ${found.address} ${control.id} ${armPath} ${verdict} ${parameters === undefined ? "" : message}`;
      const before = this.#findings.get(key)?.parameters ?? [];
      this.#findings.set(key, { ...found, parameters: parameters === undefined ? before : [...before, parameters] });
    }
    for (const { resource, message } of internalErrors) this.error(resource.origin.file ?? file, message, resource.locate?.("name"));
    for (const { control, resource, verdict } of results) {
      const source = resource.origin.file ?? file;
      const key = `${source} ${resource.origin.address} ${control.id}`;
      const before = this.#verdicts.get(key);
      if (before && rank(before.verdict) >= rank(verdict)) continue;
      const { address, nativeType: resourceType } = resource.origin;
      const conditional = (resource.conditions ?? []).length > 0;
      this.#verdicts.set(key, { control: control.id, file: source, address, resourceType, verdict, conditional });
    }
  }

  report(): CheckReport {
    const verdicts = [...this.#verdicts.values()].sort(
      (a, b) => compare(a.file, b.file) || compare(a.address, b.address) || compare(a.control, b.control),
    );
    const counts = new Map<string, number>();
    for (const { file } of verdicts) counts.set(file, (counts.get(file) ?? 0) + 1);
    return {
      files: [...this.#files.values()]
        .map((file) => ({ ...file, resources: counts.get(file.path) ?? 0 }))
        .sort((a, b) => compare(a.path, b.path)),
      findings: [...this.#findings.values()].sort(
        (a, b) => byPlace(a, b) || compare(a.control, b.control) || compare(a.message, b.message),
      ),
      problems: [...this.#problems.values()].sort((a, b) => byPlace(a, b) || compare(a.message, b.message)),
      verdicts,
    };
  }
}

/** Later is worse. */
const VERDICTS: readonly Verdict[] = ["not-applicable", "pass", "unset", "undetermined", "fail"];

function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

function byPlace(a: At, b: At): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}
