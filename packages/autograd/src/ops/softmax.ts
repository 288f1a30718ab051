import { allocate, getDefaultDtype, isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";

/** Runs `row` on each line of entries along `axis`, copied to and from float64. */
function alongAxis(x: Value, axis: number, row: (entries: Float64Array) => void): Value {
  const { outer, length, inner } = splitAt(x.shape, axis);
  const data = x.array();
  const output = allocate(x.dtype, data.length);
  const entries = new Float64Array(length);
  for (let i = 0; i < outer; i++) {
    for (let l = 0; l < inner; l++) {
      const start = i * length * inner + l;
      for (let j = 0; j < length; j++) entries[j] = data[start + j * inner];
      row(entries);
      for (let j = 0; j < length; j++) output[start + j * inner] = entries[j];
    }
  }
  return new Value(x.shape, x.dtype, output);
}

/** Subtracts the largest entry from all, so that exp cannot overflow. */
function shift(entries: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < entries.length; i++) largest = Math.max(largest, entries[i]);
  for (let i = 0; i < entries.length; i++) entries[i] -= largest;
}

function sumOfExp(entries: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < entries.length; i++) sum += Math.exp(entries[i]);
  return sum;
}

const softmaxAlong: Op<[x: Value, axis: number]> = defineOp(
  "softmax",
  (x: Value, axis: number) =>
    alongAxis(x, axis, (entries) => {
      shift(entries);
      const sum = sumOfExp(entries);
      for (let i = 0; i < entries.length; i++) entries[i] = Math.exp(entries[i]) / sum;
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
    alongAxis(x, axis, (entries) => {
      shift(entries);
      const logSum = Math.log(sumOfExp(entries));
      for (let i = 0; i < entries.length; i++) entries[i] -= logSum;
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
