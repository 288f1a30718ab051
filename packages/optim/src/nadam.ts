import { type Value, value, zerosLike } from "@chainrule/autograd";
import { checkBetas, follow, unseen } from "./movingAverage.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, type ParametersOrGroups, withoutUndefined } from "./parameterGroups.ts";
import { type SlopeOptions, slopeOf } from "./slope.ts";
import { checkNonNegative, type UpdateRule } from "./updateRule.ts";

export interface NAdamOptions extends SlopeOptions {
  /** How much of the averages of the gradient and of its square is kept in each step; (0.9, 0.999) by default. */
  readonly betas: readonly [number, number];
  /** Added to the denominator; 1e-8 by default. */
  readonly eps: number;
  /** How fast the momentum goes up towards β₁; 4e-3 by default. */
  readonly momentumDecay: number;
}

/** Moving averages of the gradient and of its square, and the product of all momenta: a float64 scalar. */
export type NAdamState = { readonly expAvg: Value; readonly expAvgSq: Value; readonly muProduct: Value };

/**
 * Adam with Nesterov's look ahead, by a momentum that grows.
 *
 * At step t, with μₜ = β₁ (1 − 0.96^(t · momentumDecay) / 2), m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g²:
 * p ← p − learningRate · ((1 − μₜ) g / (1 − Π) + μₜ₊₁ m / (1 − Π μₜ₊₁)) / (√(v / (1 − β₂ᵗ)) + eps), where Π = μ₁ ⋯ μₜ.
 * (In the last denominator, PyTorch before 2.0 has μₜ twice.)
 *
 * Dozat 2016, Incorporating Nesterov Momentum into Adam.
 */
export const nadam: UpdateRule<NAdamOptions, NAdamState> = {
  name: "NAdam",
  defaults: { betas: [0.9, 0.999], eps: 1e-8, momentumDecay: 4e-3, weightDecay: 0, maximize: false },

  check({ betas, eps, momentumDecay, weightDecay }) {
    checkNonNegative(this.name, { eps, momentumDecay, weightDecay });
    checkBetas(this.name, betas);
  },

  init(parameter) {
    const zero = zerosLike(parameter);
    return { expAvg: zero, expAvgSq: zero, muProduct: value(1, { dtype: "float64" }) };
  },

  update({ parameter, gradient, state, learningRate, step, options }) {
    const { betas, eps, momentumDecay } = options;
    const [beta1, beta2] = betas;
    const slope = slopeOf({ parameter, gradient }, options);
    const expAvg = follow(state.expAvg, slope, beta1);
    const expAvgSq = follow(state.expAvgSq, slope.square(), beta2);

    const one = value(1, { dtype: "float64" });
    const momentumAt = (time: Value): Value =>
      one.sub(value(0.96, { dtype: "float64" }).pow(time.mul(momentumDecay)).mul(0.5)).mul(beta1);
    const [mu, nextMu] = [momentumAt(step), momentumAt(step.add(1))];
    const muProduct = state.muProduct.mul(mu);
    const slopeRate = learningRate.mul(one.sub(mu)).div(one.sub(muProduct)).to(parameter.dtype);
    const averageRate = learningRate
      .mul(nextMu)
      .div(one.sub(muProduct.mul(nextMu)))
      .to(parameter.dtype);
    const denominator = expAvgSq.sqrt().div(unseen(beta2, step).sqrt().to(parameter.dtype)).add(eps);
    const direction = slope.mul(slopeRate).add(expAvg.mul(averageRate));
    return { parameter: parameter.sub(direction.div(denominator)), state: { expAvg, expAvgSq, muProduct } };
  },
};

/** Adam with Nesterov momentum; the learning rate is 2e-3 when absent. See {@link nadam}. */
export class NAdam extends Optimizer<NAdamOptions> {
  constructor(
    parameters: ParametersOrGroups<NAdamOptions>,
    options: Partial<OptimizerOptions<NAdamOptions>> = {},
  ) {
    super(nadam, parameters, { learningRate: 2e-3, ...withoutUndefined(options) });
  }
}
