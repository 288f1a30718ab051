import { value } from "@chainrule/autograd";
import {
  checkOptions,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link ExponentialLR}. */
export interface ExponentialLROptions {
  /** What each epoch multiplies the rate by. */
  readonly gamma: number;
}

/**
 * The base rate times gamma for every epoch done: base · gamma^epoch.
 */
export function exponentialLR(options: ExponentialLROptions): LearningRate {
  const { gamma } = checkOptions("ExponentialLR", options);
  checkNonNegative("ExponentialLR", { gamma });
  return (base, epoch) => base.mul(value(gamma, { dtype: "float64" }).pow(epoch));
}

/** A learning rate that loses the same share every epoch. See {@link exponentialLR}. */
export class ExponentialLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: ExponentialLROptions) {
    super(optimizer, exponentialLR(options));
  }
}
