import type { Bytes } from "../encode/bytes.ts";
import { v128 } from "../encode/code.ts";

/** Stores the first words of 32 bits of a vector. */
export function storeWords(at: Bytes, x: Bytes, words: number, offset: number): Bytes {
  if (words === 4) return v128.store(at, x, offset);
  return [
    words >= 2 ? v128.store64Lane(at, x, 0, offset) : [],
    words % 2 === 1 ? v128.store32Lane(at, x, words - 1, offset + 4 * (words - 1)) : [],
  ];
}
