import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { advice, configuration, packForTests, packFolder, policyPack, secureTls, useSsl, unread } from "../stand-ins/pulumi-diagnose";
import { previewOutputs } from "../stand-ins/azure-native";
import {
  reconcile,
  startPolicyPack,
  type PolicyPack,
  type PolicyPackConfig,
  type Properties,
  type Resource,
} from "../stand-ins/policy-pack";

const STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev";

function resource(name: string, value: string | undefined): Resource {
  const isServer = value === undefined;
  const type = `azure-native:dbforpostgresql:${isServer ? "Server" : "Configuration"}`;
  const inputs = isServer ? { serverName: "pg" } : { serverName: "pg", configurationName: name, value };
  const provider = {
    type: "pulumi:providers:azure-native",
    name: "default",
    urn: "urn:pulumi:dev::project::pulumi:providers:azure-native::default",
    props: { version: "3.28.0" },
  };
  return {
    urn: `urn:pulumi:dev::project::${type}::${name}`,
    type,
    name,
    inputs,
    outputs: previewOutputs(type, inputs),
    parent: STACK,
    provider,
  };
}

const stack: Resource = { urn: STACK, type: "pulumi:pulumi:Stack", name: "project-dev", inputs: {}, outputs: {} };
const server = resource("pg", undefined);
const on = resource("require_secure_transport", "ON");
const off = resource("require_secure_transport", "OFF");
const tls12 = resource("ssl_min_protocol_version", "TLSv1.2");

/** Policy, level and resource of each diagnostic of a program, and the options' complaints in full. */
async function run(pack: PolicyPack, program: readonly Resource[], config?: PolicyPackConfig): Promise<string[]> {
  await pack.configureStack();
  await pack.configure(reconcile(await pack.getAnalyzerInfo(), config));
  const lines: string[] = [];
  for (const { urn, ...analyzed } of [stack, ...program]) {
    for (const { policyName, level, message } of await pack.analyze({ urn, ...analyzed }))
      lines.push(brief(policyName, level, urn, message));
  }
  for (const { policyName, level, urn, message } of await pack.analyzeStack([stack, ...program]))
    lines.push(brief(policyName, level, urn, message));
  return lines;
}

function brief(policy: string, level: string, urn: string, message: string): string {
  const name = urn.split("::").at(-1) ?? "";
  return `${policy} ${level} ${name}${message.includes("are not valid") ? `: ${message.split("\n").at(-1) ?? ""}` : ""}`;
}

describe("the pack", () => {
  const pack = packForTests();

  test("prints its port and nothing else", () => {
    expect({ stdout: pack().stdout, stderr: pack().stderr }).toEqual({ stdout: "", stderr: "" });
  });

  test("tells of itself and its policies", async () => {
    const { name, version, policies } = await pack().getAnalyzerInfo();
    expect({ name, version }).toEqual({ name: "azure-postgresql-tls", version: "0.1.0" });
    const level = { type: "string", enum: ["error", "warn", "ignore"] };
    expect(
      policies.map(({ name: policy, enforcementLevel, type, severity, configSchema }) => ({
        policy,
        enforcementLevel,
        type,
        severity,
        properties: configSchema?.properties ?? {},
      })),
    ).toEqual([
      {
        policy: useSsl,
        enforcementLevel: "mandatory",
        type: "resource",
        severity: "critical",
        properties: {
          unset: expect.objectContaining({ ...level, description: expect.stringMatching(/ Default: error\.$/) as unknown }) as unknown,
          undetermined: expect.objectContaining({
            ...level,
            description: expect.stringMatching(/ Default: warn\.$/) as unknown,
          }) as unknown,
        },
      },
      {
        policy: secureTls,
        enforcementLevel: "mandatory",
        type: "resource",
        severity: "critical",
        properties: {
          minimumTlsVersion: expect.objectContaining({
            type: "string",
            enum: ["1.2", "1.3"],
            description: expect.stringMatching(/ Default: 1\.2\.$/) as unknown,
          }) as unknown,
          unset: expect.objectContaining({ ...level, description: expect.stringMatching(/ Default: error\.$/) as unknown }) as unknown,
          undetermined: expect.objectContaining({
            ...level,
            description: expect.stringMatching(/ Default: warn\.$/) as unknown,
          }) as unknown,
        },
      },
      {
        policy: unread,
        enforcementLevel: "mandatory",
        type: "resource",
        severity: "medium",
        properties: {
          unread: expect.objectContaining({ ...level, description: expect.stringMatching(/ Default: warn\.$/) as unknown }) as unknown,
        },
      },
      {
        policy: advice,
        enforcementLevel: "advisory",
        type: "resource",
        severity: "medium",
        properties: {
          minimumTlsVersion: expect.objectContaining({ enum: ["1.2", "1.3"] }) as unknown,
          unset: expect.objectContaining(level) as unknown,
          undetermined: expect.objectContaining(level) as unknown,
          unread: expect.objectContaining(level) as unknown,
        },
      },
      { policy: configuration, enforcementLevel: "mandatory", type: "resource", severity: "high", properties: {} },
    ]);
    for (const { description, displayName, remediationSteps, url, tags } of policies) {
      expect([description, displayName, remediationSteps, url, tags].every((text) => text.length > 0)).toBe(true);
    }
    expect(policies.slice(0, 2).map(({ framework }) => [framework?.name, framework?.reference])).toEqual([
      ["PSRule for Azure", "AZR-000147"],
      ["Azure Tenant Security (AzTS)", "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version"],
    ]);
  });

  const missing = [`${secureTls} mandatory pg`];
  const configurations: readonly {
    readonly name: string;
    readonly config?: PolicyPackConfig;
    readonly program: readonly Resource[];
    readonly found: readonly string[];
  }[] = [
    { name: "nothing", program: [server], found: missing },
    {
      name: "all advisory",
      config: { all: "advisory" },
      program: [server, off],
      found: [`${secureTls} advisory require_secure_transport`, `${secureTls} advisory pg`],
    },
    { name: "all disabled", config: { all: "disabled" }, program: [server, off], found: [] },
    { name: "one disabled", config: { [secureTls]: "disabled" }, program: [server, off], found: [] },
    { name: "one level", config: { [secureTls]: "advisory" }, program: [server], found: [`${secureTls} advisory pg`] },
    {
      name: "unset: warn",
      config: { [secureTls]: { unset: "warn" } },
      program: [server],
      found: [`${advice} advisory pg`],
    },
    {
      name: "unset: warn, the advice mandatory",
      config: { [secureTls]: { unset: "warn" }, [advice]: "mandatory" },
      program: [server, on],
      found: [`${advice} mandatory pg`],
    },
    {
      name: "unset: warn, the advice disabled",
      config: { [secureTls]: { unset: "warn" }, [advice]: "disabled" },
      program: [server],
      found: [],
    },
    { name: "unset: ignore", config: { [secureTls]: { unset: "ignore" } }, program: [server], found: [] },
    {
      name: "minimumTlsVersion: 1.3",
      config: { [secureTls]: { minimumTlsVersion: "1.3" } },
      program: [server, on, tls12],
      found: [`${secureTls} mandatory ssl_min_protocol_version`],
    },
    {
      name: "options of another policy",
      config: { [useSsl]: { minimumTlsVersion: "1.3" } },
      program: [server, on, tls12],
      found: [
        `${configuration} mandatory project-dev: The options of policy ${useSsl} are not valid, so none of them holds: ` +
          `minimumTlsVersion: found an unknown option; accepted are "unset", "undetermined".`,
      ],
    },
    {
      name: "several unknown options",
      config: { [secureTls]: { minimumTLSVersion: "1.3", Unset: "warn" } },
      program: [server, on],
      found: [
        `${configuration} mandatory project-dev: The options of policy ${secureTls} are not valid, so none of them holds: ` +
          `Unset: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined". ` +
          `minimumTLSVersion: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined".`,
        `${secureTls} mandatory pg`,
      ],
    },
    {
      name: "wrong options, and no policy to tell of them",
      config: { [secureTls]: { Unset: "warn" }, [configuration]: "disabled" },
      program: [server, on, tls12],
      found: [
        `${secureTls} mandatory pg: The options of policy ${secureTls} are not valid, so none of them holds: ` +
          `Unset: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined".`,
      ],
    },
  ];

  test.each(configurations)("configured with $name", async ({ config, program, found }) => {
    expect(await run(pack(), program, config)).toEqual(found);
  });

  test.each([
    [{ [secureTls]: { unset: "never" } }, `${secureTls}: unset`],
    [{ [secureTls]: { minimumTlsVersion: 1.3 } }, `${secureTls}: minimumTlsVersion`],
    [{ [useSsl]: { undetermined: null } }, `${useSsl}: undetermined`],
  ])("the engine refuses %j", async (config, message) => {
    const info = await pack().getAnalyzerInfo();
    expect(() => reconcile(info, config as PolicyPackConfig)).toThrow(message);
  });

  test("takes resources that hold assets and archives of every kind", async () => {
    const special = (signature: string, value: Properties): Properties => ({ "4dabf18193072939515e22adb298388d": signature, ...value });
    const asset = (value: Properties): Properties => special("c44067f5952c0a294b673a41bacd8c17", value);
    const archive = (value: Properties): Properties => special("0def7320c3a5731c473e5ecbe6d01bc7", value);
    const held = {
      assets: [asset({ text: "text" }), asset({ path: "./file" }), asset({ uri: "https://example.com" })],
      archive: archive({ assets: { one: asset({ text: "text" }), all: archive({ path: "./folder" }) } }),
      remote: archive({ uri: "https://example.com" }),
    };
    const holder = { ...stack, inputs: held, outputs: held };
    expect(await run(pack(), [holder, server, on, tls12])).toEqual([]);
    await expect(pack().analyze({ ...stack, inputs: { unknown: special("no signature", {}) } })).rejects.toThrow("Unrecognized signature");
  });

  test("a wrong value that reaches the pack all the same is told of, and the defaults hold", async () => {
    await pack().configure({ [secureTls]: { enforcementLevel: "mandatory", properties: { unset: "never" } } });
    const [diagnostic] = await pack().analyze(stack);
    expect(diagnostic?.message.split("\n").at(-1)).toBe(
      `The options of policy ${secureTls} are not valid, so none of them holds: unset: found "never"; accepted are "error", "warn", "ignore".`,
    );
    expect(await pack().analyze(off)).toHaveLength(1);
  });
});

// A copy of a policy has what the policy had at that time, and no getters.
test.each(["spread", "assign", "class"])("policies that are composed by %s report what is missing, too", async (way) => {
  const pack = await startPolicyPack(join(__dirname, "../fixtures/stand-ins/composed-packs", way));
  expect((await pack.getAnalyzerInfo()).policies.map(({ displayName }) => displayName)).toEqual(Array(5).fill("Ours"));
  expect(await run(pack, [server, off], { [secureTls]: { unset: "warn" } })).toEqual([
    `${secureTls} mandatory require_secure_transport`,
    `${advice} advisory pg`,
  ]);
  expect(await run(pack, [server, off])).toEqual([`${secureTls} mandatory require_secure_transport`, `${secureTls} mandatory pg`]);
  await pack.stop();
});

describe("the tarball", () => {
  const folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-policy-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("is small, and boots where it is installed alone", async () => {
    const npm = (...args: string[]): string =>
      execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    npm("pack", "--ignore-scripts", packFolder);
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    expect(statSync(join(folder, tarball)).size).toBeLessThan(300_000);
    npm("install", "--prefix", folder, "--prefer-offline", "--ignore-scripts", join(folder, tarball));
    const installed = join(folder, "node_modules/azure-postgresql-tls-policy");
    expect(readdirSync(installed).sort()).toEqual(["LICENSE", "PulumiPolicy.yaml", "README.md", "bin", "dist", "package.json"]);
    // What only some programs need is there, too.
    expect(createRequire(join(installed, "package.json")).resolve("jsonc-parser")).toContain(folder);
    const pack = await startPolicyPack(join(installed, relative(packFolder, policyPack)));
    try {
      expect(await run(pack, [server, off])).toEqual([`${secureTls} mandatory require_secure_transport`, `${secureTls} mandatory pg`]);
    } finally {
      await pack.stop();
    }
    const policies = execFileSync(process.execPath, ["-p", "require('azure-postgresql-tls-policy/policies').policies.length"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(policies.trim()).toBe("5");
  });

  test("serves a pack in TypeScript, which Pulumi compiles with a version that ignores `exports`", async () => {
    const own = join(folder, "own");
    cpSync(join(packFolder, "../examples/pulumi-own-policy-pack-typescript"), own, { recursive: true });
    const pack = await startPolicyPack(own);
    expect(await run(pack, [server, on, tls12])).toEqual([`${secureTls} mandatory ssl_min_protocol_version`]);
    await pack.stop();
  });
});
