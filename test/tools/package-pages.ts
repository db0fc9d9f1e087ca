import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Control } from "../../shared/model";

/** Writes one generated part of a page. */
type Part = (controls: readonly Control[], root: string) => string;

/** The generated parts of each package's page, by the page's path and the part's name. */
export const packagePages: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  "shared/README.md": { controls: (controls) => tableOf(controls, "controls"), githubActions },
  "cdktf-aspect/README.md": { controls: (controls) => tableOf(controls, "../shared/controls") },
  "pulumi-policy/README.md": { controls: policyTable },
};

function githubActions(_controls: readonly Control[], root: string): string {
  return `\`\`\`yaml\n${readFileSync(join(root, "examples/ci/github-actions.yml"), "utf8")}\`\`\``;
}

function tableOf(controls: readonly Control[], folder: string): string {
  const rows = controls.map((control) => `| ${linked(control, folder)} | ${control.title} |`);
  return ["| control | wants |", "|---|---|", ...rows].join("\n");
}

/** With the policies that stand for no control of their own. */
function policyTable(controls: readonly Control[]): string {
  const rows = controls.map((control) => `| \`${control.name}\` | ${linked(control, "../shared/controls")} | ${control.title} |`);
  return [
    "| policy | control | wants |",
    "|---|---|---|",
    ...rows,
    "| `azure-postgresql-tls-unread` | none | nothing that can't be read and may declare a server, such as a linked template; only if its option `unread` is `error` |",
    "| `azure-postgresql-tls-advice` | all | carries what is only a warning, and what is waived; its options are for all policies |",
    "| `azure-postgresql-tls-configuration` | none | tells what is wrong with the configuration |",
  ].join("\n");
}

function linked({ id, aliases = [], name, upstream }: Control, folder: string): string {
  const known = aliases.length > 0 ? ` (${aliases.join(", ")})` : "";
  return `${upstream.product}: [\`${id}\`](${folder}/${name}.md)${known}`;
}
