import { allocate, getDefaultDtype, isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { isFilled } from "../kernels/entrywise.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";
import { exp } from "./exponential.ts";

/** So many entries, or else one line, are computed at a time. */
const BLOCK = 4096;

/**
 * Copies lines of entries along `axis` to float64, has `finish` replace them there, and copies them back. `powers` holds e to
 * the power of each.
 */
function alongAxis(
  x: Value,
  axis: number,
  finish: (entries: Float64Array, powers: Float64Array, start: number, end: number) => void,
): Value {
  const { outer, length, inner } = splitAt(x.shape, axis);
  const data = x.array();
  const output = allocate(x.dtype, data.length);
  const lines = outer * inner;
  const startOf = (line: number): number => (line - (line % inner)) * length + (line % inner);
  const atOnce = Math.min(lines, Math.ceil(BLOCK / length));
  for (let first = 0; first < lines; first += atOnce) {
    const count = Math.min(atOnce, lines - first);
    const entries = new Float64Array(count * length);
    for (let i = 0; i < count; i++) {
      const [start, at] = [startOf(first + i), i * length];
      for (let j = 0; j < length; j++) entries[at + j] = data[start + j * inner];
      shift(entries, at, at + length);
    }
    const powers = new Float64Array(count * length);
    if (!isFilled(exp, powers, entries))
      for (let i = 0; i < powers.length; i++) powers[i] = Math.exp(entries[i]);
    for (let i = 0; i < count; i++) {
      const [start, at] = [startOf(first + i), i * length];
      finish(entries, powers, at, at + length);
      for (let j = 0; j < length; j++) output[start + j * inner] = entries[at + j];
    }
  }
  return new Value(x.shape, x.dtype, output);
}

/** Subtracts the largest entry from all, so that exp cannot overflow. */
function shift(entries: Float64Array, start: number, end: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) if (entries[i] > largest) largest = entries[i];
  for (let i = start; i < end; i++) entries[i] -= largest;
}

function sumOf(entries: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += entries[i];
  return sum;
}

const softmaxAlong: Op<[x: Value, axis: number]> = defineOp(
  "softmax",
  (x: Value, axis: number) =>
    alongAxis(x, axis, (entries, powers, start, end) => {
      const sum = sumOf(powers, start, end);
      for (let i = start; i < end; i++) entries[i] = powers[i] / sum;
    }),
  {
    shape: (x) => x.shape,
    // The Jacobian diag(s) − s sᵀ is symmetric: both modes are the same.
    vjp: [
      (cotangent, output, _x, axis) =>
        output.mul(cotangent.sub(cotangent.mul(output).sum(axis, { keepDim: true }))),
    ],
    jvp: [
      (tangent, output, _x, axis) =>
        output.mul(tangent.sub(tangent.mul(output).sum(axis, { keepDim: true }))),
    ],
    batch: (_size, _isBatched, x, axis) => softmaxAlong(x, axis + 1),
  },
);

const logSoftmaxAlong: Op<[x: Value, axis: number]> = defineOp(
  "logSoftmax",
  (x: Value, axis: number) =>
    alongAxis(x, axis, (entries, powers, start, end) => {
      const logSum = Math.log(sumOf(powers, start, end));
      for (let i = start; i < end; i++) entries[i] -= logSum;
    }),
  {
    shape: (x) => x.shape,
    vjp: [
      (cotangent, output, _x, axis) =>
        cotangent.sub(output.exp().mul(cotangent.sum(axis, { keepDim: true }))),
    ],
    jvp: [(tangent, output, _x, axis) => tangent.sub(output.exp().mul(tangent).sum(axis, { keepDim: true }))],
    batch: (_size, _isBatched, x, axis) => logSoftmaxAlong(x, axis + 1),
  },
);

function along(op: Op<[x: Value, axis: number]>): Op<[x: Value, axis?: number]> {
  return withSignature(op, (x: Value, axis = -1): Value => {
    const index = normalizeAxis(op.name, axis, checkValue(op.name, x).rank);
    return op(isFloat(x.dtype) ? x : x.to(getDefaultDtype()), index);
  });
}

/** eˣ / Σ eˣ along an axis, the last when none is named: positive numbers that sum to 1. Does not overflow. */
export const softmax: Op<[x: Value, axis?: number]> = along(softmaxAlong);

/** ln softmax(x) along an axis, the last when none is named, computed without rounding to ln 0. */
export const logSoftmax: Op<[x: Value, axis?: number]> = along(logSoftmaxAlong);
