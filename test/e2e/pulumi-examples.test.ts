import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { bothMissing, IN_APPLY } from "../dialects/pulumi";
import { advice, policyPack, secureTls, useSsl, type Diagnosed } from "../stand-ins/pulumi-diagnose";
import { preview, type PreviewOptions, type PreviewResult } from "../stand-ins/engine";

const examples = resolve(__dirname, "../../examples");
const compliant = `${examples}/pulumi-azure-native/compliant`;
const violating = `${examples}/pulumi-azure-native/violating`;
const native = "azure-native:dbforpostgresql";

const urn = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
const configuration = (name: string): string => urn(`${native}:Configuration`, name);

function run(program: string, options: Partial<PreviewOptions> = {}): Promise<PreviewResult> {
  return preview({ program, policyPack, ...options });
}

/** What was found, without the order: that of resources is the program's. */
function sorted(diagnosed: readonly Diagnosed[]): Diagnosed[] {
  const key = ({ level, policy, urn: at, message }: Diagnosed): string => [level, policy, at, message].join(" ");
  return diagnosed.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function found(result: PreviewResult): Diagnosed[] {
  return sorted(
    result.diagnostics.map(({ policyName, level, urn: at, message }) => ({
      policy: policyName,
      level,
      urn: at,
      message: message.slice(message.indexOf("\n") + 1),
    })),
  );
}

function wrong(at: string, name: string, value: string, wanted: string, proposed: string): Diagnosed {
  return {
    policy: secureTls,
    level: "mandatory",
    urn: at,
    message: `${name} is ${value}; it must be ${wanted}. Set value to "${proposed}".`,
  };
}

const VERSIONS = "TLSv1.2 or TLSv1.3";

const words = { type: `${native}:Configuration`, name: "configurationName", value: "value" };

const violations: readonly Diagnosed[] = [
  { policy: secureTls, level: "mandatory", urn: urn(`${native}:Server`, "reports"), message: bothMissing(words, "error") + IN_APPLY },
  wrong(configuration("billing-require_secure_transport"), "require_secure_transport", "OFF", "ON", "ON"),
  wrong(configuration("billing-ssl_min_protocol_version"), "ssl_min_protocol_version", "TLSv1", VERSIONS, "TLSv1.2"),
  wrong(configuration("orders-tls-version"), "ssl_min_protocol_version", "TLSv1.1", VERSIONS, "TLSv1.2"),
  {
    ...wrong(urn("azure-native:resources:Deployment", "inventory"), "require_secure_transport", "off", "ON", "ON"),
    message: 'properties.template.resources[1]: require_secure_transport is off; it must be ON. Set properties.value to "ON".',
  },
  wrong(
    urn(`example:postgresql:OpenPostgresql$${native}:Configuration`, "shop-require-tls"),
    "require_secure_transport",
    "off",
    "ON",
    "ON",
  ),
  ...(
    [
      ["legacy", "is Disabled"],
      ["legacy-default", "is not set"],
    ] as const
  ).map(([name, is]) => ({
    policy: useSsl,
    level: "mandatory",
    urn: urn(`${native}:SingleServer`, name),
    message: `properties.sslEnforcement ${is}; it must be Enabled. Set properties.sslEnforcement to Enabled.`,
  })),
  {
    policy: secureTls,
    level: "mandatory",
    urn: configuration("active-require-tls"),
    message:
      "Not every one of the servers blue, green has require_secure_transport set: this sets it for one of them, and too few others may; " +
      "it must be ON on each. Declare one for each server, and refer to that server.",
  },
];

test("the compliant program passes", async () => {
  const result = await run(compliant);
  expect(result.stderr).toBe("");
  expect(found(result)).toEqual([]);
  expect(result.exitCode).toBe(0);
  expect(result.resources.filter(({ type }) => type.startsWith(native))).toHaveLength(12);
});

test("the violating program is told all that is wrong with it, each once", async () => {
  const result = await run(violating);
  expect(result.stderr).toBe("");
  expect(found(result)).toEqual(sorted(violations));
  expect(result.exitCode).not.toBe(0);
});

test("an update of the compliant program passes, and so does a preview after it", async () => {
  const { diagnostics, resources, exitCode } = await run(compliant, { update: true });
  expect({ diagnostics, exitCode }).toEqual({ diagnostics: [], exitCode: 0 });
  expect(found(await run(compliant, { state: resources }))).toEqual([]);
});

test("an update of the violating program stops at what can be told of a resource alone", async () => {
  const result = await run(violating, { update: true });
  expect(result.exitCode).not.toBe(0);
  for (const one of found(result)) expect(violations).toContainEqual(one);
});

test("with the example's configuration, what is missing is a warning", async () => {
  const config = JSON.parse(readFileSync(`${examples}/policy-pack-config/policy-pack-config.json`, "utf8")) as NonNullable<
    PreviewOptions["policyPackConfig"]
  >;
  const result = found(await run(violating, { policyPackConfig: config }));
  const isMissing = ({ urn: at }: Diagnosed): boolean => at.endsWith("::reports") || at.endsWith("::active-require-tls");
  const warned = violations.filter(isMissing).map(({ urn: at, message }) => ({
    policy: advice,
    level: "advisory",
    urn: at,
    message: `${secureTls}: ${message.replace('"warn" or "ignore"', '"ignore"')}`,
  }));
  expect(result.filter(({ level }) => level === "mandatory")).toEqual(sorted(violations.filter((one) => !isMissing(one))));
  expect(result.filter(({ level }) => level === "advisory")).toEqual(sorted(warned));
});

test("an own pack runs the policies beside its own, with its own defaults", async () => {
  const result = found(await preview({ program: compliant, policyPack: `${examples}/pulumi-own-policy-pack` }));
  expect(result).toEqual(
    sorted([
      wrong(configuration("orders-tls-version"), "ssl_min_protocol_version", "TLSv1.2", "TLSv1.3", "TLSv1.3"),
      {
        policy: "resource-group-tags",
        level: "advisory",
        urn: urn("azure-native:resources:ResourceGroup", "databases"),
        message: "tags.owner is not set.",
      },
    ]),
  );
});

test("of a run with targets, what is no target is undetermined", async () => {
  const result = await run(violating, { target: ["databases", "legacy"] });
  expect(found(result).filter(({ level }) => level === "mandatory")).toEqual(violations.filter(({ urn: at }) => at.endsWith("::legacy")));
  expect(
    found(result).filter(({ level, message }) => level === "advisory" && !message.includes("Run without --target or --exclude")),
  ).toEqual([]);
});
