import { defineOp, type Op, type Value } from "@chainrule/autograd";

/**
 * Passes int32 indices from 0 to count − 1 on and throws on others. An op, so that what is traced checks at run time; and not
 * left to gather, for which −1 is the last entry and not a mistake.
 */
export const checkIndices: Op<[indices: Value, count: number, what: string]> = defineOp(
  "checkIndices",
  (indices: Value, count: number, what: string) => {
    const { data } = indices;
    for (let i = 0; i < data.length; i++) {
      if (data[i] >= 0 && data[i] < count) continue;
      throw new RangeError(
        `${what} index ${data[i]} (entry ${i}) is out of range: the ${count} there are count from 0 to ${count - 1}.`,
      );
    }
    return indices;
  },
  {
    shape: (indices) => indices.shape,
    vjp: [null],
    jvp: [null],
    lowering: { inRange: (_indices, count): readonly [number, number] => [0, count] },
    batch: (_axisSize, _isBatched, indices, count, what) => checkIndices(indices, count, what),
  },
);
