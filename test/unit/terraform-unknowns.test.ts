import * as fc from "fast-check";
import { judgeDocuments } from "../stand-ins/terraform-judge";

const SERVER = "azurerm_postgresql_flexible_server";
const PARAMETER = `${SERVER}_configuration`;
const SINGLE = "azurerm_postgresql_server";

type Body = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Body>>;

/** A program of which everything is known, by type and name. */
type Resources = Readonly<Record<string, Blocks>>;

const idOf = (name: string): string => `/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;

const version = fc.constantFrom("11", "16");

const servers: fc.Arbitrary<Blocks> = fc.oneof(
  version.map((one): Blocks => ({ a: { name: "pg1", version: one } })),
  fc.tuple(version, version).map(([one, two]): Blocks => ({ a: { name: "pg1", version: one }, b: { name: "pg2", version: two } })),
  version.map((one): Blocks => ({
    a: { name: "pg1", version: one },
    b: { name: "pg2", version: "16", create_mode: "Replica", source_server_id: `\${${SERVER}.a.id}` },
  })),
);

const parameter: fc.Arbitrary<Body> = fc.record({
  name: fc.constantFrom("require_secure_transport", "ssl_min_protocol_version", "work_mem"),
  value: fc.constantFrom("ON", "OFF", "TLSv1.2", "TLSv1.1"),
  server_id: fc.constantFrom(`\${${SERVER}.a.id}`, `\${${SERVER}.b.id}`, idOf("pg1"), idOf("pg2"), idOf("elsewhere")),
});

const single: fc.Arbitrary<Blocks> = fc.constantFrom<Blocks>(
  {},
  { s: {} },
  { s: { ssl_enforcement_enabled: true } },
  { s: { ssl_enforcement_enabled: false } },
);

const programs: fc.Arbitrary<Resources> = fc
  .tuple(servers, fc.array(parameter, { maxLength: 5 }), single)
  .map(([own, parameters, singles]) => ({
    [SERVER]: own,
    [PARAMETER]: Object.fromEntries(
      parameters
        .filter(({ server_id }) => "b" in own || server_id !== `\${${SERVER}.b.id}`)
        .map((body, index) => [`p${String(index)}`, body] as const),
    ),
    [SINGLE]: singles,
  }));

/** Ways to write a value that isn't known, and may turn out to be the one that it stands for. */
const ways: readonly ((value: unknown, index: number) => unknown)[] = [
  (_value, index) => `\${var.u${String(index)}}`,
  () => "${terraform_data.later.output}",
  (value, index) => `\${var.c${String(index)} ? ${literal(value)} : "another"}`,
  (value, index) => `\${var.c${String(index)} ? "OFF" : ${literal(value)}}`,
  (value, index) => `\${try(var.u${String(index)}.inner, ${literal(value)})}`,
  (value, index) => (typeof value === "string" && !value.includes("${") ? `${value.slice(0, 1)}\${var.u${String(index)}}` : value),
];

/** A value as an expression says it. */
function literal(value: unknown): string {
  return typeof value === "string" && value.startsWith("${") ? value.slice(2, -1) : JSON.stringify(value);
}

/** The program in which some values aren't known; by the position of a value, how: a number beyond the ways leaves it as it is. */
function opened(program: Resources, choices: readonly number[]): Resources {
  let index = 0;
  const open = (value: unknown): unknown => {
    const at = index++;
    return (ways[choices[at] ?? ways.length] ?? ((same: unknown) => same))(value, at);
  };
  return mapped(program, (blocks) => mapped(blocks, (body) => mapped(body, open)));
}

function mapped<V, W>(object: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Whether it can still be told which parameter a block sets: of another, no verdict is given by itself, but on the servers it may be for. */
function isToldApart(address: string, program: Resources, open: Resources): boolean {
  const id = address.slice(PARAMETER.length + 1);
  return !address.startsWith(`${PARAMETER}.`) || program[PARAMETER]?.[id]?.["name"] === open[PARAMETER]?.[id]?.["name"];
}

/** Verdicts by address. */
function verdicts(resource: Resources): ReadonlyMap<string, string> {
  const { results } = judgeDocuments([{ path: "", json: { resource } }]);
  return new Map(results.map((result) => result.split(" ") as [string, string]));
}

describe("a value that isn't known in place of one that is", () => {
  test("leaves each verdict as it is, or undetermined: no fail becomes a pass, and no pass a fail", () => {
    const choices = fc.array(fc.nat({ max: 2 * ways.length }), { maxLength: 24 });
    fc.assert(
      fc.property(programs, choices, (program, chosen) => {
        const open = opened(program, chosen);
        const [known, unknown] = [verdicts(program), verdicts(open)];
        const wrong = [...known]
          .filter(([address]) => isToldApart(address, program, open) || unknown.has(address))
          .filter(([address, verdict]) => ![verdict, "undetermined"].includes(unknown.get(address) ?? "left out"));
        expect({
          open,
          wrong: wrong.map(([address, verdict]) => `${address}: ${verdict}, then ${unknown.get(address) ?? "left out"}`),
        }).toEqual({
          open,
          wrong: [],
        });
      }),
      { numRuns: 1000 },
    );
  });

  test("what is judged is known to begin with, and every verdict comes up", () => {
    const seen = new Set(fc.sample(programs, 500).flatMap((program) => [...verdicts(program).values()]));
    expect([...seen].sort()).toEqual(["fail", "pass", "unset"]);
  });
});
