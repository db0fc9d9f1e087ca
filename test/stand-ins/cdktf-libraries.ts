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

/** Where the apps of one suite have a folder each: left to themselves, the libraries leave one behind for each app. */
let folder: string | undefined;
let apps = 0;

// The benchmarks read this file without jest.
if (typeof afterAll === "function")
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

/** An app that has no stack traces in its output, unless `config` says so. */
export function newApp(lib: Library, config: Partial<cdktf.AppConfig> = {}): cdktf.App {
  folder ??= mkdtempSync(join(tmpdir(), "azure-postgresql-tls-apps-"));
  apps++;
  return lib.Testing.app({ outdir: join(folder, String(apps)), stackTraces: false, ...config });
}

/** What a resource can be made in. */
export type Scope = ConstructorParameters<typeof cdktf.TerraformResource>[0];

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
