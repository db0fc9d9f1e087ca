/** A repository with 20 bare servers in each of Pulumi, Bicep and CDKTF, as its owner brings it under the controls. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packFolder, secureTls } from "../stand-ins/pulumi-diagnose";
import { server, stack } from "../stand-ins/pulumi-program";
import { reconcile, startPolicyPack } from "../stand-ins/policy-pack";
import { writeFiles } from "../write-files";

const root = resolve(__dirname, "../..");
const repository = realpathSync(mkdtempSync(join(tmpdir(), "baseline-estate-")));
const clock = join(repository, "clock.js");
const names = Array.from({ length: 20 }, (_, index) => `pg${String(index)}`);
const LAST_DAY = "2026-12-15";
const DAY_AFTER = "2026-12-16";

const configuration = {
  baseline: "baseline.json",
  waivers: [{ control: secureTls, resource: "**pg7", reason: "The billing client is replaced in December.", until: LAST_DAY }],
};

writeFiles(repository, {
  ".git/HEAD": "",
  // What is run starts on a given day.
  "clock.js": `
    const RealDate = Date;
    const ahead = RealDate.parse(process.env.TODAY + "T12:00:00Z") - RealDate.now();
    globalThis.Date = class extends RealDate {
      constructor(...args) { args.length > 0 ? super(...args) : super(RealDate.now() + ahead); }
      static now() { return RealDate.now() + ahead; }
    };`,
  "azure-postgresql-tls.json": configuration,
  "bicep/main.bicep": names
    .map(
      (name) =>
        `resource ${name} 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {\n  name: '${name}'\n  location: 'westeurope'\n}\n`,
    )
    .join("\n"),
  "cdktf/main.js": `
    const { App, TerraformResource, TerraformStack } = require("${root}/node_modules/cdktf");
    const { guard } = require("${root}/cdktf-aspect");
    const app = new App();
    guard(app, { report: { format: "json", path: "tls.json" } });
    const stack = new TerraformStack(app, "databases");
    for (const name of ${JSON.stringify(names)})
      new TerraformResource(stack, name, { terraformResourceType: "azurerm_postgresql_flexible_server" }).addOverride("name", name);
    app.synth();`,
  "pulumi/Pulumi.yaml": "name: project\nruntime: yaml\n",
});

afterAll(() => {
  rmSync(repository, { recursive: true });
});

/** A run of one host. */
interface Run {
  readonly isGreen: boolean;
  readonly printed: string;
}

interface Given {
  readonly today: string;
  readonly writes?: boolean;
}

function environment({ today, writes = false }: Given): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: `--require ${clock}`,
    TODAY: today,
    AZURE_POSTGRESQL_TLS_WRITE_BASELINE: writes ? "1" : "",
  };
}

function run(args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: join(repository, folder), env, encoding: "utf8" });
  return { isGreen: status === 0, printed: stdout + stderr };
}

const hosts: Readonly<Record<string, (given: Given) => Run | Promise<Run>>> = {
  Bicep: (given) => {
    const written = given.writes ? ["--write-baseline", "baseline.json"] : [];
    return run([join(root, "shared/bin/azure-postgresql-tls.js"), "check", "bicep", ...written], "", environment(given));
  },
  CDKTF: (given) => run(["main.js"], "cdktf", environment(given)),
  Pulumi: async (given) => {
    const before = { ...process.env };
    Object.assign(process.env, environment(given));
    const pack = await startPolicyPack(join(packFolder, "dist/azure-postgresql-tls-pack"), { directory: join(repository, "pulumi") });
    process.env = before;
    try {
      await pack.configure(reconcile(await pack.getAnalyzerInfo()));
      const program = [stack, ...names.map((name) => server(name))];
      const told = [];
      for (const one of program) told.push(...(await pack.analyze(one)));
      told.push(...(await pack.analyzeStack(program)));
      return {
        isGreen: told.every(({ level }) => level !== "mandatory"),
        printed: told.map(({ level, urn, message }) => `${level} ${urn}: ${message}`).join("\n"),
      };
    } finally {
      await pack.stop();
    }
  },
};

const baseline = (): { accepted: readonly { readonly name: string; readonly type: string }[] } =>
  JSON.parse(readFileSync(join(repository, "baseline.json"), "utf8")) as ReturnType<typeof baseline>;

test("goes green in three commands, with one waiver, and red by itself the day after the waiver's end", async () => {
  for (const [host, check] of Object.entries(hosts)) {
    const { isGreen, printed } = await check({ today: "2026-11-21", writes: true });
    expect([host, isGreen, printed]).toEqual([host, true, expect.any(String)]);
  }
  const { accepted } = baseline();
  const types = new Map<string, number>();
  for (const { type } of accepted) types.set(type, (types.get(type) ?? 0) + 1);
  expect(Object.fromEntries(types)).toEqual({
    "Microsoft.DBforPostgreSQL/flexibleServers": 38,
    "azure-native:dbforpostgresql:Server": 38,
    azurerm_postgresql_flexible_server: 38,
  });
  expect(accepted.some(({ name }) => name === "pg7")).toBe(false);
  for (const [host, check] of Object.entries(hosts)) {
    const before = await check({ today: LAST_DAY });
    expect([host, before.isGreen, before.printed.includes("no longer finds")]).toEqual([host, true, false]);
    const after = await check({ today: DAY_AFTER });
    expect([host, after.isGreen]).toEqual([host, false]);
    expect(after.printed).toContain(`A waiver of it expired on ${LAST_DAY}.`);
  }
  const report = JSON.parse(readFileSync(join(repository, "cdktf/tls.json"), "utf8")) as { findings: { accepted?: object }[] };
  expect(report.findings.filter(({ accepted: by }) => !by)).toHaveLength(2);
});
