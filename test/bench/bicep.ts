import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";
import { builtCheck } from "./built-check";
import { compared, median, milliseconds, race, type Measurement } from "./table";

const check = builtCheck();

const COMMAND = resolve(__dirname, "../../shared/bin/azure-postgresql-tls.js");

/** A file as teams write them: a few parameters, a resource with what it is set to, an output. */
const storage = (index: number): string => `@description('Beginning of all names.')
param prefix string
@allowed(['dev', 'test', 'prod'])
param stage string = 'dev'
param location string = resourceGroup().location

var tags = { owner: 'team', stage: stage }

resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: '\${prefix}sa${String(index)}\${uniqueString(resourceGroup().id)}'
  location: location
  tags: union(tags, { description: 'Holds what the application uploads.' })
  sku: { name: stage == 'prod' ? 'Standard_GRS' : 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: { defaultAction: 'Deny', ipRules: [for ip in ['100.0.0.1', '100.0.0.2']: { value: ip }] }
  }
}

output id string = account.id
`;

const server = `param name string
param settings { name: string, value: string }[] = [
  { name: 'require_secure_transport', value: 'ON' }
  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }
]

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: resourceGroup().location
  properties: { version: '16' }
}

module each 'configuration.bicep' = [for (setting, index) in settings: {
  name: '\${name}-\${index}'
  params: { server: server.name, name: setting.name, value: setting.value }
}]
`;

const configuration = `param server string
param name string
param value string

resource configuration 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  name: '\${server}/\${name}'
  properties: { value: value, source: 'user-override' }
}
`;

const call = (path: string, index: number): string =>
  `module m${String(index)} '${path}' = {\n  name: 'm${String(index)}'\n  params: { name: 'pg${String(index)}' }\n}\n`;

/** What the command costs on Bicep. */
export async function benchmark(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const many = Array.from(
      { length: 500 },
      (_, index) => [`many/file${String(index)}.bicep`, index % 10 === 0 ? `${storage(index)}${single}` : storage(index)] as const,
    );
    write(folder, [
      ...many,
      ["one/main.bicep", server.replace(/module[^]*/, "") + single],
      ["none/empty.txt", ""],
      ["tree/main.bicep", Array.from({ length: 20 }, (_, index) => call("server.bicep", index)).join("")],
      ["tree/server.bicep", server],
      ["tree/configuration.bicep", configuration],
    ]);
    const checked = (path: string) => (): Promise<unknown> =>
      Promise.resolve(
        check({ paths: [path], cwd: folder, controls, options: { ...defaultOptions, unset: "ignore" }, limits: defaultLimits }),
      );
    const started =
      (...args: readonly string[]) =>
      (): Promise<unknown> =>
        Promise.resolve(spawnSync(process.execPath, args, { cwd: folder }));
    const node = started("-e", "0");
    const [times = []] = await race(10, [checked("many")]);
    return [
      {
        what: "check of 500 Bicep files",
        measured: milliseconds(median(times)),
        baseline: `${String(Math.round(500_000 / median(times)))} files a second`,
      },
      compared("check of one Bicep file from its start, to that of node", await race(20, [started(COMMAND, "check", "one"), node]), 2),
      compared("the same with 20 modules that have two modules each", await race(20, [started(COMMAND, "check", "tree"), node]), 2.5),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const single = `
resource legacy 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {
  name: 'legacy'
  properties: { sslEnforcement: 'Enabled' }
}
`;

function write(folder: string, files: readonly (readonly [path: string, text: string])[]): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
