import { Value } from "@chainrule/autograd";

/** What `onStep` hears. */
export interface StepReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Which batch of the epoch, counted from 1. */
  readonly step: number;
  /** Of this batch, before the update. */
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
  /** Looped over once per epoch, such as `minibatches(...)`. */
  readonly batches: Iterable<Batch>;
  readonly epochs: number;
  /** Stepped after each epoch. */
  readonly schedule?: { step(): void };
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
  const { loss: lossOf, optimizer, batches, epochs, schedule, onStep, onEpoch } = options;
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`fit needs a number of epochs, an integer of at least 1, got ${String(epochs)}.`);
  }
  const history: EpochReport[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let [steps, examples, sum] = [0, 0, 0];
    for (const batch of batches) {
      const loss = train(lossOf, batch, optimizer, `step ${++steps} of epoch ${epoch}`);
      const size = sizeOf(batch);
      examples += size;
      sum += loss * size;
      if (onStep !== undefined && (await onStep({ epoch, step: steps, loss })) === false) return history;
    }
    if (steps === 0) {
      throw new Error(
        `fit: there were no batches in epoch ${epoch}. Pass something that can be looped over again, as minibatches() gives; a generator cannot.`,
      );
    }
    schedule?.step();
    const report = { epoch, steps, loss: sum / examples };
    history.push(report);
    if (onEpoch !== undefined && (await onEpoch(report)) === false) break;
  }
  return history;
}

/** One update; returns the loss as a number, so that its graph can go. */
function train<Batch>(
  lossOf: (batch: Batch) => Value,
  batch: Batch,
  optimizer: FitOptions<Batch>["optimizer"],
  when: string,
): number {
  const loss = lossOf(batch);
  const number = loss.item();
  if (!Number.isFinite(number)) {
    throw new Error(
      `fit: the loss is ${number} at ${when}; nothing was updated in this step. Try a smaller learning rate or clipGradNorm, or look for such numbers in the data.`,
    );
  }
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return number;
}

/** The number of examples in a batch: the rows of its first Value that has any; else 1. */
function sizeOf(batch: unknown): number {
  const columns = batch instanceof Value ? [batch] : Object.values(Object(batch));
  const rows = columns.find((column): column is Value => column instanceof Value && column.rank > 0);
  return rows?.shape[0] ?? 1;
}
