import { appendFileSync, writeFileSync } from "node:fs";
import { OptionsError } from "../engine/options";
import { fileErrorInWords } from "../engine/show";

/**
 * Writes a file that an option names.
 *
 * @param shown the path as messages name it
 * @param appends whether what is in the file stays
 * @throws OptionsError for a file that can't be written
 */
export function writeNamedFile(path: string, shown: string, text: string, appends = false): void {
  try {
    (appends ? appendFileSync : writeFileSync)(path, text);
  } catch (error) {
    throw new OptionsError([`${shown} can't be written: ${fileErrorInWords(error)}.`]);
  }
}
