import { type Value, zerosLike } from "@chainrule/autograd";
import { checkBetas, follow } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

/** Options of {@link Lion} and {@link lion}. */
export interface LionOptions {
  /** How much of the average counts in the direction, and is kept in each step; (0.9, 0.99) by default. */
  readonly betas: readonly [number, number];
  /** How fast weights decay, as in AdamW; 0 by default. */
  readonly weightDecay: number;
  /** Go up instead of down. */
  readonly maximize: boolean;
}

/** The moving average of the gradient. */
export type LionState = { readonly expAvg: Value };

/**
 * Steps of the learning rate up or down in each entry: d = sign(β₁ m + (1 − β₁) g),  m ← β₂ m + (1 − β₂) g,
 * p ← (1 − learningRate · weightDecay) p − learningRate · d. It wants a learning rate 3 to 10 times smaller than AdamW's.
 *
 * Chen et al. 2023, Symbolic Discovery of Optimization Algorithms.
 */
export const lion: UpdateRule<LionOptions, LionState> = {
  name: "Lion",
  defaults: { betas: [0.9, 0.99], weightDecay: 0, maximize: false },

  check({ betas, weightDecay }) {
    checkNonNegative(this.name, { weightDecay });
    checkBetas(this.name, betas);
  },

  init: (parameter) => ({ expAvg: zerosLike(parameter) }),

  update({ parameter, gradient, state, learningRate, options }) {
    const [beta1, beta2] = options.betas;
    const slope = options.maximize ? gradient.neg() : gradient;
    const direction = follow(state.expAvg, slope, beta1).sign();
    const kept = learningRate.mul(-options.weightDecay).add(1).to(parameter.dtype);
    return {
      parameter: parameter.mul(kept).sub(direction.mul(learningRate.to(parameter.dtype))),
      state: { expAvg: follow(state.expAvg, slope, beta2) },
    };
  },
};

/** Steps of one size by the sign of momentum; the learning rate is 1e-4 when absent. See {@link lion}. */
export class Lion extends Optimizer<LionOptions> {
  constructor(
    parameters: ParametersOrGroups<LionOptions>,
    options: Partial<OptimizerOptions<LionOptions>> = {},
  ) {
    super(lion, parameters, { learningRate: 1e-4, ...withoutUndefined(options) });
  }
}
