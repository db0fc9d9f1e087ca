import { execFileSync } from "node:child_process";
import { fileErrorInWords } from "../engine/show";

/** Long enough for a large project whose modules are to be downloaded first. */
const TIME_LIMIT_MS = 120_000;

const MOST_OUTPUT = 100_000_000;

/** What an installed Bicep CLI made of a file: its template as JSON, or what went wrong, as a sentence. */
export type CliResult = { readonly template: string } | { readonly problem: string };

/** Compiles a file by an installed Bicep CLI. It is run without a shell, and no longer than a time limit. */
export function compileByCli(cli: string, absolute: string, timeLimit = TIME_LIMIT_MS): CliResult {
  try {
    const template = execFileSync(cli, ["build", "--stdout", absolute], {
      encoding: "utf8",
      timeout: timeLimit,
      maxBuffer: MOST_OUTPUT,
      stdio: ["ignore", "pipe", "pipe"],
      killSignal: "SIGKILL",
    });
    return { template };
  } catch (error) {
    return { problem: `The Bicep CLI of --bicep-cli, ${cli}, ${reasonOf(error, timeLimit)}` };
  }
}

function reasonOf(error: unknown, timeLimit: number): string {
  const { code, status, stderr } = error as { readonly code?: unknown; readonly status?: unknown; readonly stderr?: unknown };
  if (code === "ETIMEDOUT") return `took more than ${String(timeLimit / 1000)} seconds and was ended.`;
  if (code === "ENOENT") return "is not there.";
  if (typeof status !== "number") return `can't be run: ${fileErrorInWords(error)}.`;
  const [line] = String(stderr)
    .split(/\r?\n/)
    .filter((text) => /\bError\b/i.test(text));
  return `ended with exit code ${String(status)}${line === undefined ? "." : `: ${line.trim().replace(/\.?$/, ".")}`}`;
}
