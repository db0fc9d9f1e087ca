import { subjectsOf } from "../../shared/engine/subjects";
import type { Document } from "../../shared/json/document";
import { newTerraformReader, type TerraformReader, type TerraformResources } from "../../shared/terraform/resources";
import { synthesizedApp, voiceOfFiles, voiceOfPlan } from "../../shared/terraform/synthesized";
import { blocksOf, LATER, planDialects, synthesizedDialects, type TerraformProgram } from "../dialects/terraform";
import { judgeRow } from "../rows/judge-row";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";
import type { Lexicon, Row } from "../rows/row";

/** Judges a row with its control alone, and beside all others. */
function expectRow(row: Row, words: Lexicon, read: (reader: TerraformReader) => TerraformResources): void {
  for (const { registered, controlsFor } of registrations) {
    const controls = controlsFor(row);
    const { resources, gaps } = read(newTerraformReader(subjectsOf(controls)));
    const report = judgeRow(row, controls, resources, gaps);
    expect({ registered, found: foundOf(row, report.findings), verdicts: verdictsOf(row, report.results) }).toEqual({
      registered,
      found: expectedOf(row, words),
      verdicts: expectedVerdicts(row, words),
    });
  }
}

/** What `cdktf synth` writes of a program. */
function manifestOf({ resources, data }: TerraformProgram): Document {
  const stack = {
    resource: blocksOf(resources, ({ id, arguments: args, waiver }) => ({
      ...args,
      "//": { metadata: { path: `stack/${id}` }, ...(waiver && { "azure-postgresql-tls": { waivers: [waiver] } }) },
    })),
    data: blocksOf(data, ({ arguments: args }) => args),
    variable: { [LATER]: {} },
  };
  const value = { stacks: { stack: { name: "stack", constructPath: "stack", synthesizedStackPath: "stacks/stack/cdk.tf.json" } } };
  return { file: "manifest.json", value, open: (path) => ({ file: path, value: JSON.parse(JSON.stringify(stack)) as unknown }) };
}

describe.each(synthesizedDialects)("synthesized files, $name", (dialect) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const program = dialect.program(row);
    const { stacks } = synthesizedApp(manifestOf(program));
    expectRow(row, program.words, (reader) => reader.read(stacks, voiceOfFiles(stacks)));
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
  const named = [...value.matchAll(/\w+\.[\w-]+\.(id|name)\b/g)].flatMap(([reference, part = ""]) => [
    reference,
    reference.slice(0, -part.length - 1),
  ]);
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

describe.each(planDialects)("plans, $name", (dialect) => {
  test.each(everyRow.filter((row) => dialect.cannot(row) === undefined))("$control.name: $name", (row) => {
    const program = dialect.program(row);
    const address = (id: string): string => `${program.resources.find((resource) => resource.id === id)?.type ?? ""}.${id}`;
    const words: Lexicon = { ...program.words, later: "is known only after apply", address, declaration: address, label: address };
    const plan: Document = { file: "plan.json", value: JSON.parse(JSON.stringify(planOf(program))) };
    expectRow(row, words, (reader) => reader.readPlan(plan.value, voiceOfPlan(plan)));
  });
});
