import { isObject } from "../engine/is-object";
import { isExpression, parseExpression, type ArmExpression } from "../arm/expression";
import { fold } from "../engine/names";
import type { JsonPath } from "../json/document";
import { parseJson } from "../json/parse";
import type { Budget } from "../limits";
import { property, textProperty } from "../symbolic/values";
import { programOf, type Program } from "./program";
import type { Call, Expression, Literal, ObjectProperty, Statement, TypeExpression, Variable } from "./syntax";

/** The names that an expression may use besides those of its template. */
interface Scope {
  /** Those of the function whose body it is, by their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The loops around it, by their names in lower case; the innermost is the last. */
  readonly loops: readonly string[];
}

const TOP: Scope = { parameters: new Map(), loops: [] };

/**
 * What an ARM template in JSON declares, as a Bicep file would have written it: its variables, functions and types, so that
 * they can be imported. What is exported is what the template's metadata says, as Microsoft's compiler writes it there.
 *
 * @param path as messages name it
 * @returns `undefined` for a text that is no template; otherwise the declarations, and what is wrong with the JSON
 * @throws LimitError
 */
export function templateProgram(path: string, text: string, budget: Budget): Program | undefined {
  const json = parseJson(text, budget);
  if (!isObject(json.value)) return undefined;
  const reader = new TemplateReader(path, json.value, budget);
  const statements = reader.statements();
  const rangeOf = (offset: number) => json.range(reader.paths[offset] ?? []);
  return programOf({ path, text: "", tree: { statements, directives: [], problems: reader.problems }, rangeOf });
}

/** Reads the declarations of one template. In the place of an offset, a declaration has the number of its path. */
class TemplateReader {
  readonly paths: JsonPath[] = [];
  readonly problems: { readonly offset: number; readonly message: string }[] = [];
  /** The names of variables, as they are declared, by their names in lower case. */
  private readonly variables = new Map<string, string>();
  private readonly functions = new Map<string, string>();
  private offset = 0;

  constructor(
    private readonly path: string,
    private readonly template: object,
    private readonly budget: Budget,
  ) {}

  statements(): readonly Statement[] {
    const variables = membersOf(property(this.template, "variables"));
    const functions = itemsOf(property(this.template, "functions")).flatMap((namespace, index) =>
      membersOf(property(namespace, "members")).map(([name, value]) => ({
        name: functionName(textProperty(namespace, "namespace"), name),
        value,
        path: ["functions", index, "members", name],
      })),
    );
    for (const [name] of variables) this.variables.set(fold(name), name);
    for (const [, copy] of copiesIn(variables)) this.variables.set(fold(textProperty(copy, "name")), textProperty(copy, "name"));
    for (const { name } of functions) this.functions.set(fold(name), name);
    const types = membersOf(property(this.template, "definitions")).map(([name, type]) => this.type(name, type));
    // Of the same name, what has a value is what is meant.
    return distinct([
      ...this.variableDeclarations(variables),
      ...functions.map(({ name, value, path }) => this.function(name, value, path)),
      ...types,
    ]);
  }

  /** Takes note of a path; what is made until the next one comes from there. */
  private at(path: JsonPath): number {
    this.offset = this.paths.push(path) - 1;
    return this.offset;
  }

  private variableDeclarations(variables: readonly Member[]): readonly Statement[] {
    const metadata = property(property(this.template, "metadata"), "__bicep_exported_variables!");
    const exported = new Set(itemsOf(metadata).map((one) => textProperty(one, "name")));
    const declare = (name: string, path: JsonPath, value: Expression): Statement => {
      const offset = this.at(path);
      const decorators = exported.has(name) ? [call("export", [], offset)] : [];
      return { kind: "var", offset, decorators, name: { text: name, offset }, type: undefined, value };
    };
    const pathOf = (path: JsonPath): JsonPath => ["variables", ...path];
    return [
      ...variables
        .filter(([name]) => !isCopy(name))
        .map(([name, value]) => declare(name, pathOf([name]), this.value(value, pathOf([name]), TOP))),
      ...copiesIn(variables).map(([path, copy]) => declare(textProperty(copy, "name"), pathOf(path), this.loop(copy, pathOf(path), TOP))),
    ];
  }

  private function(name: string, declaration: unknown, path: JsonPath): Statement {
    const offset = this.at(path);
    const output = property(declaration, "output");
    const parameters = itemsOf(property(declaration, "parameters")).map((one) => ({
      name: textProperty(one, "name"),
      type: this.typeOf(one),
    }));
    const names = new Map(parameters.map((parameter) => [fold(parameter.name), parameter.name]));
    return {
      kind: "func",
      offset,
      decorators: this.decorators(declaration),
      name: { text: name, offset },
      parameters,
      type: this.typeOf(output),
      body: this.value(property(output, "value"), [...path, "output", "value"], { parameters: names, loops: [] }),
    };
  }

  private type(name: string, type: unknown): Statement {
    const offset = this.at(["definitions", name]);
    return { kind: "type", offset, decorators: this.decorators(type), name: { text: name, offset }, type: this.typeOf(type) };
  }

  private decorators(declaration: unknown): readonly Call[] {
    const isExported = property(property(declaration, "metadata"), "__bicep_export!") === true;
    const isSecure = /^secure/i.test(textProperty(declaration, "type"));
    return [...(isExported ? ["export"] : []), ...(isSecure ? ["secure"] : [])].map((name) => call(name, [], this.offset));
  }

  /** A type, as far as a template's values depend on it. */
  private typeOf(type: unknown): TypeExpression {
    const { offset } = this;
    const [, reference] = /^#\/definitions\/([^/]+)$/.exec(textProperty(type, "$ref")) ?? [];
    const name = textProperty(type, "type")
      .replace(/^secure(?=string|object)/i, "")
      .toLowerCase();
    const plain: TypeExpression = { kind: "reference", offset, name: reference ?? (name === "" ? "any" : name), path: [] };
    return property(type, "nullable") === true ? { kind: "nullable", offset, of: plain } : plain;
  }

  /** A value of the template's JSON. */
  private value(value: unknown, path: JsonPath, scope: Scope): Expression {
    const offset = this.at(path);
    this.budget.spend();
    if (typeof value === "string") return this.text(value, scope);
    if (Array.isArray(value)) {
      const items = value.map((item: unknown, index) => this.value(item, [...path, index], scope));
      return { kind: "array", offset, items };
    }
    if (typeof value === "object" && value !== null)
      return { kind: "object", offset, members: this.members(value, path, scope), resources: [] };
    return literal(typeof value === "number" || typeof value === "boolean" ? value : null, offset);
  }

  private text(text: string, scope: Scope): Expression {
    if (!isExpression(text)) return literal(unescaped(text), this.offset);
    const parsed = parseExpression(text.slice(1, -1), this.budget.limits.expressionDepth);
    if (parsed.kind !== "error") return this.expression(parsed, scope);
    this.problems.push({ offset: this.offset, message: `An expression can't be read: ${parsed.message}.` });
    return this.unknown();
  }

  private members(value: object, path: JsonPath, scope: Scope): ObjectProperty[] {
    const members = membersOf(value);
    const member = (at: JsonPath, name: string, inner: (path: JsonPath) => Expression): ObjectProperty => {
      const offset = this.at([...path, ...at]);
      return { kind: "property", offset, key: this.key(name, scope), value: inner([...path, ...at]) };
    };
    return [
      ...members.filter(([name]) => !isCopy(name)).map(([name, one]) => member([name], name, (at) => this.value(one, at, scope))),
      ...copiesIn(members).map(([at, copy]) => member(at, textProperty(copy, "name"), (from) => this.loop(copy, from, scope))),
    ];
  }

  private key(name: string, scope: Scope): ObjectProperty["key"] {
    const { offset } = this;
    if (!isExpression(name)) return literal(unescaped(name), offset);
    return { kind: "interpolation", offset, texts: ["", ""], expressions: [this.text(name, scope)] };
  }

  /** `[for (item, index) in range(0, count): input]` */
  private loop(copy: unknown, path: JsonPath, { parameters, loops }: Scope): Expression {
    const name = fold(textProperty(copy, "name"));
    const count = this.value(property(copy, "count"), [...path, "count"], { parameters, loops });
    const body = this.value(property(copy, "input"), [...path, "input"], { parameters, loops: [...loops, name] });
    const offset = this.at(path);
    const array = call("range", [literal(0, offset), count], offset);
    return { kind: "for", offset, item: `item of ${name}`, index: indexOf(name), array, body };
  }

  private expression(expression: ArmExpression, scope: Scope): Expression {
    const { offset } = this;
    this.budget.spend();
    if (expression.kind === "literal") return literal(expression.value, offset);
    if (expression.kind === "call") return this.call(expression, scope);
    const [target, key] = [expression.of, expression.key].map((part) => this.expression(part, scope)) as [Expression, Expression];
    return { kind: "access", offset, target, key, isSafe: false, isFromEnd: false, isIndex: true };
  }

  private call({ name, arguments: args }: Extract<ArmExpression, { kind: "call" }>, scope: Scope): Expression {
    const { offset } = this;
    const [first] = args;
    const named = first?.kind === "literal" && typeof first.value === "string" ? first.value : undefined;
    const inner = (): Expression[] => args.map((one) => this.expression(one, scope));
    switch (fold(name)) {
      case "variables":
        return this.variable(named === undefined ? undefined : (this.variables.get(fold(named)) ?? named));
      case "parameters":
        return this.variable(scope.parameters.get(fold(named ?? "")));
      case "lambdavariables":
        return this.variable(named);
      case "lambda": {
        const parameters = args.slice(0, -1).map((one) => (one.kind === "literal" ? String(one.value) : ""));
        return { kind: "lambda", offset, parameters, body: inner().at(-1) ?? this.unknown() };
      }
      case "copyindex": {
        const index = this.variable(indexOf(fold(named ?? scope.loops.at(-1) ?? "")));
        const shift = inner()[named === undefined ? 0 : 1];
        return shift ? { kind: "binary", offset, operator: "+", left: index, right: shift } : index;
      }
      default:
        return this.functionCall(name, inner());
    }
  }

  private functionCall(name: string, args: readonly Expression[]): Call {
    const own = name.includes(".") ? this.functions.get(fold(name.replace(/^__bicep\./i, ""))) : undefined;
    const written = call(own ?? name, args, this.offset);
    // One that is built in may have the name of one that is declared.
    const isHidden = own === undefined && this.functions.has(fold(name));
    return isHidden ? { ...written, target: { kind: "variable", offset: this.offset, name: "sys" } } : written;
  }

  private variable(name: string | undefined): Variable | Call {
    return name === undefined ? this.unknown() : { kind: "variable", offset: this.offset, name };
  }

  /** What a file that imports can't know: the parameters of this template. */
  private unknown(): Call {
    return call("notCompiled", [literal(`${this.path}:${String(this.offset)}`, this.offset)], this.offset);
  }
}

type Member = readonly [name: string, value: unknown];

function membersOf(value: unknown): readonly Member[] {
  return isObject(value) ? Object.entries(value) : [];
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const isCopy = (name: string): boolean => fold(name) === "copy";

/** The loops among the members of an object, with their paths in it. */
function copiesIn(members: readonly Member[]): readonly (readonly [path: JsonPath, copy: unknown])[] {
  return members
    .filter(([name]) => isCopy(name))
    .flatMap(([name, copies]) => itemsOf(copies).map((copy, index) => [[name, index], copy] as const));
}

/** The name of a function, as a Bicep file declares it. */
function functionName(namespace: string, name: string): string {
  return fold(namespace) === "__bicep" ? name : `${namespace}.${name}`;
}

/** What a loop's index is called: no name in a template is like it. */
const indexOf = (loop: string): string => `copyIndex('${loop}')`;

const unescaped = (text: string): string => (text.startsWith("[[") && text.endsWith("]") ? text.slice(1) : text);

function literal(value: Literal["value"], offset: number): Literal {
  return { kind: "literal", offset, value };
}

function call(name: string, args: readonly Expression[], offset: number): Call {
  return { kind: "call", offset, target: undefined, name, args };
}

function distinct(statements: readonly Statement[]): readonly Statement[] {
  const byName = new Map<string, Statement>();
  for (const statement of statements) {
    const name = "name" in statement ? statement.name.text : "";
    if (!byName.has(name)) byName.set(name, statement);
  }
  return Array.from(byName.values());
}
