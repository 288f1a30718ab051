import { readFileSync } from "node:fs";
import { UserError } from "./userError.ts";

/** The contents of an IDX file of bytes: MNIST's format for images (three axes) and labels (one axis). */
export interface Idx {
  /** How many entries each axis has. */
  readonly shape: readonly number[];
  /** The entries, the last axis first. */
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file: two zeros, the type of the entries, the number of axes; the extent of each axis as a big-endian 32-bit
 * number; then the entries.
 * @throws UserError when the file is missing, or is not such a file from the first byte to the last.
 */
export function readIdx(path: string, axes: number): Idx {
  const bytes = readBytes(path);
  const headerSize = 4 + 4 * axes;
  if (bytes.length < headerSize) {
    throw new UserError(
      `${path} is too short for an IDX file: ${bytes.length} bytes, its header alone has ${headerSize}.`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  const magic = header.getUint32(0);
  const expected = (unsignedByte << 8) | axes;
  if (magic !== expected) {
    throw new UserError(
      `${path} is no IDX file of bytes with ${axes} axes: it starts with ${hex(magic)} instead of ${hex(expected)}.`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => header.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== headerSize + size) {
    throw new UserError(
      `${path} is damaged: its header announces ${shape.join(" × ")} = ${size} entries, but ${bytes.length - headerSize} follow.`,
    );
  }
  return { shape, data: bytes.subarray(headerSize) };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, "0")}`;
