import { type Value, value, zerosLike } from "@chainrule/autograd";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

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
    const isPair = Array.isArray(betas) && betas.length === 2;
    if (!isPair || !betas.every((beta) => beta >= 0 && beta < 1)) {
      throw new RangeError(
        `${this.name}: betas are two numbers from 0 up to and without 1, got [${[betas].flat().join(", ")}].`,
      );
    }
  },

  init(parameter, { amsgrad }) {
    const zero = zerosLike(parameter);
    return { expAvg: zero, expAvgSq: zero, ...(amsgrad ? { maxExpAvgSq: zero } : {}) };
  },

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { betas, eps, weightDecay, maximize } = options;
    const [beta1, beta2] = betas;
    const signed = maximize ? gradient.neg() : gradient;
    const slope = weightDecay === 0 ? signed : signed.add(parameter.mul(weightDecay));

    const expAvg = state.expAvg.mul(beta1).add(slope.mul(1 - beta1));
    const expAvgSq = state.expAvgSq.mul(beta2).add(slope.square().mul(1 - beta2));
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

/** 1 − βᵗ: the weight that an average which started at 0 has given to what it saw. */
function unseen(beta: number, step: Value): Value {
  return value(1, { dtype: "float64" }).sub(value(beta, { dtype: "float64" }).pow(step));
}

/** Adaptive steps for each entry; the learning rate is 1e-3 when absent. See {@link adam}. */
export class Adam extends Optimizer<AdamOptions> {
  constructor(
    parameters: ParametersOrGroups<AdamOptions>,
    options: Partial<OptimizerOptions<AdamOptions>> = {},
  ) {
    super(adam, parameters, { learningRate: 1e-3, ...withoutUndefined(options) });
  }
}
