/** Values that come from the stack's state: kept by ignoreChanges, or secrets that nobody can read. */
import { advice, packForTests, diagnose, useSsl, secureTls, unread } from "../stand-ins/pulumi-diagnose";
import type { Resource } from "../stand-ins/policy-pack";
import { native, parameters, resource, server, stack } from "../stand-ins/pulumi-program";

const pack = packForTests();

const single = (sslEnforcement: string | undefined, ignoreChanges: string[]): Resource =>
  resource(`${native}:SingleServer`, "old", { serverName: "old", properties: { sslEnforcement } }, { options: { ignoreChanges } });
const flexible = (values: string[], ignoreChanges: string[]): Resource[] => [
  server("pg", { serverName: "pg" }),
  ...parameters("pg", { serverName: "pg" }, { options: { ignoreChanges } }, values),
];

const kept = (argument: string): string => `ignoreChanges keeps the value that is deployed: remove ${argument} from it.`;
const advised = (policy: string, argument: string): string =>
  `${advice} advisory: ${policy}: ${argument} is in ignoreChanges; it must be enforced on a server that exists, too. Remove it from ignoreChanges.`;

const cases: readonly { readonly name: string; readonly program: readonly Resource[]; readonly found: readonly string[] }[] = [
  ...["properties.sslEnforcement", 'properties["sslEnforcement"]', "properties", "properties.*", "*"].map((ignored) => ({
    name: `a right value that ${ignored} in ignoreChanges leaves to the state is advised against`,
    program: [single("Enabled", [ignored])],
    found: [advised(useSsl, "properties.sslEnforcement")],
  })),
  ...["properties.administratorLogin", "sslEnforcement", "properties.sslEnforcement.more", "tags"].map((ignored) => ({
    name: `${ignored} in ignoreChanges is another argument`,
    program: [single("Enabled", [ignored])],
    found: [],
  })),
  {
    name: "a wrong value that the state holds is not the program's to set",
    program: [single("Disabled", ["properties.sslEnforcement"])],
    found: [`${useSsl} mandatory: properties.sslEnforcement is Disabled; it must be Enabled. ${kept("properties.sslEnforcement")}`],
  },
  {
    name: "so is a value that the state lacks",
    program: [single(undefined, ["properties"])],
    found: [`${useSsl} mandatory: properties.sslEnforcement is not set; it must be Enabled. ${kept("properties.sslEnforcement")}`],
  },
  {
    name: "parameters: one right, one wrong",
    program: flexible(["ON", "TLSv1"], ["value"]),
    found: [
      `${secureTls} mandatory: ssl_min_protocol_version is TLSv1; it must be TLSv1.2 or TLSv1.3. ${kept("value")}`,
      advised(secureTls, "value"),
    ],
  },
  { name: "parameters: another argument", program: flexible(["ON", "TLSv1.2"], ["source"]), found: [] },
  {
    name: "a secret of the state is no value",
    program: flexible(["[secret]", "TLSv1.2"], []),
    found: [
      `${advice} advisory: ${secureTls}: require_secure_transport is a secret of the state; it must be ON. Give Pulumi the state's passphrase to have it checked.`,
    ],
  },
  {
    name: "a secret of the state is no name of a parameter",
    program: [server("pg", { serverName: "pg" }), ...parameters("pg", { serverName: "pg", configurationName: "[secret]" }).slice(0, 1)],
    found: [
      `${advice} advisory: ${secureTls}: configurationName is a secret of the state, so it can't be told which server parameter this sets. Give Pulumi the state's passphrase to have it checked.`,
    ],
  },
  {
    name: "a secret of the state is no name of a server: what it is called in Azure isn't that, either",
    program: [server("pg", { serverName: "[secret]" }), ...parameters("pg", { serverName: "[secret]" })],
    found: ["require_secure_transport", "ssl_min_protocol_version"].map(
      (parameter) =>
        `${advice} advisory: ${secureTls}: The server that this sets ${parameter} for can't be told before deployment: serverName is a secret of the state, so it may be pg. Refer to one server.`,
    ),
  },
  {
    name: "secret properties are no properties",
    program: [resource(`${native}:SingleServer`, "old", { serverName: "old", properties: "[secret]" })],
    found: [
      `${advice} advisory: ${useSsl}: properties.sslEnforcement is a secret of the state; it must be Enabled. Give Pulumi the state's passphrase to have it checked.`,
    ],
  },
  {
    name: "a secret template isn't read",
    program: [resource("azure-native:resources:Deployment", "template", { properties: { template: "[secret]" } })],
    found: [
      `${advice} advisory: ${unread}: properties.template: The template is known only at deployment, so what it declares isn't checked. Write it in the program, with what isn't known in its parameters.`,
    ],
  },
];

test.each(cases)("$name", async ({ program, found }) => {
  const diagnosed = await diagnose(pack(), [stack, ...program]);
  expect(diagnosed.map(({ policy, level, message }) => `${policy} ${level}: ${message}`)).toEqual(found);
});
