import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as cdktf from "cdktf";
import * as cdktn from "cdktn";

/** The two libraries, by name. Their classes are alike, which is what the aspect relies on. */
export const libraries = [
  { library: "cdktf", lib: cdktf },
  { library: "cdktn", lib: cdktn as unknown as typeof cdktf },
] as const;

export type Library = typeof cdktf;

/** Holds the folders that the apps of one suite write to: left to themselves, the libraries leave theirs behind. */
let folder: string | undefined;

// The benchmarks read this file without jest.
if (typeof afterAll === "function")
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

/** An app that writes to a folder of its own, and has no stack traces in its output, unless `config` says so. */
export function newApp(lib: Library, config: Partial<cdktf.AppConfig> = {}): cdktf.App {
  folder ??= mkdtempSync(join(tmpdir(), "azure-postgresql-tls-apps-"));
  return lib.Testing.app({ outdir: mkdtempSync(join(folder, "app-")), stackTraces: false, ...config });
}

/** A resource of any type, whose arguments are what `arguments` says. */
export function raw(
  lib: Library,
  scope: Scope,
  id: string,
  type: string,
  args: Readonly<Record<string, unknown>>,
): cdktf.TerraformResource {
  const resource = new lib.TerraformResource(scope, id, { terraformResourceType: type });
  for (const [argument, value] of Object.entries(args)) if (value !== undefined) resource.addOverride(argument, value);
  return resource;
}

/** A data source of any type, whose arguments are what `arguments` says. */
export function rawData(
  lib: Library,
  scope: cdktf.TerraformStack,
  id: string,
  type: string,
  args: Readonly<Record<string, unknown>>,
): cdktf.TerraformDataSource {
  const data = new lib.TerraformDataSource(scope, id, { terraformResourceType: type });
  for (const [argument, value] of Object.entries(args)) data.addOverride(argument, value);
  return data;
}
