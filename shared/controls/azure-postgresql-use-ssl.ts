import { postgresqlSingleServer } from "../resource-types/postgresql-single-server";
import { controlOfProperty } from "./kinds/property";

/** PSRule.Rules.Azure, AZR-000147: `properties.sslEnforcement` equals `Enabled` (API version 2017-12-01). */
export const azurePostgresqlUseSsl = controlOfProperty({
  id: "Azure.PostgreSQL.UseSSL",
  aliases: ["AZR-000147"],
  name: "azure-postgresql-use-ssl",
  title: "PostgreSQL single servers must enforce SSL connections",
  severity: "critical",
  why: "A server that does not enforce SSL lets clients connect in clear text: credentials and data can be read or changed on the way.",
  fix: "Set sslEnforcement of the server to Enabled.",
  upstream: {
    product: "PSRule for Azure",
    version: "2020_06",
    id: "AZR-000147",
    url: "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.PostgreSQL.UseSSL/",
  },
  azurePolicies: () => [
    {
      name: "single-server-ssl",
      displayName: "Enforce SSL connection should be enabled for PostgreSQL database servers",
      builtIn: "d158790f-bfb0-486c-8631-2dc6b4e8e6af",
      effect: "Audit",
    },
  ],
  on: postgresqlSingleServer,
  path: "properties.sslEnforcement",
  accepted: ["Enabled"],
});
