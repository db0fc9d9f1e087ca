import { WAIVER_KEY, writtenWaivers } from "../engine/written-waivers";
import type { Place, WrittenWaiver } from "../model";
import { isJson, member } from "./json";
import type { Block, TerraformDocument } from "./program";

/** Where a block, or the key of a document, stands. */
export interface Locate {
  readonly block: (block: Block, path: readonly (string | number)[]) => Place | undefined;
  readonly document: (document: TerraformDocument, path: readonly (string | number)[]) => Place | undefined;
}

/** The comment that Terraform's JSON has room for: its own syntax reads nothing of it. */
const COMMENT = "//";

/** A waiver in a document's own comment. */
interface HeaderWaiver {
  readonly document: TerraformDocument;
  /** The path of the construct that it is for, with all below; without one it is for all of the document. */
  readonly construct: string | undefined;
  readonly waiver: WrittenWaiver;
}

/** The waivers of some documents. */
export interface DocumentWaivers {
  readonly of: (block: Block) => readonly WrittenWaiver[];
  /** Those that stand in no block. */
  readonly ofDocuments: readonly WrittenWaiver[];
}

/**
 * Tells the waivers of a block: those below `"//"` in it, and those below `"//"` in a document that name the construct it was
 * made by, or one around it.
 *
 * @param documents all that are read together
 */
export function waiversOfBlocks(documents: readonly TerraformDocument[], locate: Locate): DocumentWaivers {
  const headers = documents.flatMap((document) => headerWaivers(document, locate));
  const of = (block: Block): readonly WrittenWaiver[] => {
    const own = member(member(block.body, COMMENT), WAIVER_KEY);
    if (own === undefined && headers.length === 0) return [];
    const { document } = block.stack;
    const construct = constructPathOf(block);
    const path = construct ?? document.path;
    const isFor = ({ construct: whole, document: from }: HeaderWaiver): boolean =>
      whole === undefined ? from === document : path === whole || path.startsWith(`${whole}/`);
    const forBlock = headers.filter(isFor);
    const inBlock = writtenWaivers(own, {
      words: `${construct ?? block.address}: ${JSON.stringify(COMMENT)}[${JSON.stringify(WAIVER_KEY)}]`,
      locate: (inner) => locate.block(block, [COMMENT, WAIVER_KEY, ...inner]),
    });
    return [...inBlock, ...forBlock.map(({ waiver }) => waiver)];
  };
  return { of, ofDocuments: headers.map(({ waiver }) => waiver) };
}

function headerWaivers(document: TerraformDocument, locate: Locate): HeaderWaiver[] {
  const written = member(member(document.json, COMMENT), WAIVER_KEY);
  if (written === undefined) return [];
  const counts = new Map<string, number>();
  const all = writtenWaivers(written, {
    words: `${document.path === "" ? "" : `${document.path}: `}${JSON.stringify(COMMENT)}[${JSON.stringify(WAIVER_KEY)}]`,
    locate: (inner) => locate.document(document, [COMMENT, WAIVER_KEY, ...inner]),
  });
  return all.map((waiver) => {
    const construct = member(waiver.value, "construct");
    if (typeof construct !== "string" || !isJson(waiver.value)) return { document, construct: undefined, waiver };
    const count = (counts.get(construct) ?? 0) + 1;
    counts.set(construct, count);
    const value = Object.fromEntries(Object.entries(waiver.value).filter(([key]) => key !== "construct"));
    return { document, construct, waiver: { ...waiver, value, words: `waive()${count > 1 ? ` #${String(count)}` : ""} of ${construct}` } };
  });
}

/** The path of the construct that a block was made by, as both libraries note it. */
export function constructPathOf({ body }: Block): string | undefined {
  const path = member(member(member(body, COMMENT), "metadata"), "path");
  return typeof path === "string" ? path : undefined;
}
