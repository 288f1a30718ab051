import type { Value } from "@chainrule/autograd";
import {
  checkOptions,
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** Epochs from the base rate down to `etaMin`; after that it rises again. */
  readonly tMax: number;
  /** The smallest rate; 0 when absent. */
  readonly etaMin?: number;
}

/**
 * Half a cosine from the base rate to etaMin: etaMin + (base − etaMin) (1 + cos(π · epoch / tMax)) / 2.
 *
 * Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts (without the restarts).
 */
export function cosineAnnealingLR(options: CosineAnnealingLROptions): LearningRate {
  const { tMax, etaMin = 0 } = checkOptions("CosineAnnealingLR", options);
  checkPeriod("CosineAnnealingLR", { tMax });
  checkNonNegative("CosineAnnealingLR", { etaMin });
  return (base, epoch) =>
    base
      .sub(etaMin)
      .mul(halfCosine(epoch.div(tMax)))
      .add(etaMin);
}

/** From 1 at 0 down to 0 at 1: (1 + cos πx) / 2. */
export function halfCosine(share: Value): Value {
  return share.mul(Math.PI).cos().add(1).mul(0.5);
}

/** A learning rate that goes down along a cosine. See {@link cosineAnnealingLR}. */
export class CosineAnnealingLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: CosineAnnealingLROptions) {
    super(optimizer, cosineAnnealingLR(options));
  }
}
