/** A language that the page of a control shows examples in. */
export interface ExampleLanguage {
  readonly name: string;
  /** What the files of its examples end in: `examples/controls/<control>/avoid.bicep`. */
  readonly extension: string;
  /** What a code block of it is marked with. */
  readonly fence: string;
}

/** Every language: a line each, in the order of a page. */
export const exampleLanguages: readonly ExampleLanguage[] = [
  { name: "Pulumi, TypeScript", extension: ".pulumi.ts", fence: "ts" },
  { name: "Pulumi, Python", extension: ".pulumi.py", fence: "python" },
  { name: "Pulumi, YAML", extension: ".pulumi.yaml", fence: "yaml" },
  { name: "CDKTF and CDK Terrain", extension: ".cdktf.ts", fence: "ts" },
  { name: "Terraform", extension: ".tf", fence: "hcl" },
  { name: "Bicep", extension: ".bicep", fence: "bicep" },
  { name: "ARM template", extension: ".json", fence: "json" },
];

/** What an example shows: what a control finds, and what it accepts. */
export const exampleKinds = ["avoid", "prefer"] as const;

/**
 * The part of an example that a page shows: what stands between `#region` and `#endregion`, without the indentation of its
 * first line.
 *
 * @throws Error for a text without such a region
 */
export function shownPart(text: string): string {
  const lines = text.split("\n");
  const [from, to] = ["#region", "#endregion"].map((mark) => lines.findIndex((line) => line.trimEnd().endsWith(` ${mark}`)));
  if (from === undefined || to === undefined || from < 0 || to < from) throw new Error("There is no part between #region and #endregion.");
  const shown = lines.slice(from + 1, to);
  const indentation = /^ */.exec(shown[0] ?? "")?.[0].length ?? 0;
  return shown.map((line) => line.slice(indentation)).join("\n");
}
