import type { TypedArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";

/**
 * Walks a strided block: calls `row(offset, position)` for each run along the last axis, where `position` counts entries
 * in row-major order and `offset` is where the run starts in an array with the given strides.
 */
function eachRow(
  shape: Shape,
  strides: readonly number[],
  start: number,
  row: (offset: number, position: number) => void,
): void {
  const outer = shape.length - 1;
  const length = shape[outer];
  const index = new Array<number>(outer).fill(0);
  let offset = start;
  for (let position = 0, size = sizeOf(shape); position < size; position += length) {
    row(offset, position);
    for (let axis = outer - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/** Reads a strided block of `source` into `out`, row-major. A stride of 0 repeats, a negative one reverses. */
export function readStrided(
  source: TypedArray,
  out: TypedArray,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): void {
  if (shape.length === 0) {
    out[0] = source[start];
    return;
  }
  const length = shape[shape.length - 1];
  const step = strides[shape.length - 1];
  eachRow(shape, strides, start, (offset, position) => {
    for (let i = 0, from = offset; i < length; i++, from += step) out[position + i] = source[from];
  });
}

/** Writes `source`, row-major, into a strided block of `out`. */
export function writeStrided(
  source: TypedArray,
  out: TypedArray,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): void {
  if (shape.length === 0) {
    out[start] = source[0];
    return;
  }
  const length = shape[shape.length - 1];
  const step = strides[shape.length - 1];
  eachRow(shape, strides, start, (offset, position) => {
    for (let i = 0, to = offset; i < length; i++, to += step) out[to] = source[position + i];
  });
}
