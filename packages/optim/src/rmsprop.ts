import { type Value, zerosLike } from "@chainrule/autograd";
import { follow } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, checkShares, type UpdateRule } from "./updateRule.ts";

export interface RMSpropOptions extends SlopeOptions {
  /** How much of the averages is kept in each step; 0.99 by default. */
  readonly alpha: number;
  /** Added to the denominator; 1e-8 by default. */
  readonly eps: number;
  /** How much of the last update direction is kept: 0 (the default) none. */
  readonly momentum: number;
  /** Divide by an estimate of the standard deviation: leave the average gradient out of the average of squares. */
  readonly centered: boolean;
}

/** The moving average of squares; with `centered` that of gradients, and with momentum the last direction. */
export type RMSpropState = {
  readonly squareAvg: Value;
  readonly gradAvg?: Value;
  readonly momentumBuffer?: Value;
};

/**
 * Gradients divided by the root of a moving average of their squares.
 *
 * v ← α v + (1 − α) g²,  d = g / (√v + eps),  p ← p − learningRate · d. Centered, m ← α m + (1 − α) g and √(v − m²) stands
 * for √v; with momentum, b ← momentum · b + d stands for d.
 *
 * Tieleman and Hinton 2012, Lecture 6.5, RMSProp: Divide the gradient by a running average of its recent magnitude; centered:
 * Graves 2013, Generating Sequences With Recurrent Neural Networks.
 */
export const rmsprop: UpdateRule<RMSpropOptions, RMSpropState> = {
  name: "RMSprop",
  defaults: { alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, weightDecay: 0, maximize: false },

  check({ alpha, eps, momentum, weightDecay }) {
    checkNonNegative(this.name, { eps, momentum, weightDecay });
    checkShares(this.name, { alpha });
  },

  init(parameter, { momentum, centered }) {
    const zero = zerosLike(parameter);
    return {
      squareAvg: zero,
      ...(centered ? { gradAvg: zero } : {}),
      ...(momentum === 0 ? {} : { momentumBuffer: zero }),
    };
  },

  update({ parameter, gradient, state, learningRate, options }) {
    const { alpha, eps, momentum } = options;
    const slope = slopeOf({ parameter, gradient }, options);
    const squareAvg = follow(state.squareAvg, slope.square(), alpha);
    const gradAvg = state.gradAvg && follow(state.gradAvg, slope, alpha);
    const spread = gradAvg === undefined ? squareAvg : squareAvg.sub(gradAvg.square());
    const scaled = slope.div(spread.sqrt().add(eps));
    const momentumBuffer = state.momentumBuffer?.mul(momentum).add(scaled);
    return {
      parameter: parameter.sub((momentumBuffer ?? scaled).mul(learningRate.to(parameter.dtype))),
      state: {
        squareAvg,
        ...(gradAvg === undefined ? {} : { gradAvg }),
        ...(momentumBuffer === undefined ? {} : { momentumBuffer }),
      },
    };
  },
};

/** Adaptive steps by the recent size of gradients; the learning rate is 1e-2 when absent. See {@link rmsprop}. */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(
    parameters: ParametersOrGroups<RMSpropOptions>,
    options: Partial<OptimizerOptions<RMSpropOptions>> = {},
  ) {
    super(rmsprop, parameters, { learningRate: 1e-2, ...withoutUndefined(options) });
  }
}
