/** The example in other languages says what the one in TypeScript does. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "@pulumi/azure-native/package.json";
import { preview } from "../stand-ins/engine";
import { advice, diagnose, packForTests, policyPack, type Diagnosed } from "../stand-ins/pulumi-diagnose";
import { yamlProgram } from "../stand-ins/pulumi-yaml";

const examples = resolve(__dirname, "../../examples");
const pack = packForTests();

/** What is told of each resource, by its own type and name: in TypeScript some stand in a component. */
function ofResources(diagnosed: readonly Omit<Diagnosed, "policy">[]): string[] {
  const resourceOf = (urn: string): string => urn.replace(/^.*(?:::|\$)([^:]+:[^$]+::[^:]+)$/, "$1");
  return diagnosed.map(({ level, urn, message }) => `${level} ${resourceOf(urn)}: ${message}`).sort();
}

test.each(["compliant", "violating"])("the %s program in YAML is told what the one in TypeScript is", async (name) => {
  const text = readFileSync(`${examples}/pulumi-azure-native-yaml/${name}/Pulumi.yaml`, "utf8");
  const program = yamlProgram(text, "project", version);
  const typescript = await preview({ program: `${examples}/pulumi-azure-native/${name}`, policyPack });
  const own = ({ message, ...one }: (typeof typescript.diagnostics)[number]): Omit<Diagnosed, "policy"> => ({
    ...one,
    message: message.slice(message.indexOf("\n") + 1),
  });
  const diagnosed = await diagnose(pack(), program);
  expect(diagnosed.filter(({ policy }) => policy === advice)).toEqual([]);
  expect(ofResources(diagnosed)).toEqual(ofResources(typescript.diagnostics.map(own)));
  // The same servers and parameters, too.
  const declared = (resources: readonly { readonly type: string; readonly name: string }[]): string[] =>
    resources
      .filter(({ type }) => type.startsWith("azure-native:"))
      .map(({ type, name: at }) => `${type} ${at}`)
      .sort();
  expect(declared(program)).toEqual(declared(typescript.resources));
});
