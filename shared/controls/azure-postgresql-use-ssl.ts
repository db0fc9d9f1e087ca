import type { Control } from "../model";
import { isAccepted, NOT_APPLICABLE, outcome, shortfall } from "../engine/outcome";
import { same, show } from "../engine/text";

const TYPE = "Microsoft.DBforPostgreSQL/servers";
const PATH = "properties.sslEnforcement";

function isEnabled(value: unknown): boolean {
  return typeof value === "string" && same(value, "Enabled");
}

/** PSRule.Rules.Azure, AZR-000147: `properties.sslEnforcement` equals `Enabled` (API version 2017-12-01). */
export const azurePostgresqlUseSsl: Control = {
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
  options: ["unset", "undetermined"],
  scope: { [TYPE]: [PATH] },
  evaluate(server) {
    if (!same(server.type, TYPE)) return NOT_APPLICABLE;
    const reading = server.read(PATH);
    if (isAccepted(reading, isEnabled)) return outcome([]);
    const { verdict, found, remedy } = shortfall(reading, isEnabled, (value) =>
      show(typeof value === "string" ? server.spell(PATH, value) : value),
    );
    const argument = server.spell(PATH);
    const enabled = server.spell(PATH, "Enabled");
    return outcome([
      {
        verdict,
        at: server,
        armPath: PATH,
        message: `${argument} ${found}; it must be ${enabled}. ${remedy ?? `Set ${argument} to ${enabled}.`}`,
      },
    ]);
  },
};
