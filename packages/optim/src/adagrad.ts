import { type Value, zerosLike } from "@chainrule/autograd";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

export interface AdagradOptions extends SlopeOptions {
  /** How fast the learning rate goes down, as 1 / (1 + learningRateDecay · (t − 1)) at step t; 0 by default. */
  readonly learningRateDecay: number;
  /** What the sum of squares starts from; 0 by default. */
  readonly initialAccumulatorValue: number;
  /** Added to the denominator; 1e-10 by default. */
  readonly eps: number;
}

/** The sum of the squared gradients so far. */
export type AdagradState = { readonly sum: Value };

/**
 * Gradients divided by the root of the sum of all their squares so far: s ← s + g²,  p ← p − rate · g / (√s + eps), where
 * rate = learningRate / (1 + learningRateDecay · (t − 1)) at step t.
 *
 * Duchi, Hazan and Singer 2011, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization.
 */
export const adagrad: UpdateRule<AdagradOptions, AdagradState> = {
  name: "Adagrad",
  defaults: { learningRateDecay: 0, initialAccumulatorValue: 0, eps: 1e-10, weightDecay: 0, maximize: false },

  check({ learningRateDecay, initialAccumulatorValue, eps, weightDecay }) {
    checkNonNegative(this.name, { learningRateDecay, initialAccumulatorValue, eps, weightDecay });
  },

  init: (parameter, { initialAccumulatorValue }) => ({
    sum: zerosLike(parameter).add(initialAccumulatorValue),
  }),

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { eps, learningRateDecay } = options;
    const slope = slopeOf({ parameter, gradient }, options);
    const rate = learningRate.div(step.sub(1).mul(learningRateDecay).add(1)).to(parameter.dtype);
    const sum = state.sum.add(slope.square());
    return { parameter: parameter.sub(slope.div(sum.sqrt().add(eps)).mul(rate)), state: { sum } };
  },
};

/** Steps that get smaller in each entry as its gradients add up; the learning rate is 1e-2 when absent. See {@link adagrad}. */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(
    parameters: ParametersOrGroups<AdagradOptions>,
    options: Partial<OptimizerOptions<AdagradOptions>> = {},
  ) {
    super(adagrad, parameters, { learningRate: 1e-2, ...withoutUndefined(options) });
  }
}
