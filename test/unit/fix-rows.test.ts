import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fix, type FixReport } from "../../shared/command/fix";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { defaultLimits } from "../../shared/limits";
import { armTemplate } from "../dialects/arm";
import { bicepFile } from "../dialects/bicep";
import { azapiDialect, azurermDialect, blocksOf, LATER, type TerraformDialect } from "../dialects/terraform";
import { everyControl, everyRow } from "../rows/registrations";
import type { Row } from "../rows/row";

const folder = mkdtempSync(join(tmpdir(), "fix-rows-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function terraformFile(row: Row, dialect: TerraformDialect): object {
  const { resources, data } = dialect.program(row);
  return {
    variable: { [LATER]: {} },
    data: blocksOf(data, ({ arguments: args }) => args),
    resource: blocksOf(resources, ({ arguments: args }) => args),
  };
}

/** The ways to write a row as a file: with line breaks of either kind, in one line, with tabs, and without an end of the last line. */
const dialects: readonly { readonly name: string; readonly file: string; readonly write: (row: Row) => string }[] = [
  { name: "a template", file: "main.json", write: (row) => `${JSON.stringify(armTemplate(row), undefined, 2)}\n` },
  { name: "a template in one line", file: "main.json", write: (row) => JSON.stringify(armTemplate(row)) },
  {
    name: "a template with tabs and CRLF",
    file: "main.json",
    write: (row) => JSON.stringify(armTemplate(row), undefined, "\t").replaceAll("\n", "\r\n"),
  },
  { name: "Bicep", file: "main.bicep", write: bicepFile },
  { name: "Bicep with CRLF", file: "main.bicep", write: (row) => `${bicepFile(row).replaceAll("\n", "\r\n")}\r\n` },
  { name: "azurerm", file: "main.tf.json", write: (row) => JSON.stringify(terraformFile(row, azurermDialect), undefined, 2) },
  {
    name: "azapi",
    file: "main.tf.json",
    write: (row) =>
      JSON.stringify(
        terraformFile(
          row,
          azapiDialect("an object", (properties) => ({ properties })),
        ),
        undefined,
        4,
      ),
  },
];

function fixed(row: Row, file: string): FixReport {
  return fix({
    paths: [file],
    cwd: folder,
    controls: everyControl,
    options: parseOptions(row.options, optionsOfAll(everyControl)),
    limits: defaultLimits,
  });
}

describe.each(dialects)("$name", ({ file, write }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const before = write(row);
    writeFileSync(join(folder, file), before);
    const { report, changes } = fixed(row, file);
    // What is not known, or accepted, is left as it is; all else is mended.
    expect(report.findings.filter(({ verdict, level, accepted }) => verdict !== "undetermined" && level === "error" && !accepted)).toEqual(
      [],
    );
    expect(report.problems).toEqual([]);
    const known = row.findings.some(({ verdict }) => verdict !== "undetermined");
    if (!known && changes.length > 0) expect(changes).toEqual([expect.objectContaining({ path: file })]);
    const after = changes[0]?.after ?? before;
    expect(after.includes("\r\n")).toBe(before.includes("\r\n"));
    expect(after.replaceAll("\r\n", "").includes("\n")).toBe(before.replaceAll("\r\n", "").includes("\n"));
    expect(after.endsWith("\n")).toBe(before.endsWith("\n"));
    writeFileSync(join(folder, file), after);
    expect(fixed(row, file).changes).toEqual([]);
  });
});
