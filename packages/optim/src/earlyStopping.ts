import { loadState, type StateDict, saveState, tensor, Value, value } from "@chainrule/autograd";
import { checkChoice, checkNonNegative } from "./updateRule.ts";

/** What can be put back as it was, such as a model. */
export interface Restorable {
  /** A copy of all that is to be put back. */
  stateDict(): StateDict;
  /** Puts back what `stateDict` gave. */
  loadStateDict(state: StateDict): void;
}

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions {
  /** How many epochs without an improvement are let pass; 10 when absent. */
  readonly patience?: number;
  /** How much better than the best so far counts as an improvement: by more than this; 0 when absent. */
  readonly minDelta?: number;
  /** Whether a good metric is a small one (when absent) or a large one. */
  readonly mode?: "min" | "max";
}

/**
 * Stops a training when a metric has stopped getting better, and puts the model back as it was at its best.
 *
 * ```ts
 * const stopping = new EarlyStopping(model, { patience: 5 });
 * await fit({ ...training, onEpoch: () => stopping.step(validationLoss()) });
 * stopping.restore(); // for a training that came to its end
 * ```
 * Prechelt 1998, Early Stopping, But When?
 */
export class EarlyStopping {
  readonly #model: Restorable;
  readonly #sign: number;
  readonly #patience: number;
  readonly #minDelta: number;
  readonly #best: Value;
  readonly #badEpochs = value(0, { dtype: "float64" });
  /** The state at its best, which is that of now until there is a metric. */
  readonly #kept: Readonly<Record<string, Value>>;

  /** @param model what to put back: a module, or anything with a state dict of the same entries all the time. */
  constructor(model: Restorable, { patience = 10, minDelta = 0, mode = "min" }: EarlyStoppingOptions = {}) {
    checkNonNegative("EarlyStopping", { patience, minDelta });
    checkChoice("EarlyStopping", "mode", mode, ["min", "max"]);
    this.#model = model;
    this.#patience = patience;
    this.#minDelta = minDelta;
    this.#sign = mode === "min" ? 1 : -1;
    this.#best = value(this.#sign * Number.POSITIVE_INFINITY, { dtype: "float64" });
    this.#kept = Object.fromEntries(
      Object.entries(model.stateDict()).map(([path, entry]) => [path, tensor(entry.data, entry)]),
    );
  }

  /** The best metric so far. */
  get best(): number {
    return this.#best.item();
  }

  /**
   * Takes note of the metric, a number or scalar, after an epoch. NaN is no improvement.
   * @returns whether to go on. If not, the model is back at its best.
   */
  step(metric: Value | number): boolean {
    const now = metric instanceof Value ? metric.item() : metric;
    if (this.#sign * (this.best - now) > this.#minDelta) {
      loadState("EarlyStopping", this.#kept, this.#model.stateDict());
      this.#best.assign(value(now, { dtype: "float64" }));
      this.#badEpochs.assign(value(0, { dtype: "float64" }));
      return true;
    }
    const badEpochs = this.#badEpochs.item() + 1;
    this.#badEpochs.assign(value(badEpochs, { dtype: "float64" }));
    if (badEpochs <= this.#patience) return true;
    this.restore();
    return false;
  }

  /** Puts the model back as it was at its best. */
  restore(): void {
    this.#model.loadStateDict(saveState(this.#kept));
  }

  /** A copy of the best metric, the number of epochs since, and the model at its best: `model.` and the paths in it. */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link EarlyStopping.stateDict}. The model itself stays as it is.
   * @throws Error that lists all entries that do not fit; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    loadState("this EarlyStopping", this.#values(), state);
  }

  #values(): Record<string, Value> {
    const kept = Object.entries(this.#kept).map(([path, x]) => [`model.${path}`, x] as const);
    return { best: this.#best, badEpochs: this.#badEpochs, ...Object.fromEntries(kept) };
  }
}
