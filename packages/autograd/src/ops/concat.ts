import { checkInteger } from "../arguments.ts";
import { describe } from "../describe.ts";
import { allocate, promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { writeStrided } from "../kernels/strided.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, normalizeAxis, type Shape, sameShape, sizeOf, stridesOf } from "../shape.ts";
import type { ConcatOp, StackOp } from "../shapes/join.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";

const join: Op<[values: readonly Value[], axis: number]> = defineOp(
  "concat",
  (values: readonly Value[], axis: number) => {
    const [first] = values;
    const shape = joinedShape(values, axis);
    const strides = stridesOf(shape);
    const output = allocate(first.dtype, sizeOf(shape));
    let start = 0;
    for (const value of values) {
      writeStrided(value.array(), output, value.shape, strides, start);
      start += value.shape[axis] * strides[axis];
    }
    return new Value(shape, first.dtype, output);
  },
  {
    shape: (values, axis) => joinedShape(values, axis),
    operations: 0,
    vjp: [
      (cotangent, _output, values, axis) => {
        let start = 0;
        return values.map((value) => {
          const end = start + value.shape[axis];
          const piece = cotangent.slice(start, end, { axis });
          start = end;
          return piece;
        });
      },
    ],
    jvp: "linear",
    batch: (size, isBatched, values, axis) => join(together(size, isBatched, values), axis + 1),
  },
);

function joinedShape(values: readonly Value[], axis: number): Shape {
  const total = values.reduce((extent, value) => extent + value.shape[axis], 0);
  return values[0].shape.map((extent, i) => (i === axis ? total : extent));
}

function checkList(op: string, values: readonly Value[]): void {
  if (!Array.isArray(values)) throw new TypeError(`${op} needs an array of Values, got ${describe(values)}.`);
  if (values.length === 0) throw new RangeError(`${op} needs at least one Value.`);
  for (const value of values) checkValue(op, value);
}

/** The Values one after another along an axis, the first when none is named; their other extents agree. */
export const concat: ConcatOp = withSignature(join, (values: readonly Value[], axis = 0): Value => {
  checkList("concat", values);
  const [first] = values;
  const along = normalizeAxis("concat", axis, first.rank);
  for (const value of values) {
    if (
      value.rank !== first.rank ||
      value.shape.some((extent, i) => i !== along && extent !== first.shape[i])
    ) {
      throw new RangeError(
        `concat along axis ${axis} needs the other extents to agree, got ${values.map((v) => formatShape(v.shape)).join(", ")}.`,
      );
    }
  }
  const dtype = promote(values);
  return join(
    values.map((value) => value.to(dtype)),
    along,
  );
}) as ConcatOp;

/** Values of one shape side by side along a new axis, the first when none is named. */
export const stack: StackOp = defineOp("stack", (values: readonly Value[], axis = 0) => {
  checkList("stack", values);
  if (values.some((value) => !sameShape(value.shape, values[0].shape))) {
    throw new RangeError(
      `stack needs Values of one shape, got ${values.map((v) => formatShape(v.shape)).join(", ")}. To join along an axis use concat.`,
    );
  }
  return concat(
    values.map((value) => value.unsqueeze(axis)),
    axis,
  );
}) as StackOp;

/** x cut along an axis, the first when none is named, into pieces of `size`, the last maybe smaller, or of the given sizes. */
export const split: Op<[x: Value, size: number | readonly number[], axis?: number], readonly Value[]> =
  defineOp("split", (x: Value, size: number | readonly number[], axis = 0) => {
    const along = normalizeAxis("split", axis, checkValue("split", x).rank);
    const extent = x.shape[along];
    if (typeof size === "number" ? !(Number.isInteger(size) && size > 0) : !Array.isArray(size)) {
      throw new RangeError(`split needs a size of at least 1 or an array of sizes, got ${describe(size)}.`);
    }
    const sizes =
      typeof size === "number"
        ? Array.from({ length: Math.ceil(extent / size) }, (_, i) => Math.min(size, extent - i * size))
        : size;
    if (sizes.some((n) => !Number.isInteger(n) || n < 0) || sizes.reduce((sum, n) => sum + n, 0) !== extent) {
      throw new RangeError(
        `split needs sizes that add up to the extent ${extent} of axis ${axis}, got ${formatShape(sizes)}.`,
      );
    }
    let start = 0;
    return sizes.map((n) => {
      start += n;
      return x.slice(start - n, start, { axis: along });
    });
  });

/** x cut along an axis, the first when none is named, into at most `count` pieces of one size, the last maybe smaller. */
export const chunk: Op<[x: Value, count: number, axis?: number], readonly Value[]> = defineOp(
  "chunk",
  (x: Value, count: number, axis = 0) => {
    checkInteger("chunk", "the count", count, 1);
    const extent = checkValue("chunk", x).shape[normalizeAxis("chunk", axis, x.rank)];
    return split(x, Math.max(Math.ceil(extent / count), 1), axis);
  },
);
