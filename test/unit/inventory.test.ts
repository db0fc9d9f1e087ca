import { buildInventory } from "../../shared/engine/inventory";
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
