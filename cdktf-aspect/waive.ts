import { controls } from "../shared/controls";
import { OptionsError } from "../shared/engine/options";
import { parseWaivers } from "../shared/engine/parse-waivers";
import { WAIVER_KEY } from "../shared/engine/written-waivers";
import { member } from "../shared/terraform/json";
import { describe, isConstruct, overridesOf, stackOf, type ConstructLike } from "./constructs";

/** An exception from a control, with its reason. */
export interface ConstructWaiver {
  /** The control's id, its name, or `*` for all controls. */
  readonly control: string;
  /** Why, in at least 10 characters. */
  readonly reason: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  readonly until?: string;
  /** Who answers for it. */
  readonly owner?: string;
}

/**
 * Accepts what a control finds at a construct, and at all below it, also at what is added there later. The finding becomes an
 * annotation of level INFO; after the last day it is an error again. It doesn't matter whether the guard or the aspect is added
 * before or after. The waiver is written to the stack's file as well, below `"//"`, so that a check of `cdktf.out` knows it.
 *
 * @param construct a stack, or anything in one; for a whole app, write the waiver in the configuration
 * @throws OptionsError naming everything that is wrong with the waiver
 * @throws TypeError for what is in no stack
 */
export function waive(construct: ConstructLike, waiver: ConstructWaiver): void {
  const stack = isConstruct(construct) ? stackOf(construct) : undefined;
  if (!stack?.addOverride)
    throw new TypeError(
      `waive: found ${describe(construct)}; wanted is a stack, or a construct in one. A waiver for all stacks is written in the configuration.`,
    );
  const { path } = construct.node;
  const { problems } = parseWaivers([{ value: waiver, words: `waive() of ${path}` }], controls, true);
  if (problems.length > 0) throw new OptionsError(problems.map(({ message }) => message));
  const before = member(member(member(overridesOf(stack), "//"), WAIVER_KEY), "waivers");
  const { control, reason, until, owner } = waiver;
  const written = { construct: path, control, reason, ...(until !== undefined && { until }), ...(owner !== undefined && { owner }) };
  stack.addOverride(`//.${WAIVER_KEY}.waivers`, [...(Array.isArray(before) ? (before as readonly unknown[]) : []), written]);
}
