import type { Limits } from "../limits";

/** What a limit refuses, and how to allow more. */
export function limitInWords({ message, limit }: { readonly message: string; readonly limit?: keyof Limits }): string {
  return limit === undefined ? message : `${message} To allow more, set limits.${limit} in azure-postgresql-tls.json.`;
}
