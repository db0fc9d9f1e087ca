/**
 * Writes what is generated: parts of the documentation, schemas, the page of the HTML report, and the reports that tests compare
 * with: `npm run docs`. With `--check` it writes nothing, and fails where a file is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { controls } from "../../shared/controls";
import { parityPage } from "../parity/page";
import { controlPageText } from "./control-page";
import { generatedFiles } from "./generated-files";
import { replacePart } from "./generated-part";
import { packagePages } from "./package-pages";

const root = resolve(__dirname, "../..");
const isCheck = process.argv.includes("--check");

function read(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}

/** What a page is to be, by its path. */
const pages = [
  ...controls.map((control) => {
    const path = `shared/controls/${control.name}.md`;
    const current = read(path);
    return { path, current, wanted: controlPageText(control, root, current) };
  }),
  ...Object.entries(packagePages).map(([path, parts]) => {
    const current = read(path) ?? "";
    const wanted = Object.entries(parts).reduce((page, [name, part]) => replacePart(page, name, part(controls, root)), current);
    return { path, current, wanted };
  }),
  { path: "shared/parity.md", current: read("shared/parity.md"), wanted: parityPage() },
  ...generatedFiles().map(({ path, make }) => ({ path: relative(root, path), current: read(relative(root, path)), wanted: make() })),
];

const stale = pages.filter(({ current, wanted }) => current !== wanted);
for (const { path, wanted } of stale) {
  if (isCheck) console.error(`${path} is not up to date. Run npm run docs.`);
  else writeFileSync(join(root, path), wanted);
}
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
