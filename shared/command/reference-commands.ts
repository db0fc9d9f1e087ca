import { Command, Option } from "commander";
import { controls } from "../controls";
import type * as AzurePolicyCommand from "./azure-policy";
import type * as Reference from "./reference";

/** What these commands do is loaded when one of them runs. */
/* eslint-disable @typescript-eslint/no-require-imports */
const reference = (): typeof Reference => require("./reference") as typeof Reference;
const azurePolicy = (): typeof AzurePolicyCommand => require("./azure-policy") as typeof AzurePolicyCommand;
/* eslint-enable @typescript-eslint/no-require-imports */

interface Format {
  readonly format: "text" | "json";
}

interface AzurePolicyOptions {
  readonly config?: string;
  readonly scope: AzurePolicyCommand.Scope;
}

const formatOption = (): Option => new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text");

/** The subcommands that tell of the controls, and check nothing. */
export function referenceCommands(): readonly Command[] {
  const commands = [
    new Command("explain")
      .description("Print the page of a control: why, examples in every language, how to fix it and how to waive it.")
      .argument("<control>", "its id, an alias or its name, such as azure-postgresql-use-ssl")
      .action((name: string) => {
        process.stdout.write(reference().explain(name, controls));
      }),
    new Command("controls")
      .description("List the controls.")
      .addOption(formatOption())
      .action(({ format }: Format) => {
        process.stdout.write(reference().listControls(controls, format));
      }),
    new Command("options")
      .description("List the options, with what they accept and their defaults.")
      .addOption(formatOption())
      .action(({ format }: Format) => {
        process.stdout.write(reference().listOptions(controls, format));
      }),
    new Command("azure-policy")
      .description("Print an initiative of Azure Policy that watches the same on what is deployed, as an ARM template.")
      .option("--config <file>", "the configuration; by default as for check")
      .addOption(
        new Option("--scope <scope>", "what the template is deployed to")
          .choices(["subscription", "management-group"])
          .default("subscription"),
      )
      .action(({ config, scope }: AzurePolicyOptions) => {
        process.stdout.write(azurePolicy().azurePolicy(config, scope, controls));
      }),
  ];
  return commands.map((command) => command.exitOverride());
}
