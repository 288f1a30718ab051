import type { Value } from "@chainrule/autograd";
import { Examples, type Rows } from "./examples.ts";
import { generatorFrom, type RandomSource } from "./randomSource.ts";

export interface MinibatchOptions extends RandomSource {
  /** Examples per batch: 1 for stochastic gradient descent, Infinity for all at once. */
  readonly size: number;
  /** Whether each epoch comes in a random order of its own; true when absent. */
  readonly shuffle?: boolean;
  /** Leave out the examples at the end that do not fill a batch, so that all batches have one shape; false when absent. */
  readonly dropLast?: boolean;
}

/** The batches of one epoch, and with each new `for` loop over them, of the next. */
export interface Minibatches<Batch> extends Iterable<Batch> {
  /** How many batches an epoch has. */
  readonly length: number;
}

/**
 * Cuts data into batches of `size` rows (all rows, if there are fewer). To loop over the result is one epoch, in which each
 * example comes once, and it can be looped over again. A record of data gives records with the same keys.
 *
 * ```ts
 * const batches = minibatches({ images, labels }, { size: 64, seed: 1 });
 * for (let epoch = 0; epoch < 10; epoch++) {
 *   for (const { images, labels } of batches) train(images, labels);
 * }
 * ```
 * @throws RangeError when there are no examples, numbers of rows differ, or the size is no integer of at least 1.
 */
export function minibatches(data: Rows, options: MinibatchOptions): Minibatches<Value>;
export function minibatches<K extends string>(
  data: Readonly<Record<K, Rows>>,
  options: MinibatchOptions,
): Minibatches<Record<K, Value>>;
export function minibatches(
  data: Rows | Readonly<Record<string, Rows>>,
  { size, shuffle = true, dropLast = false, ...source }: MinibatchOptions,
): Minibatches<Value | Record<string, Value>> {
  const examples = new Examples("minibatches", data);
  const generator = generatorFrom("minibatches", source);
  if (!(size === Number.POSITIVE_INFINITY || (Number.isInteger(size) && size >= 1))) {
    throw new RangeError(
      `minibatches needs a size that is an integer of at least 1 or Infinity, got ${String(size)}.`,
    );
  }
  const rows = Math.min(size, examples.count);
  const length = dropLast ? Math.floor(examples.count / rows) : Math.ceil(examples.count / rows);
  return {
    length,
    *[Symbol.iterator]() {
      const order = shuffle ? generator().permutation(examples.count) : null;
      for (let i = 0; i < length; i++) {
        const [start, end] = [i * rows, (i + 1) * rows];
        const picked = order?.slice(start, end);
        yield examples.select((column) =>
          picked === undefined ? column.slice(start, end) : column.indexSelect(0, picked),
        );
      }
    },
  };
}
