import { parseJson } from "../../shared/json/parse";
import { newBudget } from "../../shared/limits";
import type { AzureResource } from "../../shared/model";
import { newTerraformReader } from "../../shared/terraform/resources";
import { voiceOfFiles, type TerraformFile } from "../../shared/terraform/synthesized";
import { subjects } from "../registry";

const WAIVER = { control: "Azure.PostgreSQL.UseSSL", reason: "The old client speaks no TLS." };
const KEY = "azure-postgresql-tls";
const TEXT = JSON.stringify(WAIVER);
const beside = (...waivers: unknown[]): object => ({ [KEY]: { waivers } });

/** A stack, or a file, of blocks by kind, with what stands below its own `"//"`. */
function fileOf(path: string, blocks: object, header?: object): TerraformFile {
  const json = parseJson(JSON.stringify({ ...(header && { "//": header }), ...blocks }, undefined, 2), newBudget());
  const document = { file: `${path || "main"}.tf.json`, value: json.value, range: (at: readonly (string | number)[]) => json.range(at) };
  return { path, json: json.value as Record<string, unknown>, document };
}

/** Each resource with the waivers beside it: `address: file:line words value`. */
function waivers(...files: TerraformFile[]): string[] {
  const { resources } = newTerraformReader(subjects).read(files, voiceOfFiles(files));
  return resources.flatMap(({ origin, waivers: own = [] }: AzureResource) =>
    own.map(({ words, place, value }) => {
      const at = place ? `${place.file}:${String(place.start.line)}` : "";
      return `${origin.address}: ${at} ${words} ${JSON.stringify(value)}`;
    }),
  );
}

const server = (more: object = {}, name = "pg"): object => ({ resource: { azurerm_postgresql_server: { [name]: { name, ...more } } } });
const made = (path: string, more: object = {}): object => ({ "//": { metadata: { path }, ...more } });
const WORDS = `"//"["${KEY}"].waivers[0]`;

test.each<[string, TerraformFile[], string[]]>([
  [
    "in a block",
    [fileOf("", server({ "//": beside(WAIVER) }))],
    [`azurerm_postgresql_server.pg: main.tf.json:9 azurerm_postgresql_server.pg: ${WORDS} ${TEXT}`],
  ],
  [
    "in a block, next to what CDKTF writes there",
    [fileOf("stack", server(made("stack/pg", beside(WAIVER))))],
    [`stack/pg: stack.tf.json:12 stack/pg: ${WORDS} ${TEXT}`],
  ],
  [
    "in a block of several, the same for all",
    [fileOf("stack", server({ ...made("stack/pg", beside(WAIVER)), count: 2 }))],
    [`stack/pg[0]: stack.tf.json:12 stack/pg: ${WORDS} ${TEXT}`, `stack/pg[1]: stack.tf.json:12 stack/pg: ${WORDS} ${TEXT}`],
  ],
  [
    "in the document, for a construct",
    [fileOf("stack", server(made("stack/net/pg")), beside({ construct: "stack/net/pg", ...WAIVER }))],
    [`stack/net/pg: stack.tf.json:5 waive() of stack/net/pg ${TEXT}`],
  ],
  [
    "in the document, for all below a construct",
    [fileOf("stack", server(made("stack/net/pg")), beside({ construct: "stack/net", ...WAIVER }, { construct: "stack/net", ...WAIVER }))],
    [`stack/net/pg: stack.tf.json:5 waive() of stack/net ${TEXT}`, `stack/net/pg: stack.tf.json:10 waive() #2 of stack/net ${TEXT}`],
  ],
  [
    "in the document, for another construct",
    [fileOf("stack", server(made("stack/network/pg")), beside({ construct: "stack/net", ...WAIVER }))],
    [],
  ],
  [
    "in the document, for its stack: also for what only an override declares",
    [fileOf("stack", server(), beside({ construct: "stack", ...WAIVER }))],
    [`stack/azurerm_postgresql_server.pg: stack.tf.json:5 waive() of stack ${TEXT}`],
  ],
  [
    "in the document, for no construct: for all of the document and nothing else",
    [fileOf("one", server(made("one/pg")), beside(WAIVER)), fileOf("two", server(made("two/pg")))],
    [`one/pg: one.tf.json:5 one: ${WORDS} ${TEXT}`],
  ],
  [
    "in the document, for a construct with a stack below it",
    [fileOf("outer", {}, beside({ construct: "outer", ...WAIVER })), fileOf("outer--inner", server(made("outer/inner/pg")))],
    [`outer/inner/pg: outer.tf.json:5 waive() of outer ${TEXT}`],
  ],
  [
    "in the document, with a construct that is no text: malformed, for all of it",
    [fileOf("stack", server(made("stack/pg")), beside({ construct: 1, ...WAIVER }))],
    [`stack/pg: stack.tf.json:5 stack: ${WORDS} ${JSON.stringify({ construct: 1, ...WAIVER })}`],
  ],
  [
    "of the module that declares a server, for what the module sets",
    [
      fileOf("", {
        module: {
          pg: {
            source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
            server_configuration: { rst: { name: "require_secure_transport", config: "OFF" } },
            "//": beside(WAIVER),
          },
        },
      }),
    ],
    [
      `module.pg: main.tf.json:14 module.pg: ${WORDS} ${TEXT}`,
      `module.pg/server_configuration.rst: main.tf.json:14 module.pg: ${WORDS} ${TEXT}`,
    ],
  ],
  [
    "of a resource that deploys a template, for all in it",
    [
      fileOf("stack", {
        resource: {
          azurerm_resource_group_template_deployment: {
            deploy: {
              ...made("stack/deploy", beside(WAIVER)),
              template_content: JSON.stringify({ resources: [{ type: "Microsoft.DBforPostgreSQL/servers", name: "pg" }] }),
            },
          },
        },
      }),
    ],
    [`stack/deploy#template_content.resources[0]: stack.tf.json:11 stack/deploy: ${WORDS} ${TEXT}`],
  ],
  ["below no key of ours", [fileOf("stack", server({ "//": "a comment" }), { metadata: {} })], []],
])("waivers %s", (_name, files, expected) => {
  expect(waivers(...files)).toEqual(expected);
});

test("a plan shows nothing of them", () => {
  const plan = {
    format_version: "1.2",
    planned_values: {
      root_module: {
        resources: [
          { address: "azurerm_postgresql_server.pg", mode: "managed", type: "azurerm_postgresql_server", name: "pg", values: {} },
        ],
      },
    },
  };
  const { resources } = newTerraformReader(subjects).readPlan(plan, { address: ({ address }) => address, spell: (argument) => argument });
  expect(resources.map(({ waivers: own }) => own)).toEqual([undefined]);
});
