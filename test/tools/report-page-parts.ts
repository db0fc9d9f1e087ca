import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { transformSync } from "esbuild";

const FOLDER = resolve(__dirname, "../../shared/command/reporters/html");

/** The parts of the HTML report's page as a module: a bundle, or a package that holds the compiled code, has no other files. */
export function makeReportPageParts(): string {
  const source = (name: string): string => readFileSync(resolve(FOLDER, name), "utf8");
  const minified = (name: string, loader: "css" | "js"): string =>
    transformSync(source(name), { loader, minify: true, target: "es2022" }).code;
  const parts = { page: source("page.html"), style: minified("page.css", "css"), script: minified("page.js", "js") };
  const lines = Object.entries(parts).map(([name, text]) => `export const ${name}: string = ${JSON.stringify(text)};\n`);
  return `// Made of page.html, page.css and page.js by npm run docs.\n\n${lines.join("\n")}`;
}
