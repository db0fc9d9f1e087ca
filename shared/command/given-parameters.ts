import { mergedParameters, parametersOf, type GivenParameters } from "../arm/parameters";
import type { Document } from "../json/document";
import { property, propertyName } from "../symbolic/values";
import type { SourceParameters } from "./source-files";
import { parametersIn, type DocumentFile } from "./parameter-files";

/** One value that stands on the command line: `name=value`. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** What gives values to parameters: a file, in JSON or in another language, or a text of the command line. */
export type GivenParameter = DocumentFile | SourceParameters | Assignment;

/** What one run of a template is given. */
export interface ParameterSet {
  /** As a report names it: files, and names of parameters; never their values, which may be secrets. */
  readonly label: string;
  readonly parameters: GivenParameters;
}

/** `name=value`, as `az deployment group create --parameters` takes it; `undefined` for what is no assignment. */
export function assignmentIn(text: string): Assignment | undefined {
  const [, name, value = ""] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(text) ?? [];
  return name === undefined ? undefined : { name, value };
}

/**
 * The values of some files and assignments as those of one deployment: the later wins, and what they leave out has its
 * default for good.
 *
 * @param template whose parameters say of which type a value on the command line is
 */
export function parameterSet(given: readonly GivenParameter[], template: Document): ParameterSet {
  const sources = given.map((one) => {
    if ("given" in one) return one.given;
    if (!("document" in one)) return parametersOf({ [one.name]: { value: typed(one, template) } });
    const { document } = one;
    const key = propertyName(document.value, "parameters");
    return parametersOf(parametersIn(document), { location: { document, path: key === undefined ? [] : [key] }, hasPlaceholders: true });
  });
  const label = given.map((one) => ("path" in one ? one.path : `${one.name}=…`)).join(" + ");
  return { label, parameters: mergedParameters(sources) };
}

/** A value of the command line as a parameter's type wants it. */
function typed({ name, value }: Assignment, template: Document): unknown {
  const type = property(property(property(template.value, "parameters"), name), "type");
  if (typeof type === "string" && /string$/i.test(type)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
