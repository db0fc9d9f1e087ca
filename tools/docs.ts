/**
 * Writes what is generated of the documentation: `npm run docs`. With `--check` it writes nothing, and fails where a page is not
 * what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { controls } from "../shared/controls";
import { parityPage } from "../test/parity/page";
import { controlPageText } from "./control-page";

const root = resolve(__dirname, "..");
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
  { path: "shared/parity.md", current: read("shared/parity.md"), wanted: parityPage() },
];

const stale = pages.filter(({ current, wanted }) => current !== wanted);
for (const { path, wanted } of stale) {
  if (isCheck) console.error(`${path} is not up to date. Run npm run docs.`);
  else writeFileSync(join(root, path), wanted);
}
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
