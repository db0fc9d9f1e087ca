import { dirname } from "node:path/posix";
import type { Subjects } from "../engine/subjects";
import { positionsIn } from "../json/positions";
import type { Gap } from "../model";
import type { FileLog } from "./file-log";
import type { FoundFile } from "./find-files";
import type { Run } from "./merge-runs";
import { readTextOf, type FileReader } from "./read-file";
import { AVM, azurermTypeNames } from "./readers/terraform";

/** Terraform's own language, which isn't read: its plans are. */
const EXTENSION = /\.(tf|tofu)$/i;

/** Whether a file is in Terraform's own language. */
export function isTerraformLanguage({ path }: Pick<FoundFile, "path">): boolean {
  return EXTENSION.test(path);
}

/**
 * Tells which folders declare something of the wanted types in Terraform's own language, once a folder: nobody shall take for
 * checked what isn't. A file that was named can't be read, which is a problem.
 *
 * @param isPlanRead whether a plan is checked as well, which has all that such files declare
 */
export function unreadTerraform(files: readonly FoundFile[], isPlanRead: boolean, reader: FileReader, log: FileLog): readonly Run[] {
  const told = new Set<string>();
  const declaration = declarationOf(reader.subjects);
  return files.flatMap(({ path, isNamed }): Run[] => {
    // What cdktf synthesizes is told with its app.
    if (!isNamed && (isPlanRead || told.has(dirname(path)) || path.endsWith("cdk.tf"))) return [];
    const read = readTextOf(path, isNamed ? "named" : "found", reader);
    if (!("text" in read)) {
      if (read.status === "failed") log.fail(path, read.problem);
      return [];
    }
    if (isNamed) log.fail(path, MESSAGE);
    const at = declaration.exec(read.text);
    if (isNamed || !at) return [];
    told.add(dirname(path));
    const positionOf = positionsIn(read.text);
    const place = { file: path, start: positionOf(at.index), end: positionOf(at.index + at[0].length) };
    log.skip(path, "it is in Terraform's own language");
    const gap: Gap = { origin: { name: path, nativeType: "", address: path, file: path }, message: MESSAGE, place };
    return [{ file: path, resources: [], gaps: [gap], strayWaivers: [] }];
  });
}

const MESSAGE =
  "Terraform's own language isn't read here. Check its plan: terraform plan -out plan.bin && terraform show -json plan.bin > plan.json.";

/** Matches what declares a wanted type. A data source, or a subnet that is delegated to servers, does not. */
function declarationOf(subjects: Subjects): RegExp {
  const azurerm = azurermTypeNames(subjects);
  const arm = [...subjects.byType.keys()].map((type) => type.replaceAll(".", "\\."));
  return new RegExp(`\\bresource\\s+"(${azurerm.join("|")})"|"(${arm.join("|")})@|\\b${AVM}`, "i");
}
