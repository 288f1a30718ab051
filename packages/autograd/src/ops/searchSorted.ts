import { checkOptions } from "../arguments.ts";
import { isFloat, roundTo } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, sameShape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";

/** Options of {@link searchSorted}. */
export interface SearchSortedOptions {
  /** True for the place behind entries that are equal, false (when absent) for the one before them. */
  readonly right?: boolean;
}

const search = defineOp(
  "searchSorted",
  (sorted: Value, x: Value, right: boolean) => {
    const length = sorted.shape[sorted.rank - 1];
    const [steps, entries] = [sorted.array(), x.array()];
    const looked = entries.length / sizeOf(sorted.shape.slice(0, -1)); // in each sequence
    const output = new Int32Array(entries.length);
    for (let i = 0; i < output.length; i++) {
      const start = Math.floor(i / looked) * length;
      let [low, high] = [0, length];
      while (low < high) {
        const middle = (low + high) >> 1;
        const entry = steps[start + middle];
        if (right ? entry > entries[i] : entry >= entries[i]) high = middle;
        else low = middle + 1;
      }
      output[i] = low;
    }
    return new Value(x.shape, "int32", output);
  },
  {
    shape: (_sorted, x) => x.shape,
    dtype: () => "int32",
    vjp: [null, null],
    jvp: [null, null],
    batch: (size, [isSorted, isX], sorted, x, right): Value => {
      if (!isSorted && sorted.rank === 1) return search(sorted, x, right);
      // A row of x for each sequence: rows follow one another in both.
      const [sequences, entries] = together(size, [isSorted, isX], [sorted, x]);
      return search(sequences, entries, right);
    },
  },
) as Op<[sorted: Value, x: Value, right: boolean]>;

/**
 * Where each entry of x would go in `sorted`, ascending along its last axis, for that to stay sorted: int32 of the shape of x.
 * `sorted` is one sequence for all entries, or has the leading axes of x: then each row of x is looked up in its own.
 */
export const searchSorted: Op<[sorted: Value, x: Value | number, options?: SearchSortedOptions]> =
  withSignature(search, (sorted: Value, x: Value | number, options?: SearchSortedOptions): Value => {
    const { right = false } = checkOptions("searchSorted", options);
    checkValue("searchSorted", sorted);
    const entries = typeof x === "number" ? numberLike(sorted, x) : checkValue("searchSorted", x);
    const isOwn = entries.rank > 0 && sameShape(sorted.shape.slice(0, -1), entries.shape.slice(0, -1));
    if (sorted.rank === 0 || (sorted.rank > 1 && !isOwn)) {
      throw new RangeError(
        `searchSorted needs a sorted vector, or one with the leading axes of what it looks up, got ${formatShape(sorted.shape)} and ${formatShape(entries.shape)}.`,
      );
    }
    return search(sorted, entries, right);
  });

/** A number, rounded as the floats are that it is compared with. */
function numberLike({ dtype }: Value, x: number): Value {
  const rounded = isFloat(dtype) ? dtype : "float64";
  return new Value([], rounded, roundTo(rounded, x));
}
