import type { TypedArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";

/** The extents before, along and after one axis or run of axes: entry (i, j, l) is at (i · length + j) · inner + l. */
export interface Split {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Splits `shape` around axes `from` up to and without `to`. */
export function splitAt(shape: Shape, from: number, to: number = from + 1): Split {
  return {
    outer: sizeOf(shape.slice(0, from)),
    length: sizeOf(shape.slice(from, to)),
    inner: sizeOf(shape.slice(to)),
  };
}

/** Folds the given axes (ascending) with `f` in float64, starting from `initial`; the result has the other axes. */
export function fold(
  x: TypedArray,
  shape: Shape,
  axes: readonly number[],
  initial: number,
  f: (sum: number, entry: number) => number,
): Float64Array<ArrayBuffer> {
  let source: TypedArray = x;
  let remaining = shape;
  let end = axes.length;
  while (end > 0) {
    let begin = end - 1; // neighbouring axes fold as one
    while (begin > 0 && axes[begin - 1] === axes[begin] - 1) begin--;
    const [from, to] = [axes[begin], axes[end - 1] + 1];
    source = foldRun(source, splitAt(remaining, from, to), initial, f);
    remaining = [...remaining.slice(0, from), ...remaining.slice(to)];
    end = begin;
  }
  return source === x ? new Float64Array(x) : (source as Float64Array<ArrayBuffer>);
}

function foldRun(
  x: TypedArray,
  { outer, length, inner }: Split,
  initial: number,
  f: (sum: number, entry: number) => number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(outer * inner).fill(initial);
  if (inner === 1) {
    for (let i = 0, at = 0; i < outer; i++) {
      let sum = initial;
      for (let j = 0; j < length; j++, at++) sum = f(sum, x[at]);
      result[i] = sum;
    }
    return result;
  }
  for (let i = 0, at = 0; i < outer; i++) {
    const row = i * inner;
    for (let j = 0; j < length; j++) {
      for (let l = 0; l < inner; l++, at++) result[row + l] = f(result[row + l], x[at]);
    }
  }
  return result;
}
