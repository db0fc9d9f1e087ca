import type { Control } from "../model";
import { azurePostgresqlFlexibleSecureTls } from "./azure-postgresql-flexible-secure-tls";
import { azurePostgresqlUseSsl } from "./azure-postgresql-use-ssl";

/** Every control: a line each. */
export const controls = [azurePostgresqlUseSsl, azurePostgresqlFlexibleSecureTls] as const satisfies readonly Control[];
