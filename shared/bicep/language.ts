import type { TemplateResource, UnreadTemplatePart } from "../arm/expand";
import type { TemplateLanguage } from "../arm/language";
import { fold } from "../engine/names";
import { placeOf, type JsonLocation, type JsonPath } from "../json/document";
import { property, textProperty } from "../symbolic/values";
import { onlyNamespaceOf } from "./known-modules";

/** Bicep. */
export const bicepLanguage: TemplateLanguage = {
  address: (address) => address.split(".properties.template.").map(symbolicName).join(" > "),
  reason: (why) =>
    why
      .replace(/^is notCompiled\(\), which is known only at deployment/, "can't be compiled")
      .replace(/\bnotCompiled\(\), which is known only at deployment/, "what can't be compiled")
      .replace(/\b(param|var)(?:iable|eter)s\('([^']*)'\)/g, "$1 $2")
      .replace(/\bvar (\S+ of br[/:]\S+), which isn't declared/g, "$1, which is not in Bicep's cache"),
  unread: (part) => bicepLanguage.reason(unreadModule(part) ?? part.message),
  mayDeclare(part, subjects) {
    const namespace = onlyNamespaceOf(textProperty(linkOf(part), "uri"));
    return namespace === undefined || subjects.resourceTypes.some(({ arm }) => fold(arm).startsWith(`microsoft.${namespace}/`));
  },
  unlisted: "a module that gets its name, and isn't read here, may set it",
  howToAdd(resource, name, value) {
    const { collection } = resource.subject;
    if (collection === undefined) return undefined;
    const given = outermostCompiled(resource.location);
    if (!given) return snippet(resource, collection, name, value);
    const isParameter = property(property(given, "parameters"), collection) !== undefined;
    return isParameter ? `Add { name: '${name}', value: '${value}' } to ${collection} in the params of the module.` : undefined;
  },
};

/** `resources.pg`, where a template has the resource `pg` of the source. */
function symbolicName(address: string): string {
  return address.replace(/^resources\.(?=\w)/, "");
}

/** What is said of a module that isn't here. */
function unreadModule(part: UnreadTemplatePart): string | undefined {
  const link = linkOf(part);
  const uri = textProperty(link, "uri");
  if (/^br[/:]/.test(uri)) {
    return `The module ${uri} is not in Bicep's cache, so what it declares isn't checked. Run "bicep restore" to have it there.`;
  }
  const path = uri || textProperty(link, "relativePath");
  if (path !== "") return `The module ${path} can't be read, so what it declares isn't checked.`;
  const spec = textProperty(link, "id");
  return spec === "" || spec.startsWith("[") ? undefined : `${part.message} It is the template spec ${spec}.`;
}

function linkOf({ location }: UnreadTemplatePart): unknown {
  return property(property(valueAt(location, location.path), "properties"), "templateLink");
}

/** What declares a setting of a resource, in one line. */
function snippet(
  { location, symbolicName: server, writtenType }: TemplateResource,
  collection: string,
  name: string,
  value: string,
): string | undefined {
  const json = valueAt(location, location.path);
  const version = textProperty(json, "apiVersion");
  if (server === undefined || version === "") return undefined;
  const isInLoop = property(json, "copy") !== undefined;
  const words = name.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const body = `{ parent: ${server}${isInLoop ? "[i]" : ""}, name: '${name}', properties: { value: '${value}' } }`;
  const how = isInLoop ? `, for each i of the loop of ${server}` : "";
  return `Write resource ${server}${words.join("")} '${writtenType}/${collection}@${version}' = ${body}${how}.`;
}

/** The template of the module that a resource is in, if that came compiled: then it has no place but the module's statement. */
function outermostCompiled({ document, path }: JsonLocation): unknown {
  const own = JSON.stringify(placeOf({ document, path }));
  for (const [index, key] of path.entries()) {
    const template = path.slice(0, index + 1);
    if (key === "template" && JSON.stringify(placeOf({ document, path: template })) === own) return valueAt({ document, path }, template);
  }
  return undefined;
}

function valueAt({ document }: JsonLocation, path: JsonPath): unknown {
  return path.reduce<unknown>((of, key) => (Array.isArray(of) ? (of[Number(key)] as unknown) : property(of, String(key))), document.value);
}
