import type { TypedArray } from "../dtype.ts";
import type { AnyOp } from "../op.ts";

/**
 * Another way to compute an op of which each entry comes from those at the same place of its operands: it fills `out`. A number
 * stands for an operand of as many equal entries. False leaves the op to others.
 */
export type EntrywiseKernel = (
  op: AnyOp,
  operands: readonly (number | TypedArray)[],
  out: TypedArray,
) => boolean;

let used: EntrywiseKernel | null = null;
let least = 0;

/** Has a kernel asked for each entrywise call of eager code that gives at least so many entries. Null: none. */
export function useEntrywise(kernel: EntrywiseKernel | null, fromSize = 0): void {
  used = kernel;
  least = fromSize;
}

/** Whether another kernel has filled `out` with what `op` gives. */
export function isFilled(op: AnyOp, out: TypedArray, ...operands: readonly (number | TypedArray)[]): boolean {
  return used !== null && out.length >= least && used(op, operands, out);
}
