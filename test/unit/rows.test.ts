import { controls } from "../../shared/controls";
import { runControls } from "../../shared/engine/run-controls";
import { buildInventory } from "../../shared/engine/inventory";
import type { AzureResource, Reading, Reference } from "../../shared/model";
import { parseOptions } from "../../shared/engine/options";
import { acceptedOptions } from "../registry";
import { nameKey } from "../../shared/engine/names";
import { rows, type Lexicon, type Row, type RowResource, type Target, type Written } from "../rows";

const LATER = "is known only at deployment";

const words: Lexicon = {
  sslEnforcement: "properties.sslEnforcement",
  enabled: "Enabled",
  disabled: "Disabled",
  name: "name",
  value: "properties.value",
  server: "parent",
  configuration: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  createMode: "properties.createMode",
  version: "properties.version",
  later: LATER,
  address: (id) => id,
  label: (id) => id,
  condition: (condition) => condition,
};

function reading(written: Written | undefined): Reading {
  if (written === "unknown") return { state: "unknown", why: LATER };
  return written?.is === undefined || written.is === null ? { state: "unset" } : { state: "known", value: written.is };
}

function reference(target: Target | undefined, armPath: string): Reference {
  if (target === undefined || target === "elsewhere") return { clues: [] };
  if (target === "unknown") return { clues: [], unknown: `${armPath} ${LATER}` };
  return "name" in target ? { clues: [[nameKey(target.name)]] } : { clues: [[target.output].flat()] };
}

/** The resource of a row in its plainest form: what it spells is ARM. */
function resource({ id, type, name, parent, values = {}, source, existing, condition }: RowResource): AzureResource {
  const named = reading(name ?? "unknown") as Reading<string>;
  return {
    type: `Microsoft.DBforPostgreSQL/${type}`,
    name: named,
    origin: { name: id, nativeType: type, address: id },
    keys: named.state === "known" ? [id, nameKey(named.value)] : [id],
    ...(existing && { existing }),
    ...(condition !== undefined && { conditions: [{ key: condition, words: condition }] }),
    read: (armPath) => reading(values[armPath]),
    reference: (armPath) => reference(armPath === "parent" ? parent : source, armPath),
    spell(armPath, armValue) {
      if (armPath === "configurations") return words.configuration;
      return armValue ?? armPath.replace(/^configurations\./, "");
    },
  };
}

const short = (id: string): string => (id === controls[0].id ? "ssl" : "tls");

function judge(row: Row, shuffled = false): { verdicts: Record<string, string>; findings: unknown[] } {
  const resources = row.resources.map(resource);
  const report = runControls(
    buildInventory(shuffled ? resources.reverse() : resources),
    controls,
    parseOptions(row.options, acceptedOptions),
  );
  expect(report.internalErrors).toEqual([]);
  return {
    verdicts: Object.fromEntries(
      report.results.map(({ control, resource: origin, verdict }) => [`${origin.address} ${short(control)}`, verdict]),
    ),
    findings: report.findings.map(({ control, resource, verdict, level, message }) => ({
      control: short(control),
      at: resource.address,
      verdict,
      level,
      message,
    })),
  };
}

describe.each(rows)("$name", (row) => {
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const findings = row.findings.map((finding) => ({ ...finding, message: finding.message(words) })).sort(byText);

  test("verdicts and findings", () => {
    const judged = judge(row);
    expect(judged.verdicts).toEqual(row.verdicts);
    expect(judged.findings.sort(byText)).toEqual(findings);
  });

  test("the order of resources doesn't matter", () => {
    expect(judge(row, true)).toEqual(judge(row));
  });
});
