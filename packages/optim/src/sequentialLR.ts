import {
  checkMilestones,
  checkOptions,
  checkSchedules,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";

/** Options of {@link SequentialLR}. */
export interface SequentialLROptions {
  /** Each counts its epochs from where it begins. */
  readonly schedules: readonly LearningRate[];
  /** The numbers of epochs at which the second schedule begins, the third, and so on. */
  readonly milestones: readonly number[];
}

/** Schedules that take turns, all from the same base rate. */
export function sequentialLR(options: SequentialLROptions): LearningRate {
  const { schedules, milestones } = checkOptions("SequentialLR", options);
  checkMilestones("SequentialLR", milestones);
  checkSchedules("SequentialLR", schedules);
  if (schedules.length !== milestones.length + 1) {
    throw new RangeError(
      `SequentialLR needs one schedule more than milestones, got ${schedules.length} and ${milestones.length}.`,
    );
  }
  const [first, ...others] = schedules;
  const begins = [...milestones];
  return (base, epoch, group) =>
    others.reduce(
      (before, schedule, i) => {
        const since = epoch.sub(begins[i]).maximum(0);
        return schedule(base, since, group).where(epoch.ge(begins[i]), before);
      },
      first(base, epoch, group),
    );
}

/**
 * Schedules that take turns; it sets the first learning rates when it is made.
 *
 * ```ts
 * const schedules = [linearLR({ totalIters: 5 }), cosineAnnealingLR({ tMax: 20 })];
 * new SequentialLR(optimizer, { schedules, milestones: [5] });
 * ```
 */
export class SequentialLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: SequentialLROptions) {
    super(optimizer, sequentialLR(options));
    this.start();
  }
}
