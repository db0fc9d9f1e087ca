/** Holds the stand-ins that the policy pack's one file has for packages to what the policy SDK uses of them. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as sdk from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as grpcStandIn from "../../pulumi-policy/bundle/grpc";
import * as pulumiStandIn from "../../pulumi-policy/bundle/pulumi";
import * as rpcStandIn from "../../pulumi-policy/bundle/rpc";

const policySdk = dirname(require.resolve("@pulumi/policy"));
const sources = readdirSync(policySdk)
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(join(policySdk, name), "utf8"));

/** What the policy SDK reads of a module: each name, with the names read of it, such as `asset.Asset.isInstance`. */
function usedOf(module: string): string[] {
  const used = sources.flatMap((source) => {
    const [, variable, ...more] = source.split(new RegExp(`^const (\\w+) = require\\("${module}"\\);$`, "m"));
    if (variable === undefined) return [];
    const rest = more.join("");
    return [...rest.matchAll(new RegExp(`(?<!["\\w])${variable}\\b((?:\\.\\w+)*)`, "g"))].map(([, names = ""]) => names.slice(1));
  });
  return [...new Set(used)].sort();
}

/** What stands at a path of names. */
function at(names: string, module: object): unknown {
  return names.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], module);
}

test("the policy SDK loads no module of the SDK but those that are bundled, and those that have a stand-in", () => {
  const loaded = sources.flatMap((source) => [...source.matchAll(/require\((?!"(?!@pulumi\/pulumi))[^)]*\)/g)].map(([text]) => text));
  expect([...new Set(loaded)].sort()).toEqual([
    'require("@pulumi/pulumi")',
    'require("@pulumi/pulumi/proto/analyzer_grpc_pb")',
    'require("@pulumi/pulumi/proto/analyzer_pb")',
    'require("@pulumi/pulumi/proto/plugin_pb")',
    'require("@pulumi/pulumi/runtime/rpc")',
    "require(`${cwd}/package.json`)",
  ]);
});

test("the service's own module makes a client, and uses nothing else of gRPC", () => {
  const source = readFileSync(require.resolve("@pulumi/pulumi/proto/analyzer_grpc_pb"), "utf8");
  expect([...source.matchAll(/\bgrpc\.(\w+)/g)].map(([, name]) => name)).toEqual(["makeGenericClientConstructor"]);
  expect(typeof grpcStandIn.makeGenericClientConstructor).toBe("function");
});

test.each([
  ["@grpc/grpc-js", grpc, grpcStandIn, "Server"],
  ["@pulumi/pulumi", sdk, pulumiStandIn, "Output.isInstance"],
  ["@pulumi/pulumi/runtime/rpc", rpc, rpcStandIn, "specialSigKey"],
])("the stand-in for %s has all that the policy SDK uses of it", (module, original, standIn, known) => {
  const used = usedOf(module);
  expect(used).toContain(known);
  for (const names of used) {
    expect([names, typeof at(names, standIn)]).toEqual([names, typeof at(names, original)]);
    expect([names, at(names, standIn)]).not.toEqual([names, undefined]);
  }
});

test("the stand-ins' values are the SDK's", () => {
  expect(rpc).toMatchObject(rpcStandIn);
  expect(pulumiStandIn.asset.FileAsset).toBe(sdk.asset.FileAsset);
});

test.each([sdk.output(1), {}, { __pulumiOutput: "true" }, "text", 1, null, undefined])(
  "the stand-in tells outputs from the rest",
  (value) => {
    expect(pulumiStandIn.Output.isInstance(value)).toBe(sdk.Output.isInstance(value));
  },
);
