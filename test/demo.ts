/** Runs the example programs: without an account, without Pulumi's command line, without Terraform. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { synth } from "./stand-ins/cdktf-synth";
import { preview } from "./stand-ins/engine";
import { renderPreview } from "./stand-ins/render";

const examples = resolve(__dirname, "../examples/pulumi-azure-native");
const programs = ["compliant", "violating"] as const;

async function previewPulumi(): Promise<void> {
  for (const name of programs) {
    console.log(`$ pulumi preview --policy-pack pulumi-policy    # in examples/pulumi-azure-native/${name}`);
    const result = await preview({
      program: `${examples}/${name}`,
      policyPack: resolve(__dirname, "../pulumi-policy"),
      project: `postgresql-${name}`,
    });
    console.log(renderPreview(result, { color: process.stdout.isTTY }));
  }
}

function synthesizeTerraform(): void {
  for (const host of ["cdktf", "cdktn"] as const) {
    for (const program of programs) {
      console.log(`$ ${host} synth --app "tsx ${program}.ts"    # in examples/${host}-azurerm`);
      const { exitCode, stdout } = synth(host, program);
      console.log(`${stdout.trim()}\nexit code ${String(exitCode)}\n`);
    }
  }
}

function checkFiles(): void {
  for (const folder of ["examples/bicep", "examples/arm"]) {
    console.log(`$ npx azure-postgresql-tls check ${folder}`);
    const { status } = spawnSync(process.execPath, ["shared/bin/azure-postgresql-tls.js", "check", folder], {
      cwd: resolve(__dirname, ".."),
      stdio: "inherit",
    });
    console.log(`exit code ${String(status)}\n`);
  }
}

async function main(): Promise<void> {
  await previewPulumi();
  checkFiles();
  console.log("The examples of CDKTF and CDK Terrain run through their own command lines, which are installed now if they aren't yet.\n");
  synthesizeTerraform();
}

void main();
