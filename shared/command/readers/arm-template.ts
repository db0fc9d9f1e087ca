import { readTemplate } from "../../arm/resources";
import type { Document, JsonPath } from "../../json/document";
import { property } from "../../symbolic/values";
import type { Reader } from "./reader";

/** A template that only links others holds no word of what they declare. */
const LINK = /"templateLink"/i;

const SCHEMA = /Template\.json#?$/i;

/**
 * ARM templates of any deployment scope, by their `$schema`; without one, by what they hold. Also the artifact of a blueprint,
 * and a single resource that is written for a template.
 */
export const armTemplate: Reader = {
  kind: "ARM template",
  takesParameters: true,
  mayMatter: (text) => LINK.test(text),
  recognises(document) {
    const json = document.value;
    const schema = property(json, "$schema");
    if (typeof schema === "string" && SCHEMA.test(schema)) return document;
    const artifact = property(property(json, "properties"), "template");
    if (property(artifact, "resources") !== undefined) return partOf(document, artifact, (path) => ["properties", "template", ...path]);
    if (typeof property(json, "type") === "string" && property(json, "apiVersion") !== undefined) {
      return partOf(document, { resources: [json] }, ([, , ...path]) => path);
    }
    return property(json, "contentVersion") !== undefined && property(json, "resources") !== undefined ? document : undefined;
  },
  read: (document, { parameters, budget, subjects }) => readTemplate(document, parameters, budget, subjects),
};

/** A template that is not the whole of a document. */
function partOf({ file, range }: Document, value: unknown, pathOf: (path: JsonPath) => JsonPath): Document {
  return { file, value, ...(range && { range: (path) => range(pathOf(path)) }) };
}
