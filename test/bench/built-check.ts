import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import type * as Check from "../../shared/command/check";

/** `check` in one file, as the command has it: the benchmarks' own loader slows down what it loads. */
export function builtCheck(): typeof Check.check {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const outfile = join(folder, "check.js");
    buildSync({
      entryPoints: [resolve(__dirname, "../../shared/command/check.ts")],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- It is built only now.
    return (require(outfile) as typeof Check).check;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
