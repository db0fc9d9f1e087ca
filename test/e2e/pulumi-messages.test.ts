/** Messages in full, where their words help to find the mistake. */
import { azurePostgresqlFlexibleSecureTls } from "../../shared/controls/azure-postgresql-flexible-secure-tls";
import { controlPage } from "../../shared/engine/control-page";
import { bothMissing, IN_APPLY } from "../dialects/pulumi";
import { packForTests, diagnose, secureTls } from "../stand-ins/pulumi-diagnose";
import type { Resource } from "../stand-ins/policy-pack";
import { native, parameters, resource, server, stack } from "../stand-ins/pulumi-program";

const pack = packForTests();

const words = { type: `${native}:Configuration`, name: "configurationName", value: "value" };
const named = (configurationName: string, value = "ON"): Resource =>
  resource(`${native}:Configuration`, "setting", { serverName: "pg", configurationName, value });
const [, tlsVersion = named("")] = parameters("pg", { serverName: "pg" });
const DEFAULT = 'Azure\'s default, ON, is safe today; to rely on it, set the option "unset" to "warn" or "ignore".';
const declare = `Declare a resource of type ${native}:Configuration with configurationName "require_secure_transport" and value "ON" for it.`;

/** What is told of the first parameter, in a preview in which the server exists already. */
async function told(...program: readonly Resource[]): Promise<string[]> {
  const existing = server("pg", { serverName: "pg" }, { outputs: { name: "pg" } });
  return (await diagnose(pack(), [stack, existing, ...program])).map(({ message }) => message);
}

test.each(["require-secure-transport", "requireSecureTransport", "require_secure_transprot", "require_secure_transports"])(
  "%s is nearly the name of a parameter that is missing",
  async (name) => {
    expect(await told(named(name), tlsVersion)).toEqual([
      `require_secure_transport is not set for this server; it must be ON. setting sets "${name}": did you mean "require_secure_transport"? ${DEFAULT}`,
    ]);
  },
);

test.each(["secure_transport", "log_connections", "hunter2"])("%s is another parameter, and is not repeated", async (name) => {
  expect(await told(named(name), tlsVersion)).toEqual([
    `require_secure_transport is not set for this server; it must be ON. ${declare} ${DEFAULT}`,
  ]);
});

test.each([
  ["ON ", '"ON ", with blanks around it'],
  ["\tON", '"\\tON", with blanks around it'],
  ["hunter2 ", "a string of 7 characters, with blanks around it"],
])("of the value %j its blanks are told", async (value, shown) => {
  expect(await told(named("require_secure_transport", value), tlsVersion)).toEqual([
    `require_secure_transport is ${shown}; it must be ON. Set value to "ON".`,
  ]);
});

test("a server that sets neither is told of once, and that an apply isn't run yet", async () => {
  const diagnosed = await diagnose(pack(), [stack, server()]);
  expect(diagnosed.map(({ policy, message }) => [policy, message])).toEqual([[secureTls, bothMissing(words, "error") + IN_APPLY]]);
});

test("the link to the page of a control stands in its message", async () => {
  await diagnose(pack(), []);
  const [diagnostic] = await pack().analyze(named("require_secure_transport", "OFF"));
  expect(diagnostic?.message).toContain(` ${controlPage(azurePostgresqlFlexibleSecureTls)}\n`);
});
