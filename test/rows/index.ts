import { flexibleSecureTlsRows } from "./azure-postgresql-flexible-secure-tls";
import { useSslRows } from "./azure-postgresql-use-ssl";
import type { Row } from "./row";

/** The verdict tables of the product's controls: a line each. */
export const rows: readonly Row[] = [...useSslRows, ...flexibleSecureTlsRows];
