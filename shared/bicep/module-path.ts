import { parseJson } from "../json/parse";
import { resolvePath } from "./paths";
import type { Project } from "./project";

/** A module of a registry. */
export interface RegistryModule {
  readonly kind: "registry";
  readonly registry: string;
  readonly path: string;
  readonly version: string;
}

/** What the path of a module leads to. */
export type ModulePath =
  | RegistryModule
  | { readonly kind: "file"; readonly path: string }
  /** A template spec: its id. */
  | { readonly kind: "templateSpec"; readonly id: string }
  | { readonly kind: "unknown"; readonly why: string };

const PUBLIC = { registry: "mcr.microsoft.com", modulePath: "bicep" };

/**
 * What the path of a module leads to, with the aliases of the nearest `bicepconfig.json`.
 *
 * @param file the path of the file that names it
 */
export function modulePath(project: Project, file: string, written: string): ModulePath {
  const found = /^(br|ts)([/:])(.*)$/s.exec(written);
  if (!found) return { kind: "file", path: resolvePath(file, written) };
  const [, scheme, separator, rest = ""] = found;
  return scheme === "br" ? registryModule(project, file, separator === "/", rest) : templateSpec(project, file, separator === "/", rest);
}

function registryModule(project: Project, file: string, isAlias: boolean, rest: string): ModulePath {
  const parts = /^([^:/]+(?::\d+)?)[:/](.+?)(?::([^:@/]+)|@(sha256:[0-9a-f]+))$/.exec(rest);
  if (!parts) return { kind: "unknown", why: `The path of a module of a registry can't be read: ${rest}` };
  const [, first = "", path = "", tag, digest] = parts;
  const version = tag ?? digest ?? "";
  if (!isAlias) return { kind: "registry", registry: first, path, version };
  const alias = aliasOf(project, file, "br", first) ?? (first === "public" ? PUBLIC : undefined);
  if (!alias) return { kind: "unknown", why: `No bicepconfig.json says what "br/${first}" stands for.` };
  return { kind: "registry", registry: alias["registry"] ?? "", path: [alias["modulePath"], path].filter(Boolean).join("/"), version };
}

function templateSpec(project: Project, file: string, isAlias: boolean, rest: string): ModulePath {
  const [first = "", second = "", third = ""] = rest.split(":");
  const spec = (subscription: string, resourceGroup: string, name: string, version: string): ModulePath => ({
    kind: "templateSpec",
    id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Resources/templateSpecs/${name}/versions/${version}`,
  });
  if (isAlias) {
    const alias = aliasOf(project, file, "ts", first);
    return alias
      ? spec(alias["subscription"] ?? "", alias["resourceGroup"] ?? "", second, third)
      : { kind: "unknown", why: `No bicepconfig.json says what "ts/${first}" stands for.` };
  }
  const [subscription = "", resourceGroup = "", name = ""] = first.split("/");
  return spec(subscription, resourceGroup, name, second);
}

type Alias = Readonly<Record<string, string | undefined>>;

/** An alias for modules, as the `bicepconfig.json` of a file's folder, or of the nearest one above, defines it. */
function aliasOf(project: Project, file: string, scheme: "br" | "ts", name: string): Alias | undefined {
  const config = configOf(project, file);
  const alias = [scheme, name].reduce<unknown>((of, key) => member(of, key), member(config, "moduleAliases"));
  return typeof alias === "object" && alias !== null ? (alias as Alias) : undefined;
}

function member(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
}

const configs = new WeakMap<Project, Map<string, unknown>>();

function configOf(project: Project, file: string): unknown {
  const known = configs.get(project) ?? new Map<string, unknown>();
  configs.set(project, known);
  const folders = file.split("/").slice(0, -1);
  for (let length = folders.length; length >= 0; length--) {
    const path = [...folders.slice(0, length), "bicepconfig.json"].join("/");
    if (!known.has(path)) {
      const text = project.files.readFile(path);
      known.set(path, text === undefined ? undefined : parseJson(text, project.budget).value);
    }
    if (known.get(path) !== undefined) return known.get(path);
  }
  return undefined;
}

/** The path of a registry module's template in Bicep's cache. */
export function cachePath({ registry, path, version }: RegistryModule): string {
  return `br/${registry.replaceAll(":", "$").toLowerCase()}/${path.replaceAll("/", "$")}/${version.replaceAll(":", "#")}$/main.json`;
}
