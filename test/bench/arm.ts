import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defaultLimits } from "../../shared/limits";
import { controls } from "../../shared/controls";
import { defaultOptions } from "../registry";
import { builtCheck } from "./built-check";
import { compared, race, type Measurement } from "./table";

const check = builtCheck();

const COMMAND = resolve(__dirname, "../../shared/bin/azure-postgresql-tls.js");

/** As much as a storage account has that somebody has thought about. */
const storage = (index: number): unknown => ({
  type: "Microsoft.Storage/storageAccounts",
  apiVersion: "2023-01-01",
  name: `[concat(parameters('prefix'), 'sa${String(index)}')]`,
  location: "[parameters('location')]",
  sku: { name: "Standard_GRS" },
  kind: "StorageV2",
  tags: {
    owner: "team",
    stage: "[parameters('stage')]",
    description: "Holds what the application uploads, until it has been looked through and moved on.",
  },
  properties: {
    minimumTlsVersion: "TLS1_2",
    supportsHttpsTrafficOnly: true,
    allowBlobPublicAccess: false,
    networkAcls: { defaultAction: "Deny", ipRules: [{ value: "100.0.0.1" }] },
  },
});

/** A server with both its parameters; wrong, if at all, for every fourth. */
const postgresql = (index: number, isWrong: boolean): unknown[] => [
  {
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
    apiVersion: "2024-08-01",
    name: `[concat(variables('server'), '${String(index)}')]`,
    location: "[parameters('location')]",
    properties: { version: "16" },
  },
  {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    apiVersion: "2024-08-01",
    name: `[concat(variables('server'), '${String(index)}/', variables('settings')[copyIndex()].name)]`,
    copy: { name: "settings", count: "[length(variables('settings'))]" },
    properties: { value: isWrong && index % 4 === 0 ? "off" : "[variables('settings')[copyIndex()].value]" },
  },
];

/** A template of about so many bytes; one in `every` of its resources is of PostgreSQL, none for 0. */
function template(bytes: number, every: number, isWrong = true): string {
  const resources: unknown[] = [];
  for (let size = 900, index = 0; size < bytes; index++) {
    const added = every > 0 && index % every === 0 ? postgresql(index, isWrong) : [storage(index)];
    resources.push(...added);
    size += JSON.stringify(added, undefined, 2).length;
  }
  return JSON.stringify(
    {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: {
        prefix: { type: "string" },
        location: { type: "string", defaultValue: "[resourceGroup().location]" },
        stage: { type: "string", defaultValue: "dev" },
      },
      variables: {
        server: "[concat(parameters('prefix'), uniqueString(resourceGroup().id))]",
        settings: [
          { name: "require_secure_transport", value: "ON" },
          { name: "ssl_min_protocol_version", value: "TLSv1.2" },
        ],
      },
      resources,
    },
    undefined,
    2,
  );
}

/** What the command costs, to what it costs to parse the same files. */
export async function benchmark(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const corpus = write(
      join(folder, "corpus"),
      Array.from({ length: 1000 }, (_, index) => template(5000, index % 10 === 0 ? 4 : 0)),
    );
    const right = write(join(folder, "right"), [template(3_000_000, 100, false)]);
    const wrong = write(join(folder, "wrong"), [template(3_000_000, 100)]);
    const empty = write(join(folder, "empty"), []);
    const checked =
      ({ path }: Written) =>
      (): Promise<unknown> =>
        Promise.resolve(check({ paths: [path], parameters: [], cwd: folder, controls, options: defaultOptions, limits: defaultLimits }));
    const parsed =
      ({ texts }: Written) =>
      (): Promise<unknown> =>
        Promise.resolve(texts.map((text) => JSON.parse(text) as unknown));
    const read =
      ({ files }: Written) =>
      (): Promise<unknown> =>
        Promise.resolve(files.map((file) => JSON.parse(readFileSync(file, "utf8")) as unknown));
    const started =
      (...args: readonly string[]) =>
      (): Promise<unknown> =>
        Promise.resolve(spawnSync(process.execPath, args));
    return [
      compared("check of 1,000 templates, 5 MB, to JSON.parse of them", await race(20, [checked(corpus), parsed(corpus)]), 4),
      compared("the same, to reading and parsing them", await race(20, [checked(corpus), read(corpus)])),
      compared("check of one template of 3 MB, to JSON.parse of it", await race(20, [checked(right), parsed(right)]), 4),
      compared("the same with findings, whose places are looked up", await race(20, [checked(wrong), parsed(wrong)]), 4),
      compared("start of the command, to that of node", await race(20, [started(COMMAND, "check", empty.path), started("-e", "0")]), 2),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Written {
  readonly path: string;
  readonly files: readonly string[];
  readonly texts: readonly string[];
}

function write(path: string, texts: readonly string[]): Written {
  mkdirSync(path);
  const files = texts.map((text, index) => {
    const file = join(path, `template${String(index)}.json`);
    writeFileSync(file, text);
    return file;
  });
  return { path, files, texts };
}
