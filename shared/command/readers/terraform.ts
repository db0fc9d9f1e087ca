import { dirname } from "node:path/posix";
import type * as ListedBlocks from "../../terraform/listed-blocks";
import type * as Plan from "../../terraform/plan";
import type * as Resources from "../../terraform/resources";
import type * as Synthesized from "../../terraform/synthesized";
import type { Subjects } from "../../engine/subjects";
import type { Reader } from "./reader";

/** What reads Terraform is loaded where something may be of it: runs without Terraform pay nothing for it. */
/* eslint-disable @typescript-eslint/no-require-imports */
const plan = (): typeof Plan => require("../../terraform/plan") as typeof Plan;
const resources = (): typeof Resources => require("../../terraform/resources") as typeof Resources;
const files = (): typeof Synthesized => require("../../terraform/synthesized") as typeof Synthesized;
const listed = (): typeof ListedBlocks => require("../../terraform/listed-blocks") as typeof ListedBlocks;
/* eslint-enable @typescript-eslint/no-require-imports */

/** Stands in what names the Azure Verified Module. */
export const AVM = "avm-res-dbforpostgresql";

/** What else may declare a server: the azapi provider, a template, the Azure Verified Module. */
const OTHERS = ['"azapi_', "_template_deployment", AVM];

/** The azurerm provider's types that are wanted. */
export function azurermTypeNames({ resourceTypes }: Subjects): string[] {
  return resourceTypes.flatMap(({ azurerm, settings }) => [azurerm.type, ...(settings ? [settings.azurerm.type] : [])]);
}

const patterns = new WeakMap<Subjects, RegExp>();

/** Whether a text names a type of Terraform that declares what is wanted, or may: a plan is large, so it is looked through once. */
function namesType(text: string, subjects: Subjects): boolean {
  let pattern = patterns.get(subjects);
  if (!pattern) {
    patterns.set(subjects, (pattern = new RegExp([...azurermTypeNames(subjects), ...OTHERS].join("|"))));
  }
  return pattern.test(text);
}

/** What `cdktf synth` and `cdktn synth` write, of apps in any language: all stacks of an app together. */
export const synthesized: Reader = {
  kind: "synthesized app",
  takesParameters: false,
  isProgram: true,
  mayMatter: (text) => text.includes('"synthesizedStackPath"'),
  recognises: (document) => (files().isManifest(document.value) ? document : undefined),
  read(document, { subjects, budget }) {
    const { stacks, gaps } = files().synthesizedApp(document);
    const read = resources().newTerraformReader(subjects).read(stacks, files().voiceOfFiles(stacks), budget);
    return { ...read, gaps: [...read.gaps, ...gaps], overLimit: [] };
  },
};

/** What `terraform show -json` and `tofu show -json` give of a plan. */
export const terraformPlan: Reader = {
  kind: "Terraform plan",
  takesParameters: false,
  isProgram: true,
  mayMatter: namesType,
  recognises: (document) => (plan().isPlan(document.value) ? document : undefined),
  read: (document, { subjects, budget }) => ({
    ...resources().newTerraformReader(subjects).readPlan(document.value, files().voiceOfPlan(document), budget),
    overLimit: [],
  }),
};

/** What they give of a state: what exists. */
export const terraformState: Reader = {
  ...terraformPlan,
  kind: "Terraform state",
  // A glance doesn't tell it from a plan, and one is enough.
  mayMatter: () => false,
  recognises: (document) => (plan().isPlan(document.value) && plan().isState(document.value) ? document : undefined),
};

/** Terraform's JSON syntax, `*.tf.json`; the files of one folder may refer to each other. */
export const terraformJson: Reader = {
  kind: "Terraform JSON",
  takesParameters: false,
  mayMatter: namesType,
  recognises(document) {
    const file = listed().withoutLists(document);
    return files().isTerraformJson(file.value) ? file : undefined;
  },
  read(document, { subjects, budget, beside }) {
    const folder = dirname(document.file);
    const others = beside(".tf.json").map((other) => listed().withoutLists(other).value);
    const file: Synthesized.TerraformFile = {
      path: folder === "." ? "" : folder,
      ...listed().withOthers(document.value, others),
      document,
    };
    return {
      ...resources()
        .newTerraformReader(subjects)
        .read([file], files().voiceOfFiles([file]), budget),
      overLimit: [],
    };
  },
};
