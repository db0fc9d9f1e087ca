import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { plainEnvironment } from "./plain-environment";

/** The command `azure-postgresql-tls`, as it is built. */
export const COMMAND = resolve(__dirname, "../shared/bin/azure-postgresql-tls.js");

/** What a run of the command has come to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder, as for a person. */
export function runCommand(args: readonly string[], cwd: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { cwd, encoding: "utf8", env: plainEnvironment });
  return { code: status, out: stdout, err: stderr };
}
