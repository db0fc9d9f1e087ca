import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { runControls, type Report } from "../../shared/engine/run-controls";
import { subjectsOf } from "../../shared/engine/subjects";
import type { Document } from "../../shared/json/document";
import { newTerraformReader, type TerraformResources } from "../../shared/terraform/resources";
import { synthesizedApp, voiceOfFiles, voiceOfPlan } from "../../shared/terraform/synthesized";
import { azapiDialect, azurermDialect, ELSEWHERE, hcl, LATER, type TerraformProgram } from "../dialects/terraform";
import { rows, type Lexicon, type Row } from "../rows";

const reader = newTerraformReader(subjectsOf(controls));
const dialects = [
  azurermDialect,
  azapiDialect("an object", (properties) => ({ properties })),
  azapiDialect("jsonencode", (properties) => `\${jsonencode(${hcl({ properties })})}`),
];
const short = (id: string): string => (id === controls[0].id ? "ssl" : "tls");

/** As authors of Terraform's own language write it. */
const snake = (words: Lexicon): Lexicon => ({
  ...words,
  sslEnforcement: words.sslEnforcement === "sslEnforcementEnabled" ? "ssl_enforcement_enabled" : words.sslEnforcement,
  server: words.server === "serverId" ? "server_id" : "parent_id",
  createMode: words.createMode === "createMode" ? "create_mode" : words.createMode,
});

function judge({ resources, gaps }: TerraformResources, row: Row): Report {
  return runControls(buildInventory(resources, gaps), controls, parseOptions(row.options, optionsOfAll(controls)));
}

function expectRow(report: Report, row: Row, words: Lexicon, idOf: (address: string) => string): void {
  const inOrder = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
  const found = report.findings.map(({ control, resource, ...rest }) => {
    const { verdict, level, message } = rest;
    return { control: short(control), at: resource.address, verdict, level, message };
  });
  const expected = row.findings.map(({ at, message, ...finding }) => ({ ...finding, at: words.address(at), message: message(words) }));
  expect(inOrder(found)).toEqual(inOrder(expected));
  const verdicts = Object.fromEntries(
    report.results.map(({ control, resource, verdict }) => [`${idOf(resource.address)} ${short(control)}`, verdict]),
  );
  expect(verdicts).toEqual(row.verdicts);
}

/** What `cdktf synth` writes of a program. */
function manifestOf({ resources }: TerraformProgram): Document {
  const blocks: Record<string, Record<string, unknown>> = {};
  for (const { type, id, arguments: args } of resources)
    (blocks[type] ??= {})[id] = { ...args, "//": { metadata: { path: `stack/${id}` } } };
  const stack = { resource: blocks, data: { [ELSEWHERE.type]: { [ELSEWHERE.id]: ELSEWHERE.arguments } }, variable: { [LATER]: {} } };
  const value = { stacks: { stack: { name: "stack", constructPath: "stack", synthesizedStackPath: "stacks/stack/cdk.tf.json" } } };
  return { file: "manifest.json", value, open: (path) => ({ file: path, value: JSON.parse(JSON.stringify(stack)) as unknown }) };
}

describe.each(dialects)("synthesized files, $name", (dialect) => {
  test.each(rows)("$name", (row) => {
    const program = dialect.program(row);
    const { stacks } = synthesizedApp(manifestOf(program));
    const report = judge(reader.read(stacks, voiceOfFiles(stacks)), row);
    expectRow(report, row, snake(program.words), (address) => address.replace("stack/", ""));
  });
});

/** What isn't known in a plan, and what it refers to. */
function planned(value: unknown): { readonly known?: unknown; readonly unknown?: unknown; readonly references: readonly string[] } {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const parts = Object.entries(value).map(([key, inner]) => [key, planned(inner)] as const);
    const take = (which: "known" | "unknown"): unknown =>
      Object.fromEntries(parts.flatMap(([key, part]) => (part[which] === undefined ? [] : [[key, part[which]]])));
    return { known: take("known"), unknown: take("unknown"), references: parts.flatMap(([, { references }]) => references) };
  }
  if (typeof value !== "string" || !value.startsWith("${")) return { known: value, references: [] };
  if (value.includes("data."))
    return { known: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/elsewhere", references: [] };
  const named = [...value.matchAll(/\w+\.\w+\.id/g)].flatMap(([reference]) => [reference, reference.replace(".id", "")]);
  return { unknown: true, references: named.length > 0 ? named : ["terraform_data.later.output", "terraform_data.later"] };
}

/** What `terraform show -json` gives of a program, as its documentation describes it. */
function planOf({ resources }: TerraformProgram): unknown {
  const all = resources.map(({ type, id, arguments: args }) => {
    const parts = Object.entries(args).map(([name, value]) => [name, planned(value)] as const);
    const of = (which: "known" | "unknown"): object =>
      Object.fromEntries(parts.flatMap(([name, part]) => (part[which] === undefined ? [] : [[name, part[which]]])));
    const expressions = Object.fromEntries(parts.map(([name, { references }]) => [name, { references }]));
    return { address: `${type}.${id}`, type, name: id, values: of("known"), unknown: of("unknown"), expressions };
  });
  return {
    format_version: "1.2",
    planned_values: {
      root_module: { resources: all.map(({ address, type, name, values }) => ({ address, mode: "managed", type, name, values })) },
    },
    resource_changes: all.map(({ address, unknown }) => ({ address, change: { actions: ["create"], after_unknown: unknown } })),
    configuration: {
      root_module: { resources: all.map(({ address, type, name, expressions }) => ({ address, type, name, expressions })) },
    },
  };
}

/** Terraform makes no plan of a count that it doesn't know. */
const plannable = rows.filter(({ resources }) => resources.every(({ condition }) => condition === undefined));

describe.each(dialects.slice(0, 2))("plans, $name", (dialect) => {
  test.each(plannable)("$name", (row) => {
    const program = dialect.program(row);
    const addressOf = (id: string): string => `${program.resources.find((resource) => resource.id === id)?.type ?? ""}.${id}`;
    const words: Lexicon = { ...snake(program.words), later: "is known only after apply", address: addressOf, label: addressOf };
    const plan: Document = { file: "plan.json", value: JSON.parse(JSON.stringify(planOf(program))) };
    expectRow(judge(reader.readPlan(plan.value, voiceOfPlan(plan)), row), row, words, (address) => address.slice(address.indexOf(".") + 1));
  });
});
