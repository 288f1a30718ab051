import { type Value, zerosLike } from "@chainrule/autograd";
import { follow } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, checkShares, type UpdateRule } from "./updateRule.ts";

export interface AdadeltaOptions extends SlopeOptions {
  /** How much of the averages is kept in each step; 0.9 by default. */
  readonly rho: number;
  /** Added under both roots; 1e-6 by default. */
  readonly eps: number;
}

/** Moving averages of the squares of gradients and of steps. */
export type AdadeltaState = { readonly squareAvg: Value; readonly accDelta: Value };

/**
 * Steps in the unit of the parameter, by moving averages of squared gradients and of squared steps.
 *
 * v ← ρ v + (1 − ρ) g²,  d = √(u + eps) / √(v + eps) · g,  u ← ρ u + (1 − ρ) d²,  p ← p − learningRate · d.
 *
 * Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method.
 */
export const adadelta: UpdateRule<AdadeltaOptions, AdadeltaState> = {
  name: "Adadelta",
  defaults: { rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false },

  check({ rho, eps, weightDecay }) {
    checkNonNegative(this.name, { eps, weightDecay });
    checkShares(this.name, { rho });
  },

  init(parameter) {
    const zero = zerosLike(parameter);
    return { squareAvg: zero, accDelta: zero };
  },

  update({ parameter, gradient, state, learningRate, options }) {
    const { rho, eps } = options;
    const slope = slopeOf({ parameter, gradient }, options);
    const squareAvg = follow(state.squareAvg, slope.square(), rho);
    const delta = state.accDelta.add(eps).sqrt().div(squareAvg.add(eps).sqrt()).mul(slope);
    return {
      parameter: parameter.sub(delta.mul(learningRate.to(parameter.dtype))),
      state: { squareAvg, accDelta: follow(state.accDelta, delta.square(), rho) },
    };
  },
};

/** Steps that find their own size; the learning rate, a factor on them, is 1 when absent. See {@link adadelta}. */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  constructor(
    parameters: ParametersOrGroups<AdadeltaOptions>,
    options: Partial<OptimizerOptions<AdadeltaOptions>> = {},
  ) {
    super(adadelta, parameters, { learningRate: 1, ...withoutUndefined(options) });
  }
}
