import type { Edit } from "../../json/edit";
import type { Limits } from "../../limits";
import type { MissingSetting, Place, ProposedValue, ResourceType, Settings } from "../../model";

/** A file that may be changed. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Whether there is a file, by its path. */
  readonly isFile: (path: string) => boolean;
  readonly limits: Limits;
}

/** A parameter or a variable that a value is given by. */
export interface NamedValue {
  readonly kind: "parameter" | "variable";
  readonly name: string;
  /** Set where the value is not the default: a parameter file gives it, or what deploys the template. */
  readonly isGiven?: true;
}

/** Why something isn't written, as words that follow a colon. */
export type Refusal = string;

/** One file while changes are gathered for it. */
export interface FixableFile {
  /** Writes a value of a resource: where it stands, else where it is missing. */
  set(place: Place, proposed: ProposedValue): Refusal | undefined;
  /** Writes a value that a parameter or a variable has. */
  replace(place: Place, value: string): Refusal | undefined;
  /** Declares settings of the resource at a place. */
  declare(place: Place, missing: readonly MissingSetting[], on: ResourceTypeWithSettings): Refusal | undefined;
  /** The parameter or the variable whose value stands at a place. */
  named(place: Place): NamedValue | undefined;
  /** Whether all that names a parameter or a variable in this file stands at some places. */
  isUsedOnlyAt(named: NamedValue, places: readonly Place[]): boolean;
  /** A value as the declaration of a parameter allows it; `undefined` where it doesn't. */
  allowed(named: NamedValue, value: string): string | undefined;
  /** All changes, in no order. */
  edits(): readonly Edit[];
}

type ResourceTypeWithSettings = ResourceType & { readonly settings: Settings };

/** Changes files of one language. */
export interface Fixer {
  /** The kinds of files, as their readers name them. */
  readonly kinds: readonly string[];
  /** @returns words that follow a colon for a file that must not be changed */
  open(file: TextFile): FixableFile | Refusal;
}
