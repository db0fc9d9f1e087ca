/** The examples through the real command lines, with the real provider bindings. */
import { synth, type Host } from "../stand-ins/cdktf-synth";

// The first run installs the examples' packages, of some hundred megabytes each.
jest.setTimeout(600_000);

const violations = [
  'ERROR [databases/billing-require-tls]: require_secure_transport is OFF; it must be ON. Set value to "ON". [Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]',
  "ERROR [databases/inventory]: templateContent.resources[0]: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. [Azure.PostgreSQL.UseSSL]",
  "ERROR [databases/legacy]: sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true. [Azure.PostgreSQL.UseSSL]",
  "ERROR [databases/orders]: require_secure_transport is not set for this server; it must be ON. Declare a resource of type " +
    'azurerm_postgresql_flexible_server_configuration with name "require_secure_transport" and value "ON" for it. ' +
    'Azure\'s default, ON, is safe today; to rely on it, set the option "unset" to "warn" or "ignore". [Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]',
  'ERROR [databases/orders-tls-version]: ssl_min_protocol_version is TLSv1.1; it must be TLSv1.2 or TLSv1.3. Set value to "TLSv1.2". [Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version]',
  "INFO [databases]: 4 PostgreSQL servers checked: 4 fail.",
].sort();

/** The lines that tell of constructs. */
function annotations(stdout: string): string[] {
  return stdout
    .split("\n")
    .filter((line) => /^(ERROR|WARN|INFO) \[/.test(line))
    .sort();
}

describe.each<Host>(["cdktf", "cdktn"])("%s synth", (host) => {
  test("of the compliant example succeeds, and says what was checked", () => {
    const { exitCode, stdout, stderr } = synth(host, "compliant");
    expect({ exitCode, annotations: annotations(stdout), stderr: exitCode === 0 ? "" : stderr }).toEqual({
      exitCode: 0,
      annotations: ["INFO [databases]: 3 PostgreSQL servers checked: 3 pass."],
      stderr: "",
    });
    expect(stdout).toContain("Generated Terraform code for the stacks: databases");
  });

  test("of the violating example fails, and prints each violation once", () => {
    const { exitCode, stdout } = synth(host, "violating");
    expect({ exitCode, annotations: annotations(stdout) }).toEqual({ exitCode: 1, annotations: violations });
  });
});
