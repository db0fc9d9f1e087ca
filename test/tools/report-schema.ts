import { resolve } from "node:path";
import { createGenerator } from "ts-json-schema-generator";

/** The JSON Schema of a report in JSON, made from its types. */
export function makeReportSchema(): string {
  const generator = createGenerator({
    path: resolve(__dirname, "../../shared/command/reporters/json.ts"),
    tsconfig: resolve(__dirname, "../../tsconfig.json"),
    type: "JsonReport",
    topRef: false,
    skipTypeCheck: true,
    // A later version may say more.
    additionalProperties: true,
  });
  const { $schema, ...schema } = generator.createSchema("JsonReport");
  const $id = "https://raw.githubusercontent.com/azure-postgresql-tls/azure-postgresql-tls/main/shared/report.schema.json";
  return `${JSON.stringify({ $schema, $id, title: "A report of azure-postgresql-tls", ...schema }, undefined, 2)}\n`;
}
