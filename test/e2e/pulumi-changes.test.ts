/** Programs that change what they declare: by transforms, before or in the engine, and by new names for what exists. */
import { join } from "node:path";
import { preview, type PreviewOptions, type PreviewResult } from "../stand-ins/engine";
import { advice, policyPack, secureTls } from "../stand-ins/pulumi-diagnose";
import type { Resource } from "../stand-ins/policy-pack";

const program = join(__dirname, "../fixtures/stand-ins/programs/changes.js");

type More = Pick<PreviewOptions, "state" | "update" | "target" | "policyPackConfig">;

function run(name: string, more: More = {}): Promise<PreviewResult> {
  return preview({ program, policyPack, config: { "project:program": name }, ...more });
}

/** Policy, level, resource and first sentence of what is said. */
function told({ diagnostics }: PreviewResult): string[] {
  const lines = diagnostics.map(({ policyName, level, urn, message }) => {
    const own = message.slice(message.indexOf("\n") + 1);
    return `${policyName} ${level} ${urn.split("::").at(-1) ?? ""}: ${own.split("; ")[0] ?? ""}`;
  });
  return lines.sort();
}

const off = (name: string): string => `${secureTls} mandatory ${name}-require_secure_transport: require_secure_transport is OFF`;
const bothMissing = (name: string): string =>
  `${secureTls} mandatory ${name}: neither require_secure_transport nor ssl_min_protocol_version is set for this server`;
const eachParameter = (line: (parameter: string) => string): string[] => ["require_secure_transport", "ssl_min_protocol_version"].map(line);
const untold = (name: string, why: string): string[] =>
  eachParameter(
    (parameter) =>
      `${advice} advisory ${name}-${parameter}: ${secureTls}: The server that this sets ${parameter} for can't be told before deployment: ${why}`,
  );

test.each<[string, string[]]>([
  ["wrong made right", []],
  ["right made wrong", [off("pg")]],
  ["the stack's transform makes it wrong", [off("pg")]],
  ["the resource's transform comes before the stack's", []],
  ["a component's transform makes it wrong", [off("database")]],
  ["a transformation in the program makes it wrong", [off("pg")]],
  ["ignoreChanges is added", eachParameter((parameter) => `${advice} advisory pg-${parameter}: ${secureTls}: value is in ignoreChanges`)],
  ["what the name is made from is lost", []],
  ["what the name is made from is lost, beside another server", []],
  ["what the name is made from is lost: nobody configures the other server", [bothMissing("other")]],
  ["what the name is made from is lost among dependencies", untold("pg", "it may be other or pg. Refer to one server.")],
  ["what a server's name is made from is lost", untold("group", "it may be group or pg. Make the server that is meant its parent.")],
])("%s", async (name, found) => {
  const result = await run(name);
  expect(result.stderr).toBe("");
  expect(told(result)).toEqual(found);
});

describe.each<[string, [string, string[]][]]>([
  [
    "before the change",
    [
      ["a renamed server", []],
      ["a renamed server that a wrong configuration refers to", [off("pg")]],
      ["a renamed server that nobody configures", [bothMissing("orders")]],
    ],
  ],
  [
    "a component before the change",
    [
      ["a renamed component", []],
      ["a renamed component with a wrong value", [off("wrong")]],
    ],
  ],
])("of what exists: %s", (before, cases) => {
  let state: readonly Resource[];
  beforeAll(async () => {
    const update = await run(before, { update: true });
    expect(update.diagnostics).toEqual([]);
    state = update.resources;
  });

  test.each(cases)("%s", async (name, found) => {
    const result = await run(name, { state });
    expect(told(result)).toEqual(found);
    expect(Object.values(result.operations)).not.toContain("create");
  });
});

test("another server's name that begins with the only server's is told from it once that is known", async () => {
  const name = "another name that begins with the server's";
  expect(told(await run(name))).toEqual([]);
  const update = await run(name, { update: true });
  expect({ exitCode: update.exitCode, found: told(update) }).toEqual({ exitCode: 1, found: [bothMissing("pg")] });
  expect(told(await run(name, { state: update.resources }))).toEqual([bothMissing("pg")]);
});

test("what a run with targets leaves out is judged by its state, as nothing tells it from what the run includes", async () => {
  const { resources: state } = await run("a wrong value", { update: true, policyPackConfig: { all: "advisory" } });
  expect(told(await run("before the change", { state }))).toEqual([]);
  expect(told(await run("before the change", { state, target: ["pg"] }))).toEqual([off("pg")]);
});
