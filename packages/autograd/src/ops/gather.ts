import { zerosLike } from "../create.ts";
import { allocate } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";
import { checkIndexShape, checkNumbers, checkSource, targetsOf } from "./indices.ts";

const gatherAlong = defineOp(
  "gather",
  (x: Value, axis: number, index: Value) => {
    const data = x.array();
    const result = allocate(x.dtype, index.size);
    const targets = targetsOf("gather", x, axis, index);
    for (let i = 0; i < targets.length; i++) result[i] = data[targets[i]];
    return new Value(index.shape, x.dtype, result);
  },
  {
    shape: (_x, _axis, index) => index.shape,
    operations: 0,
    vjp: [
      (cotangent, _output, x, axis, index) => scatterAddAlong(zerosLike(x), axis, index, cotangent),
      null,
    ],
    jvp: [(tangent, _output, _x, axis, index) => gatherAlong(tangent, axis, index), null],
    batch: (size, isBatched, x, axis, index) => {
      const [xs, indices] = together(size, isBatched, [x, index]);
      return gatherAlong(xs, axis + 1, indices);
    },
  },
) as Op<[x: Value, axis: number, index: Value]>;

const scatterAddAlong = defineOp(
  "scatterAdd",
  (x: Value, axis: number, index: Value, source: Value) => {
    const output = x.array().slice();
    const added = source.array();
    const targets = targetsOf("scatterAdd", x, axis, index);
    for (let i = 0; i < targets.length; i++) output[targets[i]] += added[i];
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    operations: (_x, _axis, _index, source) => source.size,
    vjp: [
      (cotangent) => cotangent,
      null,
      (cotangent, _output, _x, axis, index) => gatherAlong(cotangent, axis, index),
    ],
    jvp: "linear",
    batch: (size, isBatched, x, axis, index, source) => {
      const [xs, indices, sources] = together(size, isBatched, [x, index, source]);
      return scatterAddAlong(xs, axis + 1, indices, sources);
    },
  },
) as Op<[x: Value, axis: number, index: Value, source: Value]>;

/** For each entry of `index` (int32), the entry of x at the same place but for `axis`, where the index says which. */
export const gather: Op<[x: Value, axis: number, index: Value]> = withSignature(
  gatherAlong,
  (x: Value, axis: number, index: Value): Value => {
    const along = normalizeAxis("gather", axis, checkValue("gather", x).rank);
    checkIndexShape("gather", x, along, index);
    return gatherAlong(x, along, index);
  },
);

/** x with each entry of `source` added to the place that {@link gather} with the same index would read. */
export const scatterAdd: Op<[x: Value, axis: number, index: Value, source: Value]> = withSignature(
  scatterAddAlong,
  (x: Value, axis: number, index: Value, source: Value): Value => {
    const along = normalizeAxis("scatterAdd", axis, checkNumbers("scatterAdd", x).rank);
    checkIndexShape("scatterAdd", x, along, index);
    return scatterAddAlong(x, along, index, checkSource("scatterAdd", x, index, source));
  },
);
