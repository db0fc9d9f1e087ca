import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defaultLimits } from "../../shared/limits";

const root = resolve(__dirname, "../..");
const readme = readFileSync(resolve(root, "README.md"), "utf8");

test("shows the configuration that the tests run", () => {
  const [, shown = ""] = /```json\n(.*?)```/s.exec(readme) ?? [];
  expect(JSON.parse(shown)).toEqual(JSON.parse(readFileSync(resolve(root, "examples/policy-pack-config/policy-pack-config.json"), "utf8")));
});

test("links to files that are there, and names commands that are there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test("names every limit of the command, with its default", () => {
  for (const [name, value] of Object.entries(defaultLimits))
    expect(readme).toContain(`| \`${name}\` | ${Number(value).toLocaleString("en")} |`);
});

const commands = [...readme.matchAll(/\$ npx azure-postgresql-tls (.*)\n([^`]*)```/g)].map(
  ([, args = "", shown = ""]) => [args, shown] as const,
);

test.each(commands)("shows what the command says: %s", (args, shown) => {
  const { stdout } = spawnSync(process.execPath, [resolve(root, "shared/bin/azure-postgresql-tls.js"), ...args.split(" ")], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stdout).toBe(shown);
});
