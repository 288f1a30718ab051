import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes a file so that nobody ever finds half of it: under another name first, which then takes the place of `path`. */
export function writeAtomically(path: string, contents: string | Uint8Array): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, contents);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
