import type { compile as Compile } from "@chainrule/wasm";
import { classify, type Setup } from "./classification.ts";

/** A classifier so far. */
export type Classifier = {
  readonly setup: Setup;
  /** After each epoch: the share of points that it gets wrong. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Counted from 1. */
  readonly bestEpoch: number;
  /** Its answers over the plane, −1 to 1: now, and in its best epoch. */
  readonly last: Float32Array;
  readonly best: Float32Array;
};

/** Two classifiers that learn in step: one without remedies and one with. */
export type Pair<Each> = { readonly without: Each; readonly withRemedies: Each };

class Course {
  readonly setup: Setup;
  readonly #epochs: ReturnType<typeof classify>;
  readonly #train: number[] = [];
  readonly #validation: number[] = [];
  #bestEpoch = 0;
  #last = new Float32Array(0);
  #best = new Float32Array(0);

  constructor(setup: Setup, compile: typeof Compile) {
    this.setup = setup;
    this.#epochs = classify(setup, compile);
  }

  get epoch(): number {
    return this.#train.length;
  }

  /** Returns false when that was the last epoch. */
  step(): boolean {
    const { done, value } = this.#epochs.next();
    if (done) return false;
    this.#last = Float32Array.from(value.probabilities, (probability) => 2 * probability - 1);
    this.#train.push(value.trainError);
    this.#validation.push(value.validationError);
    if (value.validationError < (this.#validation[this.#bestEpoch - 1] ?? Number.POSITIVE_INFINITY)) {
      this.#bestEpoch = this.#train.length;
      this.#best = this.#last;
    }
    return true;
  }

  report(): Classifier {
    return {
      setup: this.setup,
      train: [...this.#train],
      validation: [...this.#validation],
      bestEpoch: this.#bestEpoch,
      last: this.#last,
      best: this.#best,
    };
  }
}

const isSame = (a: Setup, b: Setup): boolean => Object.values(a).join() === Object.values(b).join();

/** Trains both; one whose setup is changed begins anew and catches up. */
export function beginPair(chosen: Pair<Setup>, compile: typeof Compile) {
  let without = new Course(chosen.without, compile);
  let withRemedies = new Course(chosen.withRemedies, compile);
  return {
    step(): boolean {
      const behind = without.epoch - withRemedies.epoch;
      if (behind > 0) return withRemedies.step();
      if (behind < 0) return without.step();
      const [goesOn] = [without.step(), withRemedies.step()];
      return goesOn;
    },
    change(chosen: Pair<Setup>): void {
      if (!isSame(chosen.without, without.setup)) without = new Course(chosen.without, compile);
      if (!isSame(chosen.withRemedies, withRemedies.setup))
        withRemedies = new Course(chosen.withRemedies, compile);
    },
    snapshot: (): Pair<Classifier> => ({ without: without.report(), withRemedies: withRemedies.report() }),
  };
}
