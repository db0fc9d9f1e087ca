/** The example in other languages says what the one in TypeScript does. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "@pulumi/azure-native/package.json";
import { preview } from "../stand-ins/engine";
import { PYTHON } from "../stand-ins/node-process";
import { advice, diagnose, packForTests, policyPack, type Diagnosed } from "../stand-ins/pulumi-diagnose";
import { yamlProgram } from "../stand-ins/pulumi-yaml";

const examples = resolve(__dirname, "../../examples");
const pack = packForTests();

/** What is told of each resource, by its own type and name: in TypeScript some stand in a component. */
function ofResources(diagnosed: readonly Omit<Diagnosed, "policy">[]): string[] {
  const resourceOf = (urn: string): string => urn.replace(/^.*(?:::|\$)([^:]+:[^$]+::[^:]+)$/, "$1");
  return diagnosed.map(({ level, urn, message }) => `${level} ${resourceOf(urn)}: ${message}`).sort();
}

type Told = ReturnType<typeof ofResources>;

/** What the example in TypeScript declares and is told, at its resources. */
async function inTypeScript(name: string): Promise<{ readonly declared: readonly string[]; readonly told: Told }> {
  const { resources, diagnostics } = await preview({ program: `${examples}/pulumi-azure-native/${name}`, policyPack });
  return { declared: declaredIn(resources), told: ofResources(diagnostics.map(withoutHeadline)) };
}

function withoutHeadline<One extends { readonly message: string }>(one: One): One {
  return { ...one, message: one.message.slice(one.message.indexOf("\n") + 1) };
}

function declaredIn(resources: readonly { readonly type: string; readonly name: string }[]): string[] {
  return resources
    .filter(({ type }) => type.startsWith("azure-native:"))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();
}

const programs = ["compliant", "violating"];

test.each(programs)("the %s program in YAML is told what the one in TypeScript is", async (name) => {
  const text = readFileSync(`${examples}/pulumi-azure-native-yaml/${name}/Pulumi.yaml`, "utf8");
  const program = yamlProgram(text, "project", version);
  const diagnosed = await diagnose(pack(), program);
  expect(diagnosed.filter(({ policy }) => policy === advice)).toEqual([]);
  expect({ declared: declaredIn(program), told: ofResources(diagnosed) }).toEqual(await inTypeScript(name));
});

const { status } = spawnSync(PYTHON, ["-c", "import pulumi_azure_native"]);
const isThere = status === 0;
if (!isThere)
  process.stderr.write(`The example in Python isn't run: ${PYTHON} has no pulumi_azure_native. PYTHON can name one that has.\n`);

(isThere ? test : test.skip).each(programs)("the %s program in Python is told what the one in TypeScript is", async (name) => {
  const { resources, diagnostics, stderr } = await preview({ program: `${examples}/pulumi-azure-native-python/${name}`, policyPack });
  expect(stderr).toBe("");
  expect({ declared: declaredIn(resources), told: ofResources(diagnostics.map(withoutHeadline)) }).toEqual(await inTypeScript(name));
});
