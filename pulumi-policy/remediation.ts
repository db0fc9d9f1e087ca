import type { Finding } from "../shared/model";
import { writeArgument } from "./any-type";
import type { Declaration } from "./declarations";
import { isIgnored } from "./ignored-changes";

/**
 * Writes the values that findings propose into a resource's inputs. What isn't known stays as it is, and so does a value that
 * `ignoreChanges` covers: the preview would show the new one, and the update would keep the old one.
 *
 * @param inputs as `remediateResource` gets them: a value that is written in the place of a secret is a secret, too
 * @param findings of this resource by itself
 * @returns whether anything was changed
 */
export function remediate(inputs: unknown, { ignoreChanges }: Declaration, findings: readonly Finding[]): boolean {
  const changed = findings.filter(({ verdict, level, proposed, accepted }) => {
    if (level !== "error" || accepted || verdict === "undetermined" || !proposed) return false;
    return !isIgnored(ignoreChanges, proposed.path) && writeArgument(inputs, proposed.path, proposed.value);
  });
  return changed.length > 0;
}
