import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { encoded } from "./read-file";

/**
 * Gives a file a new text, whole or not at all: who reads it meanwhile sees the old text or the new one. Its encoding and its
 * permissions are kept; of a symbolic link, the file that it leads to is written.
 *
 * @throws what the file system says
 */
export function rewriteFile(absolute: string, text: string): void {
  const path = realpathSync(absolute);
  const temporary = `${path}.${String(process.pid)}.tmp`;
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, encoded(text, readFileSync(path)));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(temporary, statSync(path).mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
