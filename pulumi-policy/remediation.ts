import type { Finding } from "../shared/model";
import { writtenAs } from "../shared/resource-types/native-type";
import { writeArgument } from "./any-type";
import type { Declaration } from "./declarations";
import { isIgnored } from "./ignored-changes";
import { UNSET } from "./readings";

/**
 * Writes the values that findings propose into a resource's inputs. What isn't known stays as it is, and so does a value that
 * `ignoreChanges` covers: the preview would show the new one, and the update would keep the old one.
 *
 * @param inputs as `remediateResource` gets them: a value that is written in the place of a secret is a secret, too
 * @param findings of this resource by itself
 * @returns whether anything was changed
 */
export function remediate(inputs: unknown, declaration: Declaration, findings: readonly Finding[]): boolean {
  const changed = findings.filter(({ verdict, level, armPath, proposed, accepted }) => {
    if (level !== "error" || accepted || verdict === "undetermined" || proposed === undefined) return false;
    const written = writtenAs(declaration.type, armPath, proposed, (path) => declaration.inputs.get(path.join(".")) ?? UNSET);
    if (!written || isIgnored(declaration.ignoreChanges, written.path)) return false;
    return writeArgument(inputs, written.path, written.value);
  });
  return changed.length > 0;
}
