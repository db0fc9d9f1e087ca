import { stringify } from "yaml";
import type { Argument } from "../../../shared/model";
import type { NewControl } from "./request";

/** Arguments in their order; a value is a text, a switch, other arguments, or code of the language. */
interface Arguments {
  readonly [name: string]: string | boolean | Arguments | Code;
}

/** What is no literal: a reference to another resource. */
interface Code {
  readonly code: string;
}

/** A resource as one language declares it. */
interface Declared {
  readonly id: string;
  readonly type: string;
  readonly arguments: Arguments;
}

const SERVER = "contoso-orders";

/**
 * The examples of a control in every language, by the extension of their files.
 *
 * @param value the accepted one, or one that isn't
 */
export function examplesOf(control: NewControl, value: string): Readonly<Record<string, string>> {
  const { azureNative } = control.type;
  const native = inLanguage(control, value, {
    server: `azure-native:${azureNative.module}:${azureNative.tokens[0]?.name ?? ""}`,
    setting: `azure-native:${azureNative.module}:${control.type.settings?.azureNative.name ?? ""}`,
    own: azureNative.arguments,
    ofSetting: control.type.settings?.azureNative.arguments,
    common: { resourceGroupName: "databases" },
    // Pulumi names it.
    ofServer: {},
  });
  const azurerm = inLanguage(control, value, {
    server: control.type.azurerm.type,
    setting: control.type.settings?.azurerm.type ?? "",
    own: control.type.azurerm.arguments,
    ofSetting: control.type.settings?.azurerm.arguments,
    common: {},
    ofServer: placed(control.type.azurerm.arguments["name"]?.[0], SERVER),
  });
  return {
    ".json": armTemplate(control, value),
    ".bicep": bicep(control, value),
    ".tf": region("#", azurerm.map((one) => hclResource(one)).join("\n\n"), "", ""),
    ".cdktf.ts": cdktf(azurerm),
    ".pulumi.ts": pulumiTypeScript(native),
    ".pulumi.py": pulumiPython(native),
    ".pulumi.yaml": pulumiYaml(native),
  };
}

/** A part of a file that a page shows. */
function region(comment: string, shown: string, before: string, after: string): string {
  return `${before}${comment} #region\n${shown}\n${comment} #endregion\n${after}`;
}

interface Words {
  readonly server: string;
  readonly setting: string;
  readonly own: Readonly<Record<string, readonly Argument[]>>;
  readonly ofSetting: Readonly<Record<string, readonly Argument[]>> | undefined;
  readonly common: Arguments;
  readonly ofServer: Arguments;
}

/** The resources of an example, in the words of a language. */
function inLanguage({ path, setting }: NewControl, value: string, words: Words): readonly Declared[] {
  const { server, own, ofSetting = {}, common, ofServer } = words;
  if (setting === undefined)
    return [{ id: "orders", type: server, arguments: merged(common, ofServer, placed(own[path ?? ""]?.[0], value)) }];
  const parent = placed(ofSetting["parent"]?.[0], { code: "orders" });
  const args = merged(common, parent, placed(ofSetting["name"]?.[0], setting.name), placed(ofSetting["properties.value"]?.[0], value));
  return [
    { id: "orders", type: server, arguments: merged(common, ofServer) },
    { id: "orders-setting", type: words.setting, arguments: args },
  ];
}

/** A value at the path of an argument, as the language writes it. */
function placed(argument: Argument | undefined, value: string | Code): Arguments {
  const { path, values } = argument ?? { path: [] };
  const written = typeof value === "string" ? (values?.[value] ?? (values ? false : value)) : value;
  return path.reduceRight<string | boolean | Arguments | Code>((inner, key) => ({ [key]: inner }), written) as Arguments;
}

function merged(...all: readonly Arguments[]): Arguments {
  return Object.assign({}, ...all) as Arguments;
}

function isCode(value: unknown): value is Code {
  return typeof value === "object" && value !== null && "code" in value;
}

const pascal = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Arguments as a literal of JavaScript; prettier formats it. */
function literal(args: Arguments, rename: (name: string) => string, reference: (id: string) => string): string {
  const entries = Object.entries(args).map(([name, value]) => {
    if (isCode(value)) return `${rename(name)}: ${reference(value.code)}`;
    return `${rename(name)}: ${typeof value === "object" ? literal(value, rename, reference) : JSON.stringify(value)}`;
  });
  return `{ ${entries.join(", ")} }`;
}

/** The first resource is kept, where another one refers to it. */
function statements(declared: readonly Declared[], make: (one: Declared) => string): string {
  return declared.map((one, at) => `${at === 0 && declared.length > 1 ? `const ${one.id} = ` : ""}${make(one)};`).join("\n\n");
}

function pulumiTypeScript(declared: readonly Declared[]): string {
  const module = declared[0]?.type.split(":")[1] ?? "";
  const shown = statements(declared, ({ id, type, arguments: args }) => {
    const className = type.split(":")[2] ?? "";
    return `new ${module}.${className}("${id}", ${literal(
      args,
      (name) => name,
      (server) => `${server}.name`,
    )})`;
  });
  return region("//", shown, `import * as ${module} from "@pulumi/azure-native/${module}";\n\n`, "");
}

function pulumiPython(declared: readonly Declared[]): string {
  const python = (value: Arguments[string]): string => {
    if (isCode(value)) return `${value.code}.name`;
    if (typeof value !== "object") return value === true ? "True" : value === false ? "False" : JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([name, inner]) => `"${snake(name)}": ${python(inner)}`)
      .join(", ")}}`;
  };
  const lines = declared.map(({ id, type, arguments: args }, at) => {
    const [, module = "", className = ""] = type.split(":");
    const given = Object.entries(args).map(([name, value]) => `    ${snake(name)}=${python(value)},\n`);
    const kept = at === 0 && declared.length > 1 ? `${id} = ` : "";
    return `${kept}azure_native.${module}.${className}(\n    "${id}",\n${given.join("")})`;
  });
  return region("#", lines.join("\n\n"), "import pulumi_azure_native as azure_native\n\n", "");
}

function pulumiYaml(declared: readonly Declared[]): string {
  const plain = (value: Arguments[string]): unknown => {
    if (isCode(value)) return `\${${value.code}.name}`;
    return typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)])) : value;
  };
  const resources = Object.fromEntries(declared.map(({ id, type, arguments: args }) => [id, { type, properties: plain(args) }]));
  const indented = stringify(resources, { version: "1.1" }).trimEnd().replace(/^/gm, "  ");
  return `name: databases\nruntime: yaml\nresources:\n  # #region\n${indented}\n  # #endregion\n`;
}

function cdktf(declared: readonly Declared[]): string {
  const className = (type: string): string => pascal(type.replace(/^azurerm_/, ""));
  const imports = declared.map(({ type }) => {
    const file = type.replace(/^azurerm_/, "").replaceAll("_", "-");
    return `import { ${className(type)} } from "@cdktf/provider-azurerm/lib/${file}";\n`;
  });
  const shown = statements(declared, ({ id, type, arguments: args }) => {
    return `new ${className(type)}(this, "${id}", ${literal(args, camel, (server) => `${server}.id`)})`;
  });
  const before = `${imports.join("")}import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

export class Databases extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    `;
  return region("//", shown, before, "  }\n}\n");
}

function hclResource({ id, type, arguments: args }: Declared): string {
  const server = type.replace(/_configuration$/, "");
  return `resource "${type}" "${id.replaceAll("-", "_")}" {\n${hclArguments(args, (name) => `${server}.${name}.id`, "  ")}}`;
}

function hclArguments(args: Arguments, reference: (id: string) => string, indentation: string): string {
  const width = Math.max(...Object.entries(args).map(([name, value]) => (typeof value === "object" && !isCode(value) ? 0 : name.length)));
  return Object.entries(args)
    .map(([name, value]) => {
      if (isCode(value)) return `${indentation}${name.padEnd(width)} = ${reference(value.code)}\n`;
      if (typeof value !== "object") return `${indentation}${name.padEnd(width)} = ${JSON.stringify(value)}\n`;
      return `${indentation}${name} {\n${hclArguments(value, reference, `${indentation}  `)}${indentation}}\n`;
    })
    .join("");
}

/** A value at a path in ARM: `{ properties: { version: "16" } }`. */
function atPath(path: string, value: string): Arguments {
  return path.split(".").reduceRight<string | Arguments>((inner, key) => ({ [key]: inner }), value) as Arguments;
}

function armTemplate({ type, apiVersion, path, setting }: NewControl, value: string): string {
  const own = path === undefined ? { properties: {} } : atPath(path, value);
  const server = { type: type.arm, apiVersion, name: SERVER, location: "[resourceGroup().location]", ...own };
  const ofSetting = setting && {
    type: `${type.arm}/${type.settings?.collection ?? ""}`,
    apiVersion,
    name: `${SERVER}/${setting.name}`,
    dependsOn: [`[resourceId('${type.arm}', '${SERVER}')]`],
    properties: { value, source: "user-override" },
  };
  const resources = [server, ...(ofSetting ? [ofSetting] : [])].map((one) => JSON.stringify(one, undefined, 2)).join(",\n");
  return `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    // #region
    ${resources}
    // #endregion
  ]
}
`;
}

function bicep({ type, apiVersion, path, setting }: NewControl, value: string): string {
  const object = (args: Arguments, indentation: string): string =>
    Object.entries(args)
      .map(([name, inner]) => {
        if (isCode(inner)) return `${indentation}${name}: ${inner.code}\n`;
        if (typeof inner !== "object") return `${indentation}${name}: '${String(inner)}'\n`;
        return `${indentation}${name}: {\n${object(inner, `${indentation}  `)}${indentation}}\n`;
      })
      .join("");
  const resource = (id: string, armType: string, args: Arguments): string =>
    `resource ${id} '${armType}@${apiVersion}' = {\n${object(args, "  ")}}`;
  const own = path === undefined ? {} : atPath(path, value);
  const server = resource("orders", type.arm, { name: SERVER, location: { code: "location" }, ...own });
  const parts = setting
    ? [
        server,
        resource("ordersSetting", `${type.arm}/${type.settings?.collection ?? ""}`, {
          parent: { code: "orders" },
          name: setting.name,
          properties: { value, source: "user-override" },
        }),
      ]
    : [server];
  return region("//", parts.join("\n\n"), "param location string = resourceGroup().location\n\n", "");
}
