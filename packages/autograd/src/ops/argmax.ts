import { checkOptions } from "../arguments.ts";
import { isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";
import { type ReductionOptions, without } from "./reducing.ts";

const firstBest: Op<[x: Value, axis: number]> = defineOp(
  "argmax",
  (x: Value, axis: number) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const data = x.array();
    const output = new Int32Array(outer * inner);
    for (let i = 0; i < outer; i++) {
      for (let l = 0; l < inner; l++) {
        let best = 0;
        const start = i * length * inner + l;
        for (let j = 1; j < length; j++) {
          const entry = data[start + j * inner];
          const champion = data[start + best * inner];
          if (entry > champion || (Number.isNaN(entry) && !Number.isNaN(champion))) best = j;
        }
        output[i * inner + l] = best;
      }
    }
    return new Value(without(x.shape, [axis]), "int32", output);
  },
  {
    shape: (x, axis) => {
      if (x.shape[axis] === 0)
        throw new RangeError(
          `argmax over axis ${axis} of shape ${formatShape(x.shape)} has no entries to choose from.`,
        );
      return without(x.shape, [axis]);
    },
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
    batch: (_size, _isBatched, x, axis) => firstBest(x, axis + 1),
  },
);

/** The index of the largest entry along an axis, or in row-major order over all; the first of several. NaN is largest. */
export const argmax: Op<[x: Value, axis?: number | null, options?: ReductionOptions]> = withSignature(
  firstBest,
  (x: Value, axis?: number | null, options?: ReductionOptions): Value => {
    const { keepDim = false } = checkOptions("argmax", options);
    checkValue("argmax", x);
    if (axis === undefined || axis === null) {
      const index = firstBest(x.reshape([x.size]), 0);
      return keepDim ? index.reshape(x.shape.map(() => 1)) : index;
    }
    const along = normalizeAxis("argmax", axis, x.rank);
    const index = firstBest(x, along);
    return keepDim ? index.unsqueeze(along) : index;
  },
);

/** The index of the smallest entry, as {@link argmax} has that of the largest. NaN is smallest. */
export const argmin: Op<[x: Value, axis?: number | null, options?: ReductionOptions]> = defineOp(
  "argmin",
  (x: Value, axis?: number | null, options?: ReductionOptions) =>
    argmax(
      checkValue("argmin", x).dtype === "bool"
        ? x.eq(false).to("int32")
        : isFloat(x.dtype)
          ? x.neg()
          : x.mul(-1).sub(1),
      axis,
      options,
    ),
);
