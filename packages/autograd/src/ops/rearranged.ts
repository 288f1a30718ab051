import { allocate } from "../dtype.ts";
import { readStrided } from "../kernels/strided.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";

/** A new Value that reads `x` with other strides. */
export function rearranged(x: Value, shape: Shape, strides: readonly number[], start = 0): Value {
  const numbers = x.numbers();
  if (typeof numbers === "number") return new Value(shape, x.dtype, numbers);
  const output = allocate(x.dtype, sizeOf(shape));
  readStrided(numbers, output, shape, strides, start);
  return new Value(shape, x.dtype, output);
}
