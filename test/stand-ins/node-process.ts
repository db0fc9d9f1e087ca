import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Runs Python; `PYTHON` names one that has Pulumi's packages installed. */
export const PYTHON = process.env["PYTHON"] ?? "python3";

/** A process, and everything that it has printed so far. */
export interface NodeProcess {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The first line of stdout; undefined if the process ended without a complete line. */
  readonly firstLine: Promise<string | undefined>;
  /** Settles when the process has ended and all it printed was read: its exit code, or 1 if it was killed. */
  readonly exited: Promise<number>;
  /** Sends a signal; nothing happens if the process has ended. */
  kill(signal?: NodeJS.Signals): void;
}

/**
 * Starts a script under the node that runs this.
 * @param script its path, then its arguments
 * @param environment variables on top of this process's own
 */
export function startNode(script: readonly string[], cwd: string, environment: Record<string, string>): NodeProcess {
  return startProcess(process.execPath, script, cwd, environment);
}

/** Starts an executable file. */
export function startProcess(
  file: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): NodeProcess {
  const child = spawn(file, [...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  let firstLineSeen: (line: string | undefined) => void;
  const firstLine = new Promise<string | undefined>((resolve) => {
    firstLineSeen = resolve;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.stdout += text;
    const end = printed.stdout.indexOf("\n");
    if (end >= 0) firstLineSeen(printed.stdout.slice(0, end).trimEnd());
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text;
  });
  const exited = new Promise<number>((resolve) => {
    child.on("error", (error) => {
      printed.stderr += error.message;
    });
    child.on("close", (code) => {
      firstLineSeen(undefined);
      resolve(code ?? 1);
    });
  });
  return {
    pid: child.pid,
    get stdout() {
      return printed.stdout;
    },
    get stderr() {
      return printed.stderr;
    },
    firstLine,
    exited,
    kill: (signal) => child.kill(signal),
  };
}

/**
 * Finds a script of `@pulumi/pulumi` as Pulumi's language host does: from the folder that it is to serve.
 * @throws if the package isn't installed there
 */
export function pulumiScript(directory: string, script: "run" | "run-policy-pack"): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${script}/index.js`);
  } catch {
    throw new Error(`It looks like the Pulumi SDK has not been installed. Have you run npm install in ${directory}?`);
  }
}
