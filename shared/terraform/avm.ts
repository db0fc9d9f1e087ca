import type { Argument } from "../model";
import type { NativeType } from "../resource-types/native-type";
import { property, Unresolved, type Json } from "./evaluate";

/** The Azure Verified Module for a flexible server, whose inputs say what it declares. */
export const AVM_SOURCE = /^(registry\.terraform\.io\/)?Azure\/avm-res-dbforpostgresql-flexibleserver\/azurerm$/i;

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

/** Reads an entry of `server_configuration`, which belongs to the server of its own module. */
export function readAvm(parameters: unknown, key: string, reference: string): (body: Json, path: readonly string[]) => unknown {
  return (_body, [argument = ""]) => {
    if (argument === "parent") return new Unresolved("is in this module", [...reference.split("."), "resource_id"]);
    return parameters instanceof Unresolved ? parameters : property(property(parameters, key), argument);
  };
}
