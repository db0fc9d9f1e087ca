import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives each test of a file a folder of its own, and runs it in the folder `app` below that, as a host runs a program.
 *
 * @returns the folder of the test that runs
 */
export function inAppFolder(): () => string {
  const before = process.cwd();
  let folder = "";
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "azure-postgresql-tls-app-")));
    mkdirSync(join(folder, "app"));
    process.chdir(join(folder, "app"));
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  return () => folder;
}
