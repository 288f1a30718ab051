import { checkNumber, checkOptions } from "../arguments.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import type { Axes } from "../shape.ts";
import type { Value } from "../value.ts";
import { later } from "./batching.ts";
import { floating, type ReductionOptions, reducing, rootOrZero, spread, without } from "./reducing.ts";

/** Options of {@link variance} and {@link standardDeviation}. */
export interface VarianceOptions extends ReductionOptions {
  /** The sum of squares is divided by n − correction: 1 (the default) for a sample, 0 for a whole population. */
  readonly correction?: number;
}

const varianceAxes: Op<[x: Value, axes: readonly number[], freedom: number]> = defineOp(
  "variance",
  (x: Value, axes: readonly number[], freedom: number) => centered(x, axes).square().sum(axes).div(freedom),
  {
    shape: (x, axes) => without(x.shape, axes),
    // d Σ(x − m)² = 2 Σ(x − m) dx: what m contributes cancels
    vjp: [
      (cotangent, _output, x, axes, freedom) =>
        spread(cotangent, x.shape, axes).mul(centered(x, axes).mul(2 / freedom)),
    ],
    jvp: [(tangent, _output, x, axes, freedom) => tangent.mul(centered(x, axes).mul(2 / freedom)).sum(axes)],
    batch: (_size, _isBatched, x, axes, freedom) => varianceAxes(x, later(axes), freedom),
  },
);

const centered = (x: Value, axes: readonly number[]): Value => x.sub(x.mean(axes, { keepDim: true }));

/** The variance over the given axes. */
export const variance: Op<[x: Value, axes?: Axes | null, options?: VarianceOptions]> = withSignature(
  varianceAxes,
  (x: Value, axes?: Axes | null, options?: VarianceOptions): Value => {
    const { correction = 1 } = checkOptions("variance", options);
    checkNumber("variance", "correction", correction);
    return reducing("variance", (operand, list) => {
      const count = list.reduce((n, axis) => n * operand.shape[axis], 1);
      return varianceAxes(floating(operand), list, Math.max(count - correction, 0));
    })(x, axes, options);
  },
);

/** The standard deviation over the given axes: the root of the variance, with derivative 0 where that is 0. */
export const standardDeviation: Op<[x: Value, axes?: Axes | null, options?: VarianceOptions]> = defineOp(
  "standardDeviation",
  (x: Value, axes?: Axes | null, options?: VarianceOptions) =>
    rootOrZero(variance(checkValue("standardDeviation", x), axes, options), (positive) => positive.sqrt()),
);
