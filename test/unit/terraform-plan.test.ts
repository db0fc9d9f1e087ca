import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isPlan } from "../../shared/terraform/plan";
import { judgePlan, type Judgement } from "../stand-ins/terraform-judge";

/** Made by Terraform itself of the configuration beside it; see its README. */
const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, "../fixtures/plans", `${name}.json`), "utf8"));

const short = ({ results }: Judgement): string[] =>
  results
    .map((result) => result.replace("azurerm_postgresql_flexible_server_configuration", "parameter"))
    .map((result) => result.replace("azurerm_postgresql_flexible_server", "server"))
    .sort();

const parameters = [
  "parameter.counted pass",
  'parameter.each["a"] pass',
  'parameter.each["b"] fail',
  "parameter.either pass",
  "parameter.elsewhere pass",
  'parameter.outside["blue"] pass',
  'parameter.outside["green"] pass',
  'parameter.right["require_secure_transport"] pass',
  'parameter.right["ssl_min_protocol_version"] pass',
  "parameter.sensitive fail",
];
const always = [
  "azapi_resource.single fail",
  "azurerm_postgresql_server.single fail",
  "azurerm_resource_group_template_deployment.template#template_content.resources[0] fail",
  "server.counted[0] unset",
  "server.counted[1] pass",
  'server.each["a"] pass',
  'server.each["b"] fail',
  "server.right pass",
  "server.sensitive fail",
  'module.pg["blue"].server.this pass',
  'module.pg["blue"].module.parameters.parameter.minimum pass',
  'module.pg["green"].server.this fail',
  'module.pg["green"].module.parameters.parameter.minimum fail',
  ...parameters,
];

test.each(["plan", "opentofu"])("%s: a plan of what isn't there yet", (name) => {
  const open = ["parameter.later undetermined", "server.later undetermined", "server.one undetermined", "server.two undetermined"];
  expect(short(judgePlan(read(name)))).toEqual([...always, ...open].sort());
});

test.each(["unchanged", "state"])("%s: once applied, every id is known", (name) => {
  expect(short(judgePlan(read(name)))).toEqual(
    [...always, "parameter.later fail", "server.later fail", "server.one unset", "server.two pass"].sort(),
  );
});

test("what is destroyed isn't judged", () => {
  expect(judgePlan(read("destroy"))).toEqual({ results: [], messages: [] });
});

test("a sensitive value is not shown", () => {
  const { messages } = judgePlan(read("plan"));
  expect(messages).toContain('require_secure_transport is another value, which is sensitive; it must be ON. Set value to "ON".');
  expect(JSON.stringify(messages)).not.toContain("hunter2");
});

test("a plan is told from other JSON", () => {
  expect([read("plan"), read("state"), {}, { format_version: "1.0" }, [], null].map(isPlan)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  {},
  {
    planned_values: {
      root_module: { resources: [null, 1, {}, { address: "a", type: "azurerm_postgresql_flexible_server" }], child_modules: "x" },
    },
  },
  {
    planned_values: { root_module: { resources: [{ address: "a.b", type: "azurerm_postgresql_server", mode: "managed", values: [] }] } },
    configuration: [],
  },
])("what no Terraform writes is no exception: %j", (plan) => {
  expect(() => judgePlan(plan)).not.toThrow();
});
