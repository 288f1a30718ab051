import type { TypedArray } from "../dtype.ts";

/** How many entries are not 0: for bools, how many are true. */
export function countNonzero(data: TypedArray): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  return count;
}
