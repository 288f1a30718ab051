import { loadState, noGrad, type StateDict, saveState, type Value, value } from "@chainrule/autograd";
import type { Scheduled } from "./learningRateSchedule.ts";
import { type PerGroup, perGroup } from "./perGroup.ts";
import { checkChoice, checkNonNegative } from "./updateRule.ts";

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Whether a good metric is a small one (when absent) or a large one. */
  readonly mode?: "min" | "max";
  /** What the rate is multiplied by, below 1; 0.1 when absent. */
  readonly factor?: number;
  /** How many epochs without an improvement are let pass; 10 when absent. */
  readonly patience?: number;
  /** How much better than the best so far counts as an improvement; 1e-4 when absent. */
  readonly threshold?: number;
  /** Whether that is a share of the best (when absent) or a difference from it. */
  readonly thresholdMode?: "rel" | "abs";
  /** For how many epochs after a drop nothing is counted; 0 when absent. */
  readonly cooldown?: number;
  /** No rate goes below, of all groups or a list with that of each; 0 when absent. */
  readonly minLearningRate?: PerGroup;
  /** A drop by no more than this is left out; 1e-8 when absent. */
  readonly eps?: number;
}

/**
 * Lowers the learning rates of an optimizer when a metric has stopped getting better. `step(metric)` after each epoch; in
 * `fit`, `onEpoch: () => plateau.step(validationLoss())`, or as its `schedule` for the loss in training.
 */
export class ReduceLROnPlateau {
  readonly #groups: Scheduled["groups"];
  readonly #options: Required<Omit<ReduceLROnPlateauOptions, "minLearningRate">>;
  readonly #lowest: (group: number) => number;
  readonly #best: Value;
  readonly #badEpochs = zero();
  readonly #cooldownLeft = zero();

  constructor(optimizer: Scheduled, options: ReduceLROnPlateauOptions = {}) {
    const { mode = "min", thresholdMode = "rel" } = options;
    const { factor = 0.1, threshold = 1e-4, minLearningRate = 0, eps = 1e-8 } = options;
    const { patience = 10, cooldown = 0 } = options;
    checkNonNegative("ReduceLROnPlateau", { factor, threshold, eps, patience, cooldown });
    this.#lowest = perGroup("ReduceLROnPlateau", "minLearningRate", minLearningRate, optimizer.groups.length);
    checkChoice("ReduceLROnPlateau", "mode", mode, ["min", "max"]);
    checkChoice("ReduceLROnPlateau", "thresholdMode", thresholdMode, ["rel", "abs"]);
    if (factor >= 1) throw new RangeError(`ReduceLROnPlateau: factor is a number below 1, got ${factor}.`);
    this.#groups = optimizer.groups;
    this.#options = {
      mode,
      factor,
      patience,
      threshold,
      thresholdMode,
      cooldown,
      eps,
    };
    this.#best = value(mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, {
      dtype: "float64",
    });
  }

  /** Takes note of the metric, a number or scalar, after an epoch. NaN is no improvement. */
  step(metric: Value | number): void {
    const changes = noGrad(() => this.#changes(asFloat64(metric)));
    for (const [leaf, next] of changes) leaf.assign(next);
  }

  /** A copy of the best metric and of the counts. The rates are in the optimizer's state dict. */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link ReduceLROnPlateau.stateDict}. Load that of the optimizer, too.
   * @throws Error that lists all entries that do not fit; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    loadState("this ReduceLROnPlateau", this.#values(), state);
  }

  #changes(metric: Value): (readonly [Value, Value])[] {
    const { mode, factor, patience, threshold, thresholdMode, cooldown, eps } = this.#options;
    const sign = mode === "min" ? -1 : 1;
    const bar =
      thresholdMode === "rel" ? this.#best.mul(1 + sign * threshold) : this.#best.add(sign * threshold);
    const isBetter = metric.sub(bar).mul(sign).gt(0);
    const isCooling = this.#cooldownLeft.gt(0);
    const counted = zero().where(isBetter.maximum(isCooling), this.#badEpochs.add(1));
    const isDrop = counted.gt(patience);
    const drops = this.#groups.map(({ learningRate }, group) => {
      const lower = learningRate.mul(factor).maximum(this.#lowest(group));
      const isWorthIt = learningRate.sub(lower).gt(eps);
      return [learningRate, lower.where(isDrop.mul(isWorthIt), learningRate)] as const;
    });
    return [
      ...drops,
      [this.#best, metric.where(isBetter, this.#best)],
      [this.#badEpochs, counted.where(isDrop.eq(false), 0)],
      [
        this.#cooldownLeft,
        value(cooldown, { dtype: "float64" }).where(isDrop, this.#cooldownLeft.sub(1).maximum(0)),
      ],
    ];
  }

  #values(): Record<string, Value> {
    return { best: this.#best, badEpochs: this.#badEpochs, cooldownLeft: this.#cooldownLeft };
  }
}

function zero(): Value {
  return value(0, { dtype: "float64" });
}

function asFloat64(metric: Value | number): Value {
  return typeof metric === "number"
    ? value(metric, { dtype: "float64" })
    : metric.detach().to("float64").reshape([]);
}
