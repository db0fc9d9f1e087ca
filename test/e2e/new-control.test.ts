import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" }).trim();
  // Some may be links, or not be there any more.
  const isNeeded = (path: string): boolean => path !== "node_modules" && existsSync(join(root, path));
  for (const path of files.split("\n").filter(isNeeded)) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function newControl(name: string, ...options: readonly string[]): { readonly code: number | null; readonly err: string } {
  const common = ["--api-version", "2024-08-01", "--product", "Contoso", "--upstream-version", "1", "--url", "https://example.com/"];
  const args = [
    join(root, "node_modules/tsx/dist/cli.mjs"),
    "test/tools/new-control/index.ts",
    name,
    ...common,
    "--why",
    "It matters.",
    ...options,
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { code: status, err: stderr };
}

/** Runs suites of the copy. */
function jest(...args: readonly string[]): { readonly code: number | null; readonly err: string } {
  const script = join(root, "node_modules/jest/bin/jest.js");
  const { status, stderr } = spawnSync(process.execPath, [script, "--selectProjects", "unit", "--runInBand", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, err: stderr };
}

const FLEXIBLE = ["--on", "postgresql-flexible-server"];

test("a new control has all that a control needs: of a setting, and of a property", () => {
  const setting = newControl(
    "contoso-log-connections",
    ...[...FLEXIBLE, "--setting", "log_connections", "--default", "off", "--accepted", "on", "--wrong", "off", "--id", "Contoso.Log"],
  );
  const property = newControl(
    "contoso-version",
    ...[...FLEXIBLE, "--path", "properties.version", "--accepted", "16", "--wrong", "12", "--id", "Contoso.Version"],
  );
  expect([setting, property]).toEqual([
    { code: 0, err: "" },
    { code: 0, err: "" },
  ]);
  const { code, err } = jest(
    "test/unit/registry",
    "test/unit/control-pages",
    "test/unit/rows-arm",
    "--testNamePattern",
    "contoso|up to date|register|the page of",
  );
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  expect(err).toContain("PASS unit test/unit/rows-arm.test.ts");
  const page = readFileSync(join(folder, "shared/controls/contoso-log-connections.md"), "utf8");
  expect(page).toContain('configurationName: "log_connections",\n  value: "on",');
}, 300_000);

const refused = [
  {
    why: "a name that isn't in kebab case",
    name: "Contoso",
    options: [...FLEXIBLE, "--path", "properties.version"],
    says: '"Contoso" is no name in kebab case.',
  },
  { why: "a resource type that isn't there", name: "contoso", options: ["--on", "x"], says: "Name one of --path and --setting." },
  {
    why: "a path that the type doesn't map",
    name: "contoso",
    options: [...FLEXIBLE, "--path", "properties.x"],
    says: "maps no properties.x: add it there first",
  },
  {
    why: "a setting without a default",
    name: "contoso",
    options: [...FLEXIBLE, "--setting", "x"],
    says: "With --setting, name its --default.",
  },
  {
    why: "a control that is there",
    name: "azure-postgresql-use-ssl",
    options: [...FLEXIBLE, "--path", "properties.version"],
    says: "There is a control azure-postgresql-use-ssl already.",
  },
];

test.each(refused)("refuses $why, and writes nothing", ({ name, options, says }) => {
  const index = readFileSync(join(folder, "shared/controls/index.ts"), "utf8");
  const { code, err } = newControl(name, "--accepted", "a", "--wrong", "b", "--id", "Contoso.Other", ...options);
  expect({ code, says: err.includes(says) ? says : err }).toEqual({ code: 1, says });
  expect(readFileSync(join(folder, "shared/controls/index.ts"), "utf8")).toBe(index);
});

test("CONTRIBUTING links to what is there, and names commands that are there", () => {
  const path = join(root, ".github/CONTRIBUTING.md");
  const text = readFileSync(path, "utf8");
  for (const [, link = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)/g))
    expect(() => readFileSync(resolve(dirname(path), link))).not.toThrow();
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  for (const [, script = ""] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script]);
});
