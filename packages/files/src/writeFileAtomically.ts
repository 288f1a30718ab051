import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that nobody ever finds half of it under its name, whenever the process or the machine stops: into another
 * file of the folder, which is on the disk before it takes the place of `path`. Such files that a killed process left behind
 * are removed.
 */
export function writeFileAtomically(path: string, contents: Uint8Array | string): void {
  const target = resolveLink(path);
  const unfinished = `${target}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeToDisk(unfinished, typeof contents === "string" ? Buffer.from(contents) : contents);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
  removeLeftovers(target);
}

/** Where a symbolic link leads, so that the file there is replaced and not the link. */
function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function writeToDisk(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx");
  try {
    for (let at = 0; at < bytes.length; )
      at += writeSync(file, bytes, at, Math.min(bytes.length - at, 2 ** 30));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the rename last, too, on platforms where a folder can be opened for that. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } catch {
    // Some file systems cannot; the file has been replaced in any case.
  } finally {
    closeSync(folder);
  }
}

/** Removes what processes before this one left unfinished. Younger files may belong to one that is still writing. */
function removeLeftovers(target: string): void {
  const folder = dirname(target);
  const prefix = `${basename(target)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{8}\.tmp$/.test(name.slice(prefix.length))) continue;
    const path = join(folder, name);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (modified < performance.timeOrigin) rmSync(path, { force: true });
  }
}
