/** What the policies change of a program at the level `remediate`, and what they leave. */
import { resolve } from "node:path";
import { pulumiDialects } from "../dialects/pulumi";
import { fixtureRows } from "../fixtures/controls";
import { rows } from "../rows";
import { preview } from "../stand-ins/engine";
import { native, parameters, resource, server, serverUrn, stack, STACK, urn } from "../stand-ins/pulumi-program";
import { packFolder, packForTests, policyPack, secureTls, useSsl } from "../stand-ins/pulumi-diagnose";
import { secret, UNKNOWN, type EnforcementLevel, type Properties, type Resource } from "../stand-ins/policy-pack";

const pack = packForTests();
const fixturePack = resolve(__dirname, "../fixtures/controls/pack");

const CLASSIC_SINGLE = "azure:postgresql/server:Server";
const AZURERM_CONFIGURATION = "azurerm:index/postgresqlFlexibleServerConfiguration:PostgresqlFlexibleServerConfiguration";
const GENERIC = "azure-native:resources:Resource";
const SINGLE = `${native}:SingleServer`;
const CONFIGURATION = `${native}:Configuration`;

async function configure(level: EnforcementLevel, options: Properties = {}, configured = pack()): Promise<void> {
  const { policies } = await configured.getAnalyzerInfo();
  const taken = (schema: object): Properties => Object.fromEntries(Object.entries(options).filter(([name]) => name in schema));
  await configured.configure(
    Object.fromEntries(
      policies.map(({ name, enforcementLevel, configSchema, framework }) => [
        name,
        {
          enforcementLevel: framework ? level : enforcementLevel,
          properties: taken(configSchema?.properties ?? {}),
        },
      ]),
    ),
  );
}

/** The inputs after all remediations, `undefined` if there was none; the engine asks each policy once. */
async function remediated(one: Resource, by = pack()): Promise<Properties | undefined> {
  const found = await by.remediate(one);
  expect(found.map(({ diagnostic }) => diagnostic).join("")).toBe("");
  return found.at(-1)?.properties;
}

const configuration = (value: unknown, extra: Partial<Resource> = {}, configurationName = "require_secure_transport"): Resource =>
  resource(CONFIGURATION, "setting", { serverName: "pg", configurationName, ...(value === undefined ? {} : { value }) }, extra);
const single = (properties: unknown, extra: Partial<Resource> = {}): Resource => resource(SINGLE, "legacy", { properties }, extra);

interface Case {
  readonly name: string;
  readonly resource: Resource;
  readonly options?: Properties;
  /** What is another value then; `undefined` if nothing is changed. */
  readonly changed: Properties | undefined;
}

const cases: readonly Case[] = [
  { name: "OFF becomes ON", resource: configuration("OFF"), changed: { value: "ON" } },
  { name: "a value that is not written is written", resource: configuration(undefined), changed: { value: "ON" } },
  { name: "a value of the wrong type", resource: configuration(true), changed: { value: "ON" } },
  {
    name: "an old version becomes the minimum",
    resource: configuration("TLSv1", {}, "ssl_min_protocol_version"),
    changed: { value: "TLSv1.2" },
  },
  {
    name: "the minimum is the configured one",
    resource: configuration("TLSv1.2", {}, "ssl_min_protocol_version"),
    options: { minimumTlsVersion: "1.3" },
    changed: { value: "TLSv1.3" },
  },
  { name: "a right value stays as it is written", resource: configuration("on"), changed: undefined },
  { name: "another parameter", resource: configuration("OFF", {}, "log_connections"), changed: undefined },
  { name: "a parameter whose name isn't known", resource: configuration("OFF", {}, UNKNOWN), changed: undefined },
  { name: "a secret stays one", resource: configuration(secret("OFF")), changed: { value: secret("ON") } },
  { name: "a right secret", resource: configuration(secret("ON")), changed: undefined },
  { name: "what isn't known stays so", resource: configuration(UNKNOWN), options: { undetermined: "error" }, changed: undefined },
  {
    name: "an unknown secret",
    resource: configuration(secret(UNKNOWN)),
    options: { undetermined: "error" },
    changed: undefined,
  },
  {
    name: "a value that ignoreChanges covers",
    resource: configuration("OFF", { options: { ignoreChanges: ["value"] } }),
    changed: undefined,
  },
  { name: "a server without parameters", resource: server(), changed: undefined },
  { name: "a resource that is not in the targets", resource: resource(CONFIGURATION, "setting", {}), changed: undefined },
  {
    name: "a resource of another type",
    resource: resource("azure-native:storage:StorageAccount", "other", { value: "OFF" }),
    changed: undefined,
  },
  {
    name: "a single server's properties beside the one that is changed",
    resource: single({
      sslEnforcement: "Disabled",
      createMode: "Default",
      administratorLoginPassword: secret("hunter2"),
      version: UNKNOWN,
    }),
    changed: {
      properties: { sslEnforcement: "Enabled", createMode: "Default", administratorLoginPassword: secret("hunter2"), version: UNKNOWN },
    },
  },
  {
    name: "a single server that leaves it out",
    resource: single({ createMode: "Default" }),
    changed: { properties: { createMode: "Default", sslEnforcement: "Enabled" } },
  },
  {
    name: "a single server that leaves it out, where that is allowed",
    resource: single({ createMode: "Default" }),
    options: { unset: "warn" },
    changed: undefined,
  },
  {
    name: "a single server whose properties are a secret",
    resource: single(secret({ sslEnforcement: "Disabled" })),
    changed: { properties: secret({ sslEnforcement: "Enabled" }) },
  },
  { name: "a single server whose properties aren't known", resource: single(UNKNOWN), changed: undefined },
  { name: "a single server whose properties are a text", resource: single("none"), changed: undefined },
  { name: "a single server whose properties are null", resource: single(null), changed: { properties: { sslEnforcement: "Enabled" } } },
  {
    name: "a switch is written as one",
    resource: resource(CLASSIC_SINGLE, "legacy", { sslEnforcementEnabled: false }, {}, "6.40.0"),
    changed: { sslEnforcementEnabled: true },
  },
  {
    name: "the older argument is kept where it is used",
    resource: resource(CLASSIC_SINGLE, "legacy", { sslEnforcement: "Disabled" }, {}, "4.42.0"),
    changed: { sslEnforcement: "Enabled" },
  },
  {
    name: "Terraform's azurerm as a package",
    resource: resource(AZURERM_CONFIGURATION, "setting", { name: "require_secure_transport", serverId: UNKNOWN, value: "OFF" }),
    changed: { value: "ON" },
  },
  {
    name: "azure-native's generic resource",
    resource: resource(GENERIC, "setting", {
      resourceProviderNamespace: "Microsoft.DBforPostgreSQL",
      parentResourcePath: "flexibleServers/pg",
      resourceType: "configurations",
      resourceName: "require_secure_transport",
      properties: { value: "OFF" },
    }),
    changed: { properties: { value: "ON" } },
  },
  {
    name: "azapi's body is left alone",
    resource: resource("azapi:index/resource:Resource", "setting", {
      type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01",
      name: "require_secure_transport",
      body: { properties: { value: "OFF" } },
    }),
    changed: undefined,
  },
];

test.each(cases)("$name", async ({ resource: one, options, changed }) => {
  await configure("remediate", options);
  const inputs = await remediated(one);
  expect(inputs).toEqual(changed && { ...one.inputs, ...changed });
  const isSaidBefore = await pack().analyze(one);
  const after = { ...one, inputs: inputs ?? one.inputs };
  // Again it changes nothing, and nothing is left to say.
  expect(await remediated(after)).toBeUndefined();
  expect(await pack().analyze(after)).toEqual(changed ? [] : isSaidBefore);
});

test.each(cases)("without the opt-in nothing changes: $name", async ({ resource: one, options }) => {
  for (const level of ["mandatory", "advisory", "disabled"] as const) {
    await configure(level, options);
    expect(await pack().remediate(one)).toEqual([]);
  }
});

test("what can't be changed is a mandatory violation, and says that no resource can be added", async () => {
  await configure("remediate");
  const [on] = parameters("pg", { serverName: "pg1a2b3c4d" });
  const program = [stack, server("pg", {}, { outputs: { name: "pg1a2b3c4d" } }), ...(on ? [on] : [])];
  for (const one of program) {
    expect(await pack().remediate(one)).toEqual([]);
    expect(await pack().analyze(one)).toEqual([]);
  }
  const found = await pack().analyzeStack(program);
  expect(found.map(({ policyName, level, urn: at, message }) => [policyName, level, at, message.split("\n").at(-1)])).toEqual([
    [
      secureTls,
      "mandatory",
      serverUrn("pg"),
      "ssl_min_protocol_version is not set for this server; it must be TLSv1.2 or TLSv1.3. " +
        `Declare a resource of type ${CONFIGURATION} with configurationName "ssl_min_protocol_version" and value "TLSv1.2" for it. ` +
        `Azure's default, TLSv1.2, is safe today; to rely on it, set the option "unset" to "warn" or "ignore". ` +
        "Remediation changes values that are declared; it can't declare a resource.",
    ],
  ]);
});

// Whatever a row declares, and whatever the control: what is left is what no value of a resource can mend.
describe.each([
  { name: "the product's controls", path: policyPack, own: rows },
  { name: "the fixtures' controls", path: fixturePack, own: fixtureRows },
])("after a remediation no value is wrong, of $name", ({ path, own }) => {
  const controlsPack = packForTests(path);

  describe.each(pulumiDialects.filter(({ name }) => !/template|azapi/i.test(name)))("$name", (dialect) => {
    test.each(own.filter((row) => dialect.cannot(row) === undefined))("$control.name: $name", async (row) => {
      await configure("remediate", row.options, controlsPack());
      const { resources } = dialect.program(row);
      const changed: Resource[] = [];
      for (const one of resources) {
        const inputs = await remediated(one, controlsPack());
        if (inputs) changed.push({ ...one, inputs });
        const after = { ...one, inputs: inputs ?? one.inputs };
        expect(await controlsPack().remediate(after)).toEqual([]);
        const left = (await controlsPack().analyze(after)).map(({ message }) => message);
        expect(left.filter((message) => !message.includes(" is known only at deployment; "))).toEqual([]);
      }
      if (row.shows === "violating") expect(changed).toHaveLength(row.findings.length);
    });
  });
});

test("a whole program: what is declared is mended before it is judged", async () => {
  const policyPackConfig = { [useSsl]: "remediate", [secureTls]: "remediate" };
  const program = `${packFolder}/../examples/pulumi-azure-native/violating`;
  const { diagnostics, resources, stderr } = await preview({ program, policyPack, policyPackConfig });
  expect(stderr).toBe("");
  const inputsOf = (type: string, name: string): Properties | undefined => resources.find((one) => one.urn === urn(type, name))?.inputs;
  expect(inputsOf(SINGLE, "legacy")?.["properties"]).toMatchObject({ sslEnforcement: "Enabled", version: "11" });
  expect(inputsOf(SINGLE, "legacy-default")?.["properties"]).toMatchObject({ sslEnforcement: "Enabled" });
  expect(inputsOf(CONFIGURATION, "billing-require_secure_transport")).toMatchObject({ value: "ON", serverName: UNKNOWN });
  expect(inputsOf(CONFIGURATION, "orders-tls-version")).toMatchObject({ value: "TLSv1.2" });
  expect(diagnostics.map(({ level, urn: at }) => `${level} ${at.replace(STACK, "").split("::").at(-1) ?? ""}`).sort()).toEqual([
    "mandatory active-require-tls",
    "mandatory inventory",
    "mandatory reports",
  ]);
});
