import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";

const root = resolve(__dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "shared/package.json"), "utf8")) as { version: string };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "repository"));
  // What npx would install is what is built here.
  program("npx", `[ "$1" = --yes ] && shift\nshift\nexec "${process.execPath}" "${root}/shared/bin/azure-postgresql-tls.js" "$@"`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(folder, "bin", name), `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(join(folder, "bin", name), 0o755);
}

function run(command: string, environment: Readonly<Record<string, string>> = {}): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", command], {
    cwd: join(folder, "repository"),
    encoding: "utf8",
    env: {
      ...process.env,
      GITHUB_STEP_SUMMARY: "summary.md",
      ...environment,
      PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
    },
  });
  return { code: status, out: stdout + stderr };
}

function sample(path: string): unknown {
  return parse(readFileSync(join(root, path), "utf8"));
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

function runsOf(path: string): readonly string[] {
  const { jobs } = sample(path) as Workflow;
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => (step.run === undefined ? [] : [step.run])));
}

const { steps } = sample("examples/ci/azure-pipelines.yml") as { readonly steps: readonly { readonly script?: string }[] };
const { "azure-postgresql-tls": job } = sample("examples/ci/gitlab-ci.yml") as Record<string, { readonly script: readonly string[] }>;
const [hook] = sample(".pre-commit-hooks.yaml") as readonly { readonly id: string; readonly entry: string }[];

/** What a pipeline runs, and the files that it then hands over. */
const pipelines: readonly { readonly name: string; readonly commands: readonly string[]; readonly files: readonly string[] }[] = [
  { name: "GitHub Actions", commands: runsOf("examples/ci/github-actions.yml"), files: ["azure-postgresql-tls.sarif", "summary.md"] },
  {
    name: "Azure Pipelines",
    commands: steps.flatMap(({ script }) => (script === undefined ? [] : [script])),
    files: ["azure-postgresql-tls.xml"],
  },
  { name: "GitLab", commands: job?.script ?? [], files: ["azure-postgresql-tls.xml", "gl-code-quality-report.json"] },
  { name: "pre-commit", commands: hook ? [hook.entry] : [], files: [] },
];

describe.each(pipelines)("$name", ({ commands, files }) => {
  const repository = (): string => join(folder, "repository");

  test("fails for a server that is wrong, and leaves its reports", () => {
    cpSync(join(root, "examples/arm"), repository(), { recursive: true });
    expect(commands).toHaveLength(1);
    const { code, out } = run(commands.join("\n"));
    expect(out).toContain("properties.sslEnforcement is Disabled");
    expect(code).toBe(1);
    for (const file of files) expect(statSync(join(repository(), file)).size).toBeGreaterThan(0);
  });

  test("passes for servers that are right", () => {
    cpSync(join(root, "examples/arm/flexible-server.json"), join(repository(), "main.json"));
    expect(run(commands.join("\n")).code).toBe(0);
  });
});

test("GitHub Actions preview each stack with the policy pack", () => {
  program("npm", 'echo "npm $*"');
  program("npx", 'echo "/policy/azure-postgresql-tls-pack"');
  program("pulumi", 'echo "pulumi $*"');
  const { code, out } = run(runsOf("examples/ci/github-actions-pulumi.yml").join("\n"), {
    STACK: "contoso/test",
    RUNNER_TEMP: "/tmp/runner",
  });
  expect({ code, lines: out.trim().split("\n") }).toEqual({
    code: 0,
    lines: [
      "npm ci",
      `npm install --prefix /tmp/runner/policy azure-postgresql-tls-policy@${version}`,
      "pulumi preview --non-interactive --stack contoso/test --policy-pack /policy/azure-postgresql-tls-pack",
    ],
  });
});

test("every sample names the version that is built here", () => {
  const paths = [".pre-commit-hooks.yaml", ...readdirSync(join(root, "examples/ci")).map((file) => `examples/ci/${file}`)];
  for (const path of paths) {
    const named = [...readFileSync(join(root, path), "utf8").matchAll(/azure-postgresql-tls(?:-policy)?@([\w.]+)|rev: v([\w.]+)/g)];
    expect({ path, versions: [...new Set(named.map(([, ofPackage, ofTag]) => ofPackage ?? ofTag))] }).toEqual({
      path,
      versions: [version],
    });
  }
});

test("the container runs the command of the package", () => {
  const text = readFileSync(join(root, "examples/ci/Containerfile"), "utf8");
  const { bin } = JSON.parse(readFileSync(join(root, "shared/package.json"), "utf8")) as { bin: Record<string, string> };
  const [, entry = "[]"] = /^ENTRYPOINT (.*)$/m.exec(text) ?? [];
  expect(JSON.parse(entry)).toEqual(Object.keys(bin));
});
