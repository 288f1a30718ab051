import type { TypedArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";

/**
 * Walks a strided block: calls `row(offset, position, length, step)` for each run along the last axis, where `position`
 * counts entries in row-major order, and the entries of the run are `step` apart in an array with the given strides, from
 * `offset` on. Neighbouring axes that can be walked as one are.
 */
function eachRow(
  fullShape: Shape,
  fullStrides: readonly number[],
  start: number,
  row: (offset: number, position: number, length: number, step: number) => void,
): void {
  const [shape, strides] = merged(fullShape, fullStrides);
  const outer = shape.length - 1;
  const length = shape[outer];
  const step = strides[outer];
  const index = new Array<number>(outer).fill(0);
  let offset = start;
  for (let position = 0, size = sizeOf(shape); position < size; position += length) {
    row(offset, position, length, step);
    for (let axis = outer - 1; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/** The same block with as few axes as can be, but at least one. */
function merged(shape: Shape, strides: readonly number[]): [shape: number[], strides: number[]] {
  const extents = [shape[0]];
  const steps = [strides[0]];
  for (let axis = 1; axis < shape.length; axis++) {
    const last = extents.length - 1;
    if (steps[last] === strides[axis] * shape[axis]) {
      extents[last] *= shape[axis];
      steps[last] = strides[axis];
    } else {
      extents.push(shape[axis]);
      steps.push(strides[axis]);
    }
  }
  return [extents, steps];
}

/** From so many neighbours on, copying them as a whole takes less time than one by one. */
const LONG = 32;

/** Reads a strided block of `source` into `out`, row-major; at least one axis. A stride of 0 repeats, a negative one reverses. */
export function readStrided(
  source: TypedArray,
  out: TypedArray,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): void {
  eachRow(shape, strides, start, (offset, position, length, step) => {
    if (step === 0) out.fill(source[offset], position, position + length);
    else if (step === 1 && length >= LONG) out.set(source.subarray(offset, offset + length), position);
    else for (let i = 0, from = offset; i < length; i++, from += step) out[position + i] = source[from];
  });
}

/** Writes `source`, row-major, into a strided block of `out`; at least one axis. */
export function writeStrided(
  source: TypedArray,
  out: TypedArray,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): void {
  eachRow(shape, strides, start, (offset, position, length, step) => {
    if (step === 1 && length >= LONG) out.set(source.subarray(position, position + length), offset);
    else for (let i = 0, to = offset; i < length; i++, to += step) out[to] = source[position + i];
  });
}
