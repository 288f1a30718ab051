import { Value } from "@chainrule/autograd";

/** What `onStep` hears. */
export interface StepReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Which update of the epoch, counted from 1. */
  readonly step: number;
  /** Of this batch (or of those accumulated), before the update. */
  readonly loss: number;
}

/** What `onEpoch` hears, and what `fit` returns for each epoch. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many updates the epoch had. */
  readonly steps: number;
  /** The mean of the batches' losses, each weighted by how many examples the batch had. */
  readonly loss: number;
}

/** Returns false to stop, anything else to go on; a promise is awaited. */
type Callback<Report> = (report: Report) => unknown;

export interface FitOptions<Batch> {
  /** The scalar to minimize: a mean over the examples of the batch. */
  readonly loss: (batch: Batch) => Value;
  /** To do something to the gradients first, such as clipping, pass an object whose `step` does both. */
  readonly optimizer: { zeroGrad(): void; step(): void };
  /** Looped over once per epoch, such as `minibatches(...)` or `loadMinibatches(...)`. */
  readonly batches: Iterable<Batch> | AsyncIterable<Batch>;
  /**
   * How many batches each update takes the gradients of, one after the other: it is that of one large batch, but only the
   * graph of a small one is kept. 1 when absent; the last update of an epoch may have fewer.
   */
  readonly accumulate?: number;
  readonly epochs: number;
  /** Stepped after each epoch, with its loss. */
  readonly schedule?: { step(loss: number): void };
  /** After each update. In a page, await an animation frame here now and then, so that it can paint. */
  readonly onStep?: Callback<StepReport>;
  /** After each epoch and the schedule's step: the place to validate, and to save what training can go on from. */
  readonly onEpoch?: Callback<EpochReport>;
}

/**
 * Trains for some epochs. There is no magic in it; by hand, it is
 *
 * ```ts
 * for (let epoch = 1; epoch <= epochs; epoch++) {
 *   for (const batch of batches) {
 *     const loss = lossOf(batch);
 *     optimizer.zeroGrad();
 *     loss.backward();
 *     optimizer.step();
 *     console.log(epoch, loss.item());
 *   }
 *   schedule.step();
 * }
 * ```
 * @returns a report for each finished epoch. One that `onStep` breaks off is not among them.
 * @throws Error when a loss is not finite: before the update, so that the parameters are still good.
 */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<EpochReport[]> {
  const { loss: lossOf, optimizer, batches, epochs, accumulate = 1, schedule, onStep, onEpoch } = options;
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`fit needs a number of epochs, an integer of at least 1, got ${String(epochs)}.`);
  }
  if (!Number.isInteger(accumulate) || accumulate < 1) {
    throw new RangeError(`fit: accumulate is an integer of at least 1, got ${String(accumulate)}.`);
  }
  const history: EpochReport[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let [steps, examples, sum] = [0, 0, 0];
    for await (const parts of inGroups(batches, accumulate)) {
      const size = sizeOfAll(parts);
      const loss = train(lossOf, parts, optimizer, `step ${++steps} of epoch ${epoch}`);
      examples += size;
      sum += loss * size;
      if (onStep !== undefined && (await onStep({ epoch, step: steps, loss })) === false) return history;
    }
    if (steps === 0) {
      throw new Error(
        `fit: there were no batches in epoch ${epoch}. Pass something that can be looped over again, as minibatches() gives; a generator cannot.`,
      );
    }
    const report = { epoch, steps, loss: sum / examples };
    schedule?.step(report.loss);
    history.push(report);
    if (onEpoch !== undefined && (await onEpoch(report)) === false) break;
  }
  return history;
}

/** One update; returns the loss as a number, so that its graph can go. */
function train<Batch>(
  lossOf: (batch: Batch) => Value,
  parts: readonly Batch[],
  optimizer: FitOptions<Batch>["optimizer"],
  when: string,
): number {
  const size = sizeOfAll(parts);
  if (size === 0)
    throw new Error(`fit: the batch at ${when} has no examples; nothing was updated in this step.`);
  let sum = 0;
  optimizer.zeroGrad();
  for (const part of parts) {
    const loss = lossOf(part);
    const number = loss.item();
    if (!Number.isFinite(number)) {
      throw new Error(
        `fit: the loss is ${number} at ${when}; nothing was updated in this step. Try a smaller learning rate or clipGradNorm, or look for such numbers in the data.`,
      );
    }
    const weight = sizeOf(part) / size;
    (weight === 1 ? loss : loss.mul(weight)).backward();
    sum += number * weight;
  }
  optimizer.step();
  return sum;
}

/** Up to `count` batches at a time. */
async function* inGroups<Batch>(
  batches: FitOptions<Batch>["batches"],
  count: number,
): AsyncGenerator<Batch[]> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    if (group.push(batch) < count) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function sizeOfAll(parts: readonly unknown[]): number {
  return parts.reduce<number>((sum, part) => sum + sizeOf(part), 0);
}

/** The number of examples in a batch: the rows of its first Value that has any; else 1. */
function sizeOf(batch: unknown): number {
  const columns = batch instanceof Value ? [batch] : Object.values(Object(batch));
  const rows = columns.find((column): column is Value => column instanceof Value && column.rank > 0);
  return rows?.shape[0] ?? 1;
}
