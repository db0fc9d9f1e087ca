import type { AzureResource } from "../../shared/model";

/** A resource of PostgreSQL of which nothing is written, but for what `extra` says. */
export function azureResource(type: string, address: string, extra: Partial<AzureResource> = {}): AzureResource {
  return {
    type: `Microsoft.DBforPostgreSQL/${type}`,
    name: { state: "known", value: address },
    origin: { name: address, nativeType: type, address },
    keys: [address],
    read: () => ({ state: "unset" }),
    reference: () => ({ clues: [] }),
    spell: (armPath) => armPath,
    ...extra,
  };
}
