import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";
import { builtCheck } from "./built-check";
import { STORAGE_ACCOUNT } from "./storage-account";
import { compared, race, type Measurement } from "./table";

const check = builtCheck();

const PROVIDER = "registry.terraform.io/hashicorp/azurerm";
const SERVER = "azurerm_postgresql_flexible_server";

/** A resource that is to be created, as each part of a plan has it. */
interface Planned {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What is known only after apply, with what it refers to. */
  readonly unknown: Readonly<Record<string, readonly string[]>>;
}

const storage = (index: number): Planned => ({
  type: "azurerm_storage_account",
  name: `sa${String(index)}`,
  values: { name: `sa${String(index)}`, ...STORAGE_ACCOUNT },
  unknown: { id: [], primary_access_key: [], primary_blob_endpoint: [] },
});

/** A server with both its parameters; wrong, if at all, for every fourth. */
const postgresql = (index: number, isWrong: boolean): Planned[] => {
  const name = `pg${String(index)}`;
  const server = `${SERVER}.${name}`;
  const parameter = (setting: string, value: string): Planned => ({
    type: `${SERVER}_configuration`,
    name: `${name}-${setting}`,
    values: { name: setting, value },
    unknown: { id: [], server_id: [`${server}.id`, server] },
  });
  return [
    { type: SERVER, name, values: { name, version: "16", location: "westeurope" }, unknown: { id: [], fqdn: [] } },
    parameter("require_secure_transport", isWrong && index % 4 === 0 ? "off" : "on"),
    parameter("ssl_min_protocol_version", "TLSv1.2"),
  ];
};

/** One module of a plan, as `planned_values`, `resource_changes` and `configuration` have it. */
function moduleOf(resources: readonly Planned[], prefix: string): Readonly<Record<"planned" | "changes" | "configuration", unknown[]>> {
  const all = resources.map(({ type, name, values, unknown }) => {
    const head = { address: `${prefix}${type}.${name}`, mode: "managed", type, name, provider_name: PROVIDER };
    const marks: Readonly<Record<string, true>> = Object.fromEntries(Object.keys(unknown).map((key) => [key, true]));
    const expressions: (readonly [name: string, expression: unknown])[] = [
      ...Object.entries(values).map(([key, value]) => [key, { constant_value: value }] as const),
      ...Object.entries(unknown).flatMap(([key, references]) => (references.length > 0 ? [[key, { references }] as const] : [])),
    ];
    const change = { actions: ["create"], before: null, after: values, after_unknown: marks, before_sensitive: false, after_sensitive: {} };
    return {
      planned: { ...head, schema_version: 0, values, sensitive_values: {} },
      change: { ...head, ...(prefix !== "" && { module_address: prefix.slice(0, -1) }), change },
      block: {
        ...head,
        address: `${type}.${name}`,
        provider_config_key: "azurerm",
        expressions: Object.fromEntries(expressions),
      },
    };
  });
  return {
    planned: all.map(({ planned }) => planned),
    changes: all.map(({ change }) => change),
    configuration: all.map(({ block }) => block),
  };
}

/** What `terraform show -json` gives of a plan of about so many bytes, one in twenty of whose resources is a server; half are in modules. */
function plan(bytes: number, isWrong: boolean): string {
  const resources: Planned[] = [];
  for (let size = 0, index = 0; size < bytes; index++) {
    const added = index % 20 === 0 ? postgresql(index, isWrong) : [storage(index)];
    resources.push(...added);
    size += JSON.stringify(moduleOf(added, "module.databases.")).length;
  }
  const half = Math.floor(resources.length / 2);
  const [outer, inner] = [moduleOf(resources.slice(0, half), ""), moduleOf(resources.slice(half), "module.databases.")];
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: { resources: outer.planned, child_modules: [{ address: "module.databases", resources: inner.planned }] },
    },
    resource_changes: [...outer.changes, ...inner.changes],
    configuration: {
      provider_config: { azurerm: { name: "azurerm", full_name: PROVIDER } },
      root_module: {
        resources: outer.configuration,
        module_calls: { databases: { source: "./databases", module: { resources: inner.configuration } } },
      },
    },
  });
}

/** What the command costs with plans, to what it costs to parse them. */
export async function benchmark(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const measure = async (what: string, isWrong: boolean, goal: number): Promise<Measurement> => {
    const text = plan(10_000_000, isWrong);
    const path = join(folder, "plan.json");
    writeFileSync(path, text);
    const checked = (): Promise<unknown> =>
      Promise.resolve(check({ paths: [path], parameters: [], cwd: folder, controls, options: defaultOptions, limits: defaultLimits }));
    const parsed = (): Promise<unknown> => Promise.resolve(JSON.parse(text) as unknown);
    return compared(what, await race(10, [checked, parsed]), goal);
  };
  try {
    return [
      await measure("check of a plan of 10 MB, to JSON.parse of it", false, 3),
      await measure("the same with findings, whose places are looked up", true, 4),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
