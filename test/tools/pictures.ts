/**
 * Takes the README's pictures anew, in Chromium: `npm run pictures`. They show what the examples give: a preview that fails, and the
 * report as HTML.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { preview } from "../stand-ins/engine";
import { renderPreview } from "../stand-ins/render";

const root = resolve(__dirname, "../..");
const folder = join(root, ".github/pictures");

/** A preview's text is long; a picture of it is of its policies, and of what they say of one server's parameters. */
const SERVER = "billing";

const TERMINAL_STYLE = `body { margin: 0; width: 1160px; padding: 24px 28px; background: #1b1f27; color: #d7dae0 }
div { font: 15px/1.55 "DejaVu Sans Mono", monospace; min-height: 1.55em; overflow-wrap: anywhere }
.prompt { color: #8fbc8f }
.mandatory { color: #ff7b72 }`;

/** What a terminal shows of the violating example in Pulumi, as a page. */
async function failedPreview(): Promise<string> {
  const program = join(root, "examples/pulumi-azure-native/violating");
  const result = await preview({ program, policyPack: join(root, "pulumi-policy/dist/azure-postgresql-tls-pack"), project: "databases" });
  const lines = stripVTControlCharacters(renderPreview(result)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("Policies:"));
  // A violation is three lines.
  const violations = lines.flatMap((line, index) => (line.includes(`: ${SERVER}-`) ? lines.slice(index, index + 3) : []));
  const shown = [...lines.slice(start, start + 2), ...violations].map((line) => line.replace("❌", "✗"));
  const prompt = '<div><span class="prompt">$</span> pulumi preview --policy-pack ./azure-postgresql-tls-pack</div><div></div>';
  return `<!doctype html><meta charset="utf-8"><style>${TERMINAL_STYLE}</style>${prompt}${shown.map(terminalLine).join("")}`;
}

function terminalLine(line: string): string {
  const indent = line.length - line.trimStart().length;
  const style = `padding-left: ${String(indent)}ch`;
  return `<div style="${style}"${line.includes("[mandatory]") ? ' class="mandatory"' : ""}>${escaped(line.trimStart())}</div>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

async function takePreview(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1216, height: 600 } });
  await page.setContent(await failedPreview());
  await page.locator("body").screenshot({ path: join(folder, "preview.png") });
}

async function takeReport(browser: Browser): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
  try {
    const report = join(temporary, "report.html");
    const command = join(root, "shared/bin/azure-postgresql-tls.js");
    spawnSync(process.execPath, [command, "check", "bicep", "arm", "cdktf-python", "--format", `html=${report}`], {
      cwd: join(root, "examples"),
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(pathToFileURL(report).href);
    await page.screenshot({ path: join(folder, "report.png") });
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

async function main(): Promise<void> {
  const executable = process.env["CHROME_PATH"] ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath: executable, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    await takePreview(browser);
    await takeReport(browser);
  } finally {
    await browser.close();
  }
}

void main();
