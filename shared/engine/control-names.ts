import type { Control } from "../model";
import { same } from "./names";

/** Stands for every control. */
const ALL = "*";

/**
 * The controls that a text names: one by its id, by a former id or by its short name, in any case, or all of them by `*`.
 *
 * @returns none where it names none
 */
export function controlsNamed(text: string, controls: readonly Control[]): readonly Control[] {
  return text === ALL ? controls : controls.filter((control) => namesOf(control).some((name) => same(name, text)));
}

/** All that names a control or several, to be listed in a message. */
export function acceptedControlNames(controls: readonly Control[]): readonly string[] {
  return [...controls.flatMap(namesOf), ALL];
}

/** All that a control may be called: its id, former ids, and its short name. */
export function namesOf({ id, aliases = [], name }: Control): readonly string[] {
  return [id, ...aliases, name];
}
