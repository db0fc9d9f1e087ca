import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { optionsOf, parseOptions } from "../../shared/engine/options";
import type { AzurePolicy, Control } from "../../shared/model";
import { exampleKinds, exampleLanguages, shownPart } from "./example-languages";
import { generatedPart, replacePart } from "./generated-part";
import { optionTable } from "./option-table";

/** The parts of a page that are generated, in their order. What stands between them is written by hand, and kept. */
const parts = {
  header,
  examples,
  azurePolicies,
  waive,
} satisfies Readonly<Record<string, (control: Control, root: string) => string>>;

/**
 * The text of a control's page.
 *
 * @param root the repository
 * @param current the page as it is; without one the page has nothing but the generated parts
 * @throws Error for a page that lacks a generated part, and for a control without examples
 */
export function controlPageText(control: Control, root: string, current?: string): string {
  const names = Object.keys(parts) as (keyof typeof parts)[];
  const generated = names.map((name) => ({ name, text: parts[name](control, root) }));
  if (current === undefined) return `${generated.map(({ name, text }) => generatedPart(name, text)).join("\n\n")}\n`;
  return generated.reduce((page, { name, text }) => replacePart(page, name, text), current);
}

function header(control: Control): string {
  const { id, aliases = [], name, title, severity, why, fix, on, upstream } = control;
  const code = (text: string): string => `\`${text}\``;
  return `# ${title}

| | |
|---|---|
| control | ${[id, ...aliases].map(code).join(", ")} |
| policy in Pulumi | ${code(name)} |
| severity | ${severity} |
| applies to | each ${on.noun}, ${code(on.arm)} |
| upstream | ${upstream.product}: [${upstream.id}](${upstream.url}) (${upstream.version}) |

**Why.** ${why}

**Fix.** ${fix}

${optionTable(optionsOf(control))}`;
}

function examples({ name }: Control, root: string): string {
  const folder = join(root, "examples/controls", name);
  const shown = exampleLanguages.flatMap(({ name: language, extension, fence }) => {
    const texts = exampleKinds.map((kind) => ({ kind, path: join(folder, kind + extension) }));
    if (!texts.every(({ path }) => existsSync(path))) return [];
    const blocks = texts.map(({ kind, path }) => {
      const verb = kind === "avoid" ? "Avoid" : "Prefer";
      return `${verb}:\n\n\`\`\`${fence}\n${shownPart(readFileSync(path, "utf8"))}\n\`\`\``;
    });
    return [`### ${language}\n\n${blocks.join("\n\n")}`];
  });
  if (shown.length === 0) throw new Error(`There is no example in ${folder}.`);
  const fix =
    "`npx azure-postgresql-tls fix --dry-run` shows what it would write into Bicep, templates, parameter files and Terraform's JSON.";
  return `## Avoid and prefer\n\n${fix}\n\n${shown.join("\n\n")}`;
}

function azurePolicies(control: Control): string {
  const { azurePolicies: ofOptions } = control;
  if (!ofOptions) return "## After deployment\n\nNo built-in policy of Azure watches the same.";
  const policies = ofOptions(parseOptions(undefined, optionsOf(control)));
  return `## After deployment

These built-in policies of Azure watch the same on what exists, whoever made it:

| policy | definition | effect |
|---|---|---|
${policies.map(policyRow).join("\n")}

\`npx azure-postgresql-tls azure-policy\` prints an initiative of them.`;
}

function policyRow(policy: AzurePolicy): string {
  const definition = "builtIn" in policy ? `\`${policy.builtIn}\`` : "none built in";
  return `| ${policy.displayName} | ${definition} | ${policy.effect} |`;
}

/** The last day on which the waivers of a page hold. */
const UNTIL = "2030-12-31";

/** How to waive the control in each language, in its own words. */
function waive({ id, name }: Control): string {
  const reason = "The old client speaks no TLS.";
  const waiver = { control: id, reason, until: UNTIL, owner: "payments" };
  const beside = { "azure-postgresql-tls": { waivers: [waiver] } };
  const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
  return `## Waive

With a reason of at least 10 characters, and better with the last day on which it holds. What is waived stays in every report. A waiver
stands beside the resource that the finding is on, and holds for that one alone.

In the configuration, \`azure-postgresql-tls.json\`, for every front end; \`resource\` is the name or the address that the finding shows, or a
glob over it (\`**\` also stands for a slash, as in \`contoso-orders/require_secure_transport\`):

\`\`\`json
${json({ waivers: [{ control: id, resource: "contoso-**", reason, until: UNTIL, owner: "payments" }] })}
\`\`\`

In Bicep, above the resource:

\`\`\`bicep
#disable-next-line ${name} // until=${UNTIL} owner=payments ${reason}
\`\`\`

In an ARM template, in the resource:

\`\`\`json
${JSON.stringify("metadata")}: ${json(beside)}
\`\`\`

In Terraform's JSON, in the resource, which works with CDKTF in any language:

\`\`\`json
${JSON.stringify("//")}: ${json(beside)}
\`\`\`

In CDKTF and CDK Terrain, for a construct and what is below it:

\`\`\`ts
import { waive } from "azure-postgresql-tls-aspect";

waive(construct, ${literal(waiver)});
\`\`\``;
}

function literal(value: Readonly<Record<string, string>>): string {
  const entries = Object.entries(value).map(([key, text]) => `${key}: ${JSON.stringify(text)}`);
  return `{ ${entries.join(", ")} }`;
}
