import { allocate } from "../dtype.ts";
import { readStrided } from "../kernels/strided.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";

/** A new Value that reads `x` with other strides. */
export function rearranged(x: Value, shape: Shape, strides: readonly number[], start = 0): Value {
  if (typeof x.storage === "number") return new Value(shape, x.dtype, x.storage);
  const output = allocate(x.dtype, sizeOf(shape));
  readStrided(x.storage, output, shape, strides, start);
  return new Value(shape, x.dtype, output);
}
