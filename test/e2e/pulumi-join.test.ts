import { advice, packForTests, diagnose, secureTls, useSsl, type Diagnosed } from "../stand-ins/pulumi-diagnose";
import { previewOutputs } from "../stand-ins/azure-native";
import { secret, UNKNOWN, type Properties, type Resource } from "../stand-ins/policy-pack";

const native = "azure-native:dbforpostgresql";
const STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev";

const pack = packForTests();

const urn = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
const serverUrn = (name: string): string => urn(`${native}:Server`, name);

function resource(type: string, name: string, inputs: Properties, extra: Partial<Resource> = {}, version = "3.28.0"): Resource {
  const provider = {
    type: "pulumi:providers:azure-native",
    name: "default",
    urn: urn("pulumi:providers:azure-native", `v${version}`),
    props: { version },
  };
  return { urn: urn(type, name), type, name, inputs, outputs: previewOutputs(type, inputs), parent: STACK, provider, ...extra };
}

function server(name = "pg", inputs: Properties = {}, extra: Partial<Resource> = {}): Resource {
  return resource(`${native}:Server`, name, { resourceGroupName: "rg", serverName: `${name}1a2b3c4d`, ...inputs }, extra);
}

/** Both parameters of a server, named as `inputs` and `extra` say. */
function parameters(name: string, inputs: Properties, extra: Partial<Resource> = {}, values = ["ON", "TLSv1.2"]): Resource[] {
  return ["require_secure_transport", "ssl_min_protocol_version"].map((configurationName, index) =>
    resource(
      `${native}:Configuration`,
      `${name}-${configurationName}`,
      { resourceGroupName: "rg", configurationName, value: values[index], ...inputs },
      extra,
    ),
  );
}

const byOutput = (...names: readonly string[]): [Properties, Partial<Resource>] => [
  { serverName: UNKNOWN },
  { propertyDependencies: { serverName: names.map(serverUrn) } },
];

const stack: Resource = { urn: STACK, type: "pulumi:pulumi:Stack", name: "project-dev", inputs: {}, outputs: {} };

/** Policy, level, resource and the first words of each diagnostic. */
function brief(diagnosed: readonly Diagnosed[]): string[] {
  return diagnosed.map(
    ({ policy, level, urn: at, message }) => `${policy} ${level} ${at.split("::").at(-1) ?? ""}: ${message.split("; ")[0] ?? ""}`,
  );
}

const unset = (name: string): string[] =>
  ["require_secure_transport", "ssl_min_protocol_version"].map(
    (parameter) => `${secureTls} mandatory ${name}: ${parameter} is not set for this server`,
  );

const component = (name: string, parent = STACK): Resource => ({
  urn: urn("my:Component", name),
  type: "my:Component",
  name,
  inputs: {},
  outputs: {},
  parent,
});

const cases: readonly { readonly name: string; readonly program: readonly Resource[]; readonly found: readonly string[] }[] = [
  { name: "by the server's output", program: [server(), ...parameters("pg", ...byOutput("pg"))], found: [] },
  {
    name: "by a literal name",
    program: [server("pg", { serverName: "lit-pg" }), ...parameters("pg", { serverName: "LIT-PG" })],
    found: [],
  },
  {
    name: "by a literal name, with dependsOn as the engine shows it of clients that don't tell by property",
    program: [
      server("pg", { serverName: "lit-pg" }),
      server("other"),
      ...parameters(
        "pg",
        { serverName: "lit-pg" },
        { propertyDependencies: { serverName: [serverUrn("other")], value: [serverUrn("other")] } },
      ),
      ...parameters("other", ...byOutput("other")),
    ],
    found: [],
  },
  {
    name: "by the literal name of a server elsewhere: the server that it depends on is another one",
    program: [
      server(),
      ...parameters(
        "far",
        { serverName: "far-away" },
        { propertyDependencies: { serverName: [serverUrn("pg")] }, parent: serverUrn("pg") },
      ),
    ],
    found: unset("pg"),
  },
  {
    name: "by a literal name that a server of unknown name may have, as its parent says",
    program: [server("pg", { serverName: UNKNOWN }), ...parameters("pg", { serverName: "lit-pg" }, { parent: serverUrn("pg") })],
    found: [],
  },
  {
    name: "by the name of a server that was looked up",
    program: [...parameters("ex", { serverName: "ex" }, { propertyDependencies: { serverName: [serverUrn("ex")] } }, ["OFF", "TLSv1.2"])],
    found: [`${secureTls} mandatory ex-require_secure_transport: require_secure_transport is OFF`],
  },
  {
    name: "by an unknown name that depends on a server that was looked up, beside another server",
    program: [server(), ...parameters("ex", ...byOutput("ex"))],
    found: unset("pg"),
  },
  {
    name: "by the output of a component's inner server",
    program: [component("shop"), server("pg", {}, { parent: urn("my:Component", "shop") }), ...parameters("pg", ...byOutput("pg"))],
    found: [],
  },
  {
    name: "by parent, where the name says nothing",
    program: [server(), ...parameters("pg", { serverName: UNKNOWN }, { parent: serverUrn("pg") })],
    found: [],
  },
  {
    name: "by a parent's parent",
    program: [
      server(),
      component("parameters", serverUrn("pg")),
      ...parameters("pg", { serverName: UNKNOWN }, { parent: urn("my:Component", "parameters") }),
    ],
    found: [],
  },
  {
    name: "by id, once there is one",
    program: [
      server("pg", { serverName: "lit-pg" }),
      ...parameters("pg", { serverName: UNKNOWN }).map((configuration) => ({
        ...configuration,
        outputs: {
          ...configuration.outputs,
          id: `/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/lit-pg/configurations/${String(configuration.inputs["configurationName"])}`,
        },
      })),
    ],
    found: [],
  },
  {
    name: "by an unknown name that depends on something that is no server",
    program: [
      {
        urn: urn("random:index/randomString:RandomString", "suffix"),
        type: "random:index/randomString:RandomString",
        name: "suffix",
        inputs: { length: 8 },
        outputs: {},
      },
      server("pg", { serverName: UNKNOWN }),
      ...parameters(
        "pg",
        { serverName: UNKNOWN },
        { propertyDependencies: { serverName: [urn("random:index/randomString:RandomString", "suffix")] } },
      ),
    ],
    found: ["require_secure_transport", "ssl_min_protocol_version"].map(
      (parameter) =>
        `${advice} advisory pg-${parameter}: ${secureTls}: The server that this sets ${parameter} for can't be told before deployment: serverName is known only at deployment. Refer to one server.`,
    ),
  },
  {
    name: "by an apply over two servers",
    program: [server("blue"), server("green"), ...parameters("any", ...byOutput("blue", "green"))],
    found: ["require_secure_transport", "ssl_min_protocol_version"].map(
      (parameter) =>
        `${advice} advisory any-${parameter}: ${secureTls}: The server that this sets ${parameter} for can't be told before deployment: ` +
        `it may be blue or green. Refer to one server.`,
    ),
  },
  {
    name: "two declarations of one name are one server, as names are Azure's",
    program: [
      server("blue", { serverName: "twin" }),
      server("green", { serverName: "twin" }),
      ...parameters("twin", { serverName: "twin" }),
    ],
    found: [],
  },
  {
    name: "one token is a single server or a flexible server, by the version of its provider",
    program: [
      resource(
        `${native}:Server`,
        "old",
        { serverName: "old", properties: { createMode: "Default", sslEnforcement: "Disabled" } },
        {},
        "1.104.0",
      ),
      server("new"),
      resource(
        `${native}:Configuration`,
        "old-require_secure_transport",
        { serverName: "old", configurationName: "require_secure_transport", value: "OFF" },
        {},
        "1.104.0",
      ),
      ...parameters("new", ...byOutput("new")),
    ],
    found: [`${useSsl} mandatory old: properties.sslEnforcement is Disabled`],
  },
  {
    name: "without a provider, the shape decides",
    program: [
      { ...resource(`${native}:Server`, "old", { serverName: "old", properties: { sslEnforcement: "Enabled" } }), provider: undefined },
      { ...server(), provider: undefined },
    ],
    found: unset("pg"),
  },
  {
    name: "a new server and its parameters that are no targets are undetermined",
    program: [
      { ...server(), inputs: {}, outputs: {} },
      ...parameters("pg", {}).map((configuration) => ({ ...configuration, inputs: {}, outputs: {} })),
      { ...resource(`${native}:SingleServer`, "single", {}), inputs: {}, outputs: {} },
    ],
    found: [
      ...["require_secure_transport", "ssl_min_protocol_version"].map(
        (parameter) =>
          `${advice} advisory pg-${parameter}: ${secureTls}: configurationName can't be read, as this run leaves the resource out of its targets, so it can't be told which server parameter this sets. Run without --target to have it checked.`,
      ),
      `${advice} advisory single: ${useSsl}: properties.sslEnforcement can't be read, as this run leaves the resource out of its targets`,
    ],
  },
  {
    name: "a new server without parameters that is no target is undetermined",
    program: [{ ...server(), inputs: {}, outputs: {} }],
    found: ["require_secure_transport", "ssl_min_protocol_version"].map(
      (parameter) =>
        `${advice} advisory pg: ${secureTls}: ${parameter} is not set for this server and createMode can't be read, as this run leaves the resource out of its targets`,
    ),
  },
  {
    name: "a value that only a __proto__ holds is not there",
    program: [
      resource(`${native}:SingleServer`, "single", { properties: JSON.parse('{"__proto__":{"sslEnforcement":"Enabled"}}') as Properties }),
      resource(
        `${native}:SingleServer`,
        "other",
        JSON.parse('{"__proto__":{"properties":{"sslEnforcement":"Enabled"}},"location":"x"}') as Properties,
      ),
    ],
    found: [
      `${useSsl} mandatory single: properties.sslEnforcement is not set`,
      `${useSsl} mandatory other: properties.sslEnforcement is not set`,
    ],
  },
  {
    name: "a secret is not told",
    program: [
      resource(`${native}:SingleServer`, "single", { properties: secret({ sslEnforcement: "hunter2" }) }),
      ...parameters("far", { serverName: secret("hunter2"), value: secret("hunter2") }),
    ],
    found: [
      `${useSsl} mandatory single: properties.sslEnforcement is a string of 7 characters`,
      ...["require_secure_transport", "ssl_min_protocol_version"].map(
        (parameter) => `${secureTls} mandatory far-${parameter}: ${parameter} is a string of 7 characters`,
      ),
    ],
  },
  {
    name: "values of a wrong type are told by their type",
    program: [
      resource(`${native}:SingleServer`, "text", { properties: "sslEnforcement" }),
      resource(`${native}:SingleServer`, "list", { properties: ["Enabled"] }),
      resource(`${native}:SingleServer`, "nothing", { properties: null }),
      resource(`${native}:SingleServer`, "later", { properties: UNKNOWN }),
      resource(`${native}:Configuration`, "names", { serverName: 7, configurationName: ["require_secure_transport"], value: {} }),
      server("pg", { serverName: { a: 1 }, version: {}, createMode: [] }),
    ],
    found: [
      `${useSsl} mandatory text: properties.sslEnforcement is not set`,
      `${useSsl} mandatory list: properties.sslEnforcement is not set`,
      `${useSsl} mandatory nothing: properties.sslEnforcement is not set`,
      ...unset("pg"),
      `${advice} advisory later: ${useSsl}: properties.sslEnforcement is known only at deployment`,
    ],
  },
];

test.each(cases)("$name", async ({ program, found }) => {
  expect(brief(await diagnose(pack(), [stack, ...program]))).toEqual(found);
});

test("diagnostics of the stack come in one order, whatever the engine's", async () => {
  const program = [stack, ...["c", "a", "b"].map((name) => server(name)), ...parameters("any", { serverName: UNKNOWN })];
  const ordered = await diagnose(pack(), program, { options: { unset: "warn" } });
  expect(await diagnose(pack(), program, { options: { unset: "warn" }, stack: program.toReversed() })).toEqual(ordered);
  expect(ordered.length).toBeGreaterThan(0);
});

test("a server that is in the state but no longer in the program is not judged; its parameters are", async () => {
  const gone = server(
    "gone",
    { serverName: "gone" },
    { outputs: { name: "gone", id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/gone" } },
  );
  const [wrong] = parameters("gone", { serverName: "gone" }, {}, ["OFF", "TLSv1.2"]);
  const program = wrong ? [stack, wrong] : [];
  expect(brief(await diagnose(pack(), program, { stack: [...program, gone] }))).toEqual([
    `${secureTls} mandatory gone-require_secure_transport: require_secure_transport is OFF`,
  ]);
});

test("a server that is only looked up, as a state shows it, is not judged; its parameters are", async () => {
  const outputs = {
    name: "ex",
    id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/ex",
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
  };
  const lookedUp = [
    { ...server("ex"), inputs: {}, outputs },
    { ...resource(`${native}:SingleServer`, "single", {}), inputs: {}, outputs: { name: "single", sslEnforcement: "Disabled" } },
  ];
  const program = [stack, ...lookedUp, ...parameters("ex", { serverName: "ex" }, {}, ["OFF", "TLSv1.2"])];
  expect(brief(await diagnose(pack(), program))).toEqual([
    `${secureTls} mandatory ex-require_secure_transport: require_secure_transport is OFF`,
  ]);
});

test("a parameter that is only looked up, as a state shows it, counts by the value that it has", async () => {
  const lookedUp = parameters("pg", {}, {}, ["OFF", "TLSv1.3"]).map((configuration) => ({
    ...configuration,
    inputs: {},
    outputs: {
      name: configuration.inputs["configurationName"],
      value: configuration.inputs["value"],
      id: `/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg1a2b3c4d/configurations/${String(configuration.inputs["configurationName"])}`,
    },
  }));
  expect(brief(await diagnose(pack(), [stack, server(), ...lookedUp]))).toEqual([
    `${secureTls} mandatory pg-require_secure_transport: require_secure_transport is OFF`,
  ]);
});

test("of very many violations as many are told as the engine takes", async () => {
  const program = [stack, ...Array.from({ length: 600 }, (_, index) => server(`pg${String(index).padStart(3, "0")}`))];
  const diagnosed = await diagnose(pack(), program);
  expect(diagnosed).toHaveLength(1001);
  expect(diagnosed.at(-1)).toEqual({
    policy: secureTls,
    level: "mandatory",
    urn: "",
    message: "200 more are not shown; correct these 1000 first.",
  });
});

test("a resource that is analyzed twice is told of once at the end", async () => {
  const [wrong, right] = parameters("pg", ...byOutput("pg"), ["OFF", "TLSv1.2"]);
  const program = wrong && right ? [stack, server(), wrong, right] : [];
  await pack().analyze(program[2] ?? stack);
  expect(brief(await diagnose(pack(), program))).toEqual([
    `${secureTls} mandatory pg-require_secure_transport: require_secure_transport is OFF`,
  ]);
});

test("what one stack holds is not seen in the next", async () => {
  await diagnose(pack(), [stack, server("first", { serverName: "shared-name" }), ...parameters("first", { serverName: "shared-name" })]);
  expect(brief(await diagnose(pack(), [stack, server("second", { serverName: "shared-name" })]))).toEqual(unset("second"));
});
