import { setProperty, type JsonObject } from "./json";
import { escapeText } from "./arm-expression";

/** The variables of the environment that a parameter file reads, as parameters of a template. */
export class EnvironmentVariables {
  readonly declarations: JsonObject = {};
  private readonly names = new Map<string, string>();

  /** The parameter for a variable; the same one with another default is another parameter. */
  parameter(variable: string, defaultValue: string | undefined): string {
    const key = `${variable}\0${defaultValue ?? ""}\0${String(defaultValue === undefined)}`;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    let name = variable;
    for (let next = 2; Object.hasOwn(this.declarations, name); next++) name = `${variable} (${String(next)})`;
    this.names.set(key, name);
    setProperty(
      this.declarations,
      name,
      defaultValue === undefined ? { type: "string" } : { type: "string", defaultValue: escapeText(defaultValue) },
    );
    return name;
  }
}
