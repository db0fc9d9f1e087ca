/** Previews the example programs, with the policy pack, without a Pulumi account and without Pulumi's command line. */
import { resolve } from "node:path";
import { preview } from "./stand-ins/engine";
import { renderPreview } from "./stand-ins/render";

const examples = resolve(__dirname, "../examples/pulumi-azure-native");

async function main(): Promise<void> {
  for (const name of ["compliant", "violating"]) {
    console.log(`$ pulumi preview --policy-pack pulumi-policy    # in examples/pulumi-azure-native/${name}`);
    const result = await preview({ program: `${examples}/${name}`, policyPack: resolve(__dirname, "../pulumi-policy"), project: `postgresql-${name}` });
    console.log(renderPreview(result, { color: process.stdout.isTTY }));
  }
}

void main();
