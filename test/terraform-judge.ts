import { controls } from "../shared/controls";
import { evaluate } from "../shared/engine/evaluate";
import { buildInventory } from "../shared/engine/inventory";
import type { Options } from "../shared/model";
import { parseOptions } from "../shared/engine/options";
import { blocksOfPlan } from "../shared/terraform/plan";
import { argumentsOf, declaredBy, declaredIn, type Declared, type Voice } from "../shared/terraform/resources";
import type { TerraformDocument } from "../shared/terraform/program";

/** What the controls say of documents of Terraform's JSON. */
export interface Judgement {
  /** Address and verdict of each resource that is judged, in order. */
  readonly results: readonly string[];
  readonly messages: readonly string[];
}

const voice: Voice = {
  frontEnd: "terraform",
  address: ({ stack, address }) => (stack.document.path === "" ? address : `${stack.document.path}: ${address}`),
  spell: (argument) => argument,
};

export function judgeDocuments(documents: readonly TerraformDocument[], options?: Partial<Options>): Judgement {
  return judged(declaredIn(documents, voice), options);
}

function judged(declared: readonly Declared[], options?: Partial<Options>): Judgement {
  const report = evaluate(buildInventory(declared.map(({ resource }) => resource)), controls, parseOptions(options));
  return {
    results: report.results.map(({ resource, verdict }) => `${resource.origin.address} ${verdict}`).sort(),
    messages: [...report.findings.map(({ message }) => message), ...report.internalErrors.map(({ message }) => message)],
  };
}

/** What the controls say of a plan. */
export function judgePlan(plan: unknown, options?: Partial<Options>): Judgement {
  const blocks = blocksOfPlan(plan, argumentsOf);
  return judged(declaredBy(blocks, [], voice), options);
}
