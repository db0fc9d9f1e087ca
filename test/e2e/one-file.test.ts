/** What only the policy pack as one file has to do. What it has in common with the folder: the suites of Pulumi, run with it. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packFolder } from "../stand-ins/pulumi-diagnose";
import { startPolicyPack } from "../stand-ins/policy-pack";

const command = join(packFolder, "bin/azure-postgresql-tls-policy.js");

/** What the command prints, to stdout and to stderr, and its exit code. */
function run(...args: string[]): readonly [string, string, number | null] {
  const { stdout, stderr, status } = spawnSync(command, args, { cwd: tmpdir(), encoding: "utf8" });
  return [stdout, stderr, status];
}

const file = run("path")[0].trim();
const folder = mkdtempSync(join(tmpdir(), "one-file-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("is where the command says, and has the digest that lies beside it", () => {
  expect(statSync(file).mode & 0o111).toBe(0o111);
  expect(execFileSync("sha256sum", ["--check", `${file}.sha256`], { cwd: dirname(file), encoding: "utf8" })).toBe(
    "azure-postgresql-tls-pack: OK\n",
  );
});

test.each([[[]], [["where"]], [["path", "file"]]])("the command says how to use it when it is run with %j", (args) => {
  expect(run(...args)).toEqual(["", "usage: azure-postgresql-tls-policy path\n", 2]);
});

test("starts alone, in a program's folder, and has its own name and version", async () => {
  const alone = join(folder, "pack");
  copyFileSync(file, alone);
  const program = mkdtempSync(join(folder, "program-"));
  writeFileSync(join(program, "package.json"), '{ "name": "program", "version": "7.0.0" }');
  for (const directory of [folder, program]) {
    const pack = await startPolicyPack(alone, { directory });
    const { name, version } = await pack.getAnalyzerInfo();
    await pack.stop();
    expect({ name, version, stderr: pack.stderr }).toEqual({ name: "azure-postgresql-tls", version: "0.1.0", stderr: "" });
  }
});
