import { dirname, join } from "node:path/posix";
import type * as Bicep from "../../bicep";
import type { ModuleDeclaration, ObjectExpression, ParameterDeclaration, ResourceDeclaration } from "../../bicep/syntax";
import { fold, same } from "../../engine/names";
import { offsetOf, type Edit } from "../../json/edit";
import type { MissingSetting, Place, ProposedValue } from "../../model";
import { addedItem, addedProperty, settingText, textLiteral, type NewSetting } from "./bicep-text";
import { MADE_WITH_OTHERS, type FixableFile, type Fixer, type NamedValue, type Refusal } from "./fixer";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Loaded where there is Bicep to change.
const language = (): typeof Bicep => require("../../bicep") as typeof Bicep;

/** Bicep files and Bicep parameter files. */
export const bicep: Fixer = {
  kinds: ["Bicep"],
  open({ path, text }) {
    const source = new (language().SourceText)(path, text);
    return source.hasProblems ? "it can't be read in full" : new BicepFile(source);
  },
};

type Declaration = ResourceDeclaration | ModuleDeclaration;

class BicepFile implements FixableFile {
  private readonly changes: Edit[] = [];
  /** The names of settings that are added, by that of their server. */
  private readonly added = new Map<string, string[]>();

  constructor(private readonly source: Bicep.SourceText) {}

  set(place: Place, { path, value }: ProposedValue, setting: string | undefined): Refusal | undefined {
    const start = offsetOf(this.source.text, place.start);
    const declaration = this.source.declarationAt(start);
    const body = declaration && this.source.bodyOf(declaration);
    const property = this.source.propertyAt(start);
    const resource = declaration ?? property?.declaration;
    if (setting !== undefined && resource && !this.namesLiterally(resource, setting)) return MADE_WITH_OTHERS;
    if (body) return this.setBelow(body.object, path, value);
    const isOnPath = property?.path.every((name, index) => same(name, path[index] ?? "")) === true;
    if (!property || !isOnPath) return this.notFoundAt(start);
    return this.setValue(property.property.value, path.slice(property.path.length), value);
  }

  /** Whether the name of a resource ends in that of a setting: `'require_secure_transport'`, `'${pg.name}/require_secure_transport'`. */
  private namesLiterally(resource: Declaration, setting: string): boolean {
    const members = this.source.bodyOf(resource)?.object.members ?? [];
    const name = members.find((one) => one.kind === "property" && one.key.kind === "literal" && one.key.value === "name")?.value;
    return name !== undefined && same(asFarAsKnown(name).split("/").at(-1) ?? "", setting);
  }

  isValueOf(place: Place, setting: string): boolean {
    const start = offsetOf(this.source.text, place.start);
    const found = this.source.innerPropertyAt(start);
    if (!found) return false;
    const isSetting = (expression: Bicep.Expression): boolean => expression.kind === "literal" && same(String(expression.value), setting);
    return isSetting(found.property.key) || found.object.members.some(({ value }) => isSetting(value));
  }

  /** Writes a value, or at a path below an object that stands in its place. */
  private setValue(expression: Bicep.Expression, path: readonly string[], value: string | boolean): Refusal | undefined {
    if (path.length > 0 && expression.kind === "object") return this.setBelow(expression, path, value);
    if (path.length > 0 && !(expression.kind === "literal" && expression.value === null))
      return this.loaded(expression) ?? "it is written as an expression";
    const whole = path.reduceRight((inner, name) => `{ ${name}: ${inner} }`, literal(value));
    return this.overwrite(expression.offset, whole);
  }

  private setBelow(object: ObjectExpression, [name = "", ...rest]: readonly string[], value: string | boolean): Refusal | undefined {
    if (object.members.some(({ kind }) => kind === "spread")) return "a spread may hold it";
    const found = object.members.findLast(
      (one) => one.kind === "property" && one.key.kind === "literal" && same(String(one.key.value), name),
    );
    if (found) return this.setValue(found.value, rest, value);
    this.change(addedProperty(this.source, object, [name, ...rest], literal(value)));
    return undefined;
  }

  private overwrite(offset: number, text: string): Refusal | undefined {
    this.change({ offset, length: this.source.endOf(offset) - offset, text });
    return undefined;
  }

  /** Several findings may want the same change: those of a loop, of a module that is used twice, of servers with one parameter. */
  private change(edit: Edit): void {
    const isThere = this.changes.some(({ offset, length, text }) => offset === edit.offset && length === edit.length && text === edit.text);
    if (!isThere) this.changes.push(edit);
  }

  replace(place: Place, value: string): Refusal | undefined {
    const start = offsetOf(this.source.text, place.start);
    const statement = this.source.statementAround(start);
    const declared = statement?.kind === "param" || statement?.kind === "var" ? statement.value : undefined;
    const isDeclared = statement?.offset === start || declared?.offset === start;
    const found = isDeclared ? declared : this.source.innerPropertyAt(start)?.property.value;
    if (isDeclared && !found) return NOT_FOUND;
    return (found && this.loaded(found)) ?? this.overwrite(found?.offset ?? start, textLiteral(value));
  }

  private notFoundAt(offset: number): Refusal {
    const property = this.source.propertyAt(offset)?.property;
    return (property && this.loaded(property.value)) ?? NOT_FOUND;
  }

  /** Why a value that stands in a file of its own isn't written here, as with `loadJsonContent('settings.json')`. */
  private loaded(expression: Bicep.Expression, seen: readonly Bicep.Expression[] = []): Refusal | undefined {
    if (seen.includes(expression)) return undefined;
    const within = (inner: Bicep.Expression | undefined): Refusal | undefined => inner && this.loaded(inner, [...seen, expression]);
    if (expression.kind === "access") return within(expression.target);
    if (expression.kind === "variable") {
      const declared = this.source.statements.find((one) => one.kind === "var" && one.name.text === expression.name);
      return declared?.kind === "var" ? within(declared.value) : undefined;
    }
    if (expression.kind !== "call") return undefined;
    const [first] = expression.args;
    if (!/^load[A-Z]/.test(expression.name)) return expression.name === "json" ? within(first) : undefined;
    const isNamed = first?.kind === "literal" && typeof first.value === "string";
    return `it is read from ${isNamed ? join(dirname(this.source.path), first.value) : "another file"}; change that`;
  }

  declare(place: Place, missing: readonly MissingSetting[], on: Parameters<FixableFile["declare"]>[2]): Refusal | undefined {
    const start = offsetOf(this.source.text, place.start);
    const declaration = this.source.declarationAt(start);
    if (!declaration) return this.notFoundAt(start);
    const { collection } = on.settings;
    if (declaration.kind === "module") return this.giveToModule(declaration, missing, collection);
    const body = this.source.bodyOf(declaration);
    const [type = "", version] = declaration.type.split("@");
    if (!body || version === undefined) return NOT_FOUND;
    const names = this.added.get(declaration.name.text) ?? this.settingsOf(declaration, `${type}/${collection}`);
    this.added.set(declaration.name.text, names);
    for (const setting of missing) {
      const symbol = this.newSymbol(declaration.name.text, setting.name);
      const added: NewSetting = {
        symbol,
        type: `${type}/${collection}@${version}`,
        server: declaration.name.text,
        body,
        setting,
        after: names,
      };
      this.changes.push(settingText(this.source, declaration, added));
      names.push(symbol);
    }
    return undefined;
  }

  /** The module's own parameter for the settings, which it declares. */
  private giveToModule(module: ModuleDeclaration, missing: readonly MissingSetting[], collection: string): Refusal | undefined {
    const members = this.source.bodyOf(module)?.object.members ?? [];
    const params = members.find((one) => one.kind === "property" && one.key.kind === "literal" && one.key.value === "params");
    if (params?.value.kind !== "object") return "the module takes no parameters here";
    const items = missing.map(({ name, proposed }) => `{ name: ${textLiteral(name)}, value: ${textLiteral(proposed)} }`);
    const own = params.value.members.find((one) => one.kind === "property" && one.key.kind === "literal" && one.key.value === collection);
    if (own && own.value.kind !== "array") return `${collection} of the module is written as an expression`;
    if (own?.value.kind === "array") this.changes.push(addedItem(this.source, own.value, items));
    else this.changes.push(addedProperty(this.source, params.value, [collection], `[ ${items.join(", ")} ]`));
    return undefined;
  }

  /** The names of the settings that are declared for a server. */
  private settingsOf(server: ResourceDeclaration, type: string): string[] {
    const name = server.name.text;
    const isOf = ({ body }: ResourceDeclaration, text: string): boolean => {
      const members = bodyMembers(body);
      const parent = members.find((one) => one.kind === "property" && one.key.kind === "literal" && one.key.value === "parent")?.value;
      const target = parent?.kind === "access" ? parent.target : parent;
      return target?.kind === "variable" && target.name === text;
    };
    const beside = this.source.resources.filter((one) => same(one.type.split("@")[0] ?? "", type) && isOf(one, name));
    const own =
      bodyOfAny(server.body)?.resources.filter((one) => type.toLowerCase().endsWith(`/${fold(one.type.split("@")[0] ?? "")}`)) ?? [];
    return [...beside.map((one) => one.name.text), ...own.map((one) => `${name}::${one.name.text}`)];
  }

  private newSymbol(server: string, settingName: string): string {
    const words = settingName.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const base = `${server}${words.join("")}`;
    const known = new Set([...this.source.names, ...[...this.added.values()].flat()]);
    let symbol = base;
    for (let count = 2; known.has(symbol); count++) symbol = `${base}${String(count)}`;
    return symbol;
  }

  named(place: Place): NamedValue | undefined {
    const start = offsetOf(this.source.text, place.start);
    const statement = this.source.statementAround(start);
    if (statement?.kind === "var") return { kind: "variable", name: statement.name.text };
    if (statement?.kind === "param") {
      const isGiven = this.source.path.toLowerCase().endsWith(".bicepparam");
      return { kind: "parameter", name: statement.name.text, ...(isGiven && { isGiven }) };
    }
    const [params, name] = statement?.kind === "module" ? (this.source.propertyAt(start)?.path ?? []) : [];
    return params === "params" && name !== undefined ? { kind: "parameter", name, isGiven: true } : undefined;
  }

  isUsedOnlyAt({ name }: NamedValue, places: readonly Place[]): boolean {
    const { text } = this.source;
    const ranges = places.map(({ start, end }) => [offsetOf(text, start), offsetOf(text, end)] as const);
    const uses = this.source.usesOf(name);
    return uses.length > 0 && uses.every((at) => ranges.some(([from, to]) => from <= at && at < to));
  }

  allowed({ kind, name }: NamedValue, value: string): string | undefined {
    if (kind === "variable") return value;
    const isOwn = (one: Bicep.Statement): one is ParameterDeclaration => one.kind === "param" && one.name.text === name;
    const declaration = this.source.statements.find(isOwn);
    if (!declaration?.type) return undefined;
    const { type, decorators } = declaration;
    const list = decorators.find((decorator) => decorator.name === "allowed")?.args[0];
    if (list && list.kind !== "array") return undefined;
    const literals = type.kind === "union" ? type.members : (list?.items ?? undefined);
    if (type.kind !== "union" && !(type.kind === "reference" && type.name === "string" && type.path.length === 0)) return undefined;
    if (!literals) return value;
    const found = literals.flatMap((one) => (one.kind === "literal" && typeof one.value === "string" ? [one.value] : []));
    return found.find((one) => same(one, value));
  }

  edits(): readonly Edit[] {
    return this.changes;
  }
}

const NOT_FOUND = "what it is about is written in a form that can't be changed";

function literal(value: string | boolean): string {
  return typeof value === "string" ? textLiteral(value) : String(value);
}

/** A text with a placeholder for each expression in it that is no literal. */
function asFarAsKnown(expression: Bicep.Expression): string {
  if (expression.kind === "literal") return String(expression.value);
  if (expression.kind !== "interpolation") return "{}";
  const { texts, expressions } = expression;
  return texts.map((text, index) => text + (expressions[index] ? asFarAsKnown(expressions[index]) : "")).join("");
}

function bodyOfAny(body: Declaration["body"]): ObjectExpression | undefined {
  const inner = body.kind === "for" || body.kind === "if" ? body.body : body;
  const object = inner.kind === "if" ? inner.body : inner;
  return object.kind === "object" ? object : undefined;
}

function bodyMembers(body: Declaration["body"]): ObjectExpression["members"] {
  return bodyOfAny(body)?.members ?? [];
}
