/** Resources of a Pulumi program as the engine shows them to policies in a preview, for tests of what is told of them. */
import { previewOutputs } from "./azure-native";
import { UNKNOWN, type Properties, type Resource } from "./policy-pack";
import { secureTls, type Diagnosed } from "./pulumi-diagnose";

export const native = "azure-native:dbforpostgresql";
export const STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev";

export const urn = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
export const serverUrn = (name: string): string => urn(`${native}:Server`, name);

export function resource(type: string, name: string, inputs: Properties, extra: Partial<Resource> = {}, version = "3.28.0"): Resource {
  const provider = {
    type: "pulumi:providers:azure-native",
    name: "default",
    urn: urn("pulumi:providers:azure-native", `v${version}`),
    props: { version },
  };
  return { urn: urn(type, name), type, name, inputs, outputs: previewOutputs(type, inputs), parent: STACK, provider, ...extra };
}

export function server(name = "pg", inputs: Properties = {}, extra: Partial<Resource> = {}): Resource {
  return resource(`${native}:Server`, name, { resourceGroupName: "rg", serverName: `${name}1a2b3c4d`, ...inputs }, extra);
}

/** Both parameters of a server, named as `inputs` and `extra` say. */
export function parameters(name: string, inputs: Properties, extra: Partial<Resource> = {}, values = ["ON", "TLSv1.2"]): Resource[] {
  return ["require_secure_transport", "ssl_min_protocol_version"].map((configurationName, index) =>
    resource(
      `${native}:Configuration`,
      `${name}-${configurationName}`,
      { resourceGroupName: "rg", configurationName, value: values[index], ...inputs },
      extra,
    ),
  );
}

export const byOutput = (...names: readonly string[]): [Properties, Partial<Resource>] => [
  { serverName: UNKNOWN },
  { propertyDependencies: { serverName: names.map(serverUrn) } },
];

export const stack: Resource = { urn: STACK, type: "pulumi:pulumi:Stack", name: "project-dev", inputs: {}, outputs: {} };

/** Policy, level, resource and the first words of each diagnostic. */
export function brief(diagnosed: readonly Diagnosed[]): string[] {
  return diagnosed.map(
    ({ policy, level, urn: at, message }) => `${policy} ${level} ${at.split("::").at(-1) ?? ""}: ${message.split("; ")[0] ?? ""}`,
  );
}

/** That a server lacks both parameters. */
export const unset = (name: string): string[] => [
  `${secureTls} mandatory ${name}: neither require_secure_transport nor ssl_min_protocol_version is set for this server`,
];

export const component = (name: string, parent = STACK): Resource => ({
  urn: urn("my:Component", name),
  type: "my:Component",
  name,
  inputs: {},
  outputs: {},
  parent,
});
