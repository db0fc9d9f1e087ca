import type { Subjects } from "../engine/subjects";
import { WAIVER_KEY, writtenWaivers } from "../engine/written-waivers";
import { placeOf, type JsonLocation, type JsonPath } from "../json/document";
import type { WrittenWaiver } from "../model";
import { property, propertyName } from "../symbolic/values";

/**
 * The waivers beside a resource of a template, or beside a deployment, whose own hold for all that it deploys: those in its
 * `metadata`, and those that are written in comments, where it was compiled from a language that has these.
 */
export function waiversBeside(resource: object, { document, path }: JsonLocation, subjects: Subjects): readonly WrittenWaiver[] {
  const inComments = document.waivers?.(path, subjects.controlNames) ?? [];
  const metadata = property(resource, "metadata");
  const key = propertyName(metadata, WAIVER_KEY);
  if (key === undefined) return inComments;
  const own: JsonPath = [...path, propertyName(resource, "metadata") ?? "metadata", key];
  const inMetadata = writtenWaivers(property(metadata, key), {
    words: inWords(own),
    locate: (inner) => placeOf({ document, path: [...own, ...inner] }),
  });
  return [...inComments, ...inMetadata];
}

/** A path as an author would say it: `resources[0].metadata["azure-postgresql-tls"]`. */
function inWords(path: JsonPath): string {
  return path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`))
    .join("")
    .replace(/^\./, "");
}
