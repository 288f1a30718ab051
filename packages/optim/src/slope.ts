import type { Value } from "@chainrule/autograd";

/** The options that make a gradient the slope to go down. */
export interface SlopeOptions {
  /** The weight of an L2 penalty; its gradient, weightDecay · parameter, is added. 0 by default. */
  readonly weightDecay: number;
  /** Go up instead of down. */
  readonly maximize: boolean;
}

/** What an update goes down: the gradient, turned round to maximize, plus that of the L2 penalty. */
export function slopeOf(
  { parameter, gradient }: { readonly parameter: Value; readonly gradient: Value },
  { weightDecay, maximize }: SlopeOptions,
): Value {
  const signed = maximize ? gradient.neg() : gradient;
  return weightDecay === 0 ? signed : signed.add(parameter.mul(weightDecay));
}
