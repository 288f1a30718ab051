import { value } from "@chainrule/autograd";
import {
  checkOptions,
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link StepLR}. */
export interface StepLROptions {
  /** Epochs between drops. */
  readonly stepSize: number;
  /** What each drop multiplies the rate by; 0.1 when absent. */
  readonly gamma?: number;
}

/**
 * The base rate times gamma for every `stepSize` epochs done: base · gamma^⌊epoch / stepSize⌋.
 */
export function stepLR(options: StepLROptions): LearningRate {
  const { stepSize, gamma = 0.1 } = checkOptions("StepLR", options);
  checkPeriod("StepLR", { stepSize });
  checkNonNegative("StepLR", { gamma });
  return (base, epoch) => {
    const drops = epoch.div(stepSize).to("int32").to("float64"); // to int32 rounds down
    return base.mul(value(gamma, { dtype: "float64" }).pow(drops));
  };
}

/** Drops of the learning rate at equal intervals. See {@link stepLR}. */
export class StepLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: StepLROptions) {
    super(optimizer, stepLR(options));
  }
}
