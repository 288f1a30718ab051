import { checkValue, defaultGenerator, describeValue, type Generator, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** Options of {@link Dropout}. */
export interface DropoutOptions {
  /** Where the choices come from; the `defaultGenerator()` of the moment when absent. */
  readonly generator?: Generator;
}

/**
 * While training, sets each entry to 0 with probability p and divides the others by 1 − p, which keeps the mean; else passes
 * everything on (Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting). The state of
 * the generator is not in the state dict: to resume a run exactly, save it too.
 */
export class Dropout extends Module {
  /** The probability that an entry becomes 0. */
  readonly p: number;
  /** Where the numbers come from; null for the `defaultGenerator()`. */
  readonly generator: Generator | null;

  /**
   * @param p the probability that an entry is dropped.
   * @throws RangeError for a p that is not from 0 to 1.
   */
  constructor(p = 0.5, { generator }: DropoutOptions = {}) {
    super();
    if (!(typeof p === "number" && p >= 0 && p <= 1)) {
      throw new RangeError(`Dropout needs a probability p from 0 to 1, got ${describeValue(p)}.`);
    }
    this.p = p;
    this.generator = generator ?? null;
  }

  forward(x: Value): Value {
    checkValue("Dropout", x);
    if (!this.training || this.p === 0) return x;
    const isKept = (this.generator ?? defaultGenerator()).bernoulli(1 - this.p, x.shape);
    const kept = x.where(isKept, 0);
    return this.p === 1 ? kept : kept.div(1 - this.p);
  }
}
