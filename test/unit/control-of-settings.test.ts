import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls } from "../../shared/engine/run-controls";
import type { Reference } from "../../shared/model";
import { defaultOptions } from "../registry";
import { azureResource } from "../stand-ins/azure-resource";

test("thousands of parameters of unknown servers, beside thousands of servers, are judged in a moment", () => {
  const anywhere: Reference = { clues: [], unknown: "serverName is known only at deployment" };
  const count = 2000;
  const resources = Array.from({ length: count }, (_, index) => [
    azureResource("flexibleServers", `server${String(index)}`),
    azureResource("flexibleServers/configurations", `parameter${String(index)}`, {
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
    azureResource("flexibleServers", `server${String(index)}`, {
      read: (armPath) => (armPath === "properties.createMode" ? { state: "known", value: "Replica" } : { state: "unset" }),
      reference: () => ({ clues: [[`server${String(index + 1)}`]] }),
    }),
  );
  const { results } = runControls(buildInventory(resources), controls, defaultOptions);
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
});
