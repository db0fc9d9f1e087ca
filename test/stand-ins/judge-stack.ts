import { stacksBelow, type ConstructLike } from "../../cdktf-aspect/constructs";
import { stackJudgeOf } from "../../cdktf-aspect/judge";
import { parseOptions } from "../../shared/engine/options";
import type { Report } from "../../shared/engine/run-controls";
import type { Control, Options } from "../../shared/model";

/** Judges a stack by some controls, as the aspect does it by those of the product. */
export function judgeStack(stack: ConstructLike, controls: readonly Control[], options: Partial<Options> = {}): Report {
  const judge = stackJudgeOf(controls);
  const documents = stacksBelow(stack).map((one) => judge.render(one, "unprepared"));
  const settings = { controls, options: parseOptions(options, judge.acceptedOptions), waivers: [] };
  return judge.judge(documents, { key: "", settings: () => settings });
}
