import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { runControls } from "../../shared/engine/run-controls";
import { subjectsOf } from "../../shared/engine/subjects";
import type { TerraformDocument } from "../../shared/terraform/program";
import { newTerraformReader, type TerraformResources, type Voice } from "../../shared/terraform/resources";

/** What the controls say of Terraform's JSON. */
export interface Judgement {
  /** Address and verdict of each resource that is judged, and `unread` for each gap; sorted. */
  readonly results: readonly string[];
  readonly messages: readonly string[];
}

const reader = newTerraformReader(subjectsOf(controls));

const voice: Voice = {
  address: ({ stack, address }) => (stack.document.path === "" ? address : `${stack.document.path}: ${address}`),
  spell: (argument) => argument,
};

/** Judges documents as one program. */
export function judgeDocuments(documents: readonly TerraformDocument[]): Judgement {
  return judged(reader.read(documents, voice));
}

/** Judges a plan. */
export function judgePlan(plan: unknown): Judgement {
  return judged(reader.readPlan(plan, voice));
}

function judged({ resources, gaps }: TerraformResources): Judgement {
  const report = runControls(buildInventory(resources, gaps), controls, parseOptions(undefined, optionsOfAll(controls)));
  return {
    results: [
      ...report.results.map(({ resource, verdict }) => `${resource.address} ${verdict}`),
      ...report.unread.map(({ origin }) => `${origin.address} unread`),
    ].sort(),
    messages: [...report.findings, ...report.unread, ...report.internalErrors].map(({ message }) => message),
  };
}
