import { dirname } from "node:path/posix";
import { isPlan } from "../../terraform/plan";
import { newTerraformReader } from "../../terraform/resources";
import { isJson } from "../../terraform/json";
import { isManifest, isTerraformJson, synthesizedApp, voiceOfFiles, voiceOfPlan, type TerraformFile } from "../../terraform/synthesized";
import type { Reader } from "./reader";

/** What resources are called that may be of PostgreSQL, or deploy a template. */
const TYPES = /"azurerm_postgresql|"azapi_|_template_deployment"|avm-res-dbforpostgresql/i;

/** What `cdktf synth` and `cdktn synth` write, of apps in any language: all stacks of an app together. */
export const synthesized: Reader = {
  kind: "synthesized app",
  takesParameters: false,
  isProgram: true,
  mayMatter: (text) => text.includes('"synthesizedStackPath"'),
  recognises: (document) => (isManifest(document.value) ? document : undefined),
  read(document, { subjects, budget }) {
    const { stacks, gaps } = synthesizedApp(document);
    const read = newTerraformReader(subjects).read(stacks, voiceOfFiles(stacks), budget);
    return { resources: read.resources, gaps: [...read.gaps, ...gaps], overLimit: [] };
  },
};

/** What `terraform show -json` and `tofu show -json` give, of a plan or of a state. */
export const terraformPlan: Reader = {
  kind: "Terraform plan",
  takesParameters: false,
  isProgram: true,
  mayMatter: (text) => TYPES.test(text),
  recognises: (document) => (isPlan(document.value) ? document : undefined),
  read: (document, { subjects, budget }) => ({
    ...newTerraformReader(subjects).readPlan(document.value, voiceOfPlan(document), budget),
    overLimit: [],
  }),
};

/** Terraform's JSON syntax, `*.tf.json`; the files of one folder may refer to each other. */
export const terraformJson: Reader = {
  kind: "Terraform JSON",
  takesParameters: false,
  mayMatter: (text) => TYPES.test(text),
  recognises: (document) => (isTerraformJson(document.value) ? document : undefined),
  read(document, { subjects, budget }) {
    const folder = dirname(document.file);
    const file: TerraformFile = { path: folder === "." ? "" : folder, json: isJson(document.value) ? document.value : {}, document };
    return { ...newTerraformReader(subjects).read([file], voiceOfFiles([file]), budget), overLimit: [] };
  },
};
