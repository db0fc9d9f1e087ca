/** Adds a control: `npm run new:control -- --help`. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { examplesOf } from "./examples";
import { parseRequest } from "./request";
import { controlSource, registeredControl, registeredRows, rowsSource } from "./sources";

const root = resolve(__dirname, "../../..");
const control = parseRequest(process.argv.slice(2), root);
const { name, accepted, wrong } = control;

if (existsSync(join(root, "shared/controls", `${name}.ts`))) {
  console.error(`There is a control ${name} already.`);
  process.exit(1);
}

const examples = Object.entries({ avoid: wrong, prefer: accepted }).flatMap(([kind, value]) =>
  Object.entries(examplesOf(control, value)).map(([extension, text]) => [`examples/controls/${name}/${kind}${extension}`, text] as const),
);
const changed = (path: string, change: (source: string, name: string) => string): readonly [string, string] => [
  path,
  change(readFileSync(join(root, path), "utf8"), name),
];
const files: readonly (readonly [path: string, text: string])[] = [
  [`shared/controls/${name}.ts`, controlSource(control)],
  changed("shared/controls/index.ts", registeredControl),
  [`test/rows/${name}.ts`, rowsSource(control)],
  changed("test/rows/index.ts", registeredRows),
  ...examples,
];
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
}

const node = (script: string, ...args: readonly string[]): void => {
  execFileSync(process.execPath, [join(root, "node_modules", script), ...args], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
};
node("prettier/bin/prettier.cjs", "--write", ...files.map(([path]) => path).filter((path) => /\.(ts|json|yaml)$/.test(path)));
node("tsx/dist/cli.mjs", "test/tools/docs.ts");
console.log(`shared/controls/${name}.md`);
