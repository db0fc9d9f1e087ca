import { readTemplate } from "../../arm/resources";
import type { Document, JsonPath } from "../../json/document";
import { property, textProperty } from "../../symbolic/values";
import type { Reader } from "./reader";

/** A template that only links others holds no word of what they declare. */
const LINK = /"templateLink"/i;

const SCHEMA = /Template\.json#?$/i;

/** Where a template stands in what holds it: the artifact of a blueprint, and the answers of exportTemplate and `az ts show`. */
const WRAPPINGS: readonly (readonly string[])[] = [["properties", "template"], ["template"], ["mainTemplate"]];

/**
 * ARM templates of any deployment scope, by their `$schema`; without one, by what they hold. Also one that something else
 * holds, and a single resource that is written for a template.
 */
export const armTemplate: Reader = {
  kind: "ARM template",
  takesParameters: true,
  mayMatter: (text) => LINK.test(text),
  recognises(document) {
    const json = document.value;
    const schema = property(json, "$schema");
    if (typeof schema === "string" && SCHEMA.test(schema)) return document;
    for (const keys of WRAPPINGS) {
      const template = keys.reduce(property, json);
      if (property(template, "resources") !== undefined)
        return withLinkedTemplates(
          partOf(document, template, (path) => [...keys, ...path]),
          json,
        );
    }
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

/** The templates that a template spec holds besides its main one, each with the path that links name it by. */
function withLinkedTemplates(document: Document, json: unknown): Document {
  const linked = property(json, "linkedTemplates");
  if (!Array.isArray(linked)) return document;
  return {
    ...document,
    open(relativePath) {
      const found: unknown = linked.find((one) => textProperty(one, "path") === relativePath);
      return found === undefined
        ? { unread: "the template spec has no such template" }
        : { file: document.file, value: property(found, "template") };
    },
  };
}
