import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guard } from "azure-postgresql-tls-aspect";
import { libraries, type Library, type Scope } from "../stand-ins/cdktf-libraries";
import { compared, median, milliseconds, type Measurement } from "./table";

type Judge = (app: InstanceType<Library["App"]>) => void;
const nothing: Judge = () => undefined;

/** As many arguments as a resource has that somebody has thought about. */
const STORAGE_ACCOUNT = {
  resource_group_name: "databases",
  location: "westeurope",
  account_tier: "Standard",
  account_replication_type: "GRS",
  min_tls_version: "TLS1_2",
  https_traffic_only_enabled: true,
  public_network_access_enabled: false,
  network_rules: [{ default_action: "Deny", ip_rules: ["100.0.0.1"] }],
  tags: { owner: "team", stage: "dev" },
};

/**
 * A resource with some arguments, which it writes as the classes of providers do. An override of each resource would not do: what
 * the libraries note of them makes a synthesis take as long as the square of their number.
 */
function raw(lib: Library, scope: Scope, id: string, type: string, args: Readonly<Record<string, unknown>>): Attributed {
  class Resource extends lib.TerraformResource {
    protected override synthesizeAttributes(): Record<string, unknown> {
      return args;
    }
  }
  return new Resource(scope, id, { terraformResourceType: type });
}

type Attributed = InstanceType<Library["TerraformResource"]>;

/** How the resources of an app are spread. */
interface Shape {
  readonly what: string;
  readonly resources: number;
  readonly stacks: number;
  /** Whether each stack has an override of its own. */
  readonly overrides?: true;
  /** Of so many resources three are a server with its parameters; of 60 by default. */
  readonly among?: number;
  readonly most: number;
  readonly rounds: number;
}

const shapes: readonly Shape[] = [
  { what: "10,000 resources in 20 stacks", resources: 10_000, stacks: 20, most: 1.05, rounds: 4 },
  { what: "10,000 resources in 200 stacks", resources: 10_000, stacks: 200, most: 1.05, rounds: 4 },
  { what: "4,000 resources in 20 stacks with overrides", resources: 4_000, stacks: 20, overrides: true, most: 1.05, rounds: 6 },
  { what: "20,000 resources of PostgreSQL", resources: 20_000, stacks: 1, among: 3, most: 1.3, rounds: 4 },
];

/** An app of several stacks, each as {@link fill} makes it. */
function buildStacks(lib: Library, { resources, stacks, overrides, among }: Shape): InstanceType<Library["App"]> {
  const app = new lib.App({ outdir: mkdtempSync(join(tmpdir(), "bench-")), stackTraces: false });
  for (let index = 0; index < stacks; index++) {
    const stack = new lib.TerraformStack(app, `stack${String(index)}`);
    fill(lib, stack, resources / stacks, among);
    if (overrides) stack.addOverride("terraform.required_version", ">= 1.5");
  }
  return app;
}

function build(lib: Library, count: number): InstanceType<Library["App"]> {
  const app = new lib.App({ outdir: mkdtempSync(join(tmpdir(), "bench-")), stackTraces: false });
  fill(lib, new lib.TerraformStack(app, "stack"), count);
  return app;
}

/** Resources of which one in twenty is of PostgreSQL, or more: servers with both their parameters. */
function fill(lib: Library, stack: InstanceType<Library["TerraformStack"]>, count: number, among = 60): void {
  for (let index = 0; index < count;) {
    const id = String(index);
    const server = raw(lib, stack, `pg${id}`, "azurerm_postgresql_flexible_server", { name: `pg${id}`, version: "16" });
    for (const [name, value] of [
      ["require_secure_transport", "ON"],
      ["ssl_min_protocol_version", "TLSv1.2"],
    ] as const) {
      raw(lib, stack, `pg${id}-${name}`, "azurerm_postgresql_flexible_server_configuration", {
        name,
        value,
        server_id: server.getStringAttribute("id"),
      });
    }
    for (index += 3; index % among !== 0 && index < count; index++) {
      raw(lib, stack, `sa${String(index)}`, "azurerm_storage_account", { ...STORAGE_ACCOUNT, name: `sa${String(index)}` });
    }
  }
}

/** Milliseconds of CPU that one synthesis takes, of an app that is built for it. */
function synthesize(app: InstanceType<Library["App"]>, judge: Judge): number {
  judge(app);
  const start = process.cpuUsage();
  app.synth();
  const { user, system } = process.cpuUsage(start);
  rmSync(app.outdir, { recursive: true });
  return (user + system) / 1000;
}

function race(rounds: number, make: () => InstanceType<Library["App"]>, judges: readonly Judge[]): number[][] {
  const times = judges.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    // Who is first in a round meets a younger heap.
    const order = round % 2 === 0 ? [...judges.entries()] : [...judges.entries()].reverse();
    for (const [index, judge] of order) {
      const time = synthesize(make(), judge);
      if (round >= 0) times[index]?.push(time);
    }
  }
  return times;
}

/** What the aspect costs a synthesis. */
export function benchmark(): Measurement[] {
  const measurements: Measurement[] = [];
  process.env["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] = "true";
  for (const { library, lib } of libraries) {
    for (const [count, rounds] of [
      [1_000, 20],
      [10_000, 4],
    ] as const) {
      measurements.push(
        compared(
          `${library}: synth of ${count.toLocaleString("en")} resources`,
          race(rounds, () => build(lib, count), [guard, nothing]),
          1.03,
        ),
      );
    }
    for (const shape of shapes)
      measurements.push(
        compared(
          `${library}: synth of ${shape.what}`,
          race(shape.rounds, () => buildStacks(lib, shape), [guard, nothing]),
          shape.most,
        ),
      );
    const violating = (): InstanceType<Library["App"]> => {
      const app = new lib.App({ outdir: mkdtempSync(join(tmpdir(), "bench-")), stackTraces: false });
      const stack = new lib.TerraformStack(app, "stack");
      for (let index = 0; index < 5000; index++)
        raw(lib, stack, `pg${String(index)}`, "azurerm_postgresql_server", { ssl_enforcement_enabled: false });
      return app;
    };
    const [judged = [], unjudged = []] = race(5, violating, [guard, nothing]);
    measurements.push({
      what: `${library}: synth of 5,000 violating servers`,
      measured: milliseconds(median(judged)),
      baseline: milliseconds(median(unjudged)),
      ratio: median(judged) / median(unjudged),
    });
  }
  measurements.push({
    what: "cdktf and cdktn: peak memory of all of these",
    measured: `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
    baseline: "",
  });
  return measurements;
}
