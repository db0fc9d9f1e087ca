import { controls as allControls } from "../../shared/controls";
import { acceptedControlNames, controlsNamed } from "../../shared/engine/control-names";
import { optionsOf, optionsOfAll } from "../../shared/engine/options";
import { defaultLimits, type Limits } from "../../shared/limits";
import type { Control, OptionSchemas } from "../../shared/model";

type Schema = Readonly<Record<string, unknown>>;

/** What each limit is of. */
const LIMITS: Readonly<Record<keyof Limits, string>> = {
  fileSize: "Bytes of a file.",
  nesting: "Objects and arrays in each other.",
  expressionDepth: "Calls, variables and parameters in each other.",
  copyCount: "Iterations of one copy.",
  deploymentDepth: "Deployments in each other.",
  valueSize: "Characters of a text, or items of an array, that an expression makes.",
  resources: "Resources of PostgreSQL in a file.",
  seconds: "Seconds for a file.",
};

const GLOBS = { type: "array", items: { type: "string", minLength: 1 } };

/**
 * The JSON Schema of a configuration file, by which editors complete and check it.
 *
 * @param controls all that may be named
 */
export function configurationSchema(controls: readonly Control[]): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of azure-postgresql-tls",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      extends: {
        type: "string",
        minLength: 1,
        description: "A file, as ./platform.json, or a package whose main file is a configuration.",
      },
      final: { type: "boolean", description: "Whether files that extend this one may not set otherwise what this one says." },
      ...inBoth(controls, true),
      overrides: {
        type: "array",
        description: "What holds for some files or stacks alone; the later wins.",
        items: {
          type: "object",
          additionalProperties: false,
          anyOf: [{ required: ["files"] }, { required: ["stacks"] }],
          properties: {
            files: { ...GLOBS, description: "Globs over the files that the command checks, relative to the folder of the configuration." },
            stacks: { ...GLOBS, description: "Globs over the names of stacks in Pulumi, CDKTF and CDK Terrain." },
            ...inBoth(controls, false),
          },
        },
      },
      baseline: { type: "string", minLength: 1, description: "The file of a baseline, relative to this file." },
      exclude: { ...GLOBS, description: "Globs of what the command leaves out of folders, relative to the folder of the configuration." },
      limits: { type: "object", additionalProperties: false, properties: limits() },
    },
  };
}

/** What stands at the top of a file and in its overrides. */
function inBoth(controls: readonly Control[], isTop: boolean): Schema {
  const names = acceptedControlNames(controls);
  const perControl = names.map((name) => {
    const named = controlsNamed(name, controls);
    const schemas: OptionSchemas = Object.assign({}, ...named.map(optionsOf)) as OptionSchemas;
    return [name, { anyOf: [{ type: "boolean" }, controlSchema(schemas, isTop)], description: named.map(({ title }) => title).join("; ") }];
  });
  return {
    ...optionsOfAll(controls),
    controls: {
      type: "object",
      description: "Which controls are on (all of them by default), and their own options.",
      additionalProperties: false,
      properties: Object.fromEntries(perControl) as Schema,
    },
    waivers: { type: "array", description: "Exceptions.", items: waiverSchema(names) },
  };
}

function controlSchema(schemas: OptionSchemas, isTop: boolean): Schema {
  const waivable = { type: "boolean", default: true, description: "Whether waivers and the baseline may accept what it finds." };
  return { type: "object", additionalProperties: false, properties: { ...schemas, ...(isTop && { waivable }) } };
}

function waiverSchema(names: readonly string[]): Schema {
  return {
    type: "object",
    additionalProperties: false,
    required: ["control", "resource", "reason"],
    properties: {
      control: { enum: names, description: "A control by its id, a former id or its policy's name; * for all." },
      resource: { type: "string", minLength: 1, description: "The address or name of a resource, or a glob over it." },
      reason: { type: "string", minLength: 10, description: "Why it is an exception." },
      until: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "The last day on which it holds, in UTC." },
      owner: { type: "string", minLength: 1, description: "Who answers for it." },
    },
  };
}

function limits(): Schema {
  return Object.fromEntries(
    Object.entries(LIMITS).map(([name, description]) => [
      name,
      { type: "number", minimum: 1, default: defaultLimits[name as keyof Limits], description },
    ]),
  );
}

/** The schema for the product's own controls, as the package has it. */
export function makeConfigurationSchema(): string {
  return `${JSON.stringify(configurationSchema(allControls), undefined, 2)}\n`;
}
