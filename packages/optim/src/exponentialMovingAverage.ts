import {
  describeValue,
  loadState,
  noGrad,
  type StateDict,
  saveState,
  type Value,
  zerosLike,
} from "@chainrule/autograd";
import { follow } from "./movingAverage.ts";
import { readValues } from "./readValues.ts";
import { checkShares } from "./updateRule.ts";

/** Options of {@link ExponentialMovingAverage}. */
export interface ExponentialMovingAverageOptions {
  /** How much of the average is kept in each update; 0.999 when absent. */
  readonly decay?: number;
}

/**
 * Averages of parameters over the time of training, average ← decay · average + (1 − decay) · parameter, which often do
 * better than the parameters themselves. They start as the parameters are.
 *
 * ```ts
 * optimizer.step();
 * average.update();
 * // and to validate:
 * average.apply();
 * const loss = validationLoss();
 * average.restore();
 * ```
 * Polyak and Juditsky 1992, Acceleration of Stochastic Approximation by Averaging.
 */
export class ExponentialMovingAverage {
  /** Leaves, in the order of the parameters. */
  readonly averages: readonly Value[];
  readonly #parameters: readonly Value[];
  readonly #decay: number;
  /** The parameters as they were before `apply()`. */
  #kept: readonly Value[] | null = null;

  /** @param parameters leaves of floats; a single one needs no list. */
  constructor(parameters: Value | Iterable<Value>, { decay = 0.999 }: ExponentialMovingAverageOptions = {}) {
    checkShares("ExponentialMovingAverage", { decay });
    this.#decay = decay;
    this.#parameters = readValues("ExponentialMovingAverage", parameters);
    for (const x of this.#parameters) {
      if (x.node === null && x.dtype.startsWith("float")) continue;
      throw new TypeError(
        `ExponentialMovingAverage needs leaves of floats, got ${describeValue(x)}. Leave it out.`,
      );
    }
    this.averages = this.#parameters.map(copyOf);
  }

  /** Takes note of the parameters; call it after each step of the optimizer. */
  update(): void {
    this.#checkNotApplied("update()");
    const next = noGrad(() =>
      this.averages.map((average, i) => follow(average, this.#parameters[i], this.#decay)),
    );
    this.averages.forEach((average, i) => average.assign(next[i]));
  }

  /** Sets the parameters to the averages, until `restore()`. */
  apply(): void {
    this.#checkNotApplied("apply()");
    this.#kept = this.#parameters.map(copyOf);
    this.#parameters.forEach((parameter, i) => parameter.assign(this.averages[i]));
  }

  /** Sets the parameters to what they were before `apply()`. */
  restore(): void {
    const kept = this.#kept;
    if (kept === null) {
      throw new Error("ExponentialMovingAverage.restore(): there is nothing to restore. Call apply() first.");
    }
    this.#parameters.forEach((parameter, i) => parameter.assign(kept[i]));
    this.#kept = null;
  }

  /** A copy of the averages: `averages.0` and so on. */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link ExponentialMovingAverage.stateDict}.
   * @throws Error that lists all entries that do not fit; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    loadState("this ExponentialMovingAverage", this.#values(), state);
  }

  #values(): Record<string, Value> {
    return Object.fromEntries(this.averages.map((average, i) => [`averages.${i}`, average]));
  }

  #checkNotApplied(what: string): void {
    if (this.#kept === null) return;
    throw new Error(
      `ExponentialMovingAverage.${what}: the parameters are the averages now. Call restore() first.`,
    );
  }
}

function copyOf(x: Value): Value {
  return zerosLike(x).assign(x);
}
