import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { isObject } from "../engine/is-object";
import { describe, fileErrorInWords } from "../engine/show";
import type { JsonPath } from "../json/document";
import type { JsonText } from "../json/parse";
import type { Place } from "../model";
import { type Problems } from "./problems";

/** One file of a configuration, as it was written. */
export interface ConfigurationFile {
  /** Absolute. */
  readonly path: string;
  /** As messages name it: relative to the folder that the tool runs in. */
  readonly shown: string;
  readonly content: Readonly<Record<string, unknown>>;
  place(path: JsonPath): Place;
}

/**
 * Reads a configuration file, and those that it extends.
 *
 * @param path absolute
 * @param cwd what messages name files relative to
 * @returns the file that nothing else extends last, as each wins over those before it
 */
export function readConfigurationFiles(path: string, cwd: string, problems: Problems): readonly ConfigurationFile[] {
  const files: ConfigurationFile[] = [];
  const seen = new Set<string>();
  for (let next: Next | undefined = { path }; next;) {
    const file = readConfigurationFile(next, cwd, problems);
    if (!file) break;
    seen.add(realpathSync(file.path));
    files.unshift(file);
    next = extended(file, problems);
    if (next && seen.has(real(next.path))) {
      problems.add(file.place(["extends"]), ["extends"], "a file that extends this one", "is a file that doesn't lead back here");
      break;
    }
  }
  return files;
}

interface Next {
  readonly path: string;
  /** Where it is said. */
  readonly by?: { readonly place: Place; readonly written: string };
}

function extended(file: ConfigurationFile, problems: Problems): Next | undefined {
  if (!Object.hasOwn(file.content, "extends")) return undefined;
  const written = file.content["extends"];
  const place = file.place(["extends"]);
  const accepted = 'is a path that begins with "./" or "../", or the name of a package whose main file is a configuration';
  if (typeof written !== "string" || written === "") {
    problems.add(place, ["extends"], describe(written), accepted);
    return undefined;
  }
  const by = { place, written };
  if (/^\.\.?[/\\]/.test(written) || isAbsolute(written)) return { path: resolve(dirname(file.path), written), by };
  try {
    return { path: createRequire(file.path).resolve(written), by };
  } catch {
    problems.add(place, ["extends"], `${describe(written)}, and no such package is installed`, accepted);
    return undefined;
  }
}

function readConfigurationFile({ path, by }: Next, cwd: string, problems: Problems): ConfigurationFile | undefined {
  const shown = shownPath(path, cwd);
  const said = by ? `extends: found ${describe(by.written)}; ` : "";
  if (by && !/\.jsonc?$/i.test(path)) {
    problems.say(by.place, `${said}it leads to ${shown}, and accepted is a file in JSON.`);
    return undefined;
  }
  let json: JsonText | undefined;
  try {
    json = problems.parse(readFileSync(path, "utf8"), shown);
  } catch (error) {
    problems.say(by?.place, `${said}${shown} can't be read: ${fileErrorInWords(error)}.`);
    return undefined;
  }
  if (!json) return undefined;
  const { value, range } = json;
  const place = (at: JsonPath): Place => ({ file: shown, ...range(at) });
  if (isObject(value)) return { path, shown, content: value, place };
  problems.add(place([]), [], describe(value), "is an object");
  return undefined;
}

function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return (isAbsolute(below) ? path : below).split(sep).join("/");
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
