/** What a Pulumi program in YAML declares, as the engine shows it to policies in a preview, without a language host. */
import { parse } from "yaml";
import { check, previewOutputs } from "./azure-native";
import { UNKNOWN, type Properties, type Resource } from "./policy-pack";
import { STACK_TYPE, createUrn } from "./urn";

interface YamlProgram {
  readonly resources: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: Properties; readonly options?: { readonly dependsOn?: readonly string[] } }
    >
  >;
}

const REFERENCE = /\$\{([\w-]+)[^}]*\}/g;

/**
 * Reads a program, with the stack itself first. As in a preview, a value with a reference in it isn't known, and its argument
 * depends on what it refers to.
 */
export function yamlProgram(text: string, project: string, version: string): Resource[] {
  const { resources } = parse(text) as YamlProgram;
  const identity = { stack: "dev", project, parent: "" };
  const stack = { urn: createUrn({ ...identity, type: STACK_TYPE, name: `${project}-dev` }), type: STACK_TYPE, name: `${project}-dev` };
  const urnOf = (name: string): string => {
    const type = resources[name]?.type;
    if (type === undefined) throw new Error(`no resource is called ${name}`);
    return createUrn({ ...identity, type, name });
  };
  const provider = { type: "pulumi:providers:azure-native", name: "default", urn: "", props: { version } };
  const declared = Object.entries(resources).map(([name, { type, properties = {}, options }]): Resource => {
    const inputs = check(type, name, evaluated(properties) as Properties, urnOf(name));
    const dependent = Object.entries(properties).map(([key, value]) => [key, referencesIn(value).map(urnOf)] as const);
    const dependsOn = referencesIn(options?.dependsOn ?? []).map(urnOf);
    return {
      urn: urnOf(name),
      type,
      name,
      inputs,
      outputs: previewOutputs(type, inputs),
      parent: stack.urn,
      provider,
      dependencies: [...dependsOn, ...dependent.flatMap(([, urns]) => urns)],
      propertyDependencies: Object.fromEntries(dependent.filter(([, urns]) => urns.length > 0)),
    };
  });
  return [{ ...stack, inputs: {}, outputs: {} }, ...declared];
}

/** The names of the resources that a value refers to. */
function referencesIn(value: unknown): string[] {
  return [...new Set([...JSON.stringify(value).matchAll(REFERENCE)].map(([, name = ""]) => name))];
}

function evaluated(value: unknown): unknown {
  if (typeof value === "string") return referencesIn(value).length > 0 ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(evaluated);
  if (typeof value !== "object" || value === null) return value;
  // A function of what isn't known isn't known.
  if (Object.keys(value).some((key) => key.startsWith("fn::"))) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluated(inner)]));
}
