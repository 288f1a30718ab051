import { describeValue, type Value } from "@chainrule/autograd";
import {
  BatchOrder,
  type EpochPosition,
  type MinibatchOptions,
  type TransformOptions,
} from "./batchOrder.ts";
import { Examples, type Rows } from "./examples.ts";

/** The batches of one epoch, and with each new `for` loop over them, of the next. */
export interface Minibatches<Batch> extends Iterable<Batch>, EpochPosition {
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
export function minibatches<Batch = Value>(
  data: Rows,
  options: MinibatchOptions & TransformOptions<Value, Batch>,
): Minibatches<Batch>;
export function minibatches<K extends string, Batch = Record<K, Value>>(
  data: Readonly<Record<K, Rows>>,
  options: MinibatchOptions & TransformOptions<Record<K, Value>, Batch>,
): Minibatches<Batch>;
export function minibatches(
  data: Rows | Readonly<Record<string, Rows>>,
  given: MinibatchOptions & TransformOptions<never, unknown>,
): Minibatches<unknown> {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`minibatches needs options such as { size: 64 }, got ${describeValue(given)}.`);
  const { transform = (batch) => batch, ...options } = given;
  const examples = new Examples("minibatches", data);
  const order = new BatchOrder("minibatches", examples.count, options);
  return {
    length: order.length,
    *[Symbol.iterator]() {
      const epoch = order.begin();
      try {
        for (const { start, end, picked } of epoch.batches) {
          const batch = examples.select((column) =>
            picked === null ? column.slice(start, end) : column.indexSelect(0, picked),
          );
          const transformed = transform(batch as never);
          epoch.handOut();
          yield transformed;
        }
      } finally {
        epoch.end();
      }
    },
    stateDict: () => order.stateDict(),
    loadStateDict: (state) => order.loadStateDict(state),
  };
}
