import { value } from "@chainrule/autograd";
import {
  checkMilestones,
  checkOptions,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link MultiStepLR}. */
export interface MultiStepLROptions {
  /** The numbers of epochs at which the rate drops, going up; twice the same for two drops. */
  readonly milestones: readonly number[];
  /** What each drop multiplies the rate by; 0.1 when absent. */
  readonly gamma?: number;
}

/**
 * The base rate times gamma for every milestone reached: base · gamma^#{m ≤ epoch}.
 */
export function multiStepLR(options: MultiStepLROptions): LearningRate {
  const { milestones, gamma = 0.1 } = checkOptions("MultiStepLR", options);
  checkMilestones("MultiStepLR", milestones);
  checkNonNegative("MultiStepLR", { gamma });
  const times = [...milestones];
  return (base, epoch) =>
    times.reduce((rate, time) => rate.mul(value(gamma, { dtype: "float64" }).where(epoch.ge(time), 1)), base);
}

/** Drops of the learning rate at given epochs. See {@link multiStepLR}. */
export class MultiStepLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: MultiStepLROptions) {
    super(optimizer, multiStepLR(options));
  }
}
