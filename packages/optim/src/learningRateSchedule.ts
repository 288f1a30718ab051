import {
  describeValue,
  isValue,
  loadState,
  noGrad,
  type StateDict,
  saveState,
  type Value,
  value,
  zerosLike,
} from "@chainrule/autograd";
import { checkNonNegative } from "./updateRule.ts";

/** An {@link Optimizer}, or anything whose learning rates are float64 scalars. */
export interface Scheduled {
  readonly groups: readonly { readonly learningRate: Value }[];
}

/**
 * The learning rate from a group's base rate and the number of epochs done: float64 scalars all three. It is made of ops and
 * never looks at a number, so that a recorded step of a schedule stays right. Which group it is, counted from 0, is a plain
 * number.
 */
export type LearningRate = (base: Value, epoch: Value, group?: number) => Value;

/**
 * Sets the learning rates of an optimizer as a function of the number of epochs done. Call `step()` after each epoch (or
 * after each update, if you count in updates).
 */
export class LearningRateSchedule {
  readonly #groups: Scheduled["groups"];
  readonly #rate: (base: Value, epoch: Value, group: number) => Value | number;
  readonly #bases: readonly Value[];
  readonly #epoch: Value = value(0, { dtype: "float64" });

  /**
   * @param optimizer its learning rates of now are the base rates.
   * @param rate the learning rate, from a group's base rate and the number of epochs done; float64 scalars all three. It
   * may be a plain number too. Its last argument is which group it is for, counted from 0.
   */
  constructor(optimizer: Scheduled, rate: (base: Value, epoch: Value, group: number) => Value | number) {
    this.#groups = optimizer.groups;
    this.#rate = rate;
    this.#bases = this.#groups.map(({ learningRate }) => zerosLike(learningRate).assign(learningRate));
  }

  /** How often `step()` was called: the index, from 0, of the epoch to come. */
  get lastEpoch(): number {
    return this.#epoch.item();
  }

  /**
   * Moves on to the learning rates of the next epoch. When something throws, nothing has changed.
   * @throws TypeError for a rate that is neither a number nor a float64 scalar; RangeError for one that is negative or not
   * finite.
   */
  step(): void {
    this.#moveTo(noGrad(() => this.#epoch.add(1)));
  }

  #moveTo(epoch: Value): void {
    const { name } = this.constructor;
    const rates = noGrad(() => this.#bases.map((base, i) => asRate(name, i, this.#rate(base, epoch, i))));
    // A call that was recorded even under noGrad is one in a trace, where numbers are not to be looked at.
    if (epoch.node === null) rates.forEach((rate, i) => checkRate(name, i, rate.item()));
    this.#epoch.assign(epoch);
    this.#groups.forEach((group, i) => group.learningRate.assign(rates[i]));
  }

  /** Sets the learning rates of now, where already the first is not the base rate. */
  protected start(): void {
    this.#moveTo(this.#epoch.detach());
  }

  /** A copy of the number of epochs and of the base rates. The rates of now are in the optimizer's state dict. */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link LearningRateSchedule.stateDict}. Load that of the optimizer, too.
   * @throws Error that lists all entries that do not fit; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    loadState("this schedule", this.#values(), state);
  }

  #values(): Record<string, Value> {
    const bases = this.#bases.map((base, i) => [`groups.${i}.baseLearningRate`, base] as const);
    return { lastEpoch: this.#epoch, ...Object.fromEntries(bases) };
  }
}

/** What a rate function gave as a Value that can be assigned to a learning rate. */
function asRate(schedule: string, group: number, rate: unknown): Value {
  if (typeof rate === "number") {
    checkRate(schedule, group, rate);
    return value(rate, { dtype: "float64" });
  }
  if (isValue(schedule, rate) && rate.dtype === "float64" && rate.rank === 0) return rate;
  throw new TypeError(
    `${schedule}.step(): the learning rate of group ${group} is ${describeValue(rate)}, but must be a number or float64 of shape []. ` +
      "Compute it from the base rate, or convert it with to() and reshape(). Nothing was changed.",
  );
}

function checkRate(schedule: string, group: number, rate: number): void {
  checkNonNegative(schedule, { [`the learning rate of group ${group}`]: rate });
}

/** The options of a schedule. Throws a TypeError on what is no object. */
export function checkOptions<Options extends object>(name: string, options: Options): Options {
  if (typeof options === "object" && options !== null && !isValue(name, options)) return options;
  throw new TypeError(`${name} takes its options by name, in an object, got ${describeValue(options)}.`);
}

/** Throws a RangeError unless the numbers are integers of at least 1. */
export function checkPeriod(name: string, period: Readonly<Record<string, number>>): void {
  for (const [option, epochs] of Object.entries(period)) {
    if (Number.isInteger(epochs) && epochs >= 1) continue;
    throw new RangeError(
      `${name}: ${option} is a number of epochs, an integer of at least 1, got ${describeValue(epochs)}.`,
    );
  }
}

/** Throws a RangeError unless milestones are numbers of epochs that do not go down. */
export function checkMilestones(name: string, milestones: readonly number[]): void {
  const areFine =
    Array.isArray(milestones) &&
    milestones.every((epochs, i) => Number.isInteger(epochs) && epochs >= (i === 0 ? 0 : milestones[i - 1]));
  if (areFine) return;
  const got = Array.isArray(milestones)
    ? milestones.map(describeValue).join(", ")
    : describeValue(milestones);
  throw new RangeError(`${name}: milestones are numbers of epochs, integers that go up, got ${got}.`);
}

/** Throws a TypeError unless schedules are functions. */
export function checkSchedules(name: string, schedules: readonly LearningRate[]): void {
  if (schedules.every((schedule) => typeof schedule === "function")) return;
  throw new TypeError(
    `${name} takes functions, such as linearLR({ totalIters: 5 }), and not schedules that have an optimizer.`,
  );
}
