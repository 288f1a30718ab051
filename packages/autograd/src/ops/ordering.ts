import { checkOptions } from "../arguments.ts";
import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** The axis to sort along, the last when absent. */
  readonly axis?: number;
  /** Largest first; false when absent. */
  readonly descending?: boolean;
}

const order: Op<[x: Value, axis: number, descending: boolean]> = defineOp(
  "argsort",
  (x: Value, axis: number, descending: boolean) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const data = x.array();
    const output = new Int32Array(data.length);
    for (let i = 0; i < outer; i++) {
      for (let l = 0; l < inner; l++) {
        const start = i * length * inner + l;
        const entry = (j: number): number => data[start + j * inner];
        // NaN is larger than everything; Array.sort keeps the order of equals.
        const compare = (j: number, k: number): number => {
          const [a, b] = [entry(j), entry(k)];
          return Number.isNaN(a) || Number.isNaN(b)
            ? Number(Number.isNaN(a)) - Number(Number.isNaN(b))
            : a - b;
        };
        const indices = Array.from({ length }, (_, j) => j);
        indices.sort(descending ? (j, k) => compare(k, j) : compare);
        for (let j = 0; j < length; j++) output[start + j * inner] = indices[j];
      }
    }
    return new Value(x.shape, "int32", output);
  },
  {
    shape: (x) => x.shape,
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
    batch: (_size, _isBatched, x, axis, descending) => order(x, axis + 1, descending),
  },
);

/** The indices that sort x along an axis, int32. Equal entries keep their order; NaN counts as largest. */
export const argsort: Op<[x: Value, options?: SortOptions]> = withSignature(
  order,
  (x: Value, options?: SortOptions): Value => {
    const { axis = -1, descending = false } = checkOptions("argsort", options);
    return order(x, normalizeAxis("argsort", axis, checkValue("argsort", x).rank), descending);
  },
);

/** x sorted along an axis, and the indices it was taken from. */
export const sort: Op<[x: Value, options?: SortOptions], readonly [values: Value, indices: Value]> = defineOp(
  "sort",
  (x: Value, options?: SortOptions) => {
    const indices = argsort(x, options);
    return [x.gather(options?.axis ?? -1, indices), indices] as const;
  },
);

/** Options of {@link topK}. */
export interface TopKOptions {
  /** The axis to choose along, the last when absent. */
  readonly axis?: number;
  /** False for the smallest; true when absent. */
  readonly largest?: boolean;
}

/** The k largest entries along an axis, largest first, and their indices. */
export const topK: Op<
  [x: Value, k: number, options?: TopKOptions],
  readonly [values: Value, indices: Value]
> = defineOp("topK", (x: Value, k: number, options?: TopKOptions) => {
  const { axis = -1, largest = true } = checkOptions("topK", options);
  const { shape, rank } = checkValue("topK", x);
  const extent = shape[normalizeAxis("topK", axis, rank)];
  if (!Number.isInteger(k) || k < 0 || k > extent) {
    throw new RangeError(`topK needs a k from 0 to the extent of its axis, ${extent}, got ${describe(k)}.`);
  }
  const indices = argsort(x, { axis, descending: largest }).slice(0, k, { axis });
  return [x.gather(axis, indices), indices] as const;
});
