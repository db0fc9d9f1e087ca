import { nameInId } from "../../shared/engine/names";
import { show } from "../../shared/engine/show";
import { runControls } from "../../shared/engine/run-controls";
import { buildInventory } from "../../shared/engine/inventory";
import type { AzureResource, Control, Reference } from "../../shared/model";
import { OptionsError, parseOptions } from "../../shared/engine/options";
import { acceptedOptions, defaultOptions } from "../registry";
import { controls } from "../../shared/controls";

function resource(type: string, address: string, extra: Partial<AzureResource> = {}): AzureResource {
  return {
    type: `Microsoft.DBforPostgreSQL/${type}`,
    name: { state: "known", value: address },
    origin: { name: address, nativeType: type, address },
    keys: [address],
    read: () => ({ state: "unset" }),
    reference: () => ({ clues: [] }),
    spell: (armPath) => armPath,
    ...extra,
  };
}

describe("options", () => {
  test.each([
    ["nothing", undefined],
    ["an empty object", {}],
    ["the defaults", { minimumTlsVersion: "1.2", unset: "error", undetermined: "warn" }],
  ])("%s stands for the defaults", (_name, input) => {
    expect(parseOptions(input, acceptedOptions)).toEqual(defaultOptions);
  });

  test("what is set holds, the rest is default", () => {
    expect(parseOptions({ minimumTlsVersion: "1.3" }, acceptedOptions)).toEqual({ ...defaultOptions, minimumTlsVersion: "1.3" });
  });

  test.each<[string, unknown, readonly string[]]>([
    ["null", null, [`options: found null; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
    ["an array", [], [`options: found an array; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
    ["a text", "strict", [`options: found "strict"; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
    ["a number", { minimumTlsVersion: 1.2 }, [`minimumTlsVersion: found 1.2; accepted are "1.2", "1.3".`]],
    ["another case", { unset: "WARN" }, [`unset: found "WARN"; accepted are "error", "warn", "ignore".`]],
    [
      "an unknown option",
      { strict: true },
      [`strict: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined", "unread".`],
    ],
    [
      "__proto__",
      JSON.parse('{"__proto__":{"unset":"ignore"}}'),
      [`__proto__: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined", "unread".`],
    ],
    [
      "several mistakes, all told at once",
      { unset: {}, undetermined: ["warn"], minimumTlsVersion: null },
      [
        `unset: found an object; accepted are "error", "warn", "ignore".`,
        `undetermined: found an array; accepted are "error", "warn", "ignore".`,
        `minimumTlsVersion: found null; accepted are "1.2", "1.3".`,
      ],
    ],
  ])("%s is refused", (_name, input, problems) => {
    let caught: unknown;
    try {
      parseOptions(input, acceptedOptions);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OptionsError);
    expect((caught as OptionsError).problems).toEqual(problems);
  });
});

test.each([
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg", "pg"],
  ["/SUBSCRIPTIONS/0/RESOURCEGROUPS/rg/PROVIDERS/microsoft.dbforpostgresql/FLEXIBLESERVERS/Pg", "Pg"],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg/configurations/x", "pg"],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/pg", undefined],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforMySQL/flexibleServers/pg", undefined],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/", undefined],
  ["pg", undefined],
  ["", undefined],
])("the server in %s is %s", (id, name) => {
  expect(nameInId(id, "Microsoft.DBforPostgreSQL/flexibleServers")).toBe(name);
});

test.each([
  ["ON", "ON"],
  ["tlsv1.2", "tlsv1.2"],
  ["TLS1_2", "TLS1_2"],
  ["TLSEnforcementDisabled", "TLSEnforcementDisabled"],
  ["", "an empty string"],
  ["ON; password=x", "a string of 14 characters"],
  [false, "the boolean false"],
  [12, "a number"],
  [[], "an array"],
  [{}, "an object"],
])("a message shows %j as %s", (value, text) => {
  expect(show(value)).toBe(text);
});

test("a message doesn't repeat a long text", () => {
  expect(show("TLS".repeat(1_000_000))).toBe("a string of 3000000 characters");
});

test("a control that throws is an internal error, and the others still judge", () => {
  const broken: Control = {
    ...controls[0],
    id: "Broken",
    judge() {
      throw new TypeError("boom");
    },
  };
  const server = resource("servers", "single");
  const { findings, internalErrors, results } = runControls(buildInventory([server]), [broken, ...controls], defaultOptions);
  expect(internalErrors.map(({ control, resource: at, message }) => [control, at.address, message])).toEqual([
    ["Broken", "single", "Internal error in Broken: boom. Please report it; the resource was not checked."],
  ]);
  expect(findings.map(({ verdict }) => verdict)).toEqual(["unset"]);
  expect(results.map(({ verdict }) => verdict)).toEqual(["unset"]);
});

test("the registry's metadata is complete, and its ids and names are unique", () => {
  const named = controls.flatMap(({ id, name, aliases = [] }) => [id, name, ...aliases]);
  expect(new Set(named).size).toBe(named.length);
  for (const { title, why, fix, upstream, on, judges } of controls) {
    expect([title, why, fix, upstream.product, upstream.version, upstream.id].every((text) => text.length > 0)).toBe(true);
    expect(upstream.url).toMatch(/^https:/);
    expect(Object.keys(judges).every((type) => type === on.arm || type.startsWith(`${on.arm}/`))).toBe(true);
  }
});

test.each([[["blue", "green"]], [["green", "blue"]]])("the servers that a parameter may be for are named in one order: %j", (clue) => {
  const parameter = resource("flexibleServers/configurations", "parameter", {
    name: { state: "known", value: "require_secure_transport" },
    read: () => ({ state: "known", value: "ON" }),
    reference: () => ({ clues: [clue] }),
  });
  const inventory = buildInventory([resource("flexibleServers", "green"), parameter, resource("flexibleServers", "blue")]);
  expect(inventory.parent(parameter)).toMatchObject({ state: "unknown", why: "it may be blue or green" });
});

test("thousands of parameters of unknown servers, beside thousands of servers, are judged in a moment", () => {
  const anywhere: Reference = { clues: [], unknown: "serverName is known only at deployment" };
  const count = 2000;
  const resources = Array.from({ length: count }, (_, index) => [
    resource("flexibleServers", `server${String(index)}`),
    resource("flexibleServers/configurations", `parameter${String(index)}`, {
      name: { state: "known", value: "require_secure_transport" },
      read: () => ({ state: "known", value: "ON" }),
      reference: () => anywhere,
    }),
  ]).flat();
  const { findings } = runControls(buildInventory(resources), controls, defaultOptions);
  // For each server a parameter that is missing; and a few of the parameters that are anywhere.
  expect(findings.filter(({ verdict }) => verdict === "unset")).toHaveLength(count);
  expect(findings.filter(({ verdict }) => verdict === "undetermined")).toHaveLength(10);
});

test("a chain of replicas of any length is judged", () => {
  const resources = Array.from({ length: 5000 }, (_, index) =>
    resource("flexibleServers", `server${String(index)}`, {
      read: (armPath) => (armPath === "properties.createMode" ? { state: "known", value: "Replica" } : { state: "unset" }),
      reference: () => ({ clues: [[`server${String(index + 1)}`]] }),
    }),
  );
  const { results } = runControls(buildInventory(resources), controls, defaultOptions);
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
});
