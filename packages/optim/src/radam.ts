import { type Value, value, zerosLike } from "@chainrule/autograd";
import { checkBetas, follow, unseen } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

export interface RAdamOptions extends SlopeOptions {
  /** How much of the averages of the gradient and of its square is kept in each step; (0.9, 0.999) by default. */
  readonly betas: readonly [number, number];
  /** Added to the denominator; 1e-8 by default. */
  readonly eps: number;
}

/** Moving averages of the gradient and of its square. */
export type RAdamState = { readonly expAvg: Value; readonly expAvgSq: Value };

/**
 * Adam whose first steps, while the average of squares has seen too little to be trusted, are plain momentum.
 *
 * At step t, with m and v as in Adam, ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ): if ρ > 5,
 * p ← p − learningRate · r · m̂ · √(1 − β₂ᵗ) / (√v + eps) with r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ);
 * else p ← p − learningRate · m̂.
 *
 * Liu, Jiang, He, Chen, Liu, Gao and Han 2020, On the Variance of the Adaptive Learning Rate and Beyond.
 */
export const radam: UpdateRule<RAdamOptions, RAdamState> = {
  name: "RAdam",
  defaults: { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false },

  check({ betas, eps, weightDecay }) {
    checkNonNegative(this.name, { eps, weightDecay });
    checkBetas(this.name, betas);
  },

  init(parameter) {
    const zero = zerosLike(parameter);
    return { expAvg: zero, expAvgSq: zero };
  },

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { betas, eps } = options;
    const [beta1, beta2] = betas;
    const slope = slopeOf({ parameter, gradient }, options);
    const expAvg = follow(state.expAvg, slope, beta1);
    const expAvgSq = follow(state.expAvgSq, slope.square(), beta2);

    const seen = unseen(beta2, step);
    const longest = 2 / (1 - beta2) - 1;
    const length = step
      .mul(value(beta2, { dtype: "float64" }).pow(step))
      .mul(-2)
      .div(seen)
      .add(longest);
    const isRectified = length.gt(5);
    // Where the root is not used, keep what is under it positive: length < longest, so a limit of 5 changes nothing else.
    const [safe, limit] = [length.maximum(5), Math.max(longest, 5)];
    const shape = safe.sub(4).mul(safe.sub(2)).div(safe);
    const rectified = shape
      .mul(seen)
      .mul(limit / ((limit - 4) * (limit - 2)))
      .sqrt();

    const rate = learningRate.div(unseen(beta1, step)).mul(rectified.where(isRectified, 1));
    const denominator = expAvgSq.sqrt().add(eps).where(isRectified, 1);
    return {
      parameter: parameter.sub(expAvg.div(denominator).mul(rate.to(parameter.dtype))),
      state: { expAvg, expAvgSq },
    };
  },
};

/** Adam that needs no warm-up; the learning rate is 1e-3 when absent. See {@link radam}. */
export class RAdam extends Optimizer<RAdamOptions> {
  constructor(
    parameters: ParametersOrGroups<RAdamOptions>,
    options: Partial<OptimizerOptions<RAdamOptions>> = {},
  ) {
    super(radam, parameters, { learningRate: 1e-3, ...withoutUndefined(options) });
  }
}
