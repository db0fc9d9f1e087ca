import { nameKey } from "../../shared/engine/names";
import type { AzureResource, Reading, Reference } from "../../shared/model";
import { waiverOf, type Lexicon, type Row, type RowResource, type Target, type Written } from "../rows/row";

const LATER = "is known only at deployment";

/** The words of resources in their plainest form: what they spell is ARM. */
export const plainWords: Lexicon = {
  argument: (_type, armPath) => armPath,
  value: (_type, _armPath, armValue) => armValue,
  nativeType: (type) => type,
  newName: () => "name",
  later: LATER,
  address: (id) => id,
  declaration: (id) => id,
  label: (id) => id,
  beginning: () => "",
  condition: (condition) => condition,
};

function reading(written: Written | undefined): Reading {
  if (written === "unknown") return { state: "unknown", why: LATER };
  return written?.is === undefined || written.is === null ? { state: "unset" } : { state: "known", value: written.is };
}

function reference(target: Target | undefined, armPath: string): Reference {
  if (target === undefined || target === "elsewhere") return { clues: [] };
  if (target === "unknown") return { clues: [], unknown: `${armPath} ${LATER}` };
  return "name" in target ? { clues: [[nameKey(target.name)]] } : { clues: [[target.output].flat()] };
}

/** The resources of a row, without any language. */
export function plainResources(row: Row): AzureResource[] {
  const { arm, settings } = row.control.on;
  return row.resources.map((resource: RowResource) => {
    const { id, type, name, parent, values = {}, references = {}, existing, condition } = resource;
    const { waiver } = waiverOf(row, resource);
    const named = reading(name ?? "unknown") as Reading<string>;
    return {
      type,
      name: named,
      origin: { name: id, nativeType: type, address: id, declaration: id },
      keys: named.state === "known" ? [id, nameKey(named.value)] : [id],
      ...(existing && { existing }),
      ...(waiver && { waivers: [{ value: waiver, words: `the waiver of ${id}` }] }),
      ...(condition !== undefined && { conditions: [{ key: condition, words: condition }] }),
      read: (armPath) => reading(values[armPath]),
      reference: (armPath) => reference(armPath === "parent" ? parent : references[armPath], armPath),
      spell(armPath, armValue) {
        const collection = settings?.collection ?? "";
        if (armPath === collection) return `${arm}/${collection}`;
        return armValue ?? (armPath.startsWith(`${collection}.`) ? armPath.slice(collection.length + 1) : armPath);
      },
    };
  });
}
