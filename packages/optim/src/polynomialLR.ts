import {
  checkOptions,
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link PolynomialLR}. */
export interface PolynomialLROptions {
  /** Epochs from the base rate down to 0; 5 when absent. */
  readonly totalIters?: number;
  /** 1 (a straight line) when absent. */
  readonly power?: number;
}

/**
 * From the base rate down to 0, where it stays: base · (1 − epoch / totalIters)^power.
 */
export function polynomialLR(options: PolynomialLROptions = {}): LearningRate {
  const { totalIters = 5, power = 1 } = checkOptions("PolynomialLR", options);
  checkPeriod("PolynomialLR", { totalIters });
  checkNonNegative("PolynomialLR", { power });
  return (base, epoch) => base.mul(epoch.div(-totalIters).add(1).maximum(0).pow(power));
}

/** A learning rate that goes down to 0 along a power. See {@link polynomialLR}. */
export class PolynomialLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: PolynomialLROptions = {}) {
    super(optimizer, polynomialLR(options));
  }
}
