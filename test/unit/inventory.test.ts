import { buildInventory } from "../../shared/engine/inventory";
import type { AzureResource, Inventory, Reference } from "../../shared/model";
import { azureResource } from "../stand-ins/azure-resource";

test.each([[["blue", "green"]], [["green", "blue"]]])("the servers that a parameter may be for are named in one order: %j", (clue) => {
  const parameter = azureResource("flexibleServers/configurations", "parameter", {
    name: { state: "known", value: "require_secure_transport" },
    read: () => ({ state: "known", value: "ON" }),
    reference: () => ({ clues: [clue] }),
  });
  const inventory = buildInventory([azureResource("flexibleServers", "green"), parameter, azureResource("flexibleServers", "blue")]);
  expect(inventory.parent(parameter)).toMatchObject({ state: "unknown", why: "it may be blue or green" });
});

/** The names of what may be a server's parameters. */
function possible(inventory: Inventory, server: AzureResource): string[] {
  return inventory.children(server, PARAMETERS).possible.map(({ origin }) => origin.name);
}

const PARAMETERS = "Microsoft.DBforPostgreSQL/flexibleServers/configurations";
const parameterOf = (name: string, reference: Reference): AzureResource =>
  azureResource("flexibleServers/configurations", name, { reference: () => reference });

describe("parameters that may be for several servers", () => {
  const [blue, green, red] = ["blue", "green", "red"].map((name) => azureResource("flexibleServers", name)) as [
    AzureResource,
    AzureResource,
    AzureResource,
  ];
  const clue = ["blue", "green"];
  const inventory = buildInventory([
    blue,
    green,
    red,
    parameterOf("one", { clues: [clue] }),
    parameterOf("two", { clues: [clue] }),
    parameterOf("any", { clues: [], unknown: "serverName is known only at deployment" }),
    parameterOf("not-blue", { clues: [], unknown: "serverName is known only at deployment", except: ["blue"] }),
  ]);

  test.each([
    ["blue", blue, ["any", "one", "two"]],
    ["green", green, ["any", "not-blue", "one", "two"]],
    ["red", red, ["any", "not-blue"]],
  ])("are the possible ones of each: %s", (_name, server, names) => {
    expect(possible(inventory, server)).toEqual(names);
  });

  test("are kept once for all of these, as there may be thousands of both", () => {
    const shared = buildInventory([blue, green, red, parameterOf("one", { clues: [clue] }), parameterOf("two", { clues: [clue] })]);
    expect(possible(shared, blue)).toEqual(["one", "two"]);
    expect(shared.children(green, PARAMETERS).possible).toBe(shared.children(blue, PARAMETERS).possible);
    expect(possible(shared, red)).toEqual([]);
  });
});
