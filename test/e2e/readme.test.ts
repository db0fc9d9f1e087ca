import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defaultLimits } from "../../shared/limits";
import { runCommand } from "../run-command";

const root = resolve(__dirname, "../..");
const pages = ["README.md", "shared/README.md", "pulumi-policy/README.md", "cdktf-aspect/README.md", ".github/CONTRIBUTING.md"].map(
  (path) => ({
    path,
    text: readFileSync(resolve(root, path), "utf8"),
  }),
);

function page(path: string): string {
  return pages.find((one) => one.path === path)?.text ?? "";
}

/** The headings of a page, as links name them. */
function headingsOf(path: string): readonly string[] {
  const text = readFileSync(resolve(root, path), "utf8");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

test("shows the configuration that the tests run", () => {
  const [, shown = ""] = /```json\n(.*?)```/s.exec(page("pulumi-policy/README.md")) ?? [];
  expect(JSON.parse(shown)).toEqual(JSON.parse(readFileSync(resolve(root, "examples/policy-pack-config/policy-pack-config.json"), "utf8")));
});

test.each(pages)("$path links to files and headings that are there, and names commands that are there", ({ path, text }) => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)].map(([, link = "", anchor = ""]) => ({
    file: link === "" ? path : join(dirname(path), link),
    anchor,
  }));
  expect(links.filter(({ file }) => !existsSync(resolve(root, file)))).toEqual([]);
  expect(links.filter(({ file, anchor }) => anchor !== "" && !headingsOf(file).includes(anchor))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test("names every limit of the command, with its default", () => {
  for (const [name, value] of Object.entries(defaultLimits))
    expect(page("shared/README.md")).toContain(`| \`${name}\` | ${Number(value).toLocaleString("en")} |`);
});

const commands = pages.flatMap(({ text }) =>
  [...text.matchAll(/\$ npx azure-postgresql-tls (.*)\n([^`]*)```/g)].map(([, args = "", shown = ""]) => [args, shown] as const),
);

test.each(commands)("shows what the command says: %s", (args, shown) => {
  expect(runCommand(args.split(" "), root).out).toBe(shown);
});
