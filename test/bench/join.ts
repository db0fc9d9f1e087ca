import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { declarationOf, resourcesOfStack, type Declaration } from "../../pulumi-policy/declarations";
import { tokensOf } from "../../pulumi-policy/tokens";
import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls } from "../../shared/engine/run-controls";
import { defaultOptions, subjects } from "../registry";
import { median, type Measurement } from "./table";

const native = "azure-native:dbforpostgresql";
const reader = { nativeType: tokensOf(subjects.resourceTypes), subjects };

/** Properties of which some aren't known yet, as a policy gets them. */
function propsWith(known: object, ...unknown: readonly string[]): object {
  const props = { ...known };
  for (const name of unknown)
    Object.defineProperty(props, name, {
      enumerable: true,
      get() {
        throw new Error(`${name} is not known yet`);
      },
    });
  return props;
}

interface Declared {
  readonly stack: readonly PolicyResource[];
  readonly declarations: ReadonlyMap<string, Declaration>;
}

/** Servers whose names, and the names in their parameters, are made from one suffix: each parameter may be any server's. */
function withOneSuffix(servers: number): Declared {
  const declarations = new Map<string, Declaration>();
  const suffix = { urn: "urn:pulumi:dev::p::random:index/randomString:RandomString::suffix" };
  const declare = (type: string, name: string, inputs: object): PolicyResource => {
    const urn = `urn:pulumi:dev::p::${native}:${type}::${name}`;
    const resource = { type: `${native}:${type}`, urn, name, opts: { ignoreChanges: [] }, provider: { props: { version: "3.28.0" } } };
    const props = propsWith({ resourceGroupName: "rg", ...inputs }, "serverName");
    const args = { ...resource, props } as unknown as ResourceValidationArgs;
    const declaration = declarationOf(args, reader);
    if (declaration) declarations.set(urn, declaration);
    const dependencies = { dependencies: [suffix], propertyDependencies: { serverName: [suffix] } };
    return { ...resource, props: propsWith({}, "name"), ...dependencies } as unknown as PolicyResource;
  };
  const stack = Array.from({ length: servers }, (_, index) => {
    const name = `pg${String(index)}`;
    return [
      declare("Server", name, {}),
      declare("Configuration", `${name}-tls`, { configurationName: "require_secure_transport", value: "ON" }),
      declare("Configuration", `${name}-version`, { configurationName: "ssl_min_protocol_version", value: "TLSv1.2" }),
    ];
  });
  return { stack: stack.flat(), declarations };
}

/** The median milliseconds of CPU that it takes to join and judge a program. */
function cost({ stack, declarations }: Declared): number {
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    runControls(buildInventory(resourcesOfStack(stack, declarations, reader)), controls, defaultOptions);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times);
}

/** How the join of servers that share a suffix grows with their number. */
export function benchmark(): Measurement[] {
  const costs = [500, 1_000, 5_000].map((servers) => ({ servers, perServer: cost(withOneSuffix(servers)) / servers }));
  const [small] = costs;
  return costs.map(({ servers, perServer }) => ({
    what: `Pulumi: join of ${servers.toLocaleString("en")} servers with one suffix (baseline: 500)`,
    measured: `${(perServer * servers).toFixed(0)} ms`,
    baseline: `${((small?.perServer ?? 0) * servers).toFixed(0)} ms`,
    ratio: perServer / (small?.perServer ?? 1),
    goal: 1.5,
  }));
}
