import type { OptionSchemas } from "../../shared/model";

/** A table of options: what each accepts, with its default in bold, and what it means. */
export function optionTable(schemas: OptionSchemas): string {
  const rows = Object.entries(schemas).map(([name, { enum: accepted, default: standard, description }]) => {
    const values = accepted.map((value) => (value === standard ? `**\`${value}\`**` : `\`${value}\``));
    return `| \`${name}\` | ${values.join(", ")} | ${description} |`;
  });
  return ["| option | values | meaning |", "|---|---|---|", ...rows].join("\n");
}
