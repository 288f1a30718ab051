import { type Value, value, zerosLike } from "@chainrule/autograd";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions, ParametersOrGroups } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

export interface SGDOptions extends SlopeOptions {
  /** How much of the last update direction is kept: 0 (the default) none. */
  readonly momentum: number;
  /** How much of each gradient but the first is left out of the momentum; 0 by default. */
  readonly dampening: number;
  /** Look ahead by the momentum (Nesterov). Needs momentum, and no dampening. */
  readonly nesterov: boolean;
}

/** Empty without momentum. */
export type SGDState = { readonly momentumBuffer?: Value };

/**
 * Gradient descent, p ← p − learningRate · d, where the direction d is the gradient, or with momentum
 * b ← momentum · b + (1 − dampening) · gradient, d = b; b starts as the first gradient itself.
 *
 * Robbins and Monro 1951, A Stochastic Approximation Method; Polyak 1964, Some methods of speeding up the convergence of
 * iteration methods; Nesterov's variant as in Sutskever, Martens, Dahl and Hinton 2013, On the importance of
 * initialization and momentum in deep learning.
 */
export const sgd: UpdateRule<SGDOptions, SGDState> = {
  name: "SGD",
  defaults: { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false },

  check({ momentum, dampening, weightDecay, nesterov }) {
    checkNonNegative(this.name, { momentum, weightDecay });
    if (!Number.isFinite(dampening)) {
      throw new RangeError(`${this.name}: dampening is a finite number, got ${String(dampening)}.`);
    }
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new RangeError(
        `${this.name}: nesterov needs a momentum above 0 and no dampening, got momentum ${momentum} and dampening ${dampening}.`,
      );
    }
  },

  init: (parameter, { momentum }) => (momentum === 0 ? {} : { momentumBuffer: zerosLike(parameter) }),

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { momentum, dampening, nesterov } = options;
    const rate = learningRate.to(parameter.dtype);
    const slope = slopeOf({ parameter, gradient }, options);
    if (state.momentumBuffer === undefined) return { parameter: parameter.sub(slope.mul(rate)), state };

    // The buffer is 0 before the first step: adding the whole gradient then makes it the gradient.
    const share = value(1 - dampening, { dtype: "float64" }).where(step.gt(1), 1);
    const added = dampening === 0 ? slope : slope.mul(share.to(parameter.dtype));
    const momentumBuffer = state.momentumBuffer.mul(momentum).add(added);
    const direction = nesterov ? slope.add(momentumBuffer.mul(momentum)) : momentumBuffer;
    return { parameter: parameter.sub(direction.mul(rate)), state: { momentumBuffer } };
  },
};

/** Gradient descent, stochastic when the batches are. See {@link sgd}. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(parameters: ParametersOrGroups<SGDOptions>, options: OptimizerOptions<SGDOptions>) {
    super(sgd, parameters, options);
  }
}
