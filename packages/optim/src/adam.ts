import { type Value, zerosLike } from "@chainrule/autograd";
import { checkBetas, follow, unseen } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

/** Options of {@link Adam} and {@link adam}. */
export interface AdamOptions {
  /** How much of the averages of the gradient and of its square is kept in each step; (0.9, 0.999) by default. */
  readonly betas: readonly [number, number];
  /** Added to the denominator; 1e-8 by default. */
  readonly eps: number;
  /** In Adam the weight of an L2 penalty (0 by default), in AdamW how fast weights decay (0.01 by default). */
  readonly weightDecay: number;
  /** Divide by the largest average of squares so far, not the latest. */
  readonly amsgrad: boolean;
  /** Go up instead of down. */
  readonly maximize: boolean;
}

/** Moving averages of the gradient and of its square, and with `amsgrad` the largest of the latter so far. */
export type AdamState = { readonly expAvg: Value; readonly expAvgSq: Value; readonly maxExpAvgSq?: Value };

/**
 * Steps of about the learning rate in each entry, by moving averages of the gradient and its square.
 *
 * m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  p ← p − learningRate · m̂ / (√v̂ + eps)  with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ) at step t.
 *
 * Kingma and Ba 2015, Adam: A Method for Stochastic Optimization; amsgrad: Reddi, Kale and Kumar 2018, On the Convergence
 * of Adam and Beyond.
 */
export const adam: UpdateRule<AdamOptions, AdamState> = {
  name: "Adam",
  defaults: { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false },

  check({ betas, eps, weightDecay }) {
    checkNonNegative(this.name, { eps, weightDecay });
    checkBetas(this.name, betas);
  },

  init(parameter, { amsgrad }) {
    const zero = zerosLike(parameter);
    return { expAvg: zero, expAvgSq: zero, ...(amsgrad ? { maxExpAvgSq: zero } : {}) };
  },

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { betas, eps } = options;
    const [beta1, beta2] = betas;
    const slope = slopeOf({ parameter, gradient }, options);

    const expAvg = follow(state.expAvg, slope, beta1);
    const expAvgSq = follow(state.expAvgSq, slope.square(), beta2);
    const maxExpAvgSq = state.maxExpAvgSq?.maximum(expAvgSq);

    // Corrected as scalars in float64: 1 − βᵗ cancels, and costs nothing there.
    const rate = learningRate.div(unseen(beta1, step)).to(parameter.dtype);
    const scale = unseen(beta2, step).sqrt().to(parameter.dtype);
    const denominator = (maxExpAvgSq ?? expAvgSq).sqrt().div(scale).add(eps);
    return {
      parameter: parameter.sub(expAvg.div(denominator).mul(rate)),
      state: { expAvg, expAvgSq, ...(maxExpAvgSq === undefined ? {} : { maxExpAvgSq }) },
    };
  },
};

/** Adaptive steps for each entry; the learning rate is 1e-3 when absent. See {@link adam}. */
export class Adam extends Optimizer<AdamOptions> {
  constructor(
    parameters: ParametersOrGroups<AdamOptions>,
    options: Partial<OptimizerOptions<AdamOptions>> = {},
  ) {
    super(adam, parameters, { learningRate: 1e-3, ...withoutUndefined(options) });
  }
}
