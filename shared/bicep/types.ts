import type { Converter } from "./converter";
import { setProperty, type JsonObject } from "./json";
import type { JsonWriter } from "./json-writer";
import { importedProgram, importedSymbol } from "./names";
import { decoratorOf, type Program } from "./program";
import { FILE_SCOPE } from "./scope";
import type { Call, Literal, TypeExpression, TypeReference } from "./syntax";

const AMBIENT: ReadonlySet<string> = new Set(["string", "int", "bool", "object", "array"]);
const NAMESPACES: ReadonlySet<string> = new Set(["sys", "az"]);

/** What a template says of a type. */
export function typeJson(converter: Converter, type: TypeExpression): JsonObject {
  switch (type.kind) {
    case "reference":
      return referenceJson(converter, type);
    case "literal":
      return literalsJson([type.value]);
    case "object":
      return objectJson(converter, type);
    case "tuple":
      return {
        type: "array",
        prefixItems: type.items.map((item) => decorated(typeJson(converter, item.type), item.decorators)),
        items: false,
      };
    case "array":
      return { type: "array", items: typeJson(converter, type.of) };
    case "nullable":
      return { ...typeJson(converter, type.of), nullable: true };
    case "nonNull":
      return { ...typeJson(converter, type.of), nullable: false };
    case "union":
      return unionJson(converter, type.members);
    case "ofResource":
      if (type.name === "resource") return { type: "string", metadata: { resourceType: type.resource } };
      return type.path.length === 0 ? { type: "object" } : {};
  }
}

function referenceJson(converter: Converter, { name, path }: TypeReference): JsonObject {
  const symbol = converter.program.symbols.get(name);
  const [first, ...rest] = path;
  if (!symbol && NAMESPACES.has(name) && typeof first === "string")
    return referenceJson(converter, { kind: "reference", offset: 0, name: first, path: rest });
  if (!symbol && name === "any") return {};
  if (!symbol && AMBIENT.has(name)) return { type: name };
  const { names, program, project } = converter;
  if (symbol?.kind === "wildcard" && typeof first === "string") {
    const source = importedProgram(project, program, symbol.from);
    return { $ref: pointer(source ? names.nameOf(source, first) : `${name}.${first}`, rest) };
  }
  const declared = symbol?.kind === "imported" ? importedSymbol(project, program, symbol) : undefined;
  return { $ref: pointer(declared ? names.nameOf(declared.program, declared.name) : names.nameOf(program, name), path) };
}

function pointer(name: string, path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `/prefixItems/${String(step)}`;
    if (step === "[*]") return "/items";
    return step === "*" ? "/additionalProperties" : `/properties/${step}`;
  });
  return `#/definitions/${name}${steps.join("")}`;
}

function objectJson(converter: Converter, { members }: Extract<TypeExpression, { kind: "object" }>): JsonObject {
  const json: JsonObject = { type: "object" };
  const properties: JsonObject = {};
  for (const { name, type, decorators } of members) {
    const member = decorated(typeJson(converter, type), decorators);
    if (name === undefined) json["additionalProperties"] = member;
    else setProperty(properties, name, member);
  }
  if (Object.keys(properties).length > 0) json["properties"] = properties;
  return json;
}

function unionJson(converter: Converter, members: readonly TypeExpression[]): JsonObject {
  const values = members.map((member) => literalsOf(converter.program, member));
  if (values.some((value) => value === undefined)) return { type: "object" };
  const all = values.flatMap((value) => value ?? []);
  const json = literalsJson(all.filter((value) => value !== null));
  return all.includes(null) ? { ...json, nullable: true } : json;
}

function literalsJson(values: readonly Literal["value"][]): JsonObject {
  const kinds = new Set(values.map((value) => (typeof value === "string" ? "string" : typeof value === "boolean" ? "bool" : "int")));
  const [kind] = kinds;
  // Microsoft's compiler writes them in this order.
  const allowedValues = Array.from(new Set(values)).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return kinds.size === 1 && kind !== undefined ? { type: kind, allowedValues } : { allowedValues };
}

/** The values that a type allows; `undefined` for one that isn't a list of values. */
function literalsOf(program: Program, type: TypeExpression, depth = 0): readonly Literal["value"][] | undefined {
  if (type.kind === "literal") return [type.value];
  if (type.kind === "union") {
    const values = type.members.map((member) => literalsOf(program, member, depth + 1));
    return values.every((value) => value !== undefined) ? values.flat() : undefined;
  }
  const symbol = type.kind === "reference" && type.path.length === 0 ? program.symbols.get(type.name) : undefined;
  return symbol?.kind === "type" && depth < 20 ? literalsOf(program, symbol.declaration.type, depth + 1) : undefined;
}

/** The decorators that have a template's property of their name. */
const CONSTRAINTS = ["minLength", "maxLength", "minValue", "maxValue"] as const;

/** Adds to a type, or to the declaration of something, what its decorators say. */
export function decorated(json: JsonObject, decorators: readonly Call[], writer?: JsonWriter): JsonObject {
  const declaration = { decorators };
  if (decoratorOf(declaration, "secure")) {
    if (json["type"] === "string") json["type"] = "securestring";
    else if (json["type"] === "object") json["type"] = "secureObject";
  }
  if (decoratorOf(declaration, "sealed")) json["additionalProperties"] = false;
  if (!writer) return json;
  for (const name of CONSTRAINTS) {
    const [value] = decoratorOf(declaration, name)?.args ?? [];
    if (value) writer.set(json, name, writer.value(value, FILE_SCOPE), value);
  }
  const [allowed] = decoratorOf(declaration, "allowed")?.args ?? [];
  if (allowed) writer.set(json, "allowedValues", writer.value(allowed, FILE_SCOPE), allowed);
  addMetadata(json, decorators, writer);
  return json;
}

/** Adds what `@metadata()` and `@description()` say. */
export function addMetadata(json: JsonObject, decorators: readonly Call[], writer: JsonWriter): void {
  const [written] = decoratorOf({ decorators }, "metadata")?.args ?? [];
  const [description] = decoratorOf({ decorators }, "description")?.args ?? [];
  if (!written && !description) return;
  const made = written ? writer.value(written, FILE_SCOPE) : {};
  const metadata: JsonObject = typeof made === "object" && made !== null ? { ...made } : {};
  if (description) metadata["description"] = writer.value(description, FILE_SCOPE);
  json["metadata"] = metadata;
}
