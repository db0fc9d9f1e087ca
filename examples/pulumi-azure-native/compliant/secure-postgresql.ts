import * as postgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";

export interface SecurePostgresqlArgs {
  resourceGroupName: pulumi.Input<string>;
}

/** A flexible server that requires TLS 1.2 or later. */
export class SecurePostgresql extends pulumi.ComponentResource {
  readonly server: postgresql.Server;

  constructor(name: string, args: SecurePostgresqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("example:postgresql:SecurePostgresql", name, {}, opts);
    const { resourceGroupName } = args;
    this.server = new postgresql.Server(name, { resourceGroupName, version: "16" }, { parent: this });

    const parameters = { require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.3" };
    for (const [configurationName, value] of Object.entries(parameters)) {
      new postgresql.Configuration(
        `${name}-${configurationName}`,
        { resourceGroupName, serverName: this.server.name, configurationName, value, source: "user-override" },
        { parent: this },
      );
    }
    this.registerOutputs({ serverName: this.server.name });
  }
}
