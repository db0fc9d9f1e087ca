import type { Location, Log, Notification, PropertyBag, ReportingDescriptor, Result, Suppression } from "sarif";
import { controlPage } from "../../engine/control-page";
import { asVisible } from "../../engine/show";
import type { Accepted, Control, Level, Origin, Place } from "../../model";
import type { CheckFinding, CheckReport, CheckResult, CheckUnread } from "../report";
import { fingerprintsOf, keyOfFinding } from "./identity";
import type { Reporter } from "./reporter";
import { inWords } from "./text";
import { wellFormed } from "./well-formed";

const TOOL = "https://github.com/azure-postgresql-tls/azure-postgresql-tls";

/** The id of what can't be read, which is no control's. */
const UNREAD = "unread";

/** Of 10, as GitHub wants it: what begins each of its own levels. */
const SECURITY_SEVERITY = { low: "1.0", medium: "4.0", high: "7.0", critical: "9.0" } as const;

/** A report in SARIF 2.1.0, for code scanning and for viewers of it. */
export const sarif: Reporter = (report, { version, controls, quiet, includePasses }) => {
  const rules = [...controls.map(toRule), unreadRule];
  const ruleIndex = (id: string): number => rules.findIndex((rule) => rule.id === id);
  const results = [
    ...findingResults(report),
    ...report.unread.map(unreadResult),
    ...(includePasses && !quiet ? report.results.filter(({ verdict }) => verdict === "pass").map(passResult) : []),
  ];
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "azure-postgresql-tls", semanticVersion: version, version, informationUri: TOOL, rules } },
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The folder that the check ran in, or that of --root." } } },
        invocations: [
          {
            executionSuccessful: report.problems.length === 0,
            toolExecutionNotifications: report.problems.map((problem) => notification({ ...problem, level: "error" })),
            toolConfigurationNotifications: report.notices.map(notification),
          },
        ],
        columnKind: "utf16CodeUnits",
        results: results.map((result) => ({ ...result, ruleIndex: ruleIndex(result.ruleId ?? "") })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function toRule(control: Control): ReportingDescriptor {
  const { id, aliases, name, title, severity, why, fix, upstream } = control;
  const page = controlPage(control);
  return {
    id,
    ...(aliases && { deprecatedIds: [...aliases] }),
    name: pascalCase(name),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why} ${fix} How to fix it in each language, and how to accept it: ${page}`,
      markdown: `${why}\n\n**Fix.** ${fix}\n\n[How to fix it in each language, and how to accept it](${page}) · [${upstream.product} ${upstream.id}](${upstream.url})`,
    },
    helpUri: page,
    defaultConfiguration: { level: "error" },
    properties: {
      tags: ["security", "azure", "postgresql", "tls"],
      precision: "very-high",
      "problem.severity": "error",
      "security-severity": SECURITY_SEVERITY[severity],
    },
  };
}

const unreadRule: ReportingDescriptor = {
  id: UNREAD,
  name: "Unread",
  shortDescription: { text: "What can't be read may declare a server that doesn't enforce TLS" },
  fullDescription: { text: "A part that can't be read, such as a template that is linked from elsewhere, is not checked." },
  help: { text: "Check what it declares where that can be read, or set the option unread to ignore." },
  helpUri: `${TOOL}#readme`,
  defaultConfiguration: { level: "warning" },
};

function findingResults({ findings, files }: CheckReport): Result[] {
  const fingerprints = fingerprintsOf(findings.map(keyOfFinding));
  const read = new Set(files.filter(({ status }) => status === "read").map(({ path }) => path));
  return findings.map((finding, index): Result => {
    const { control, level, place, resource, accepted } = finding;
    const fingerprint = fingerprints[index] ?? "";
    const related = relatedPlaces(finding);
    return {
      ruleId: control,
      level,
      message: { text: asText(inWords(finding)) },
      locations: [{ ...location(place), logicalLocations: [logical(resource)] }],
      ...(related.length > 0 && { relatedLocations: related.map((one, id) => ({ id, ...one })) }),
      // GitHub goes by the second alone, and takes two results of one rule on one line for one if it must compute it.
      partialFingerprints: { "azurePostgresqlTls/v1": fingerprint, primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` },
      ...(accepted && { suppressions: [suppression(accepted, read)] }),
      properties: propertiesOf(finding),
    };
  });
}

function propertiesOf({ verdict, resource, armPath, setting, condition, parameters, expired }: CheckFinding): PropertyBag {
  return {
    verdict,
    nativeType: resource.nativeType,
    armPath,
    ...(setting !== undefined && { setting }),
    ...(condition !== undefined && { condition }),
    ...(parameters.length > 0 && { parameters }),
    ...(expired !== undefined && { waiverExpired: expired }),
  };
}

function relatedPlaces({ valueFrom, place, root }: CheckFinding): Location[] {
  const told = (text: string) => (one: Place) => ({ ...location(one), message: { text } });
  return [
    ...valueFrom.map(told("The value is from here.")),
    ...(place.through ?? []).map(told("This statement leads there.")),
    ...(root !== undefined && !place.through ? [{ ...fileLocation(root), message: { text: "This template deploys it." } }] : []),
  ];
}

/** @param read the files that were checked: a waiver in one of these stands in source code */
function suppression({ by, reason, until, owner, place }: Accepted, read: ReadonlySet<string>): Suppression {
  const justification = [
    reason ?? (by === "baseline" ? "It is in the baseline." : undefined),
    ...(owner === undefined ? [] : [`Owner: ${owner}.`]),
    ...(until === undefined ? [] : [`Until ${until}.`]),
  ].join(" ");
  return {
    kind: place && read.has(place.file) ? "inSource" : "external",
    status: "accepted",
    justification: asText(justification),
    ...(place && { location: location(place) }),
  };
}

function unreadResult({ level, message, place }: CheckUnread): Result {
  return { ruleId: UNREAD, level, message: { text: asText(message) }, locations: [location(place)] };
}

function passResult({ control, resource, place }: CheckResult): Result {
  return {
    ruleId: control,
    kind: "pass",
    level: "none",
    message: { text: asText(`${resource.address} passes.`) },
    locations: [{ ...location(place), logicalLocations: [logical(resource)] }],
  };
}

function notification({
  level,
  message,
  place,
}: {
  readonly level: Level;
  readonly message: string;
  readonly place?: Place;
}): Notification {
  return { level, message: { text: asText(message) }, ...(place && { locations: [location(place)] }) };
}

function logical({ name, address }: Origin): { readonly name: string; readonly fullyQualifiedName: string; readonly kind: string } {
  return { name: asVisible(name), fullyQualifiedName: asVisible(address), kind: "resource" };
}

function location({ file, start, end }: Place): Location {
  const isEmpty = start.line === end.line && start.column === end.column;
  const region = { startLine: start.line, startColumn: start.column, ...(!isEmpty && { endLine: end.line, endColumn: end.column }) };
  const { physicalLocation } = fileLocation(file);
  return { physicalLocation: { ...physicalLocation, region } };
}

function fileLocation(file: string): Location {
  const uri = wellFormed(file).split("/").map(encodeURIComponent).join("/");
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" } } };
}

/** A text as a message of SARIF, in which `[a](b)` would be a link. */
function asText(text: string): string {
  return asVisible(text).replaceAll("](", "] (");
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
