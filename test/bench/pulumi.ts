import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { previewOutputs } from "../stand-ins/azure-native";
import { stackMessage, startPolicyPack, UNKNOWN, type PolicyPack, type Properties, type Resource } from "../stand-ins/policy-pack";
import { compared, median, race, type Measurement } from "./table";

const folder = resolve(__dirname, "../../pulumi-policy");
/** The policy pack, in both its forms. */
const forms = [
  { form: "folder", path: folder, startGoal: 1.1 },
  { form: "one file", path: resolve(folder, "dist/azure-postgresql-tls-pack"), startGoal: 0.25 },
] as const;
const empty = resolve(__dirname, "packs/empty");
const noOp = resolve(__dirname, "packs/no-op");

const native = "azure-native:dbforpostgresql";
const provider = {
  type: "pulumi:providers:azure-native",
  name: "default",
  urn: "urn:pulumi:dev::p::pulumi:providers:azure-native::default",
  props: { version: "3.28.0" },
};

function resource(type: string, name: string, inputs: Properties, extra: Partial<Resource> = {}): Resource {
  return { urn: `urn:pulumi:dev::p::${type}::${name}`, type, name, inputs, outputs: previewOutputs(type, inputs), provider, ...extra };
}

/** A stack of which one in twenty resources is of PostgreSQL: servers with both their parameters. */
function program(count: number): Resource[] {
  const resources: Resource[] = [];
  while (resources.length < count) {
    const id = String(resources.length);
    const server = resource(`${native}:Server`, `pg${id}`, {
      resourceGroupName: "rg",
      serverName: `pg${id}1a2b3c4d`,
      version: "16",
      storage: { storageSizeGB: 32 },
    });
    resources.push(server);
    for (const [configurationName, value] of [
      ["require_secure_transport", "ON"],
      ["ssl_min_protocol_version", "TLSv1.2"],
    ] as const) {
      const inputs = { resourceGroupName: "rg", serverName: UNKNOWN, configurationName, value, source: "user-override" };
      resources.push(
        resource(`${native}:Configuration`, `pg${id}-${configurationName}`, inputs, {
          propertyDependencies: { serverName: [server.urn] },
          dependencies: [server.urn],
        }),
      );
    }
    for (let other = 0; other < 57 && resources.length < count; other++) {
      const inputs = {
        resourceGroupName: "rg",
        kind: "StorageV2",
        location: "westeurope",
        sku: { name: "Standard_LRS" },
        tags: { owner: "team", stage: "dev" },
        accessTier: "Hot",
      };
      // Outputs of a middling size; a few types have far more.
      const outputs = { ...inputs, id: UNKNOWN, name: UNKNOWN, type: UNKNOWN, provisioningState: UNKNOWN, creationTime: UNKNOWN };
      resources.push(resource("azure-native:storage:StorageAccount", `sa${id}-${String(other)}`, inputs, { outputs }));
    }
  }
  return resources;
}

/** The most memory that a process has held, in MB. */
function peakMemory(process: PolicyPack): number {
  const status = readFileSync(`/proc/${String(process.pid)}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** A line for each form of the pack in a {@link race}, whose last contender is a no-op. */
function eachForm(what: string, times: readonly number[][], goal: (form: (typeof forms)[number]) => number | undefined): Measurement[] {
  return forms.map((one, index) => compared(`Pulumi, ${one.form}: ${what}`, [times[index] ?? [], times[forms.length] ?? []], goal(one)));
}

/** Boots the pack in both its forms, and a no-op last; stops them whatever happens in between. */
async function withAll<Found>(use: (packs: readonly PolicyPack[]) => Promise<Found>): Promise<Found> {
  const packs: PolicyPack[] = [];
  try {
    for (const path of [...forms.map((form) => form.path), noOp]) packs.push(await startPolicyPack(path));
    return await use(packs);
  } finally {
    await Promise.all(packs.map((each) => each.stop()));
  }
}

async function startTimes(): Promise<Measurement[]> {
  const boot = (path: string) => async (): Promise<void> => {
    await (await startPolicyPack(path)).stop();
  };
  const times = await race(25, [...forms.map(({ path }) => path), empty].map(boot));
  return eachForm("start to port", times, ({ startGoal }) => startGoal);
}

async function analyzeEach(): Promise<Measurement[]> {
  const resources = program(1000);
  const times = await withAll((packs) =>
    race(
      5,
      packs.map((each) => async (): Promise<void> => {
        for (const one of resources) {
          await each.remediate(one);
          await each.analyze(one);
        }
      }),
    ),
  );
  return eachForm("Remediate and Analyze of 1,000 resources, one by one (five policies to one)", times, () => undefined);
}

/** The peak memory of each form of the pack, to that of a no-op, the last. */
function memory(size: string, packs: readonly PolicyPack[]): Measurement[] {
  const [baseline = 0] = packs.slice(forms.length).map(peakMemory);
  return packs.slice(0, forms.length).map((each, index) => ({
    what: `Pulumi, ${forms[index]?.form ?? ""}: peak memory at ${size} resources`,
    measured: `${peakMemory(each).toFixed(0)} MB`,
    baseline: `${baseline.toFixed(0)} MB`,
    ratio: peakMemory(each) / baseline,
  }));
}

/** AnalyzeStack of one size, in fresh processes. */
function analyzeStackOf(count: number, rounds: number): Promise<{ readonly found: Measurement[]; readonly perResource: number }> {
  const resources = program(count);
  const message = stackMessage(resources);
  const size = count.toLocaleString("en");
  return withAll(async (packs) => {
    for (const each of packs) for (const one of resources) if (one.type.startsWith(native)) await each.analyze(one);
    const times = await race(
      rounds,
      packs.map((each) => () => each.analyzeStackMessage(message)),
    );
    const compare = eachForm(`AnalyzeStack of ${size} resources`, times, () => (count > 10_000 ? undefined : 1.1));
    return { found: [...compare, ...memory(size, packs)], perResource: median(times[0] ?? []) / count };
  });
}

/** AnalyzeStack of several sizes, and how the time grows with them. */
async function analyzeStack(): Promise<Measurement[]> {
  const small = await analyzeStackOf(1_000, 15);
  const middle = await analyzeStackOf(10_000, 9);
  const large = await analyzeStackOf(100_000, 3);
  const growth = (from: number, to: number, what: string): Measurement => ({
    what: `Pulumi, folder: time per resource, ${what}`,
    measured: `${(to * 1000).toFixed(0)} µs`,
    baseline: `${(from * 1000).toFixed(0)} µs`,
    ratio: to / from,
    goal: 1.2,
  });
  return [
    ...[small, middle, large].flatMap(({ found }) => found),
    growth(small.perResource, middle.perResource, "10,000 to 1,000"),
    growth(middle.perResource, large.perResource, "100,000 to 10,000"),
  ];
}

/** What the policy pack costs a preview. */
export async function benchmark(): Promise<Measurement[]> {
  return [...(await startTimes()), ...(await analyzeEach()), ...(await analyzeStack())];
}
