import { asVisible } from "../shared/engine/show";
import type { Finding } from "../shared/model";

/** As many as a summary lists. */
const MAX_LISTED = 100;

/**
 * The summary of what is accepted: `waived: 2, expiring within 30 days: 1.`, then a line for each, then `accepted by the baseline: 3.`
 *
 * @param found all that is found
 * @returns `undefined` where nothing is accepted
 */
export function summaryOfAccepted(found: readonly Finding[]): string | undefined {
  const ofBaseline = found.filter(({ accepted }) => accepted?.by === "baseline").length;
  const lines = [
    ...waived(found.filter(({ accepted }) => accepted?.by === "waiver")),
    ...(ofBaseline > 0 ? [`accepted by the baseline: ${String(ofBaseline)}.`] : []),
  ];
  return lines.length > 0 ? lines.join("\n") : undefined;
}

function waived(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const soon = findings.filter(({ accepted }) => accepted?.endsSoon);
  const lines = findings.slice(0, MAX_LISTED).map(({ control, resource, accepted }) => {
    const { until, owner, reason = "" } = accepted ?? {};
    const terms = [...(until === undefined ? [] : [`until ${until}`]), ...(owner === undefined ? [] : [`by ${owner}`])];
    return `  ${asVisible(resource.label ?? resource.name)}: ${[control, ...terms].join(", ")}: ${reason}`;
  });
  const left = findings.length - lines.length;
  return [
    `waived: ${String(findings.length)}, expiring within 30 days: ${String(soon.length)}.`,
    ...lines,
    ...(left > 0 ? [`  ${String(left)} more are not shown.`] : []),
  ];
}
