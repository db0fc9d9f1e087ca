import type { Control } from "../model";
import { fold, isNearly, same } from "./names";

/** All that a control may be called: its id, former ids, and its name. */
export function namesOf({ id, aliases = [], name }: Control): readonly string[] {
  return [id, ...aliases, name];
}

/** The control of an id, an alias or a name, in whatever case; `undefined` if there is none. */
export function findControl(controls: readonly Control[], text: string): Control | undefined {
  return controls.find((control) => namesOf(control).some((name) => same(name, text)));
}

/** What somebody may have meant who wrote something that is no control's name: names that are nearly the same, or hold it. */
export function similarNames(controls: readonly Control[], text: string): readonly string[] {
  const names = controls.flatMap(namesOf);
  const near = names.filter((name) => isNearly(name, text));
  return near.length > 0 ? near : names.filter((name) => text.length > 2 && fold(name).includes(fold(text)));
}
