import {
  checkSchedules,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";

/** Schedules one after the other in every epoch: each gets as its base rate what the one before it gives. */
export function chained(schedules: readonly LearningRate[]): LearningRate {
  checkSchedules("ChainedScheduler", schedules);
  const rates = [...schedules];
  return (base, epoch, group) => rates.reduce((rate, next) => next(rate, epoch, group), base);
}

/**
 * Several schedules at once, such as warm-up and drops; it sets the first learning rates when it is made.
 *
 * ```ts
 * new ChainedScheduler(optimizer, [linearLR({ totalIters: 5 }), exponentialLR({ gamma: 0.9 })]);
 * ```
 * For schedules that multiply the base rate, the rates are those of PyTorch's.
 */
export class ChainedScheduler extends LearningRateSchedule {
  constructor(optimizer: Scheduled, schedules: readonly LearningRate[]) {
    super(optimizer, chained(schedules));
    this.start();
  }
}
