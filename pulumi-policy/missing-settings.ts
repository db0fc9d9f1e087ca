import type { Finding, MissingSetting, Options } from "../shared/model";

type Missing = Finding & { readonly missing: MissingSetting };

/** A preview runs no function in an `apply` of a value that isn't known yet. */
const IN_APPLY = "If they are created in an apply, create them outside: a preview doesn't run it before the server exists.";

const CANT_ADD = "Remediation changes values that are declared; it can't declare a resource.";

/** What is known of a program that helps to mend it. */
interface Program {
  /** Whether the name of what a finding is about is known to the program only after deployment. */
  readonly isNameLater: (finding: Finding) => boolean;
  /** Whether the policy may change resources. */
  readonly remediates: boolean;
}

/** Tells of all that a server lacks in one message, as there is one thing to do. */
export function toldAtOnce(findings: readonly Finding[], options: Options, { isNameLater, remediates }: Program): Finding[] {
  const lacking = new Map<string, Missing[]>();
  for (const finding of findings) {
    if (!isMissing(finding)) continue;
    const { address } = finding.resource;
    lacking.set(address, [...(lacking.get(address) ?? []), finding]);
  }
  return findings.flatMap((finding) => {
    if (!isMissing(finding)) return [finding];
    const all = lacking.get(finding.resource.address) ?? [];
    if (all[0] !== finding) return [];
    const message = all.length === 1 ? finding.message : messageOf(all, options);
    const expired = all.length > 1 ? all.find((one) => one.expired !== undefined)?.expired : undefined;
    const hints = [
      ...(expired === undefined ? [] : [`A waiver of it expired on ${expired}.`]),
      ...(isNameLater(finding) ? [IN_APPLY] : []),
      ...(remediates ? [CANT_ADD] : []),
    ];
    return [{ ...finding, message: [message, ...hints].join(" ") }];
  });
}

function isMissing(finding: Finding): finding is Missing {
  return finding.missing !== undefined;
}

function messageOf(findings: readonly Missing[], { unset }: Options): string {
  const settings = findings.map(({ missing }) => missing);
  const each = (tell: (setting: MissingSetting) => string, link: string): string => settings.map(tell).join(link);
  const within = findings[0]?.resource.within;
  const defaults = each((setting) => setting.default, " and ");
  const levels = unset === "warn" ? '"ignore"' : '"warn" or "ignore"';
  const aboutDefaults = settings.every(({ isDefaultAccepted }) => isDefaultAccepted)
    ? `Azure's defaults, ${defaults}, are safe today; to rely on them, set the option "unset" to ${levels}.`
    : `Azure's defaults are ${defaults}.`;
  return [
    `${within === undefined ? "" : `${within}: `}neither ${each(({ name }) => name, " nor ")} is set for this server; ` +
      `they must be ${each(({ wanted }) => wanted, ", and ")}. Declare for it:`,
    ...settings.map(({ name, proposed, spelled }) => `  ${spelled.type} { ${spelled.name}: "${name}", ${spelled.value}: "${proposed}" }`),
    aboutDefaults,
  ].join("\n");
}
