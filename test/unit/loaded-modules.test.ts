import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Check from "../../shared/command/check";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";

/** What reads one language, or writes files: one module of each that all of its others need. */
const MODULES = ["bicep/lexer", "bicep/compile", "terraform/values", "terraform/plan", "terraform/synthesized", "command/fix-files"];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Which modules a check loads, in a process of which nothing is loaded yet. */
function loadedBy(path: string): string[] {
  const loaded: string[] = [];
  jest.isolateModules(() => {
    for (const name of MODULES) {
      const module = `../../shared/${name}`;
      jest.doMock(module, () => {
        loaded.push(name);
        return jest.requireActual<object>(module);
      });
    }
    const { check } = jest.requireActual<typeof Check>("../../shared/command/check");
    check({ paths: [path], cwd: folder, controls, options: defaultOptions, limits: defaultLimits });
  });
  return loaded.sort();
}

test.each([
  [
    "an ARM template",
    "main.json",
    '{ "contentVersion": "1", "resources": [{ "type": "Microsoft.DBforPostgreSQL/servers", "apiVersion": "x", "name": "x" }] }',
    [],
  ],
  [
    "a Bicep file",
    "main.bicep",
    "resource pg 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {\n  name: 'pg'\n}\n",
    ["bicep/compile", "bicep/lexer"],
  ],
  ["a Bicep file of something else", "main.bicep", "param p string\n", []],
  [
    "Terraform's JSON",
    "main.tf.json",
    '{ "resource": { "azurerm_postgresql_server": { "x": { "ssl_enforcement_enabled": true } } } }',
    ["terraform/plan", "terraform/synthesized", "terraform/values"],
  ],
])("a check of %s loads no language but its own, and nothing that writes files", (_, path, text, expected) => {
  writeFileSync(join(folder, path), text);
  expect(loadedBy(path)).toEqual(expected);
});
