import { postgresqlFlexibleServer } from "../resource-types/postgresql-flexible-server";
import { controlOfSettings } from "./kinds/settings";

const TLS_VERSIONS = ["1.2", "1.3"] as const;

const FLEXIBLE_TLS_1_2 = {
  name: "flexible-server-tls",
  displayName: "PostgreSQL flexible servers should be running TLS version 1.2 or newer",
  builtIn: "a43d5475-c569-45ce-a268-28fa79f4e87a",
  effect: "AuditIfNotExists",
} as const;

const FLEXIBLE_TLS_1_3 = {
  name: "flexible-server-tls",
  displayName: "PostgreSQL flexible servers should be running TLS version 1.3 or newer",
  setting: "ssl_min_protocol_version",
  accepted: ["TLSv1.3"],
  effect: "AuditIfNotExists",
} as const;

/** AzTS (Azure Tenant Security): both server parameters, read there from `configurations` in API version 2022-12-01. */
export const azurePostgresqlFlexibleSecureTls = controlOfSettings({
  id: "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version",
  name: "azure-postgresql-flexible-secure-tls",
  title: "PostgreSQL flexible servers must require TLS, in an approved version",
  severity: "critical",
  why: "Without required TLS, or with an outdated version of it, credentials and data can be read or changed on the way.",
  fix: "Set the server parameters require_secure_transport to ON and ssl_min_protocol_version to TLSv1.2 or TLSv1.3.",
  upstream: {
    product: "Azure Tenant Security (AzTS)",
    version: "2022-12-01",
    id: "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version",
    url: "https://github.com/azsk/AzTS-docs/blob/main/Control%20coverage/Feature/DBForPostgreSQLFlexibleServer.md",
  },
  options: {
    minimumTlsVersion: {
      type: "string",
      description: "The lowest TLS version that ssl_min_protocol_version may name.",
      enum: TLS_VERSIONS,
      default: "1.2",
    },
  },
  azurePolicies: ({ minimumTlsVersion }) => [
    {
      name: "flexible-server-ssl",
      displayName: "Enforce SSL connection should be enabled for PostgreSQL flexible servers",
      builtIn: "c29c38cb-74a7-4505-9a06-e588ab86620a",
      effect: "AuditIfNotExists",
    },
    minimumTlsVersion === "1.3" ? FLEXIBLE_TLS_1_3 : FLEXIBLE_TLS_1_2,
  ],
  on: postgresqlFlexibleServer,
  settings: ({ minimumTlsVersion }) => {
    const versions = TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(minimumTlsVersion)).map((version) => `TLSv${version}`);
    return [
      { name: "require_secure_transport", accepted: ["ON"], default: "ON" },
      { name: "ssl_min_protocol_version", accepted: versions, default: "TLSv1.2", missingIn: ["11"] },
    ];
  },
});
