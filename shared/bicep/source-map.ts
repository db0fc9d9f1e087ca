import type { JsonPath } from "../json/document";
import type { Place } from "../model";
import { placeIn, type SourceFile } from "./source-file";

/** A place as it is kept: the line is looked for only when somebody asks. */
export interface Origin {
  readonly file: SourceFile;
  readonly offset: number;
}

/**
 * Where the values of a template come from. It is kept by object and not by path, as one module's template
 * stands in the template of each file that uses it.
 */
export class SourceMap {
  private readonly members = new WeakMap<object, Map<string | number, Origin>>();
  private readonly templates = new WeakSet();

  /** Takes note of where a member of an object or an array comes from. */
  note(container: object, key: string | number, origin: Origin): void {
    let members = this.members.get(container);
    if (!members) this.members.set(container, (members = new Map<string | number, Origin>()));
    members.set(key, origin);
  }

  /** Takes note that a template is made from a file of its own. */
  noteTemplate(template: object): void {
    this.templates.add(template);
  }

  /** Where the value at a path comes from, if that itself is known. */
  origin(value: unknown, path: JsonPath): Origin | undefined {
    let container: unknown = value;
    for (const key of path.slice(0, -1)) {
      if (typeof container !== "object" || container === null || !Object.hasOwn(container, key)) return undefined;
      container = (container as Record<string | number, unknown>)[key];
    }
    const last = path.at(-1);
    return typeof container === "object" && container !== null && last !== undefined ? this.members.get(container)?.get(last) : undefined;
  }

  /**
   * Where a value comes from.
   *
   * @param value the whole template
   * @param start where it begins
   * @returns a place for each file on the way: in the first one the module's statement that leads to the next; in the last
   * one the value itself, or the last part of the path that has a place
   */
  places(value: unknown, path: JsonPath, start: Origin): readonly Place[] {
    const origins = [start];
    let current = value;
    for (const key of path) {
      if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) break;
      const origin = this.members.get(current)?.get(key);
      current = (current as Record<string | number, unknown>)[key];
      if (!origin) continue;
      if (typeof current === "object" && current !== null && this.templates.has(current)) origins.push(origin);
      else origins[origins.length - 1] = origin;
    }
    return origins.map(({ file, offset }) => placeIn(file, offset));
  }
}
