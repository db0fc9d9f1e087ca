import type { Document } from "../json/document";
import type { Gap, Place } from "../model";
import { isJson, member, objectIn } from "./json";
import type { PlannedBlock } from "./plan";
import type { Block, TerraformDocument } from "./program";
import type { Voice } from "./resources";
import { constructPathOf } from "./waivers";

/** Terraform's JSON, with the file that it was read from. */
export interface TerraformFile extends TerraformDocument {
  readonly document: Document;
}

/** What an app has synthesized. */
export interface SynthesizedApp {
  readonly stacks: readonly TerraformFile[];
  /** Stacks that can't be read. */
  readonly gaps: readonly Gap[];
}

/** Whether a document is the `manifest.json` that CDKTF and CDK Terrain write beside the stacks of an app. */
export function isManifest(value: unknown): boolean {
  const stacks = member(value, "stacks");
  return isJson(stacks) && Object.values(stacks).some((stack) => typeof member(stack, "synthesizedStackPath") === "string");
}

/**
 * The stacks of a synthesized app.
 *
 * @param manifest of which {@link isManifest}; opens the stacks' files
 */
export function synthesizedApp(manifest: Document): SynthesizedApp {
  const read = Object.values(member(manifest.value, "stacks") as object).map((stack: unknown) => synthesizedStack(stack, manifest));
  return {
    stacks: read.flatMap((one) => ("json" in one ? [one] : [])),
    gaps: read.flatMap((one) => ("message" in one ? [one] : [])),
  };
}

function synthesizedStack(stack: unknown, manifest: Document): TerraformFile | Gap {
  const text = (key: string): string => {
    const value = member(stack, key);
    return typeof value === "string" ? value : "";
  };
  const path = text("constructPath") || text("name");
  const file = text("synthesizedStackPath");
  const unread = (why: string): Gap => {
    const place = placeIn(manifest, ["stacks", text("name")]);
    return { origin: { name: path, nativeType: "", address: path, file: manifest.file }, message: why, ...(place && { place }) };
  };
  if (/\.tf$/i.test(file)) return unread(`${file} is HCL, so what it declares isn't checked. Synthesize without --hcl, or check the plan.`);
  const document = manifest.open?.(file) ?? { unread: "files can't be opened here" };
  if ("unread" in document) return unread(`What ${file} declares isn't checked: ${document.unread}.`);
  return { path, json: isJson(document.value) ? document.value : {}, document };
}

/** The blocks that a file of Terraform's JSON may hold. */
const BLOCKS = new Set([
  ...["//", "terraform", "provider", "variable", "locals", "output", "resource", "data", "module", "moved", "import", "removed", "check"],
  ...["ephemeral", "action"],
]);

/** Whether a value is what a file of Terraform's JSON holds: blocks, and nothing else. */
export function isTerraformJson(value: unknown): boolean {
  if (!isJson(value) || !Object.keys(value).every((key) => BLOCKS.has(key))) return false;
  const resources = objectIn(value, "resource") ?? objectIn(value, "module") ?? {};
  return Object.values(resources).some(isJson);
}

/** The voice for authors who read the files, whatever language they write. */
export function voiceOfFiles(files: readonly TerraformFile[]): Voice {
  const documents = new Map<TerraformDocument, Document>(files.map((file) => [file, file.document]));
  const documentOf = ({ stack }: Block): Document | undefined => documents.get(stack.document);
  return {
    address: (block) =>
      constructPathOf(block) ?? (block.stack.document.path === "" ? block.address : `${block.stack.document.path}/${block.address}`),
    spell: (argument) => argument,
    file: (block) => documentOf(block)?.file ?? "",
    locate(block, path) {
      const document = documentOf(block);
      return document && placeIn(document, [block.kind, ...(block.kind === "module" ? [] : [block.type]), block.id, ...path]);
    },
    locateIn(of, path) {
      const document = documents.get(of);
      return document && placeIn(document, path);
    },
  };
}

/** The voice for those who read a plan. */
export function voiceOfPlan(document: Document): Voice<PlannedBlock> {
  return {
    address: ({ address }) => address,
    spell: (argument) => argument,
    file: () => document.file,
    locate: ({ path }, inner) => placeIn(document, [...path, "values", ...inner]),
  };
}

function placeIn({ file, range }: Document, path: readonly (string | number)[]): Place | undefined {
  return range && { file, ...range(path) };
}
