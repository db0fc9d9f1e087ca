/** Where the policies take their options and waivers from: the configuration file, the pack, Pulumi's policy configuration. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { daysFrom, todayInUtc } from "../../shared/engine/dates";
import { advice, configuration, packFolder, policyPack, secureTls, useSsl } from "../stand-ins/pulumi-diagnose";
import { native, parameters, resource, server, stack } from "../stand-ins/pulumi-program";
import { reconcile, startPolicyPack, type PolicyPackConfig, type Resource } from "../stand-ins/policy-pack";

const root = mkdtempSync(join(tmpdir(), "pulumi-configuration-"));
mkdirSync(join(root, ".git"));
symlinkSync(resolve(packFolder, "../node_modules"), join(root, "node_modules"));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const legacy = resource(`${native}:SingleServer`, "legacy", { properties: { sslEnforcement: "Disabled" } });
const [on, tls12] = parameters("pg", { serverName: "pg1a2b3c4d" }) as [Resource, Resource];
const off = { ...on, inputs: { ...on.inputs, value: "OFF" } };
const lacking = [server("pg", {}, { outputs: { name: "pg1a2b3c4d" } }), on];
const later = new Date(Date.parse(todayInUtc()) + 10 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const REASON = "It is replaced in March.";
const SUMMARY = "waived: 1, expiring within 30 days:";

interface Case {
  readonly name: string;
  /** The configuration file of the folder above the pack's, as a text or as what it holds. */
  readonly file?: unknown;
  /** The baseline beside it, as what it accepts. */
  readonly baseline?: readonly object[];
  /** What the pack sets, as JavaScript; only a pack of one's own can. */
  readonly settings?: string;
  readonly config?: PolicyPackConfig;
  readonly program: readonly Resource[];
  readonly found: readonly string[];
}

const unsetIs = (level: string): unknown => ({ unset: level });
const missing = `${secureTls} mandatory pg: ssl_min_protocol_version is not set for this server`;
const warned = `${advice} advisory pg: ${secureTls}: ssl_min_protocol_version is not set for this server`;
const wrongSsl = `${useSsl} mandatory legacy: properties.sslEnforcement is Disabled`;
const waiver = (extra: object = {}): object => ({
  control: useSsl,
  resource: "legacy",
  reason: REASON,
  until: later,
  owner: "ops",
  ...extra,
});

const cases: readonly Case[] = [
  { name: "nothing", program: lacking, found: [missing] },
  { name: "the file", file: unsetIs("warn"), program: lacking, found: [warned] },
  { name: "a file with comments", file: '{ // Ours.\n  "unset": "warn", }', program: lacking, found: [warned] },
  {
    name: "an override of the file for the stack",
    file: { overrides: [{ stacks: ["project/dev"], ...(unsetIs("ignore") as object) }] },
    program: lacking,
    found: [],
  },
  {
    name: "an override of the file for another stack",
    file: { overrides: [{ stacks: ["prod"], ...(unsetIs("ignore") as object) }] },
    program: lacking,
    found: [missing],
  },
  {
    name: "the file, and the advice's options",
    file: unsetIs("warn"),
    config: { [advice]: { unset: "ignore" } },
    program: lacking,
    found: [],
  },
  {
    name: "the advice's options, and the policy's own",
    config: { [advice]: { unset: "ignore", minimumTlsVersion: "1.3" }, [secureTls]: { unset: "error" } },
    program: [...lacking, tls12],
    found: [`${secureTls} mandatory pg-ssl_min_protocol_version: ssl_min_protocol_version is TLSv1.2`],
  },
  {
    name: "the policy's own options",
    file: unsetIs("ignore"),
    config: { [secureTls]: { unset: "error" } },
    program: lacking,
    found: [missing],
  },
  {
    name: "a control that the file leaves out",
    file: { controls: { [secureTls]: false } },
    program: [...lacking, off, legacy],
    found: [wrongSsl],
  },
  {
    name: "a final setting of the file",
    file: { final: true, unset: "error" },
    config: { [advice]: { unset: "ignore" } },
    program: lacking,
    found: [`${configuration} mandatory project-dev: the options of policy ${advice}: unset: found "ignore"`, missing],
  },
  {
    name: "a file with mistakes",
    file: { unset: "never", unsett: "warn" },
    program: lacking,
    found: [`${configuration} mandatory project-dev: The configuration file is not valid, so nothing of it holds`, missing],
  },
  {
    name: "a waiver in the file",
    file: { waivers: [waiver()] },
    program: [legacy],
    found: [`${advice} advisory project-dev: ${SUMMARY} 1.\n  legacy: Azure.PostgreSQL.UseSSL, until ${later}, by ops: ${REASON}`],
  },
  {
    name: "a waiver without an end, by a glob over the URN, beside the advice made mandatory",
    file: { waivers: [waiver({ control: "*", resource: "urn:pulumi:dev::**::legacy", until: undefined })] },
    config: { all: "mandatory" },
    program: [legacy],
    found: [`${advice} advisory project-dev: ${SUMMARY} 0.\n  legacy: Azure.PostgreSQL.UseSSL, by ops: ${REASON}`],
  },
  {
    name: "a waiver of another resource",
    file: { waivers: [waiver({ resource: "other" })] },
    program: [legacy],
    found: [
      wrongSsl,
      `${advice} advisory project-dev: ../azure-postgresql-tls.json:1:13: waivers[0] is not used: there is no finding of Azure.PostgreSQL.UseSSL on "other". Remove it, or put it into an override of the files or stacks that it is for.`,
    ],
  },
  {
    name: "a waiver that has expired",
    file: { waivers: [waiver({ until: "2020-01-31" })] },
    program: [legacy],
    found: [
      `${useSsl} mandatory legacy: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. A waiver of it expired on 2020-01-31.`,
    ],
  },
  {
    name: "an expired waiver of all that a server lacks",
    file: { waivers: [waiver({ control: secureTls, resource: "pg", until: "2020-01-31" })] },
    program: lacking.slice(0, 1),
    found: [`${secureTls} mandatory pg: neither require_secure_transport nor ssl_min_protocol_version is set for this server`],
  },
  {
    name: "a waiver of what a server lacks",
    file: { waivers: [waiver({ control: secureTls, resource: "pg", owner: undefined })] },
    program: lacking,
    found: [
      `${advice} advisory project-dev: ${SUMMARY} 1.\n  pg: Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version, until ${later}: ${REASON}`,
    ],
  },
  {
    name: "a control that can't be waived",
    file: { controls: { [useSsl]: { waivable: false } }, waivers: [waiver()] },
    program: [legacy],
    found: [
      `${configuration} mandatory legacy: ../azure-postgresql-tls.json:1:72: waivers[0] is refused: Azure.PostgreSQL.UseSSL can't be waived, as ../azure-postgresql-tls.json:1:53 says. Remove the waiver, and correct what it was for.`,
      wrongSsl,
    ],
  },
];

/** An entry of a baseline for what is wrong of `legacy`. */
const accepting = (extra: object = {}): object => ({
  control: "Azure.PostgreSQL.UseSSL",
  type: legacy.type,
  name: "legacy",
  address: legacy.urn,
  armPath: "properties.sslEnforcement",
  verdict: "fail",
  ...extra,
});
const ACCEPTED = `${advice} advisory project-dev: accepted by the baseline: 1.`;

const withBaseline: readonly Case[] = [
  { name: "that has what is found", baseline: [accepting()], program: [legacy], found: [ACCEPTED] },
  {
    name: "that has it of another stack",
    baseline: [accepting({ address: "urn:pulumi:prod::legacy" })],
    program: [legacy],
    found: [wrongSsl],
  },
  {
    name: "that has what is found no more, and what is of a file",
    baseline: [
      accepting({ name: "gone", address: legacy.urn.replace("legacy", "gone") }),
      accepting({ type: "Microsoft.DBforPostgreSQL/servers", name: "gone", address: "resources[0]", file: "main.json" }),
    ],
    program: [legacy],
    found: [
      wrongSsl,
      `${advice} advisory project-dev: ../azure-postgresql-tls-baseline.json:1:32: Azure.PostgreSQL.UseSSL no longer finds this of properties.sslEnforcement, on ${legacy.urn.replace("legacy", "gone")}. Remove the entry.`,
    ],
  },
  {
    name: "of a control that can't be waived",
    file: { controls: { [useSsl]: { waivable: false } } },
    baseline: [accepting()],
    program: [legacy],
    found: [
      wrongSsl,
      `${configuration} mandatory project-dev: ../azure-postgresql-tls-baseline.json:1:32: This entry is refused: Azure.PostgreSQL.UseSSL can't be waived, as ../azure-postgresql-tls.json:1:`,
    ],
  },
  {
    name: "that has an entry of no control",
    baseline: [{}],
    program: [legacy],
    found: [
      `${configuration} mandatory project-dev: ../azure-postgresql-tls-baseline.json:1:32: accepted[0].control: found nothing`,
      wrongSsl,
    ],
  },
];

/** What a template that the program deploys says of itself. */
const deployed = (metadata: object): Resource =>
  resource("azure-native:resources:Deployment", "deploy", {
    resourceGroupName: "rg",
    properties: {
      mode: "Incremental",
      template: {
        resources: [
          {
            type: "Microsoft.DBforPostgreSQL/servers",
            apiVersion: "2017-12-01",
            name: "legacy",
            metadata: { "azure-postgresql-tls": metadata },
            properties: { sslEnforcement: "Disabled" },
          },
        ],
      },
    },
  });

const inTemplates: readonly Case[] = [
  {
    name: "a waiver",
    program: [deployed({ waivers: [{ control: useSsl, reason: REASON }] })],
    found: [`${advice} advisory project-dev: ${SUMMARY} 0.\n  deploy`],
  },
  {
    name: "a waiver that has expired",
    program: [deployed({ waivers: [{ control: useSsl, reason: REASON, until: "2020-01-31" }] })],
    found: [`${useSsl} mandatory deploy: properties.template.resources[0]`],
  },
];

const ofOnesOwn: readonly Case[] = [
  { name: "options of the pack", settings: '{ options: { unset: "warn" } }', file: unsetIs("ignore"), program: lacking, found: [warned] },
  {
    name: "options of the pack, and Pulumi's",
    settings: '{ options: { unset: "warn" } }',
    config: { [advice]: { unset: "ignore" } },
    program: lacking,
    found: [],
  },
  {
    name: "waivers of the pack",
    settings: `{ waivers: [${JSON.stringify(waiver())}] }`,
    program: [legacy],
    found: [`${advice} advisory project-dev: ${SUMMARY} 1.\n  legacy: Azure.PostgreSQL.UseSSL, until ${later}, by ops: ${REASON}`],
  },
  {
    name: "a configuration of another name",
    settings: '{ configuration: "../other.json" }',
    program: lacking,
    found: [
      `${configuration} mandatory project-dev: The configuration file is not valid, so nothing of it holds: ../other.json can't be read`,
      missing,
    ],
  },
  {
    name: "a report of no format",
    settings: '{ report: { format: "xml" } }',
    program: [legacy],
    found: [`${configuration} mandatory project-dev: The report can't be written: report.format: found "xml"; accepted are`, wrongSsl],
  },
  {
    name: "a report to a folder that isn't there",
    settings: '{ report: { format: "json", path: "missing/tls.json" } }',
    program: [legacy],
    found: [`${configuration} mandatory project-dev: missing/tls.json can't be written: there is no such file or folder`, wrongSsl],
  },
  {
    name: "settings with mistakes",
    settings: '{ options: { unset: "never" }, waivers: [{ control: "*", resource: "legacy", reason: "short" }, 1] }',
    program: [legacy],
    found: [
      `${configuration} mandatory project-dev: the settings of policiesWith are not valid, so none of its options holds: unset: found "never"; accepted are "error", "warn", "ignore".`,
      `${configuration} mandatory project-dev: the settings of policiesWith: waivers[0].reason: found "short"; accepted is a text of at least 10 characters that says why.`,
      `${configuration} mandatory project-dev: the settings of policiesWith: waivers[1]: found 1; accepted is an object with "control", "resource", "reason", "until", "owner".`,
      wrongSsl,
    ],
  },
];

/** Boots a pack in a new folder, with a configuration file above it, and shows it a program. */
async function told({ file, baseline, settings, config, program }: Case): Promise<string[]> {
  const above = mkdtempSync(join(root, "program-"));
  const folder = join(above, "pack");
  mkdirSync(folder);
  const named = baseline ? { baseline: "azure-postgresql-tls-baseline.json", ...(file as object | undefined) } : file;
  if (named !== undefined)
    writeFileSync(join(above, "azure-postgresql-tls.json"), typeof named === "string" ? named : JSON.stringify(named));
  if (baseline) writeFileSync(join(above, "azure-postgresql-tls-baseline.json"), JSON.stringify({ schemaVersion: 1, accepted: baseline }));
  writeFileSync(join(folder, "package.json"), '{ "version": "1.0.0" }');
  const made = settings === undefined ? "policies" : `policiesWith(${settings})`;
  writeFileSync(
    join(folder, "index.js"),
    `const { PolicyPack } = require("@pulumi/policy");
     const { policies, policiesWith } = require("${packFolder}/dist/pulumi-policy/policies.js");
     new PolicyPack("own", { policies: ${made} });`,
  );
  const isOwn = settings !== undefined || policyPack === packFolder;
  const pack = await startPolicyPack(isOwn ? folder : policyPack, { directory: folder });
  const lines: string[] = [];
  const add = (policy: string, level: string, urn: string, message: string): number =>
    lines.push(`${policy} ${level} ${(urn || stack.urn).split("::").at(-1) ?? ""}: ${message.slice(message.indexOf("\n") + 1)}`);
  try {
    await pack.configure(reconcile(await pack.getAnalyzerInfo(), config));
    for (const one of [stack, ...program])
      for (const { policyName, level, message } of await pack.analyze(one)) add(policyName, level, one.urn, message);
    for (const { policyName, level, urn, message } of await pack.analyzeStack([stack, ...program])) add(policyName, level, urn, message);
  } finally {
    await pack.stop();
  }
  return lines;
}

/** Where a message is told in part, the rest of it is left out. */
async function expectTold(one: Case): Promise<void> {
  const lines = (await told(one)).toSorted();
  const found = one.found.toSorted();
  expect(lines.map((line, index) => line.slice(0, found[index]?.length))).toEqual(found);
}

expect(daysFrom(todayInUtc(), later)).toBe(10);
test.each(cases)("configured by $name", expectTold);
test.each(withBaseline)("with a baseline $name", expectTold);
test.each(inTemplates)("in a template that is deployed: $name", expectTold);

test("a pack of one's own writes the report that its settings, or the environment, ask for", async () => {
  const path = join(root, "tls.json");
  const found = (): unknown => JSON.parse(readFileSync(path, "utf8"));
  await told({ name: "", settings: JSON.stringify({ report: { format: "json", path } }), program: [legacy, ...lacking], found: [] });
  const reported = {
    files: [{ path: "Pulumi.yaml", kind: "Pulumi program", resources: 3 }],
    findings: [{ resource: { address: lacking[0]?.urn } }, { resource: { address: legacy.urn } }],
  };
  expect(found()).toMatchObject(reported);
  rmSync(path);
  process.env["AZURE_POSTGRESQL_TLS_REPORT"] = `json=${path}`;
  try {
    await told({ name: "", program: [legacy, ...lacking], found: [] });
  } finally {
    Reflect.deleteProperty(process.env, "AZURE_POSTGRESQL_TLS_REPORT");
  }
  expect(found()).toMatchObject(reported);
});

test.each(ofOnesOwn)("in a pack of one's own: $name", expectTold);
