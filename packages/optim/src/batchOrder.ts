import {
  isValue,
  loadState,
  Generator as RandomGenerator,
  type StateDict,
  saveState,
  tensor,
  type Value,
  value,
  zerosLike,
} from "@chainrule/autograd";
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

/** Options of {@link minibatches} and {@link loadMinibatches}: what becomes of a batch. */
export interface TransformOptions<Batch, Transformed> {
  /** What to make of each batch when its turn comes, such as augmented images. */
  readonly transform?: (batch: Batch) => Transformed;
}

/** The place in an epoch, and the random numbers behind its order: what training goes on from. */
export interface EpochPosition {
  /**
   * A copy of the place where the loop is, after the batch that it was given last, and of the generator's state. Outside of a
   * loop, and after one that was broken off, the place is before a new epoch.
   */
  stateDict(): StateDict;
  /**
   * Goes on from a saved {@link EpochPosition.stateDict}: the next loop is over the rest of that epoch, in the order it had.
   * @throws Error for one that does not fit, such as one in the middle of an epoch of other batches; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void;
}

/** The examples of a batch: those from `start` up to and without `end`, or if they are picked, int32 of shape [end − start]. */
interface BatchRows {
  readonly start: number;
  readonly end: number;
  readonly picked: Value | null;
}

/** An epoch under way. */
interface Epoch {
  /** The batches that are left. */
  readonly batches: Iterable<BatchRows>;
  /** Takes note that the next batch goes to the user. */
  handOut(): void;
  /** Takes note that the loop is over. */
  end(): void;
}

/** Which examples each batch has, in one epoch after the other. */
export class BatchOrder implements EpochPosition {
  /** How many batches an epoch has. */
  readonly length: number;
  readonly #what: string;
  readonly #count: number;
  readonly #size: number;
  readonly #random: () => RandomGenerator;
  /** The order of an epoch; null when nothing about it is random. */
  readonly #draw: ((generator: RandomGenerator) => Value) | null;
  /** How many batches of the epoch were handed out, and the generator's state from which its order came. */
  #handedOut = 0;
  #drawnFrom: RandomGenerator = new RandomGenerator(0);
  /** The loop that was begun last. */
  #current: Epoch | null = null;

  /** @param what who asks, for messages. */
  constructor(what: string, count: number, options: MinibatchOptions) {
    const { size, shuffle = true, dropLast = false, weights } = options;
    this.#what = what;
    this.#random = generatorFrom(what, options);
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
    if (sums !== null) this.#draw = (generator) => weightedDraws(generator, sums);
    else this.#draw = shuffle ? (generator) => generator.permutation(count) : null;
  }

  /** Begins an epoch, or what is left of one that was loaded. */
  begin(): Epoch {
    const isResumed = this.#current === null && this.#handedOut > 0;
    const first = isResumed ? this.#handedOut : 0;
    this.#handedOut = first;
    const order = this.#draw?.(isResumed ? copyOf(this.#drawnFrom) : this.#remembered()) ?? null;
    const epoch: Epoch = {
      batches: this.#batches(first, order),
      handOut: () => {
        if (this.#current === epoch) this.#handedOut++;
      },
      end: () => {
        if (this.#current !== epoch) return;
        this.#current = null;
        this.#handedOut = 0;
      },
    };
    this.#current = epoch;
    return epoch;
  }

  stateDict(): StateDict {
    return saveState(this.#values());
  }

  loadStateDict(state: StateDict): void {
    const values = this.#values();
    const loaded = Object.fromEntries(Object.entries(values).map(([path, x]) => [path, zerosLike(x)]));
    loadState(`these ${this.#what}`, loaded, state);
    const [handedOut, count, size] = ["batch", "examples", "size"].map((path) => loaded[path].item());
    if (handedOut !== 0 && (count !== this.#count || size !== this.#size)) {
      throw new Error(
        `This state dict does not fit these ${this.#what}. It is from the middle of an epoch of ${count} examples in batches of ${size}, ` +
          `but here are ${this.#count} in batches of ${this.#size}. Nothing was loaded.`,
      );
    }
    if (!(Number.isInteger(handedOut) && handedOut >= 0 && handedOut <= this.length)) {
      throw new Error(
        `This state dict does not fit these ${this.#what}. It is from batch ${handedOut} of an epoch of ${this.length}. Nothing was loaded.`,
      );
    }
    this.#current = null;
    this.#handedOut = handedOut;
    if (this.#draw === null) return;
    this.#drawnFrom.state.assign(loaded["drawnFrom"]);
    this.#random().state.assign(loaded["generator"]);
  }

  *#batches(first: number, order: Value | null): Generator<BatchRows> {
    for (let i = first; i < this.length; i++) {
      const start = i * this.#size;
      const end = Math.min(start + this.#size, this.#count);
      yield { start, end, picked: order?.slice(start, end) ?? null };
    }
  }

  /** The generator, whose state of now is kept, so that the same order can be drawn again. */
  #remembered(): RandomGenerator {
    const generator = this.#random();
    this.#drawnFrom = copyOf(generator);
    return generator;
  }

  #values(): Record<string, Value> {
    const scalar = (x: number): Value => value(x, { dtype: "float64" });
    return {
      batch: scalar(this.#handedOut),
      examples: scalar(this.#count),
      size: scalar(this.#size),
      ...(this.#draw === null ? {} : { drawnFrom: this.#drawnFrom.state, generator: this.#random().state }),
    };
  }
}

function copyOf(generator: RandomGenerator): RandomGenerator {
  const copy = new RandomGenerator(0);
  copy.state.assign(generator.state);
  return copy;
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
