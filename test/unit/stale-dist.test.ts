import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { whyStale } from "../stale-dist";

const built = { "shared/dist/a.js": 20, "pulumi-policy/dist/pulumi-policy/b.js": 20, "cdktf-aspect/dist/c.js": 20 };
const sources = { "shared/a.ts": 10, "pulumi-policy/b.ts": 10, "cdktf-aspect/c.ts": 10 };

/** Files by the second in which they were written. */
const cases: readonly { readonly name: string; readonly files: Readonly<Record<string, number>>; readonly why: string | undefined }[] = [
  { name: "all is built after the last change", files: { ...sources, ...built }, why: undefined },
  {
    name: "a source has changed since",
    files: { ...sources, ...built, "shared/engine/names.ts": 30 },
    why: "dist is older than shared/engine/names.ts; run npm run build.",
  },
  {
    name: "a source has changed since one of the packages was built",
    files: { ...sources, ...built, "shared/a.ts": 15, "cdktf-aspect/dist/c.js": 12 },
    why: "dist is older than shared/a.ts; run npm run build.",
  },
  { name: "what is installed doesn't count", files: { ...sources, ...built, "shared/node_modules/x/index.d.ts": 30 }, why: undefined },
  { name: "what is no source doesn't count", files: { ...sources, ...built, "shared/README.md": 30 }, why: undefined },
  {
    name: "a package was never built",
    files: { ...sources, "shared/dist/a.js": 20, "cdktf-aspect/dist/c.js": 20 },
    why: "pulumi-policy/dist is missing; run npm run build.",
  },
];

test.each(cases)("$name", ({ files, why }) => {
  const root = mkdtempSync(join(tmpdir(), "stale-dist-"));
  try {
    for (const [path, second] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), "");
      utimesSync(join(root, path), second, second);
    }
    expect(whyStale(root)).toBe(why);
  } finally {
    rmSync(root, { recursive: true });
  }
});
