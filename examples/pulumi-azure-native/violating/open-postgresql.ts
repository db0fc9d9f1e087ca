import * as postgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";

export interface OpenPostgresqlArgs {
  resourceGroupName: pulumi.Input<string>;
}

/** A flexible server that also takes connections in clear text. */
export class OpenPostgresql extends pulumi.ComponentResource {
  constructor(name: string, args: OpenPostgresqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("example:postgresql:OpenPostgresql", name, {}, opts);
    const { resourceGroupName } = args;
    const server = new postgresql.Server(name, { resourceGroupName, version: "16" }, { parent: this });
    new postgresql.Configuration(
      `${name}-require-tls`,
      { resourceGroupName, serverName: server.name, configurationName: "require_secure_transport", value: "off", source: "user-override" },
      { parent: this },
    );
    new postgresql.Configuration(
      `${name}-tls-version`,
      {
        resourceGroupName,
        serverName: server.name,
        configurationName: "ssl_min_protocol_version",
        value: "TLSv1.2",
        source: "user-override",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
