import type { Converter } from "./converter";
import { setProperty, type JsonObject } from "./json";
import type { JsonWriter } from "./json-writer";
import { importedProgram, importedSymbol } from "./names";
import { decoratorOf } from "./program";
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
      return { type: "array", ...itemsJson(converter, type.of) };
    case "nullable":
      return { ...typeJson(converter, type.of), nullable: true };
    case "nonNull":
      return { ...typeJson(converter, type.of), nullable: false };
    case "union":
      return unionJson(converter, type);
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

/** Of items that may only be a few values, a template lists these in the place of a type. */
function itemsJson(converter: Converter, type: TypeExpression): JsonObject {
  const isWritten = type.kind !== "reference" && type.kind !== "nullable" && type.kind !== "nonNull";
  const values = isWritten ? literalsOf(converter, type) : undefined;
  return values ? { allowedValues: inOrder(values) } : { items: typeJson(converter, type) };
}

function unionJson(converter: Converter, type: TypeExpression): JsonObject {
  const values = literalsOf(converter, type);
  if (!values) return { type: "object" };
  const json = literalsJson(values.filter((value) => value !== null));
  return values.includes(null) ? { ...json, nullable: true } : json;
}

/** A value that a type consists of: a literal, or an object or a tuple of literals. */
type LiteralValue = Literal["value"] | readonly LiteralValue[] | { readonly [name: string]: LiteralValue };

function literalsJson(values: readonly LiteralValue[]): JsonObject {
  const [kind, ...others] = new Set(values.map(typeNameOf));
  const allowedValues = inOrder(values);
  return kind !== undefined && others.length === 0 ? { type: kind, allowedValues } : { allowedValues };
}

function typeNameOf(value: LiteralValue): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value !== "object") return "int";
  return Array.isArray(value) ? "array" : "object";
}

/** Each value once, in the order in which Microsoft's compiler writes them: that of how Bicep spells them. */
function inOrder(values: readonly LiteralValue[]): readonly LiteralValue[] {
  const bySpelling = new Map(values.map((value) => [spelling(value), value]));
  return Array.from(bySpelling)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
}

function spelling(value: LiteralValue): string {
  if (typeof value === "string") return `'${value}'`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(spelling).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${spelling(member)}`)
    .join(", ")} }`;
}

const MAX_DEPTH = 20;

/** The values that a type allows; `undefined` for one that isn't a list of values. */
function literalsOf(converter: Converter, type: TypeExpression, depth = 0): readonly LiteralValue[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const all = (types: readonly TypeExpression[]) => types.map((member) => literalsOf(converter, member, depth + 1));
  switch (type.kind) {
    case "literal":
      return [type.value];
    case "union": {
      const values = all(type.members);
      return values.every((value) => value !== undefined) ? values.flat() : undefined;
    }
    case "tuple": {
      const items = all(type.items.map((item) => item.type)).map(only);
      return items.every((item) => item !== undefined) ? [items] : undefined;
    }
    case "object": {
      const values = all(type.members.map((member) => member.type)).map(only);
      const object: JsonObject = {};
      for (const [index, { name }] of type.members.entries()) {
        if (name === undefined || values[index] === undefined) return undefined;
        setProperty(object, name, values[index]);
      }
      return [object as { readonly [name: string]: LiteralValue }];
    }
    case "reference":
      return type.path.length === 0 ? aliasedLiterals(converter, type.name, depth) : undefined;
    case "nullable": {
      const values = literalsOf(converter, type.of, depth + 1);
      return values && [...values, null];
    }
    case "nonNull":
      return literalsOf(converter, type.of, depth + 1)?.filter((value) => value !== null);
    case "array":
    case "ofResource":
      return undefined;
  }
}

/** The one value that a list consists of. */
function only(values: readonly LiteralValue[] | undefined): LiteralValue | undefined {
  return values?.length === 1 ? values[0] : undefined;
}

function aliasedLiterals(converter: Converter, name: string, depth: number): readonly LiteralValue[] | undefined {
  const symbol = converter.program.symbols.get(name);
  return symbol?.kind === "type" ? literalsOf(converter, symbol.declaration.type, depth + 1) : undefined;
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
