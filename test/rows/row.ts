import type { Control, Options, Verdict } from "../../shared/model";

/** A value as an author writes it. Left out: not written. */
export type Written = { readonly is: unknown } | "unknown";

/** A value that is written and known. */
export const is = (value: unknown): Written => ({ is: value });

/** How a resource of a row says which other one it means. */
export type Target =
  /** By a reference to it, whose value is known only after deployment. */
  | { readonly output: string | readonly string[] }
  /** By a literal name. */
  | { readonly name: string }
  /** By the output of a resource that is only looked up. */
  | "elsewhere"
  /** By a value that nothing is known of. */
  | "unknown";

/** A waiver of a row's control, as it stands beside a resource. */
export interface RowWaiver {
  readonly reason: string;
  readonly until?: string;
  readonly owner?: string;
}

/** The same, with the control that it is of. */
export interface WaiverOfControl extends RowWaiver {
  readonly control: string;
}

/** One resource of a row. */
export interface RowResource {
  /** Names the resource within its row. */
  readonly id: string;
  /** ARM type. */
  readonly type: string;
  /** The ARM name. Left out: known only after deployment, as of a server that is named by its host. */
  readonly name?: Written;
  /** The resource that contains this one. */
  readonly parent?: Target;
  /** ARM path to value. */
  readonly values?: Readonly<Record<string, Written>>;
  /** ARM path to the other resource of the same type that it points at. */
  readonly references?: Readonly<Record<string, Target>>;
  /** Looked up, not declared. */
  readonly existing?: true;
  /** Deployed only if this holds, which isn't known. */
  readonly condition?: string;
  /** Stands beside it. */
  readonly waiver?: RowWaiver;
}

/** The words of a front end that stand in its messages. */
export interface Lexicon {
  /** What an author writes at an ARM path of a type; `name` and `parent` are such paths too. */
  argument(type: string, armPath: string): string;
  /** What an author writes there for a value of ARM. */
  value(type: string, armPath: string, armValue: string): string;
  /** The type to declare a resource of an ARM type with. */
  nativeType(type: string): string;
  /** The argument for the name of a resource that is still to be declared, as a message says it. */
  newName(type: string): string;
  /** What to write to add a setting to a resource, where a front end says that in its own way. */
  howToAdd?(id: string, type: string, name: string, value: string): string;
  /** Says of a value that it is not known yet. */
  readonly later: string;
  /** What to do about it, where that is not to write a literal. */
  readonly remedy?: string;
  /** Names one resource in a report. */
  address(id: string): string;
  /** What a host attaches messages about a resource to. */
  declaration(id: string): string;
  /** What a message about another resource calls this one. */
  label(id: string): string;
  /** What each message about a resource begins with, for one that stands in a template. */
  beginning(id: string): string;
  /** How a condition that isn't known is told. */
  condition(condition: string): string;
}

/** What is found at one resource of a row. */
export interface ExpectedFinding {
  readonly at: string;
  readonly verdict: "fail" | "unset" | "undetermined";
  readonly level: "error" | "warning";
  readonly message: (words: Lexicon) => string;
  /** Set where a waiver accepts it. */
  readonly accepted?: RowWaiver;
}

/** The cases that the rows of every control hold. */
export const ESSENTIAL_CASES = [
  "compliant",
  "violating",
  "unset",
  "unknown",
  "wrong case",
  "wrong type",
  "unrelated resource",
  "empty input",
] as const;

/** One line of a verdict table: a program, and exactly what is found in it by the one control that runs. */
export interface Row {
  readonly name: string;
  readonly control: Control;
  /** The case that this row is the example of. */
  readonly shows?: (typeof ESSENTIAL_CASES)[number];
  readonly resources: readonly RowResource[];
  readonly options?: Partial<Options>;
  /** Verdicts by resource id; all others are not applicable. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly findings: readonly ExpectedFinding[];
}

/** A row in the table of one control. */
export type RowOfControl = Omit<Row, "control">;

/** What a resource of a row is written with, if anything. */
export function waiverOf({ control }: Row, { waiver }: Pick<RowResource, "waiver">): { readonly waiver?: WaiverOfControl } {
  return waiver ? { waiver: { control: control.id, ...waiver } } : {};
}

/** A finding that a waiver was for. */
export function expired(finding: ExpectedFinding, until: string): ExpectedFinding {
  return { ...finding, message: (words) => `${finding.message(words)} A waiver of it expired on ${until}.` };
}

/** The rows of one control, and the one that every control has. */
export function rowsOf(control: Control, rows: readonly RowOfControl[]): readonly Row[] {
  const nothing = { name: "nothing is found in nothing", shows: "empty input", resources: [], verdicts: {}, findings: [] } as const;
  return [...rows, nothing].map((row) => ({ ...row, control }));
}
