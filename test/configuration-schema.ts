import { resolve } from "node:path";
import { configurationSchema } from "../shared/configuration/json-schema";
import { controls } from "../shared/controls";

/** Where the JSON Schema of configuration files is. */
export const configurationSchemaFile = resolve(__dirname, "../shared/azure-postgresql-tls.schema.json");

/** What is to be in it. */
export function configurationSchemaText(): string {
  return `${JSON.stringify(configurationSchema(controls), undefined, 2)}\n`;
}
