import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls } from "../../shared/engine/run-controls";
import type { AzureResource, Reference } from "../../shared/model";
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

test("a parameter of unknown name on one of some servers that are only looked up is told, also beside a server that is declared", () => {
  const named = (value: string): Partial<AzureResource> => ({
    name: { state: "known", value },
    reference: () => ({ clues: [["declared"]] }),
  });
  const resources = [
    azureResource("flexibleServers", "declared"),
    azureResource("flexibleServers/configurations", "rst", {
      ...named("require_secure_transport"),
      read: () => ({ state: "known", value: "ON" }),
    }),
    azureResource("flexibleServers/configurations", "tls", {
      ...named("ssl_min_protocol_version"),
      read: () => ({ state: "known", value: "TLSv1.2" }),
    }),
    azureResource("flexibleServers", "blue", { existing: true }),
    azureResource("flexibleServers", "green", { existing: true }),
    azureResource("flexibleServers/configurations", "any", {
      name: { state: "unknown", why: "is known only at deployment" },
      read: () => ({ state: "known", value: "OFF" }),
      reference: () => ({ clues: [["blue", "green"]] }),
    }),
  ];
  const { results, findings } = runControls(buildInventory(resources), controls, defaultOptions);
  expect(results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual([
    "any undetermined",
    "declared pass",
    "rst pass",
    "tls pass",
  ]);
  expect(findings.map(({ resource, message }) => `${resource.address}: ${message}`)).toEqual([
    "any: name is known only at deployment, so it can't be told which server parameter this sets. Write name as a literal.",
  ]);
});
