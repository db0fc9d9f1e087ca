import { optionsOfAll } from "../shared/engine/options";
import { buildInventory } from "../shared/engine/inventory";
import { runControls, type Report } from "../shared/engine/run-controls";
import { subjectsOf } from "../shared/engine/subjects";
import type { Control, Options, OptionSchemas } from "../shared/model";
import { newTerraformReader } from "../shared/terraform/resources";
import { render, type StackLike } from "./constructs";

/** Judges stacks by some controls. */
export interface StackJudge {
  /** The options that may be set. */
  readonly acceptedOptions: OptionSchemas;
  /** Judges some stacks as one program, by what they write. */
  judge(stacks: readonly StackLike[], options: Options): Report;
}

/** Makes a judge of some controls. */
export function stackJudgeOf(controls: readonly Control[]): StackJudge {
  const reader = newTerraformReader(subjectsOf(controls));
  return {
    acceptedOptions: optionsOfAll(controls),
    judge(stacks, options) {
      const rendered = stacks.map((stack) => ({ path: stack.node.path, json: render(stack, (type) => reader.argumentsOf(type)) }));
      const { resources, gaps } = reader.read(rendered);
      return runControls(buildInventory(resources, gaps), controls, options);
    },
  };
}
