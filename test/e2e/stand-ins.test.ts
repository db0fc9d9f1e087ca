import { join } from "node:path";
import { check, createdOutputs, previewOutputs, readOutputs } from "../stand-ins/azure-native";
import { Deployment } from "../stand-ins/deployment";
import type { Registration } from "../stand-ins/deployment";
import { preview } from "../stand-ins/engine";
import type { PreviewOptions, PreviewResult } from "../stand-ins/engine";
import { UNKNOWN, reconcile, secret, startPolicyPack } from "../stand-ins/policy-pack";
import type { AnalyzerInfo, PolicyPack, Properties, Resource } from "../stand-ins/policy-pack";
import { packForTests } from "../stand-ins/pulumi-diagnose";
import { renderPreview } from "../stand-ins/render";
import { asSeenByPolicies } from "../stand-ins/values";

const FIXTURES = join(__dirname, "..", "fixtures", "stand-ins");
const NAIVE_PACK = join(FIXTURES, "naive-pack");
const NOISY_PACK = join(FIXTURES, "noisy-pack");
const program = (file: string): string => join(FIXTURES, "programs", file);

const SERVER = "azure-native:dbforpostgresql:Server";
const CONFIGURATION = "azure-native:dbforpostgresql:Configuration";
const SINGLE_SERVER = "azure-native:dbforpostgresql:SingleServer";
const GROUP_ID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
const POSTGRESQL_ID = `${GROUP_ID}/providers/Microsoft.DBforPostgreSQL`;

describe("Azure's provider", () => {
  test("names a server after the resource, with a suffix that is its own and is the same every time", () => {
    const name = check(SERVER, "pg", {}, "urn:a")["serverName"];
    expect(name).toMatch(/^pg[0-9a-f]{8}$/);
    expect(check(SERVER, "pg", {}, "urn:a")["serverName"]).toBe(name);
    expect(check(SERVER, "pg", {}, "urn:b")["serverName"]).not.toBe(name);
  });

  test.each([
    ["a configuration's name is a copy of the resource's", CONFIGURATION, {}, { configurationName: "pg" }],
    ["a name that is given stays", SERVER, { serverName: "mine" }, { serverName: "mine" }],
    ["a name that is unknown stays", SERVER, { serverName: UNKNOWN }, { serverName: UNKNOWN }],
    ["a flexible server gets its API version", SERVER, {}, { azureApiVersion: "2025-08-01" }],
    ["a single server gets its API version", SINGLE_SERVER, {}, { azureApiVersion: "2017-12-01" }],
  ])("%s", (_, type, inputs, expected) => {
    expect(check(type, "pg", inputs)).toMatchObject(expected);
  });

  test("leaves resources of other packages alone, and their previews repeat the inputs", () => {
    const inputs = { serverName: "pg", value: "ON" };
    expect(check("azure:postgresql/configuration:Configuration", "tls", inputs)).toEqual(inputs);
    expect(previewOutputs("azure:postgresql/configuration:Configuration", inputs)).toEqual({ ...inputs, id: UNKNOWN });
  });

  test("hides the names of a configuration and of its server in a preview", () => {
    const inputs = { configurationName: "log_checkpoints", serverName: "pg", resourceGroupName: "rg", value: "ON" };
    const outputs = previewOutputs(CONFIGURATION, inputs);
    expect(outputs).toMatchObject({ value: "ON", name: UNKNOWN, id: UNKNOWN, source: UNKNOWN, defaultValue: UNKNOWN });
    expect(Object.keys(outputs)).not.toEqual(expect.arrayContaining([expect.stringMatching(/(server|configuration|group)Name/i)]));
  });

  test("doesn't know a single server's sslEnforcement in a preview, as the input is nested", () => {
    const outputs = previewOutputs(SINGLE_SERVER, { properties: { sslEnforcement: "Enabled" }, location: "westeurope" });
    expect(outputs).toMatchObject({ sslEnforcement: UNKNOWN, location: "westeurope" });
    expect(outputs).not.toHaveProperty("properties");
  });

  test("carries a server's id, name and location into the preview of an update", () => {
    const outputs = { id: "/a", name: "pg", location: "westeurope", state: "Ready" };
    expect(previewOutputs(SERVER, { version: "17" }, { inputs: {}, outputs })).toMatchObject({
      id: "/a",
      name: "pg",
      location: "westeurope",
      state: UNKNOWN,
      version: "17",
    });
  });

  test("repeats the inputs of a type that the installed SDK doesn't have, but no path parameters", () => {
    const type = "azure-native:dbforpostgresql/v20240801:Configuration";
    expect(previewOutputs(type, { serverName: "pg", value: "ON" })).toEqual({ id: UNKNOWN, value: "ON" });
  });

  test("returns a created resource's name, id and type", () => {
    const inputs = { resourceGroupName: "rg", serverName: secret("pg"), configurationName: "log_checkpoints", value: "ON" };
    expect(createdOutputs(CONFIGURATION, inputs)).toEqual({
      id: `${POSTGRESQL_ID}/flexibleServers/pg/configurations/log_checkpoints`,
      name: "log_checkpoints",
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
      value: "ON",
    });
  });

  test("flattens the properties of a single server that it has created", () => {
    const properties = { createMode: "Default", sslEnforcement: "Enabled" };
    expect(createdOutputs(SINGLE_SERVER, { resourceGroupName: "rg", serverName: "pg", properties })).toEqual({
      id: `${POSTGRESQL_ID}/servers/pg`,
      name: "pg",
      type: "Microsoft.DBforPostgreSQL/servers",
      sslEnforcement: "Enabled",
    });
  });

  test.each([
    [`${POSTGRESQL_ID}/flexibleServers/pg`, { name: "pg", type: "Microsoft.DBforPostgreSQL/flexibleServers" }],
    [GROUP_ID, { name: "rg", type: "Microsoft.Resources/resourceGroups" }],
    [UNKNOWN, {}],
  ])("reads %s", (id, expected) => {
    expect(readOutputs(id)).toEqual({ id, ...expected });
  });
});

describe("values", () => {
  const SIGNATURE = Object.keys(secret(""))[0] ?? "";
  const reference = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:a" };
  const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" };

  test.each<[string, unknown, unknown]>([
    ["a reference to a resource becomes its id", { ...reference, id: "/a" }, "/a"],
    ["a reference to a component becomes its URN", reference, "urn:a"],
    ["an output becomes its value", { ...output, value: "a" }, "a"],
    ["an output without a value is unknown", output, UNKNOWN],
    ["an output that is secret becomes a secret", { ...output, value: "a", secret: true }, secret("a")],
    ["what is in a secret is turned as well", secret({ ...reference, id: "/a" }), secret("/a")],
    ["an unknown stays", [UNKNOWN], [UNKNOWN]],
  ])("%s", (_, value, expected) => {
    expect(asSeenByPolicies({ nested: [value] })).toEqual({ nested: [expected] });
  });
});

describe("the configuration of a policy pack", () => {
  const info = {
    name: "pack",
    version: "1.0.0",
    initialConfig: { b: { enforcementLevel: "advisory", properties: { size: 2 } } },
    policies: [
      {
        name: "b",
        enforcementLevel: "mandatory",
        configSchema: {
          properties: { size: { type: "integer", default: 1 }, mode: { enum: ["x", "y"] }, text: { minLength: 3 } },
          required: ["size"],
        },
      },
      { name: "a", enforcementLevel: "mandatory", configSchema: { properties: { key: { type: "string" } }, required: ["key"] } },
    ],
  } as unknown as AnalyzerInfo;
  const valid = { a: { key: "k" } };

  test.each([
    ["the file's over the pack's over the schema's", valid, { b: { enforcementLevel: "advisory", properties: { size: 2 } } }],
    ["a level alone", { ...valid, b: "disabled" }, { b: { enforcementLevel: "disabled", properties: { size: 2 } } }],
    ["properties alone", { ...valid, b: { size: 3 } }, { b: { enforcementLevel: "advisory", properties: { size: 3 } } }],
    ["a level for all", { ...valid, all: "remediate" }, { a: { enforcementLevel: "remediate", properties: { key: "k" } } }],
    [
      "one policy's level over that for all",
      { all: "disabled", a: { enforcementLevel: "mandatory", key: "k" } },
      { a: { enforcementLevel: "mandatory", properties: { key: "k" } } },
    ],
    [
      "a property that no schema names",
      { a: { key: "k", more: 1 } },
      { a: { enforcementLevel: "mandatory", properties: { key: "k", more: 1 } } },
    ],
    ["a policy that doesn't exist", { ...valid, c: "advisory" }, { c: { enforcementLevel: "advisory", properties: {} } }],
  ])("%s", (_, config, expected) => {
    expect(reconcile(info, config)).toMatchObject(expected);
  });

  test.each([
    ["a level that doesn't exist", { a: "loud" }, 'parsing enforcement level for "a": "loud" is not a valid enforcement level'],
    [
      "a level that isn't text",
      { a: { enforcementLevel: 1 } },
      'parsing enforcement level for "a": 1 is not a valid enforcement level; must be a string',
    ],
    ["neither a level nor an object", { a: 1 }, 'parsing "a": 1 is not a valid value; must be a string or object'],
    ["a policy that doesn't exist, without a level", { ...valid, c: { x: 1 } }, 'invalid enforcement level ""'],
    [
      "properties that their schemas reject, all at once",
      { b: { size: 1.5, mode: "z", text: "ab" } },
      [
        "validating policy config: pack 1.0.0  a: key is required",
        'validating policy config: pack 1.0.0  b: mode: mode must be one of the following: "x", "y"',
        "validating policy config: pack 1.0.0  b: size: Invalid type. Expected: integer, given: number",
        "validating policy config: pack 1.0.0  b: text: String length must be greater than or equal to 3",
      ].join("\n"),
    ],
  ])("rejects %s", (_, config, message) => {
    expect(() => reconcile(info, config)).toThrow(message);
  });
});

describe("a policy pack", () => {
  const pack = packForTests(NAIVE_PACK);
  const resource = (inputs: Properties, outputs: Properties = {}): Resource => ({
    urn: `urn:pulumi:dev::project::${CONFIGURATION}::pg`,
    type: CONFIGURATION,
    name: "pg",
    inputs,
    outputs,
  });

  beforeAll(async () => {
    await pack().configure(reconcile(await pack().getAnalyzerInfo()));
  });

  test("tells what it is", async () => {
    expect(await pack().getPluginInfo()).toEqual({ version: expect.stringMatching(/^1\.\d+\.\d+$/) as unknown });
    const info = await pack().getAnalyzerInfo();
    expect(info).toMatchObject({ name: "naive", version: "1.2.3" });
    expect(info.policies[0]).toMatchObject({
      name: "value",
      enforcementLevel: "mandatory",
      type: "resource",
      severity: "critical",
      configSchema: { properties: { wanted: { default: "ON" } }, required: [] },
    });
    expect(info.initialConfig["witness"]).toMatchObject({ enforcementLevel: "disabled" });
  });

  test("reports a violation in plain words", async () => {
    expect(await pack().analyze(resource({ value: secret("OFF"), __internal: 1 }))).toEqual([
      {
        policyName: "value",
        policyPackName: "naive",
        policyPackVersion: "1.2.3",
        level: "mandatory",
        severity: "critical",
        urn: "",
        message: "A parameter has the wanted value.\nIt is OFF, not ON.",
        description: "A parameter has the wanted value.",
      },
    ]);
  });

  test("can't judge what is unknown", async () => {
    const [diagnostic] = await pack().analyze(resource({ value: UNKNOWN }));
    expect(diagnostic).toMatchObject({ level: "advisory", message: expect.stringContaining("can't be known during preview") as unknown });
  });

  test("reports on the outputs of a stack", async () => {
    const server = { ...resource({}, { name: "pg" }), type: SERVER };
    expect(await pack().analyzeStack([server])).toMatchObject([{ policyName: "join-by-name", urn: server.urn }]);
    expect(await pack().analyzeStack([server, resource({}, { name: "require_secure_transport" })])).toEqual([]);
  });

  test("keeps what it has printed", () => {
    expect({ stdout: pack().stdout, stderr: pack().stderr }).toEqual({ stdout: "", stderr: "loaded\n" });
  });

  test("that prints before it has a port doesn't start, and the error holds all that it printed", async () => {
    await expect(startPolicyPack(NOISY_PACK)).rejects.toThrow(/it printed "hello" for a port\nhello\na warning/);
  });

  test("answers no more once it has stopped", async () => {
    const stopped = await startPolicyPack(NAIVE_PACK);
    await stopped.stop();
    await expect(stopped.getPluginInfo()).rejects.toThrow();
  });
});

describe("a preview", () => {
  const run = (options: Partial<PreviewOptions> = {}): Promise<PreviewResult> =>
    preview({ program: program("joins.js"), policyPack: NAIVE_PACK, ...options });
  const urnOf = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
  const STACK = urnOf("pulumi:pulumi:Stack", "project-dev");
  const find = (result: PreviewResult, name: string): Resource => {
    const found = result.resources.find((resource) => resource.name === name);
    if (!found) throw new Error(`no resource is called ${name}`);
    return found;
  };
  /** What a policy was shown of a resource: first its inputs, then its outputs. */
  const shown = ({ diagnostics }: PreviewResult, urn: string): Properties[] =>
    diagnostics
      .filter((diagnostic) => diagnostic.policyName === "witness" && diagnostic.urn === urn)
      .map(({ message }) => JSON.parse(message.split("\n")[1] ?? "") as Properties);

  describe("of a program with every way to name a server", () => {
    let result: PreviewResult;
    beforeAll(async () => {
      result = await run({ policyPackConfig: { witness: "advisory", "add-tag": "remediate" } });
    });

    test.each<[string, string, string, string[] | undefined]>([
      ["by the server's output", "by-output", UNKNOWN, ["first"]],
      ["by a literal, with dependsOn", "by-literal", "literal", undefined],
      ["by a function of two servers' outputs", "by-two", UNKNOWN, ["first", "second"]],
      ["by the output of a server that is only read", "by-get", "ex", []],
      ["by a component's output", "by-component", UNKNOWN, ["database-inner"]],
      ["by a literal, as a child", "by-parent", "literal", undefined],
    ])("%s", (_, name, serverName, servers) => {
      const [asInputs, asOutputs] = shown(result, find(result, name).urn);
      expect(asInputs).toMatchObject({ inputs: { serverName, configurationName: "require_secure_transport" } });
      expect(asOutputs?.["servers"]).toEqual(servers);
    });

    test("policies see a server's name and a parameter's name in inputs, and neither in outputs", () => {
      const [asInputs, asOutputs] = shown(result, urnOf(CONFIGURATION, "ssl_min_protocol_version"));
      expect(asInputs).toMatchObject({ inputs: { configurationName: "ssl_min_protocol_version", azureApiVersion: "2025-08-01" } });
      expect(asOutputs).toMatchObject({ outputs: { name: UNKNOWN, value: "TLSv1.2" } });
      expect(asOutputs?.["outputs"]).not.toHaveProperty("configurationName");
      expect(find(result, "first")).toMatchObject({
        inputs: { serverName: expect.stringMatching(/^first/) as unknown },
        outputs: { name: UNKNOWN },
      });
    });

    test("a naive join fails open: it becomes one advisory, on the stack", () => {
      expect(result.diagnostics.filter(({ policyName }) => policyName === "join-by-name")).toMatchObject([
        { level: "advisory", urn: STACK, message: expect.stringContaining("string value at .name") as unknown },
      ]);
    });

    test("a mandatory violation of a resource doesn't stop it, but makes it fail", () => {
      expect(result.diagnostics.filter(({ level }) => level === "mandatory")).toMatchObject([
        { policyName: "value", urn: urnOf(CONFIGURATION, "ssl_min_protocol_version") },
      ]);
      expect(result.exitCode).toBe(1);
    });

    test("a literal beside a dependency is a dependency of the resource alone", () => {
      expect(find(result, "by-literal").dependencies).toContain(urnOf(SERVER, "second"));
      expect(find(result, "by-literal").propertyDependencies).toEqual({ resourceGroupName: [find(result, "group").urn] });
    });

    test("a child's URN and parent name its parent", () => {
      const child = find(result, "by-parent");
      expect(child.urn).toBe(urnOf(`${SERVER}$${CONFIGURATION}`, "by-parent"));
      expect(shown(result, child.urn)).toMatchObject([{ parent: urnOf(SERVER, "second") }, { parent: urnOf(SERVER, "second") }]);
    });

    test("a component has the outputs that it registers, and the stack is the parent of what has no other", () => {
      expect(find(result, "database")).toMatchObject({ parent: STACK, inputs: {}, outputs: { serverName: UNKNOWN } });
    });

    test("providers are resources too: the default one as the SDK's version, the explicit one as it is written", () => {
      const standard = urnOf("pulumi:providers:azure-native", "default_3_28_0");
      const explicit = urnOf("pulumi:providers:azure-native", "explicit");
      expect(find(result, "by-output").provider).toMatchObject({ urn: standard, name: "default_3_28_0" });
      expect(find(result, "by-component").provider).toMatchObject({ urn: explicit, props: { version: "3.28.0", location: "westeurope" } });
      expect(shown(result, standard)).toMatchObject([{ inputs: { version: "3.28.0" } }, { outputs: { version: "3.28.0" } }]);
      expect(shown(result, urnOf(SERVER, "first"))).toMatchObject([{ provider: { version: "3.28.0" } }, {}]);
    });

    test("a resource that is only read is shown to no policy", () => {
      expect(result.resources.map(({ name }) => name)).not.toContain("existing");
    });

    test("secrets are shown as plain values, and options as they are", () => {
      expect(find(result, "first").inputs["administratorLoginPassword"]).toEqual(secret("hunter2"));
      expect(shown(result, urnOf(SERVER, "first"))).toMatchObject([{ inputs: { administratorLoginPassword: "hunter2" } }, {}]);
      expect(find(result, "group").options).toMatchObject({ protect: true, aliases: [] });
    });

    test("a remediation changes what later policies see", () => {
      expect(shown(result, find(result, "group").urn)).toMatchObject([
        { inputs: { tags: { by: "policy" } } },
        { outputs: { tags: { by: "policy" } } },
      ]);
    });

    test("stack policies see each resource once, in another order than they are registered", () => {
      const urns = result.resources.map(({ urn }) => urn);
      const order = result.diagnostics.filter(({ policyName, message }) => policyName === "witness" && message.includes('"outputs"'));
      expect(order.map(({ urn }) => urn)).not.toEqual(urns);
      expect(order.map(({ urn }) => urn).sort()).toEqual([...urns].sort());
    });

    test("what the program and the pack print is kept", () => {
      expect(result.stdout).toBe("the program has run\n");
      expect(result.stderr).toBe("loaded\n");
    });
  });

  test("as an update: outputs are known, and a later preview finds them by an alias", async () => {
    const update = await run({ update: true, policyPackConfig: { value: "advisory" } });
    expect(update).toMatchObject({ exitCode: 0, diagnostics: [{ policyName: "value", level: "advisory" }] });
    const group = find(update, "group");
    expect(group.outputs).toMatchObject({ name: group.inputs["resourceGroupName"], type: "Microsoft.Resources/resourceGroups" });

    const later = await run({ program: program("typed.ts"), config: { "project:location": "northeurope" }, state: update.resources });
    const renamed = find(later, "renamed");
    expect(later.operations).toMatchObject({ [renamed.urn]: "update", [STACK]: "same" });
    expect(renamed.options?.aliases).toEqual([group.urn]);
    expect(renamed.outputs).toMatchObject({ id: group.outputs["id"], name: group.outputs["name"] });
    expect(find(later, "project-dev").outputs).toEqual({ id: group.outputs["id"], shared: GROUP_ID });
  });

  test("as an update: a mandatory violation of a resource stops it before the stack is judged", async () => {
    const result = await run({ update: true, policyPackConfig: { value: "mandatory", witness: "advisory" } });
    const stackLevel = result.diagnostics.filter(({ message }) => message.includes('"outputs"'));
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/ssl_min_protocol_version is invalid/) as unknown });
    expect(stackLevel).toEqual([]);
  });

  test("with targets: new resources that aren't targeted have neither inputs nor outputs", async () => {
    const result = await run({ target: ["first"], policyPackConfig: { all: "advisory" } });
    expect(find(result, "second")).toMatchObject({ inputs: {}, outputs: {} });
    expect(find(result, "second").inputs).toEqual({});
    expect(find(result, "first").inputs).not.toEqual({});
    expect(shown(result, urnOf(SERVER, "second"))).toMatchObject([{ inputs: {} }, { outputs: {} }]);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/first' depends on .*group' which was not/) as unknown });
  });

  test.each<[string, Partial<PreviewOptions>, string]>([
    ["the program crashes", { program: program("crash.js") }, "the program is broken"],
    ["there is no program", { program: program("none.js") }, "ENOENT"],
    ["the pack doesn't start", { policyPack: NOISY_PACK }, "failed to start"],
    ["a policy crashes", { policyPackConfig: { value: { crash: true } } }, "the policy is broken"],
    ["the pack's configuration is invalid", { policyPackConfig: { value: { wanted: "x" } } }, 'must be one of the following: "ON", "OFF"'],
  ])("fails, and says why, if %s", async (_, options, why) => {
    const result = await run(options);
    expect(result).toMatchObject({ exitCode: 1, diagnostics: [], stderr: expect.stringContaining(why) as unknown });
  });
});

describe("the engine", () => {
  const policies = { remediate: () => [], analyze: () => [], analyzeStack: () => [] } as unknown as PolicyPack;
  const options = { project: "project", stack: "dev", dryRun: true, seed: 1, state: [] };
  const registration: Registration = {
    type: SERVER,
    name: "pg",
    custom: true,
    inputs: { version: "17", location: "westeurope" },
    parent: "",
    plugin: { package: "azure-native", version: "" },
    provider: "",
    dependencies: ["urn:a"],
    propertyDependencies: {},
    options: {},
    aliases: [],
  };

  test.each([
    ["takes a program that tells no property's dependencies to mean all, everywhere", {}, { version: ["urn:a"], location: ["urn:a"] }],
    ["drops properties without dependencies", { version: ["urn:a"], location: [] }, { version: ["urn:a"] }],
  ])("%s", async (_, propertyDependencies, expected) => {
    const deployment = new Deployment(Promise.resolve(policies), options);
    const { urn } = await deployment.register({ ...registration, propertyDependencies });
    expect(deployment.resources.get(urn)?.propertyDependencies).toEqual(expected);
  });

  test("gives no two resources the same URN, and stops there", async () => {
    const deployment = new Deployment(Promise.resolve(policies), options);
    await deployment.register(registration);
    await expect(deployment.register(registration)).rejects.toThrow("Duplicate resource URN");
    await expect(deployment.register({ ...registration, name: "other" })).rejects.toThrow("Duplicate resource URN");
  });

  test("with targets, keeps what the program no longer declares", async () => {
    const deployed = new Deployment(Promise.resolve(policies), { ...options, dryRun: false });
    await deployed.register({ ...registration, inputs: { resourceGroupName: "rg" } });
    const state = [...deployed.resources.values()];
    const deployment = new Deployment(Promise.resolve(policies), { ...options, state, target: ["other"] });
    await deployment.analyzeStack();
    expect([...deployment.resources.values()]).toEqual(state);
  });
});

test("a preview is printed as the command line prints it", () => {
  const stack: Resource = {
    urn: "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev",
    type: "pulumi:pulumi:Stack",
    name: "project-dev",
    inputs: {},
    outputs: {},
  };
  const child = (parent: Resource, type: string, name: string): Resource => ({
    urn: `urn:pulumi:dev::project::${type}::${name}`,
    type,
    name,
    inputs: {},
    outputs: {},
    parent: parent.urn,
  });
  const server = child(stack, SERVER, "pg");
  const resources = [
    stack,
    { ...child(stack, "pulumi:providers:azure-native", "default_3_28_0"), parent: undefined },
    server,
    child(server, CONFIGURATION, "tls"),
    child(stack, "azure:postgresql/server:Server", "classic"),
  ];
  const report = { policyPackName: "pack", policyPackVersion: "1.0.0", description: "" };
  const printed = renderPreview({
    project: "project",
    stack: "dev",
    update: false,
    policyPack: { name: "pack", version: "1.0.0", path: join(process.cwd(), "pack") },
    diagnostics: [
      { ...report, policyName: "advice", level: "advisory", urn: stack.urn, message: "Consider this." },
      { ...report, policyName: "rule", level: "mandatory", severity: "critical", urn: server.urn, message: "A rule.\nIt is broken." },
    ],
    resources,
    operations: Object.fromEntries(resources.map(({ urn }) => [urn, "create"])),
    exitCode: 1,
    stdout: "",
    stderr: "",
  });
  expect(printed).toBe(`Previewing update (dev):
     Type                                              Name         Plan
 +   pulumi:pulumi:Stack                               project-dev  create
 +   ├─ azure-native:dbforpostgresql:Server            pg           create
 +   │  └─ azure-native:dbforpostgresql:Configuration  tls          create
 +   └─ azure:postgresql:Server                        classic      create

Policies:
    ❌ pack@v1.0.0 (local: pack)
        - [mandatory] [severity: critical]  rule  (azure-native:dbforpostgresql:Server: pg)
          A rule.
          It is broken.
        - [advisory]  advice  (pulumi:pulumi:Stack: project-dev)
          Consider this.

Diagnostics:
  pulumi:pulumi:Stack (project-dev):
    error: preview failed

Resources:
    + 4 to create
    5 judged; violations: 1 mandatory, 1 advisory
`);
});
