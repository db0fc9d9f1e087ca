import { controls } from "../../shared/controls";
import type { Result } from "../../shared/engine/run-controls";
import type { Accepted, Control, Finding } from "../../shared/model";
import { fixtureControls, fixtureRows } from "../fixtures/controls";
import { rows } from ".";
import type { Lexicon, Row, RowWaiver } from "./row";

/** The product's controls, and those of the fixtures. */
export const everyControl: readonly Control[] = [...controls, ...fixtureControls];

/** The rows of all of them. */
export const everyRow: readonly Row[] = [...rows, ...fixtureRows];

/** Which controls there are besides the one that a row is about. */
export interface Registration {
  readonly registered: string;
  readonly controlsFor: (row: Row) => readonly Control[];
}

/** Each row is run with its own control alone, and then beside all others: what the others say is not its concern. */
export const registrations: readonly Registration[] = [
  { registered: "alone", controlsFor: ({ control }) => [control] },
  { registered: "beside all others", controlsFor: () => everyControl },
];

/** A finding of a row, as all front ends but Pulumi tell it. */
interface Found {
  readonly control: string;
  readonly address: string;
  readonly declaration: string | undefined;
  readonly verdict: string;
  readonly level: string;
  readonly message: string;
  readonly accepted: RowWaiver | undefined;
}

/** What a row says is found, in the words of a front end; in one order. */
export function expectedOf({ control, findings }: Row, words: Lexicon): Found[] {
  return inOrder(
    findings.map(({ at, verdict, level, message, accepted }) => ({
      control: control.id,
      address: words.address(at),
      declaration: words.declaration(at),
      verdict,
      level,
      message: words.beginning(at) + message(words),
      accepted,
    })),
  );
}

/** What a report says of a row's control; in one order. */
export function foundOf({ control }: Row, findings: readonly Omit<Finding, "valueFrom">[]): Found[] {
  return inOrder(
    findings
      .filter((finding) => finding.control === control.id)
      .map(({ resource: { address, declaration = address }, verdict, level, message, accepted }) => ({
        control: control.id,
        address,
        declaration,
        verdict,
        level,
        message,
        accepted: accepted && whyAccepted(accepted),
      })),
  );
}

/** Of what accepts a finding, what its author wrote. */
function whyAccepted({ reason = "", until, owner }: Accepted): RowWaiver {
  return { reason, ...(until !== undefined && { until }), ...(owner !== undefined && { owner }) };
}

/** The verdicts that a row expects, by the address of the resource. */
export function expectedVerdicts({ verdicts }: Row, words: Lexicon): Record<string, string> {
  return Object.fromEntries(Object.entries(verdicts).map(([id, verdict]) => [words.address(id), verdict]));
}

/** The verdicts of a row's control in a report. */
export function verdictsOf({ control }: Row, results: readonly Result[]): Record<string, string> {
  return Object.fromEntries(
    results.filter((result) => result.control === control.id).map(({ resource, verdict }) => [resource.address, verdict]),
  );
}

/** A list without an order of its own, in one that depends on its content alone. */
export function inOrder<Item extends object>(list: readonly Item[]): Item[] {
  const key = (item: Item): string => JSON.stringify(item);
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
