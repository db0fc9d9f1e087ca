import { property } from "../symbolic/values";
import type { RecognisedFile } from "./recognised-files";

/** Templates are not nested deeper. */
const MAX_LEVELS = 16;

/**
 * The templates that another one deploys as a module: Bicep writes the hash of a module into the template that it compiles the
 * module to, and into the deployment that it compiles a caller to.
 *
 * @returns paths; they are checked where they are deployed, with the parameters that they get there
 */
export function compiledModules(templates: readonly RecognisedFile[]): ReadonlySet<string> {
  const deployed = new Set<string>();
  for (const { document } of templates) if (hashOf(document.value) !== undefined) collectHashes(document.value, deployed, 0);
  const isDeployed = ({ document }: RecognisedFile): boolean => deployed.has(hashOf(document.value) ?? "");
  return new Set(templates.filter(isDeployed).map(({ path }) => path));
}

function hashOf(template: unknown): string | undefined {
  const hash = property(property(property(template, "metadata"), "_generator"), "templateHash");
  return typeof hash === "string" ? hash : undefined;
}

/** The hashes of the templates that a template's resources deploy. */
function collectHashes(template: unknown, found: Set<string>, level: number): void {
  const resources = property(template, "resources");
  if (typeof resources !== "object" || resources === null || level > MAX_LEVELS) return;
  for (const resource of Object.values(resources) as unknown[]) {
    const nested = property(property(resource, "properties"), "template");
    const hash = hashOf(nested);
    if (hash !== undefined) found.add(hash);
    if (nested !== undefined) collectHashes(nested, found, level + 1);
  }
}
