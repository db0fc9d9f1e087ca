import type { Argument } from "../model";
import type { NativeType } from "../resource-types/native-type";
import { isObjectValue, type Value } from "../symbolic/values";
import { evaluate, settled } from "./evaluate";
import type { Json } from "./json";
import type { Instance } from "./instances";
import { environmentOf, type Block } from "./program";
import { Attribute, Collection } from "./values";

/** The Azure Verified Module for a flexible server in Terraform's own registry, whose inputs say what it declares. */
const REGISTRY = /^(registry\.terraform\.io\/)?Azure\/avm-res-dbforpostgresql-flexibleserver\/azurerm$/i;

/** The module's name, wherever it comes from. */
const ANYWHERE = /avm-res-dbforpostgresql-flexibleserver/i;

/** Whether a module is the Azure Verified Module for a flexible server, whose inputs are known. */
export function isAvm({ source }: Json): boolean {
  return REGISTRY.test(String(source));
}

/** Whether a module is a copy of it, which may be another than its name says. */
export function isCopyOfAvm(body: Json): boolean {
  return !isAvm(body) && ANYWHERE.test(String(body["source"]));
}

const written = (...path: string[]): readonly Argument[] => [{ path }];

/** The module's `server_configuration`: a map of objects with `name` and `config`. */
export const avmConfiguration: NativeType = {
  armType: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
  arguments: { name: written("name"), parent: written("parent"), "properties.value": written("config") },
};

/** The module's server. */
export const avmServer: NativeType = {
  armType: "Microsoft.DBforPostgreSQL/flexibleServers",
  arguments: {
    name: written("name"),
    "properties.version": written("server_version"),
    "properties.createMode": written("create_mode"),
    "properties.sourceServerResourceId": written("source_server_id"),
  },
  settings: { collection: "configurations", nativeType: "server_configuration", type: avmConfiguration },
};

/** What to write in the module's inputs to have it set a parameter. */
export function howToAddToAvm(name: string, value: string): string {
  return `Add an entry to server_configuration with name "${name}" and config "${value}".`;
}

/** One parameter that the module sets. */
export interface AvmConfiguration {
  /** Follows the module's address. */
  readonly part: string;
  /** What it says at a path of {@link avmConfiguration}. */
  readonly get: (path: readonly string[]) => Value;
}

/** The parameters that one instance of the module sets; one that may be any where they aren't known. */
export function avmConfigurations(block: Block, instance: Instance): readonly AvmConfiguration[] {
  const env = environmentOf(block, instance);
  const configured = settled(evaluate(block.body["server_configuration"], env), env);
  if (configured === null) return [];
  const entries: readonly (readonly [string, Value])[] = isObjectValue(configured) ? Object.entries(configured) : [["", configured]];
  return entries.map(([key, entry]) => ({
    part: `server_configuration${key === "" ? "" : `.${key}`}`,
    get: ([argument = ""]) => {
      if (argument === "parent") return new Attribute(block.reference(instance), "resource_id");
      if (entry instanceof Collection) return memberOf(entry.item, argument);
      return memberOf(entry, argument);
    },
  }));
}

function memberOf(entry: Value, argument: string): Value {
  if (isObjectValue(entry)) return Object.hasOwn(entry, argument) ? (entry[argument] ?? null) : null;
  return typeof entry === "object" && entry !== null && "member" in entry ? (entry.member?.(argument) ?? entry) : entry;
}
