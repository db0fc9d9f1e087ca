import type { MissingSetting, Origin } from "../../model";
import type { CheckFinding } from "../report";

/** Lines to write, and the language that they are in. */
export interface Snippet {
  readonly language: "Bicep" | "JSON" | "HCL" | "TypeScript";
  readonly code: string;
}

/** How one language writes what mends a finding. */
interface Dialect {
  /** What stands between a key and its value. */
  readonly is: string;
  readonly quote: (text: string) => string;
  readonly key?: (name: string) => string;
  /** Declares a setting for a server. */
  readonly declare: (setting: MissingSetting, server: string, apiVersion: string) => string;
}

/**
 * What to write to mend a finding, in the language that its resource is written in; for a server that lacks a setting, what to
 * declare for it.
 *
 * @returns `undefined` where no single value mends it, and the message says what to do
 */
export function snippetOf({ proposed, missing, resource, place }: CheckFinding): Snippet | undefined {
  const language = languageOf(resource, place.file);
  const dialect = dialects[language];
  if (proposed) return { language, code: written(proposed.argument.split("."), valueIn(dialect, proposed.value), dialect) };
  if (!missing || missing.howToAdd !== undefined) return undefined;
  const name = resource.name.split(" > ").at(-1) ?? "";
  const server = /^[A-Za-z_]\w*$/.test(name) ? name : "server";
  return { language, code: dialect.declare(missing, server, resource.apiVersion ?? "<API version of the server>") };
}

function languageOf({ nativeType, within, declaration }: Origin, file: string): Snippet["language"] {
  if (within !== undefined) return "JSON";
  if (file.endsWith(".bicep")) return "Bicep";
  // Of a program that a host runs.
  if (declaration !== undefined) return "TypeScript";
  return /^az(urerm|api)_/.test(nativeType) ? "HCL" : "JSON";
}

function valueIn({ quote }: Dialect, value: string | boolean): string {
  return typeof value === "boolean" ? String(value) : quote(value);
}

/** Objects in each other: `a.b` as `a: {`, `  b: value`, `}`. */
function written([first = "", ...rest]: readonly string[], value: string, dialect: Dialect): string {
  const key = `${dialect.key?.(first) ?? first}${dialect.is}`;
  return rest.length === 0 ? `${key}${value}` : `${key}{\n${written(rest, value, dialect).replaceAll(/^/gm, "  ")}\n}`;
}

const quoted = (text: string): string => JSON.stringify(text);

const dialects: Readonly<Record<Snippet["language"], Dialect>> = {
  Bicep: {
    is: ": ",
    quote: (text) => `'${text}'`,
    declare: ({ name, proposed, spelled }, server, apiVersion) =>
      `resource ${camelCase(name)} '${spelled.type}@${apiVersion}' = {
  parent: ${server}
  name: '${name}'
  properties: {
    value: '${proposed}'
    source: 'user-override'
  }
}`,
  },
  JSON: {
    is: ": ",
    quote: quoted,
    key: quoted,
    declare: ({ name, proposed, spelled: { type } }, _server, apiVersion) => {
      const properties = { value: proposed, source: "user-override" };
      const dependsOn = ["<id of the server>"];
      return JSON.stringify({ type, apiVersion, name: `<name of the server>/${name}`, properties, dependsOn }, undefined, 2);
    },
  },
  HCL: {
    is: " = ",
    quote: quoted,
    declare: ({ name, proposed, spelled }) =>
      `resource "${spelled.type}" "${name}" {
  ${spelled.parent} = <${spelled.parent.endsWith("_id") ? "id" : "name"} of the server>
  ${spelled.name} = "${name}"
  ${spelled.value} = "${proposed}"
}`,
  },
  TypeScript: {
    is: ": ",
    quote: quoted,
    declare: ({ name, proposed, spelled }) =>
      `new ${classOf(spelled.type)}"${name}", {
  ${spelled.parent}: ${spelled.parent.endsWith("Id") ? "server.id" : "server.name"},
  ${spelled.name}: "${name}",
  ${spelled.value}: "${proposed}",
});`,
  },
};

/** The beginning of a call of a constructor: of CDKTF for a type of Terraform, of Pulumi for a token. */
function classOf(type: string): string {
  if (type.includes(":")) return `${type.split(":").at(-1) ?? ""}(`;
  const name = camelCase(type.replace(/^az[a-z]+_/, ""));
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}(this, `;
}

function camelCase(name: string): string {
  return name.replaceAll(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());
}
