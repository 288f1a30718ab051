import { type AdamOptions, type AdamState, adam } from "./adam.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import type { UpdateRule } from "./updateRule.ts";

/**
 * Adam whose weight decay is a step of its own, p ← (1 − learningRate · weightDecay) p, and not part of the gradient.
 *
 * Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization.
 */
export const adamW: UpdateRule<AdamOptions, AdamState> = {
  ...adam,
  name: "AdamW",
  defaults: { ...adam.defaults, weightDecay: 0.01 },

  update(now) {
    const { parameter, learningRate, options } = now;
    const kept = learningRate.mul(-options.weightDecay).add(1).to(parameter.dtype);
    return adam.update({ ...now, parameter: parameter.mul(kept), options: { ...options, weightDecay: 0 } });
  },
};

/** Adam with decoupled weight decay; the learning rate is 1e-3 when absent. See {@link adamW}. */
export class AdamW extends Optimizer<AdamOptions> {
  constructor(
    parameters: ParametersOrGroups<AdamOptions>,
    options: Partial<OptimizerOptions<AdamOptions>> = {},
  ) {
    super(adamW, parameters, { learningRate: 1e-3, ...withoutUndefined(options) });
  }
}
