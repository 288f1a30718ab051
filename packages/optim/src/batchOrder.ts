import { isValue, type Generator as RandomGenerator, tensor, type Value } from "@chainrule/autograd";
import { generatorFrom, type RandomSource } from "./randomSource.ts";

export interface MinibatchOptions extends RandomSource {
  /** Examples per batch: 1 for stochastic gradient descent, Infinity for all at once. */
  readonly size: number;
  /** Whether each epoch comes in a random order of its own; true when absent. */
  readonly shuffle?: boolean;
  /** Leave out the examples at the end that do not fill a batch, so that all batches have one shape; false when absent. */
  readonly dropLast?: boolean;
  /**
   * How likely each example is drawn, in proportion: numbers of at least 0. An epoch is then as many draws as there are
   * examples, each from all of them, so that some come twice and some not at all.
   */
  readonly weights?: Value | ArrayLike<number>;
}

export interface TransformOptions<Batch, Transformed> {
  /** What to make of each batch when its turn comes, such as augmented images. */
  readonly transform?: (batch: Batch) => Transformed;
}

/** The examples of a batch: those from `start` up to and without `end`, or if they are picked, int32 of shape [end − start]. */
interface BatchRows {
  readonly start: number;
  readonly end: number;
  readonly picked: Value | null;
}

/** Which examples each batch has, in one epoch after the other. */
export class BatchOrder {
  /** How many batches an epoch has. */
  readonly length: number;
  readonly #count: number;
  readonly #size: number;
  readonly #draw: () => Value | null;

  /** @param what who asks, for messages. */
  constructor(what: string, count: number, options: MinibatchOptions) {
    const { size, shuffle = true, dropLast = false, weights } = options;
    const random = generatorFrom(what, options);
    if (!(size === Number.POSITIVE_INFINITY || (Number.isInteger(size) && size >= 1))) {
      throw new RangeError(
        `${what} needs a size that is an integer of at least 1 or Infinity, got ${String(size)}.`,
      );
    }
    if (weights !== undefined && !shuffle) {
      throw new TypeError(`${what} draws at random by weights: leave them out, or shuffle: false.`);
    }
    this.#count = count;
    this.#size = Math.min(size, count);
    this.length = dropLast ? Math.floor(count / this.#size) : Math.ceil(count / this.#size);
    const sums = weights === undefined ? null : runningSums(what, weights, count);
    if (sums !== null) this.#draw = () => weightedDraws(random(), sums);
    else this.#draw = () => (shuffle ? random().permutation(count) : null);
  }

  *epoch(): Generator<BatchRows> {
    const order = this.#draw();
    for (let i = 0; i < this.length; i++) {
      const start = i * this.#size;
      const end = Math.min(start + this.#size, this.#count);
      yield { start, end, picked: order?.slice(start, end) ?? null };
    }
  }
}

function runningSums(what: string, weights: Value | ArrayLike<number>, count: number): number[] {
  const list = Array.from(isValue(what, weights) ? weights.data : weights);
  if (list.length !== count) {
    throw new RangeError(`${what} needs a weight for each of the ${count} examples, got ${list.length}.`);
  }
  let sum = 0;
  const sums = list.map((weight) => (sum += weight));
  if (list.every((weight) => weight >= 0) && sum > 0 && sum < Number.POSITIVE_INFINITY) return sums;
  throw new RangeError(
    `${what} needs weights that are finite, at least 0 and not all 0; their sum is ${sum}.`,
  );
}

/** As many draws as there are weights, with replacement, by the inverse of the distribution function. */
function weightedDraws(generator: RandomGenerator, sums: readonly number[]): Value {
  const total = sums[sums.length - 1];
  const uniform = generator.uniform([sums.length], { dtype: "float64" }).data;
  return tensor(Int32Array.from(uniform, (share) => firstAbove(sums, share * total)));
}

/** The index of the first of the sums, which go up, that is larger than x. */
function firstAbove(sums: readonly number[], x: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
