import { asVisible } from "../../engine/show";
import type { Control, Level, Place } from "../../model";
import type { CheckReport } from "../report";
import { fingerprintsOf, keyOfFinding } from "./identity";
import type { Reporter } from "./reporter";
import { inWords } from "./text";

/** One violation, as GitLab reads it. */
interface Violation {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const SEVERITIES = { low: "minor", medium: "major", high: "critical", critical: "blocker" } as const;

/** A report of code quality for GitLab's merge requests. What is accepted is left out: GitLab knows no exceptions. */
export const gitlab: Reporter = (report, { controls }) => {
  const violations = violationsOf(report, controls);
  const fingerprints = fingerprintsOf(violations.map(({ key }) => key));
  const content = violations.map(({ name, severity, message, place }, index): Violation => {
    const location = { path: asVisible(place.file), lines: { begin: place.start.line } };
    return { description: asVisible(message), check_name: name, fingerprint: fingerprints[index] ?? "", severity, location };
  });
  return `${JSON.stringify(content, undefined, 2)}\n`;
};

/** A violation that has no fingerprint yet. */
interface Unprinted {
  readonly name: string;
  readonly severity: Violation["severity"];
  readonly message: string;
  readonly place: Place;
  readonly key: string;
}

function violationsOf({ findings, problems, unread, notices }: CheckReport, controls: readonly Control[]): Unprinted[] {
  const severities = new Map(controls.map(({ id, severity }) => [id, SEVERITIES[severity]]));
  const other = (name: string, level: Level, message: string, place: Place): Unprinted => {
    const severity = level === "error" ? "blocker" : "minor";
    return { name, severity, message, place, key: JSON.stringify([name, place.file, message]) };
  };
  return [
    ...problems.map(({ message, place }) => other("problem", "error", message, place)),
    ...findings
      .filter(({ accepted }) => !accepted)
      .map((finding): Unprinted => {
        const severity = finding.level === "warning" ? "minor" : (severities.get(finding.control) ?? "blocker");
        return { name: finding.control, severity, message: inWords(finding), place: finding.place, key: keyOfFinding(finding) };
      }),
    ...unread.map(({ level, message, place }) => other("unread", level, message, place)),
    // GitLab shows nothing that has no place.
    ...notices.flatMap(({ level, message, place }) => (place ? [other("configuration", level, message, place)] : [])),
  ];
}
