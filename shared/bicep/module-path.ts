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

/** An alias for modules, as the `bicepconfig.json` of a file's folder, or of the nearest one above, and what that extends define it. */
function aliasOf(project: Project, file: string, scheme: "br" | "ts", name: string): Alias | undefined {
  const aliases = configsOf(project, file).flatMap((config) => {
    const alias = ["moduleAliases", scheme, name].reduce<unknown>(member, config);
    return typeof alias === "object" && alias !== null ? [alias as Alias] : [];
  });
  // The nearest is the first, and holds.
  return aliases.length > 0 ? aliases.reduceRight((base, alias) => ({ ...base, ...alias })) : undefined;
}

function member(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
}

/** Bicep takes no more. */
const MOST_EXTENDED = 64;

/** The nearest configuration, and those that it extends, one after the other. */
function configsOf(project: Project, file: string): readonly unknown[] {
  const folders = file.split("/").slice(0, -1);
  const paths = [...folders.keys(), folders.length].reverse().map((length) => [...folders.slice(0, length), "bicepconfig.json"].join("/"));
  const configs: unknown[] = [];
  for (let path = paths.find((one) => configAt(project, one) !== undefined); path !== undefined && configs.length < MOST_EXTENDED;) {
    const config = configAt(project, path);
    configs.push(config);
    const base = member(config, "extends");
    path = typeof base === "string" ? resolvePath(path, base) : undefined;
  }
  return configs;
}

const read = new WeakMap<Project, Map<string, unknown>>();

function configAt(project: Project, path: string): unknown {
  const known = read.get(project) ?? new Map<string, unknown>();
  read.set(project, known);
  if (!known.has(path)) {
    const text = project.files.readFile(path);
    known.set(path, text === undefined ? undefined : parseJson(text, project.budget).value);
  }
  return known.get(path);
}

/** The path of a registry module's template in Bicep's cache. */
export function cachePath({ registry, path, version }: RegistryModule): string {
  return `br/${registry.replaceAll(":", "$").toLowerCase()}/${path.replaceAll("/", "$")}/${version.replaceAll(":", "#")}$/main.json`;
}
