import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-aspect-"));
let tarball = "";

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, [...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeAll(() => {
  run("npm", ["pack", "--ignore-scripts", join(root, "cdktf-aspect")], folder);
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the tarball is small", () => {
  expect(statSync(tarball).size).toBeLessThan(150_000);
});

/** A program that uses all of the package's surface, typed against one library. */
const program = (library: string): string => `
import { App, Aspects, Testing, TerraformResource, TerraformStack } from "${library}";
import { check, guard, PostgresqlTlsAspect, type Report } from "azure-postgresql-tls-aspect";

const app = new App({ outdir: "${library}.out" });
guard(app, { unset: "warn" });
const stack = new TerraformStack(app, "stack");
const server = new TerraformResource(stack, "pg", { terraformResourceType: "azurerm_postgresql_server" });
server.addOverride("ssl_enforcement_enabled", false);
Aspects.of(stack).add(new PostgresqlTlsAspect({ minimumTlsVersion: "1.3" }));
const report: Report = check(stack);
const ofApp: Report = check(app);
Testing.synth(stack);
console.log(report.findings.map(({ resource, level }) => \`\${resource.address} \${level}\`).join(), ofApp.findings.length);
`;

test.each([
  ["cdktf only", ["cdktf@0.21.0", "constructs@10.4.2"], ["cdktf"]],
  ["cdktn only", ["cdktn@0.24.0", "constructs@10.7.2"], ["cdktn"]],
  ["both", ["cdktf@0.21.0", "cdktn@0.24.0", "constructs@10.7.2"], ["cdktf", "cdktn"]],
  ["an older version of constructs", ["cdktf@0.21.0", "constructs@10.4.3"], ["cdktf"]],
])("the tarball works in an app with %s", (name, packages, libraries) => {
  const app = join(folder, name.replaceAll(" ", "-"));
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), "{}");
  const warnings = run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball, ...packages], app);
  expect(warnings).not.toMatch(/ERESOLVE|peer/);
  for (const library of libraries) {
    writeFileSync(join(app, `${library}.ts`), program(library));
    run(
      process.execPath,
      [
        join(root, "node_modules/typescript/bin/tsc"),
        "--strict",
        "--module",
        "node20",
        "--target",
        "es2022",
        "--lib",
        "es2022,dom",
        "--skipLibCheck",
        `${library}.ts`,
      ],
      app,
    );
    expect(run(process.execPath, [`${library}.js`], app).trim()).toBe("stack/pg error 1");
  }
});

test("nothing that is published names a library, but the one that reads a configuration with comments", () => {
  const dist = join(root, "cdktf-aspect/dist");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => /\.(d\.ts|js)$/.test(file));
  const imports = files.flatMap((file) =>
    [...readFileSync(join(dist, file), "utf8").matchAll(/(?:from |require\()"([^"]+)"/g)].map(([, name]) => name ?? ""),
  );
  expect(files.length).toBeGreaterThan(10);
  const libraries = imports.filter((name) => !name.startsWith(".") && !name.startsWith("node:"));
  expect([...new Set(libraries)]).toEqual(["jsonc-parser"]);
});
