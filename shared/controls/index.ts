import type { Control } from "../model";
import { azurePostgresqlFlexibleSecureTls } from "./azure-postgresql-flexible-secure-tls";
import { azurePostgresqlUseSsl } from "./azure-postgresql-use-ssl";

/** Every control: a line each. */
export const controls: readonly Control[] = [azurePostgresqlUseSsl, azurePostgresqlFlexibleSecureTls];

/** Every ARM type that a control reads, in its own spelling, to all paths that are read there. */
export const readPaths: ReadonlyMap<string, readonly string[]> = new Map(
  controls
    .flatMap(({ scope }) => Object.keys(scope))
    .map((type) => [type, [...new Set(controls.flatMap(({ scope }) => scope[type] ?? []))]]),
);
