/**
 * What does not compile. Nothing here runs: `npx tsc` fails where a line below `@ts-expect-error` compiles after all.
 */
import { controlOfProperty } from "../../shared/controls/kinds/property";
import { controlOfSettings } from "../../shared/controls/kinds/settings";
import type { Control } from "../../shared/model";
import { postgresqlFlexibleServer } from "../../shared/resource-types/postgresql-flexible-server";
import { postgresqlSingleServer } from "../../shared/resource-types/postgresql-single-server";
import { resourceType, written } from "../../shared/resource-types/resource-type";

declare const metadata: Omit<Control, "on" | "judges" | "scope" | "judge" | "options">;

export const mappedPath = controlOfProperty({
  ...metadata,
  on: postgresqlSingleServer,
  path: "properties.sslEnforcement",
  accepted: ["Enabled"],
});

export const pathOfAnotherType = controlOfProperty({
  ...metadata,
  on: postgresqlFlexibleServer,
  // @ts-expect-error Flexible servers map no such path.
  path: "properties.sslEnforcement",
  accepted: ["Enabled"],
});

export const misspelledPath = controlOfProperty({
  ...metadata,
  on: postgresqlSingleServer,
  // @ts-expect-error The type maps properties.sslEnforcement.
  path: "properties.sslenforcement",
  accepted: ["Enabled"],
});

export const nothingAccepted = controlOfProperty({
  ...metadata,
  on: postgresqlSingleServer,
  path: "properties.sslEnforcement",
  // @ts-expect-error Without an accepted value there is none to propose.
  accepted: [],
});

// @ts-expect-error Single servers have no settings that are read.
export const typeWithoutSettings = controlOfSettings({ ...metadata, options: {}, on: postgresqlSingleServer, settings: () => [] });

const withSettings = { ...postgresqlFlexibleServer, ...postgresqlSingleServer, settings: postgresqlFlexibleServer.settings };

// @ts-expect-error The settings of a server are judged with its version and its createMode, which this type doesn't map.
export const settingsWithoutCreation = controlOfSettings({ ...metadata, options: {}, on: withSettings, settings: () => [] });

export const undeclaredOption = controlOfSettings({
  ...metadata,
  options: {},
  on: postgresqlFlexibleServer,
  // @ts-expect-error The control declares no such option.
  settings: ({ minimumTlsVersion }) => [{ name: "a", accepted: [String(minimumTlsVersion)], default: "" }],
});

export const pathInOneLanguage = resourceType({
  arm: "Microsoft.X/servers",
  noun: "server",
  // @ts-expect-error What azure-native maps, azurerm must map too.
  azurerm: { type: "azurerm_x", arguments: { name: written("name") } },
  azureNative: { module: "x", tokens: [], arguments: { name: written("name"), "properties.version": written("version") } },
  azureClassic: { token: "azure:x/server:Server" },
});
