import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const PACKAGES = ["shared", "pulumi-policy", "cdktf-aspect"];

/** A file and when it was written. */
interface Written {
  readonly path: string;
  readonly at: number;
}

/**
 * Why what is built isn't what the sources say.
 *
 * @param root the folder that holds the packages
 * @returns `undefined` if each package was built after the last change of any source
 */
export function whyStale(root: string): string | undefined {
  const missing = PACKAGES.find((name) => !existsSync(join(root, name, "dist")));
  if (missing !== undefined) return `${missing}/dist is missing; run npm run build.`;
  const sources = PACKAGES.flatMap((name) => filesBelow(root, name)).filter(({ path }) => path.endsWith(".ts"));
  const newest = sources.reduce((one, other) => (other.at > one.at ? other : one), { path: "", at: 0 });
  const isOlder = PACKAGES.some((name) => filesBelow(root, join(name, "dist")).some(({ at }) => at < newest.at));
  return isOlder ? `dist is older than ${newest.path}; run npm run build.` : undefined;
}

/** The files in a folder, without those that are installed or built. */
function filesBelow(root: string, folder: string): Written[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): Written[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : filesBelow(root, path);
    return [{ path, at: statSync(join(root, path)).mtimeMs }];
  });
}

/** Refuses to test what was built before the last change. Jest calls this before the tests that need `dist`. */
export default function refuseStaleDist(): void {
  const why = whyStale(resolve(__dirname, ".."));
  if (why !== undefined) throw new Error(why);
}
