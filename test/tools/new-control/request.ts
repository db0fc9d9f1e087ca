import { join } from "node:path";
import { Command, Option } from "commander";
import type { ResourceType } from "../../../shared/model";

/** What a new control is to be. */
export interface NewControl {
  /** In kebab case; names its files. */
  readonly name: string;
  /** The file in shared/resource-types that it is about. */
  readonly on: string;
  readonly type: ResourceType;
  /** A path in ARM, or else the name of a setting, with what a resource has that nobody sets it on. */
  readonly path: string | undefined;
  readonly setting: { readonly name: string; readonly default: string } | undefined;
  readonly accepted: string;
  /** A value that isn't accepted. */
  readonly wrong: string;
  readonly apiVersion: string;
  readonly id: string;
  readonly product: string;
  readonly version: string;
  readonly url: string;
  readonly severity: string;
  readonly title: string;
  readonly why: string;
}

/** `azurePostgresqlUseSsl` for `azure-postgresql-use-ssl`. */
export function camelCased(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Reads what the command line asks for.
 *
 * @param argv what stands after the script's name
 * @param root the repository
 */
export function parseRequest(argv: readonly string[], root: string): NewControl {
  const command = new Command("npm run new:control --")
    .description("Writes a control, its rows, its examples and its page, and registers it.")
    .argument("<name>", "in kebab case, such as azure-postgresql-flexible-log-connections")
    .requiredOption("--on <resource type>", "a file in shared/resource-types, such as postgresql-flexible-server")
    .option("--path <path>", "the property that it judges, as a path in ARM that the resource type maps")
    .option("--setting <name>", "or the setting that it judges, such as a server parameter")
    .option("--default <value>", "what a server has that nobody sets the setting on")
    .requiredOption("--accepted <value>", "the value that is right")
    .requiredOption("--wrong <value>", "a value that people write and that is wrong, for the examples")
    .requiredOption("--api-version <version>", "of Azure's API, for the examples")
    .requiredOption("--id <id>", "the id that the control has upstream")
    .requiredOption("--product <name>", "who defines it, such as PSRule for Azure")
    .requiredOption("--upstream-version <version>", "since when, in upstream's words")
    .requiredOption("--url <url>", "upstream's page of it")
    .requiredOption("--why <sentence>", "what happens without it")
    .option("--title <title>", "what it wants, in a sentence")
    .addOption(new Option("--severity <severity>").choices(["low", "medium", "high", "critical"]).default("high"))
    .parse(argv, { from: "user" });
  const [name = ""] = command.args;
  const given = command.opts<Record<string, string | undefined>>();
  const { on = "", path, setting, default: standard, accepted = "", title } = given;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) command.error(`${JSON.stringify(name)} is no name in kebab case.`);
  if ((path === undefined) === (setting === undefined)) command.error("Name one of --path and --setting.");
  if (setting !== undefined && standard === undefined) command.error("With --setting, name its --default.");
  const type = resourceTypeOf(on, root) ?? command.error(`There is no resource type in shared/resource-types/${on}.ts.`);
  if (path !== undefined && !Object.hasOwn(type.azurerm.arguments, path))
    command.error(
      `${on} maps no ${path}: add it there first, in each language. It maps ${Object.keys(type.azurerm.arguments).join(", ")}.`,
    );
  if (setting !== undefined && !type.settings) command.error(`${on} has no settings.`);
  return {
    name,
    on,
    type,
    path,
    setting: setting === undefined ? undefined : { name: setting, default: standard ?? "" },
    accepted,
    wrong: given["wrong"] ?? "",
    apiVersion: given["apiVersion"] ?? "",
    id: given["id"] ?? "",
    product: given["product"] ?? "",
    version: given["upstreamVersion"] ?? "",
    url: given["url"] ?? "",
    severity: given["severity"] ?? "",
    title: title ?? `${type.noun}s must have ${path?.split(".").at(-1) ?? setting ?? ""} set to ${accepted}`,
    why: given["why"] ?? "",
  };
}

function resourceTypeOf(name: string, root: string): ResourceType | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const types = require(join(root, "shared/resource-types", name)) as Readonly<Record<string, ResourceType>>;
    return types[camelCased(name)];
  } catch {
    return undefined;
  }
}
