import { arange } from "../create.ts";
import { roundTo } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";
import { checkIndexShape, checkSource, targetsOf } from "./indices.ts";

const writeAlong = defineOp(
  "scatter",
  (x: Value, axis: number, index: Value, source: Value) => {
    const output = x.array().slice();
    const written = source.array();
    const targets = targetsOf("scatter", x, axis, index);
    for (let i = 0; i < targets.length; i++) output[targets[i]] = written[i];
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    operations: 0,
    vjp: [
      (cotangent, _output, _x, axis, index, source) =>
        writeAlong(cotangent, axis, index, new Value(source.shape, source.dtype, 0)),
      null,
      (cotangent, _output, x, axis, index) => cotangent.gather(axis, index).where(isLast(x, axis, index), 0),
    ],
    jvp: "linear",
    batch: (size, isBatched, x, axis, index, source) => {
      const [xs, indices, sources] = together(size, isBatched, [x, index, source]);
      return writeAlong(xs, axis + 1, indices, sources);
    },
  },
) as Op<[x: Value, axis: number, index: Value, source: Value]>;

/** Whether an entry of the source is what stays where it was written, as no later one went to the same place. */
function isLast(x: Value, axis: number, index: Value): Value {
  const positions = arange(index.size).reshape(index.shape);
  const writers = writeAlong(new Value(x.shape, "int32", 0), axis, index, positions);
  return writers.gather(axis, index).eq(positions);
}

/**
 * x with each entry of `source`, or one number, written to the place that {@link gather} with the same index would read.
 * Where the index names a place several times, the last entry in row-major order stays and gets the gradient.
 */
export const scatter: Op<[x: Value, axis: number, index: Value, source: Value | number]> = withSignature(
  writeAlong,
  (x: Value, axis: number, index: Value, source: Value | number): Value => {
    const along = normalizeAxis("scatter", axis, checkValue("scatter", x).rank);
    checkIndexShape("scatter", x, along, index);
    const entries =
      typeof source === "number"
        ? new Value(index.shape, x.dtype, roundTo(x.dtype, source))
        : checkSource("scatter", x, index, source);
    return writeAlong(x, along, index, entries);
  },
);
