import { needsInlining } from "./inlining";
import { setProperty, type JsonObject } from "./json";
import { escaped, loopOf, type JsonWriter } from "./json-writer";
import { loadedIn } from "./load-functions";
import type { Names } from "./names";
import type { Program } from "./program";
import { FILE_SCOPE, within } from "./scope";
import type {
  Expression,
  FunctionDeclaration,
  OutputDeclaration,
  ParameterDeclaration,
  TypeDeclaration,
  VariableDeclaration,
} from "./syntax";
import { addMetadata, decorated, typeJson } from "./types";
import { bare } from "./walk";

/** Writes what a template declares besides resources: for its own file, and for what that imports. */
export class DeclarationWriter {
  private readonly writer: JsonWriter;

  /** @param writerOf the writer for what is declared in a file */
  constructor(
    private readonly program: Program,
    private readonly names: Names,
    private readonly writerOf: (program: Program) => JsonWriter,
  ) {
    this.writer = writerOf(program);
  }

  /** Writes a member for a declaration. */
  private add(
    to: JsonObject,
    name: string,
    declaration: { readonly offset: number },
    json: () => unknown,
    writer: JsonWriter = this.writer,
  ): void {
    const { project, program } = writer.converter;
    project.declaration(program.file, declaration, () => {
      writer.set(to, name, json(), declaration);
    });
  }

  /** What is declared with `metadata` or `assert`. */
  valuesOf(kind: "metadata" | "assert"): JsonObject {
    const values: JsonObject = {};
    for (const declaration of this.program.values)
      if (declaration.kind === kind)
        this.add(values, declaration.name.text, declaration, () => this.writer.value(declaration.value, FILE_SCOPE));
    return values;
  }

  /** The declarations of a kind that are imported, with the names that they have here. */
  private importedOf(
    kind: "variable" | "function" | "type",
  ): readonly { readonly name: string; readonly program: Program; readonly declared: string }[] {
    const { imported, nameOf } = this.names;
    return imported
      .filter(({ program, name }) => (name.startsWith("$fxv#") ? kind === "variable" : program.symbols.get(name)?.kind === kind))
      .map(({ program, name }) => ({ name: nameOf(program, name), program, declared: name }));
  }

  definitions(): JsonObject {
    const definitions: JsonObject = {};
    const add = (name: string, declaration: TypeDeclaration, writer: JsonWriter): void => {
      const { type, decorators } = declaration;
      this.add(definitions, name, declaration, () => decorated(typeJson(writer.converter, type), decorators, writer), writer);
    };
    for (const declaration of this.program.types) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("type")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "type") add(name, symbol.declaration, this.writerOf(program));
    }
    return definitions;
  }

  functions(): readonly JsonObject[] {
    const namespaces = new Map<string, JsonObject>();
    const add = (name: string, declaration: FunctionDeclaration, writer: JsonWriter): void => {
      const [namespace = "", member = ""] = name.includes(".") ? name.split(".") : ["__bicep", name];
      const members = namespaces.get(namespace) ?? {};
      namespaces.set(namespace, members);
      this.add(members, member, declaration, () => this.functionJson(declaration, writer), writer);
    };
    for (const declaration of this.program.functions) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("function")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "function") add(name, symbol.declaration, this.writerOf(program));
    }
    return Array.from(namespaces, ([namespace, members]) => ({ namespace, members }));
  }

  private functionJson({ parameters, type, body, decorators }: FunctionDeclaration, writer: JsonWriter): JsonObject {
    const scope = within(
      FILE_SCOPE,
      parameters.map(({ name }) => [name, { kind: "argument", name }] as const),
    );
    const output = typeJson(writer.converter, type);
    writer.set(output, "value", writer.value(body, scope), body);
    const json: JsonObject = {
      parameters: parameters.map((parameter) => ({ ...typeJson(writer.converter, parameter.type), name: parameter.name })),
      output,
    };
    addMetadata(json, decorators, writer);
    return json;
  }

  parameters(): JsonObject {
    const parameters: JsonObject = {};
    for (const declaration of this.program.parameters)
      this.add(parameters, declaration.name.text, declaration, () => this.parameterJson(declaration));
    return parameters;
  }

  private parameterJson({ type, value, decorators }: ParameterDeclaration): JsonObject {
    const json = type ? typeJson(this.writer.converter, type) : {};
    if (value) this.writer.set(json, "defaultValue", this.writer.value(value, FILE_SCOPE), value);
    return decorated(json, decorators, this.writer);
  }

  variables(): JsonObject {
    const variables: JsonObject = {};
    const copies: unknown[] = [];
    const write = (name: string, declaration: VariableDeclaration, writer: JsonWriter): void => {
      if (needsInlining(writer.converter, { kind: "variable", declaration })) return;
      const loop = loopOf(declaration.value);
      if (!loop) writer.set(variables, name, writer.value(declaration.value, FILE_SCOPE), declaration);
      else {
        writer.note(copies, copies.length, declaration);
        copies.push(writer.copy(name, loop, FILE_SCOPE));
      }
    };
    const add = (name: string, declaration: VariableDeclaration, writer: JsonWriter): void => {
      const { project, program } = writer.converter;
      project.declaration(program.file, declaration, () => {
        write(name, declaration, writer);
      });
    };
    this.addLoaded(variables, this.program, (name) => name);
    for (const declaration of this.program.variables) add(declaration.name.text, declaration, this.writer);
    for (const { name, program, declared } of this.importedOf("variable")) {
      const symbol = program.symbols.get(declared);
      if (symbol?.kind === "variable") add(name, symbol.declaration, this.writerOf(program));
      else this.addLoaded(variables, program, (loaded) => (loaded === declared ? name : undefined));
    }
    if (copies.length > 0) variables["copy"] = copies;
    return variables;
  }

  /** The contents of files that stand in variables of their own. */
  private addLoaded(variables: JsonObject, program: Program, nameOf: (variable: string) => string | undefined): void {
    for (const [{ offset }, { value, variable }] of loadedIn(this.writer.converter.project, program)) {
      const name = variable === undefined ? undefined : nameOf(variable);
      if (name === undefined) continue;
      setProperty(variables, name, escaped(value));
      this.writer.converter.project.map.note(variables, name, { file: program.file, offset });
    }
  }

  imports(): JsonObject {
    const imports: JsonObject = {};
    for (const declaration of this.program.extensions) {
      const { specification, alias, config } = declaration;
      const [provider, version] = specification.split("@");
      const json: JsonObject = { provider, version };
      if (config) json["config"] = this.writer.value(config, FILE_SCOPE);
      this.writer.set(imports, alias?.text ?? specification, json, declaration);
    }
    return imports;
  }

  outputs(): JsonObject {
    const outputs: JsonObject = {};
    for (const declaration of this.program.outputs)
      this.add(outputs, declaration.name.text, declaration, () => this.outputJson(declaration));
    return outputs;
  }

  private outputJson({ type, value, decorators }: OutputDeclaration): JsonObject {
    const json = decorated(type ? typeJson(this.writer.converter, type) : {}, decorators, this.writer);
    const loop = loopOf(value);
    if (loop) json["copy"] = this.writer.copy(undefined, loop, FILE_SCOPE);
    else if (type?.kind === "ofResource" && type.name === "resource")
      this.writer.set(json, "value", this.writer.value(idOf(value), FILE_SCOPE), value);
    else this.writer.set(json, "value", this.writer.value(value, FILE_SCOPE), value);
    return json;
  }
}

function idOf(target: Expression): Expression {
  return {
    kind: "access",
    offset: target.offset,
    target: bare(target),
    key: { kind: "literal", offset: target.offset, value: "id" },
    isSafe: false,
    isFromEnd: false,
    isIndex: false,
  };
}
