import { checkOptions } from "../arguments.ts";
import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { fold } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import type { Axes } from "../shape.ts";
import type { Value } from "../value.ts";
import { later } from "./batching.ts";
import {
  floating,
  fromFolded,
  type Reduction,
  type ReductionOptions,
  reducing,
  rootOrZero,
  spread,
  without,
} from "./reducing.ts";

/** Options of {@link norm}. */
export interface NormOptions extends ReductionOptions {
  /** (Σ |x|^p)^(1/p): 2 when absent; Infinity for the largest |x|, 1 for their sum. */
  readonly p?: number;
}

/** The p-norm over the given axes, with derivative 0 where it is 0. */
export const norm: Op<[x: Value, axes?: Axes | null, options?: NormOptions]> = defineOp(
  "norm",
  (x: Value, axes?: Axes | null, given?: NormOptions) => {
    const { p = 2, ...options } = checkOptions("norm", given);
    if (typeof p !== "number" || !(p > 0))
      throw new RangeError(`norm needs a p above 0, got ${describe(p)}.`);
    const entries = floating(checkValue("norm", x));
    // Not the square of |x|: at 0 that has no second derivative.
    if (p === 2) return rootOrZero(entries.square().sum(axes, options), (positive) => positive.sqrt());
    const size = entries.abs();
    if (p === Number.POSITIVE_INFINITY) return size.max(axes, options);
    if (p === 1) return size.sum(axes, options);
    return rootOrZero(rootOrZero(size, (positive) => positive.pow(p)).sum(axes, options), (positive) =>
      positive.pow(1 / p),
    );
  },
);

const logSumExpAxes: Op<[x: Value, axes: readonly number[]]> = defineOp(
  "logSumExp",
  (x: Value, axes: readonly number[]) => {
    const data = x.array();
    const largest = fold(data, x.shape, axes, Number.NEGATIVE_INFINITY, Math.max);
    // Shifting by an infinite maximum would give ∞ − ∞.
    const shape = without(x.shape, axes);
    const shift = fromFolded(
      largest.map((m) => (Number.isFinite(m) ? m : 0)),
      shape,
      "float64",
    );
    const shifted = new Float64Array(data);
    const spreadShift = spread(shift, x.shape, axes).array();
    for (let i = 0; i < shifted.length; i++) shifted[i] = Math.exp(shifted[i] - spreadShift[i]);
    const sums = fold(shifted, x.shape, axes, 0, (sum, entry) => sum + entry);
    const shifts = shift.array();
    return fromFolded(
      sums.map((sum, i) => Math.log(sum) + shifts[i]),
      shape,
      x.dtype,
    );
  },
  {
    shape: (x, axes) => without(x.shape, axes),
    vjp: [
      (cotangent, output, x, axes) =>
        spread(cotangent, x.shape, axes).mul(x.sub(spread(output, x.shape, axes)).exp()),
    ],
    jvp: [(tangent, output, x, axes) => tangent.mul(x.sub(spread(output, x.shape, axes)).exp()).sum(axes)],
    batch: (_size, _isBatched, x, axes) => logSumExpAxes(x, later(axes)),
  },
);

/** ln Σ eˣ over the given axes, without overflow; −∞ over none. */
export const logSumExp: Reduction = withSignature(
  logSumExpAxes,
  reducing("logSumExp", (x, axes) => logSumExpAxes(floating(x), axes)),
);
