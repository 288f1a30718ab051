// The files themselves, where there is a file system: Node, and what behaves like it.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { StateEntry, Value } from "@chainrule/autograd";
import { encodeCheckpoint, type Parts, restoreCheckpoint } from "./checkpoint.ts";
import type { CheckpointData } from "./checkpointData.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { decodeNpz, encodeNpz, type NpzOptions } from "./npz.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type SafetensorsOptions,
} from "./safetensors.ts";
import { writeFileAtomically } from "./writeFileAtomically.ts";

export { writeFileAtomically };

/**
 * Writes a checkpoint, in the place of an earlier one: see `encodeCheckpoint`. Whenever the process is killed, there is a
 * whole checkpoint in the file, the old or the new one.
 */
export function saveCheckpoint(path: string, parts: Parts, data?: Readonly<Record<string, unknown>>): void {
  writeFileAtomically(path, encodeCheckpoint(parts, data));
}

/**
 * Loads all parts from a checkpoint, or none when anything does not fit: see `restoreCheckpoint`.
 * @returns the data that were saved with them.
 */
export function loadCheckpoint(path: string, parts: Parts): Readonly<Record<string, CheckpointData>> {
  return reading(path, (bytes) => restoreCheckpoint(bytes, parts));
}

/** Writes named Values or a state dict to a safetensors file: see `encodeSafetensors`. */
export function saveSafetensors(
  path: string,
  tensors: Readonly<Record<string, Value | StateEntry>>,
  options?: SafetensorsOptions,
): void {
  writeFileAtomically(path, encodeSafetensors(tensors, options));
}

/** Reads a safetensors file: see `decodeSafetensors`. */
export function loadSafetensors(path: string): Safetensors {
  return reading(path, decodeSafetensors);
}

/** Writes a Value to a file that `numpy.load` reads: see `encodeNpy`. */
export function saveNpy(path: string, x: Value): void {
  writeFileAtomically(path, encodeNpy(x));
}

/** Reads a file that `numpy.save` wrote: see `decodeNpy`. */
export function loadNpy(path: string): Value {
  return reading(path, decodeNpy);
}

/** Writes named Values to a file that `numpy.load` reads: see `encodeNpz`. */
export function saveNpz(path: string, values: Readonly<Record<string, Value>>): void {
  writeFileAtomically(path, encodeNpz(values));
}

/** Reads a file that `numpy.savez` wrote: see `decodeNpz`. */
export function loadNpz(path: string, options?: NpzOptions): Record<string, Value> {
  return reading(path, (bytes) => decodeNpz(bytes, options));
}

/** What `decode` makes of a file; its errors say which file it was. */
function reading<T>(path: string, decode: (bytes: Uint8Array) => T): T {
  const bytes = readBytes(path);
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof Error) error.message = `${path}: ${error.message}`;
    throw error;
  }
}

/** All bytes of a file, also of one of more than 2 GiB. */
function readBytes(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let end = 0;
    for (let count = -1; count !== 0; end += count) {
      count = readSync(file, bytes, end, Math.min(bytes.length - end, 2 ** 30), null);
    }
    return bytes.subarray(0, end);
  } finally {
    closeSync(file);
  }
}
