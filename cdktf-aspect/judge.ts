import { optionsOfAll } from "../shared/engine/options";
import { buildInventory } from "../shared/engine/inventory";
import { todayInUtc } from "../shared/engine/dates";
import { runControls, type Report } from "../shared/engine/run-controls";
import { subjectsOf } from "../shared/engine/subjects";
import { Waivers } from "../shared/engine/waivers";
import type { Control, Notice, OptionSchemas } from "../shared/model";
import type { TerraformDocument } from "../shared/terraform/program";
import { newTerraformReader, type Voice } from "../shared/terraform/resources";
import { constructPathOf } from "../shared/terraform/waivers";
import { render, type StackLike } from "./constructs";
import type { Settings } from "./settings";

/** Judges stacks by some controls. */
export interface StackJudge {
  /** The options that may be set. */
  readonly acceptedOptions: OptionSchemas;
  /** Renders what matters of a stack; see {@link render} for `isPrepared`. */
  render(stack: StackLike, isPrepared: boolean): TerraformDocument;
  /** Judges some stacks as one program, by what they write. */
  judge(stacks: readonly TerraformDocument[], settings: Pick<Settings, "options" | "waivers">): AspectReport;
}

/** What the controls found, and what is to be said of waivers. Plain data. */
export interface AspectReport extends Report {
  readonly notices: readonly Notice[];
}

/** As authors in TypeScript see what they declare. */
const voice: Voice = {
  address: (block) => constructPathOf(block) ?? `${block.stack.document.path}/${block.address}`,
  spell: camelCase,
  declaration: (block) => constructPathOf(block) ?? block.stack.document.path,
};

/** An argument as the libraries' classes name it. */
function camelCase(argument: string): string {
  return argument.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Makes a judge of some controls. */
export function stackJudgeOf(controls: readonly Control[]): StackJudge {
  const reader = newTerraformReader(subjectsOf(controls));
  return {
    acceptedOptions: optionsOfAll(controls),
    render: (stack, isPrepared) => render(stack, { argumentsOf: (type) => reader.argumentsOf(type), isPrepared }),
    judge(stacks, { options, waivers: configured }) {
      const { resources, gaps } = reader.read(stacks, voice);
      const waivers = new Waivers({ controls, today: todayInUtc() });
      const report = waivers.apply(runControls(buildInventory(resources, gaps), controls, options), resources, configured);
      return { ...report, notices: waivers.notices(true) };
    },
  };
}
