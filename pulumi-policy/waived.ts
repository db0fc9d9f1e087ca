import { asVisible } from "../shared/engine/show";
import type { Finding } from "../shared/model";

/** As many as a summary lists. */
const MAX_LISTED = 100;

/**
 * The summary of what is waived: `waived: 2, expiring within 30 days: 1.`, then a line for each.
 *
 * @returns `undefined` where nothing is
 */
export function summaryOfWaived(findings: readonly Finding[]): string | undefined {
  if (findings.length === 0) return undefined;
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
  ].join("\n");
}
