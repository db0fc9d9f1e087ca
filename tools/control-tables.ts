import type { Control } from "../shared/model";

/** The table of the controls on each package's page, by the page's path. */
export const controlTables: Readonly<Record<string, (controls: readonly Control[]) => string>> = {
  "shared/README.md": (controls) => tableOf(controls, "controls"),
  "cdktf-aspect/README.md": (controls) => tableOf(controls, "../shared/controls"),
  "pulumi-policy/README.md": policyTable,
};

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
    "| `azure-postgresql-tls-advice` | all | carries what is only a warning |",
  ].join("\n");
}

function linked({ id, aliases = [], name, upstream }: Control, folder: string): string {
  const known = aliases.length > 0 ? ` (${aliases.join(", ")})` : "";
  return `${upstream.product}: [\`${id}\`](${folder}/${name}.md)${known}`;
}
