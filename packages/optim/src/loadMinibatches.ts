import { stack, tensor, Value, value } from "@chainrule/autograd";
import {
  BatchOrder,
  type EpochPosition,
  type MinibatchOptions,
  type TransformOptions,
} from "./batchOrder.ts";
import { isRows, mapRecord, type Rows } from "./examples.ts";

/** Examples by their index, from 0 up to and without `length`: in files, behind a network, or computed. */
export interface IndexedSource<Example> {
  /** How many examples there are. */
  readonly length: number;
  /** The example of that index, from 0 to length − 1. */
  get(index: number): Example | Promise<Example>;
}

/** One example, or a column of one. (Plain numbers become floats; class indices want `value(3, { dtype: "int32" })`.) */
export type Entry = Rows | number | boolean;

export interface LoadOptions extends MinibatchOptions {
  /** How many batches are loaded ahead while one is worked on; 2 when absent. */
  readonly prefetch?: number;
}

/** The batches of one epoch, and with each new `for await` loop over them, of the next. */
export interface LoadedMinibatches<Batch> extends AsyncIterable<Batch>, EpochPosition {
  /** How many batches an epoch has. */
  readonly length: number;
}

/**
 * Like `minibatches`, from a source that gives examples one by one, at once or later: the Values of a batch are stacked.
 * While a batch is worked on, the next ones are on their way. Each is transformed when its turn comes, so that random
 * numbers are drawn in the order of the batches, however long each took.
 *
 * ```ts
 * const source = { length: names.length, get: async (i: number) => ({ image: await readImage(names[i]) }) };
 * for await (const { image } of loadMinibatches(source, { size: 64 })) train(image);
 * ```
 * @throws RangeError when there are no examples, or the size or prefetch make no sense; while looping, what `get` throws.
 */
export function loadMinibatches<Batch = Value>(
  source: IndexedSource<Entry>,
  options: LoadOptions & TransformOptions<Value, Batch>,
): LoadedMinibatches<Batch>;
export function loadMinibatches<K extends string, Batch = Record<K, Value>>(
  source: IndexedSource<Readonly<Record<K, Entry>>>,
  options: LoadOptions & TransformOptions<Record<K, Value>, Batch>,
): LoadedMinibatches<Batch>;
export function loadMinibatches(
  source: IndexedSource<Entry | Readonly<Record<string, Entry>>>,
  { transform = (batch) => batch, prefetch = 2, ...options }: LoadOptions & TransformOptions<never, unknown>,
): LoadedMinibatches<unknown> {
  const { length: count } = source;
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`loadMinibatches got no examples: the length of the source is ${String(count)}.`);
  }
  if (!(Number.isInteger(prefetch) && prefetch >= 0)) {
    throw new RangeError(`loadMinibatches: prefetch is an integer of at least 0, got ${String(prefetch)}.`);
  }
  const order = new BatchOrder("loadMinibatches", count, options);

  async function load(indices: readonly number[]): Promise<Value | Record<string, Value>> {
    return together(await Promise.all(indices.map(async (i) => source.get(i))));
  }
  return {
    length: order.length,
    async *[Symbol.asyncIterator]() {
      const epoch = order.begin();
      const loading: Promise<Value | Record<string, Value>>[] = [];
      const next = async (): Promise<unknown> => {
        const transformed = transform((await loading.shift()) as never);
        epoch.handOut();
        return transformed;
      };
      try {
        for (const { start, end, picked } of epoch.batches) {
          const rows = picked?.data ?? Array.from({ length: end - start }, (_, i) => start + i);
          const batch = load(Array.from(rows));
          batch.catch(() => {}); // What it throws is thrown when its turn comes, or never if the loop ends before.
          if (loading.push(batch) > prefetch) yield next();
        }
        while (loading.length > 0) yield next();
      } finally {
        epoch.end();
      }
    },
    stateDict: () => order.stateDict(),
    loadStateDict: (state) => order.loadStateDict(state),
  };
}

/** Examples as a batch. */
function together(
  examples: readonly (Entry | Readonly<Record<string, Entry>>)[],
): Value | Record<string, Value> {
  const [first] = examples;
  if (isEntry(first)) return stack((examples as Entry[]).map(toValue));
  const records = examples as Readonly<Record<string, Entry>>[];
  return mapRecord(first, (_, name) => stack(records.map((record) => toValue(record[name]))));
}

function isEntry(example: Entry | Readonly<Record<string, Entry>>): example is Entry {
  return typeof example !== "object" || isRows("loadMinibatches", example);
}

function toValue(entry: Entry): Value {
  if (entry instanceof Value) return entry;
  return typeof entry === "object"
    ? tensor(entry)
    : value(Number(entry), typeof entry === "boolean" ? { dtype: "bool" } : {});
}
