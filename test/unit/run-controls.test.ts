import { controls } from "../../shared/controls";
import { azurePostgresqlUseSsl } from "../../shared/controls/azure-postgresql-use-ssl";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls } from "../../shared/engine/run-controls";
import type { Control } from "../../shared/model";
import { defaultOptions } from "../registry";
import { azureResource } from "../stand-ins/azure-resource";

test("a control that throws is an internal error, and the others still judge", () => {
  const broken: Control = {
    ...azurePostgresqlUseSsl,
    id: "Broken",
    judge() {
      throw new TypeError("boom");
    },
  };
  const server = azureResource("servers", "single");
  const { findings, internalErrors, results } = runControls(buildInventory([server]), [broken, ...controls], defaultOptions);
  expect(internalErrors.map(({ control, resource: at, message }) => [control, at.address, message])).toEqual([
    ["Broken", "single", "Internal error in Broken: boom. Please report it; the resource was not checked."],
  ]);
  expect(findings.map(({ verdict }) => verdict)).toEqual(["unset"]);
  expect(results.map(({ verdict }) => verdict)).toEqual(["unset"]);
});
