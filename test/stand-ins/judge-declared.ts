import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { declarationOf, resourcesOfStack, type Declaration } from "../../pulumi-policy/declarations";
import { tokensOf } from "../../pulumi-policy/tokens";
import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { runControls, type Report } from "../../shared/engine/run-controls";
import { defaultOptions, subjects } from "../registry";

/** What a Pulumi program declares: a name that it gives to a server is known. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Judges what a Pulumi program declares, as the policy pack does it, without its process. */
export function judgeDeclared(declared: readonly DeclaredResource[]): Report {
  const reader = { nativeType: tokensOf(subjects.resourceTypes), subjects };
  const resources = declared.map(({ type, name, properties }) => ({
    type,
    name,
    urn: `urn:pulumi:dev::project::${type}::${name}`,
    props: { ...properties },
    opts: { ignoreChanges: [] },
  }));
  const declarations = new Map<string, Declaration>();
  for (const resource of resources) {
    const declaration = declarationOf(resource as unknown as ResourceValidationArgs, reader);
    if (declaration) declarations.set(resource.urn, declaration);
  }
  const inStack = resources.map((resource) => ({
    ...resource,
    props: { ...resource.props, name: resource.name },
    dependencies: [],
    propertyDependencies: {},
  }));
  return runControls(
    buildInventory(resourcesOfStack(inStack as unknown as PolicyResource[], declarations, reader)),
    controls,
    defaultOptions,
  );
}
