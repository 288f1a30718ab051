import {
  checkOptions,
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkShares } from "./updateRule.ts";

/** Options of {@link LinearLR}. */
export interface LinearLROptions {
  /** The share of the base rate at first; a third when absent. */
  readonly startFactor?: number;
  /** The share of the base rate in the end; 1 when absent. */
  readonly endFactor?: number;
  /** Epochs from the one to the other; 5 when absent. */
  readonly totalIters?: number;
}

/**
 * A straight line from `startFactor` to `endFactor` times the base rate, which then stays: warm-up, by default.
 *
 * Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.2.
 */
export function linearLR(options: LinearLROptions = {}): LearningRate {
  const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = checkOptions("LinearLR", options);
  checkShares("LinearLR", { startFactor, endFactor });
  checkPeriod("LinearLR", { totalIters });
  return (base, epoch) => {
    const factor = epoch
      .minimum(totalIters)
      .mul((endFactor - startFactor) / totalIters)
      .add(startFactor);
    return base.mul(factor);
  };
}

/** Warm-up. It sets the first learning rates when it is made. See {@link linearLR}. */
export class LinearLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: LinearLROptions = {}) {
    super(optimizer, linearLR(options));
    this.start();
  }
}
