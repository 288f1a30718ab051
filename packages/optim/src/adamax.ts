import { type Value, zerosLike } from "@chainrule/autograd";
import { checkBetas, follow, unseen } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

export interface AdamaxOptions extends SlopeOptions {
  /** How much of the average of the gradient and of its largest size is kept in each step; (0.9, 0.999) by default. */
  readonly betas: readonly [number, number];
  /** Added to the size of each gradient; 1e-8 by default. */
  readonly eps: number;
}

/** The moving average of the gradient, and its largest size, fading. */
export type AdamaxState = { readonly expAvg: Value; readonly expInf: Value };

/**
 * Adam with the largest gradient of late in place of the average of squares.
 *
 * m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g| + eps),  p ← p − learningRate / (1 − β₁ᵗ) · m / u at step t.
 *
 * Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, section 7.1.
 */
export const adamax: UpdateRule<AdamaxOptions, AdamaxState> = {
  name: "Adamax",
  defaults: { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false },

  check({ betas, eps, weightDecay }) {
    checkNonNegative(this.name, { eps, weightDecay });
    checkBetas(this.name, betas);
  },

  init(parameter) {
    const zero = zerosLike(parameter);
    return { expAvg: zero, expInf: zero };
  },

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { betas, eps } = options;
    const [beta1, beta2] = betas;
    const slope = slopeOf({ parameter, gradient }, options);
    const expAvg = follow(state.expAvg, slope, beta1);
    const expInf = state.expInf.mul(beta2).maximum(slope.abs().add(eps));
    const rate = learningRate.div(unseen(beta1, step)).to(parameter.dtype);
    return { parameter: parameter.sub(expAvg.div(expInf).mul(rate)), state: { expAvg, expInf } };
  },
};

/** Adam by the largest gradient of late; the learning rate is 2e-3 when absent. See {@link adamax}. */
export class Adamax extends Optimizer<AdamaxOptions> {
  constructor(
    parameters: ParametersOrGroups<AdamaxOptions>,
    options: Partial<OptimizerOptions<AdamaxOptions>> = {},
  ) {
    super(adamax, parameters, { learningRate: 2e-3, ...withoutUndefined(options) });
  }
}
