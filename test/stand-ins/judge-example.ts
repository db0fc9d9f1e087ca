import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "@cdktn/hcl2json";
import * as cdktf from "cdktf";
import { parse as parseYaml } from "yaml";
import { check } from "../../shared/command/check";
import { controls } from "../../shared/controls";
import type { Result } from "../../shared/engine/run-controls";
import { defaultLimits } from "../../shared/limits";
import type { Finding } from "../../shared/model";
import { exampleLanguages } from "../tools/example-languages";
import { defaultOptions } from "../registry";
import { newApp } from "./cdktf-libraries";
import { judgeDeclared, type DeclaredResource } from "./judge-declared";
import { judgeStack } from "./judge-stack";
import { reveal } from "./values";

/** What is found in an example. */
export interface Judgement {
  readonly findings: readonly Omit<Finding, "valueFrom">[];
  readonly results: readonly Result[];
}

/** Judges an example of a page as the front end of its language does; programs are run, without their command lines. */
export async function judgeExample(path: string): Promise<Judgement> {
  const extension = exampleLanguages.map((language) => language.extension).find((end) => path.endsWith(end)) ?? "";
  const judge = judges[extension];
  if (!judge) throw new Error(`The tests can't judge ${basename(path)}.`);
  return judge(path);
}

const judges: Readonly<Record<string, (path: string) => Judgement | Promise<Judgement>>> = {
  ".bicep": judgeFile,
  ".json": judgeFile,
  ".tf": judgeHcl,
  ".cdktf.ts": judgeCdktf,
  ".pulumi.ts": async (path) => judgeDeclared(await runPulumi(path)),
  ".pulumi.py": (path) => judgeDeclared(runPython(path)),
  ".pulumi.yaml": (path) => judgeDeclared(readPulumiYaml(path)),
};

function judgeFile(path: string): Judgement {
  const { findings, results, problems, unread } = check({
    paths: [path],
    cwd: dirname(path),
    controls,
    options: defaultOptions,
    limits: defaultLimits,
  });
  if (problems.length + unread.length > 0) throw new Error(JSON.stringify([...problems, ...unread]));
  return { findings, results };
}

async function judgeHcl(path: string): Promise<Judgement> {
  const json: unknown = await parse(basename(path), readFileSync(path, "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(json));
    return judgeFile(join(folder, "main.tf.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The provider's bindings are 700 MB: classes of the same names and arguments stand in for those that an example imports. */
function judgeCdktf(path: string): Judgement {
  const imported = readFileSync(path, "utf8").matchAll(/"(@cdktf\/provider-azurerm\/lib\/([\w-]+))"/g);
  for (const [, module = "", file = ""] of imported) {
    const className = file.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    jest.doMock(module, () => ({ [className]: bindingOf(`azurerm_${file.replaceAll("-", "_")}`) }), { virtual: true });
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Databases } = require(path) as { Databases: new (scope: cdktf.App, id: string) => cdktf.TerraformStack };
  return judgeStack(new Databases(newApp(cdktf), "databases"), controls);
}

function bindingOf(
  terraformResourceType: string,
): new (scope: cdktf.TerraformStack, id: string, config: object) => cdktf.TerraformResource {
  return class extends cdktf.TerraformResource {
    readonly id: string;
    constructor(scope: cdktf.TerraformStack, id: string, config: object) {
      super(scope, id, { terraformResourceType });
      for (const [name, value] of Object.entries(config))
        this.addOverride(
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value,
        );
      this.id = this.getStringAttribute("id");
    }
  };
}

/** Runs a program in TypeScript with Pulumi's own stand-in for an engine. */
async function runPulumi(path: string): Promise<readonly DeclaredResource[]> {
  const declared: DeclaredResource[] = [];
  jest.resetModules();
  const { runtime } = await import("@pulumi/pulumi");
  runtime.setAllConfig({ "project:password": "hunter2" });
  await runtime.setMocks({
    newResource({ type, name, inputs }) {
      const properties = reveal(inputs) as DeclaredResource["properties"];
      declared.push({ type, name, properties });
      return { id: name, state: { ...properties, name } };
    },
    call: () => ({}),
  });
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(path);
  await runtime.disconnect();
  return declared;
}

/** Runs a program in Python; modules of Pulumi's names say what it declares. */
function runPython(path: string): readonly DeclaredResource[] {
  const { status, stdout, stderr } = spawnSync("python3", [path], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: resolve(__dirname, "pulumi-python"), PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as DeclaredResource);
}

/** What a program in YAML declares; a server's name is that of the resource. */
function readPulumiYaml(path: string): readonly DeclaredResource[] {
  const text = readFileSync(path, "utf8").replace(/\$\{(\w+)\.name\}/g, "$1");
  const { resources } = parseYaml(text) as { resources: Record<string, { type: string; properties: Record<string, unknown> }> };
  return Object.entries(resources).map(([name, { type, properties }]) => ({ type, name, properties }));
}
