import { describeValue, Value } from "@chainrule/autograd";
import { FitProgress } from "./fitProgress.ts";

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

/** Options of {@link fit}. */
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
  /** How many there are in all, those before a saved `progress` included. */
  readonly epochs: number;
  /** Where to begin, kept up to date: to save with the rest, so that training can go on. At the beginning when absent. */
  readonly progress?: FitProgress;
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
 * To go on from where another run was, load what it saved of the model, the optimizer, the schedule, the batches and the
 * {@link FitProgress}.
 * @returns a report for each epoch finished in this run. One that `onStep` or an error breaks off is not among them, and begins
 * anew if the same progress is passed again.
 * @throws Error when a loss is not finite: before the update, so that the parameters are still good.
 */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<EpochReport[]> {
  const { loss: lossOf, optimizer, batches, epochs, accumulate = 1, schedule, onStep, onEpoch } = options;
  const { progress = new FitProgress() } = options;
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`fit needs a number of epochs, an integer of at least 1, got ${String(epochs)}.`);
  }
  if (!Number.isInteger(accumulate) || accumulate < 1) {
    throw new RangeError(`fit: accumulate is an integer of at least 1, got ${String(accumulate)}.`);
  }
  const history: EpochReport[] = [];
  while (progress.epoch <= epochs) {
    const { epoch } = progress;
    const groups = progress.isExhausted ? [] : inGroups(batches, accumulate);
    let isBrokenOff = true;
    try {
      for await (const { parts, isLast } of groups) {
        const size = sizeOfAll(parts);
        const loss = train(lossOf, parts, optimizer, `step ${progress.step + 1} of epoch ${epoch}`);
        progress.step++;
        progress.examples += size;
        progress.lossSum += loss * size;
        progress.isExhausted = isLast;
        if (onStep !== undefined && (await onStep({ epoch, step: progress.step, loss })) === false)
          return history;
      }
      isBrokenOff = false;
    } finally {
      if (isBrokenOff) progress.begin(epoch); // as the batches will do, whose loop has ended
    }
    const { step: steps, examples, lossSum } = progress;
    if (steps === 0) {
      throw new Error(
        `fit: there were no batches in epoch ${epoch}. Pass something that can be looped over again, as minibatches() gives; a generator cannot.`,
      );
    }
    const report = { epoch, steps, loss: lossSum / examples };
    schedule?.step(report.loss);
    progress.begin(epoch + 1);
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
    checkLoss(loss);
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

function checkLoss(loss: Value): void {
  if (loss instanceof Value && loss.size === 1) return;
  throw new TypeError(
    `fit: loss must return a Value of one entry, got ${describeValue(loss)}. Reduce it with mean() or sum().`,
  );
}

/** Up to `count` batches at a time, and whether the loop over them is over. */
async function* inGroups<Batch>(
  batches: FitOptions<Batch>["batches"],
  count: number,
): AsyncGenerator<{ parts: Batch[]; isLast: boolean }> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    if (group.push(batch) < count) continue;
    yield { parts: group, isLast: false };
    group = [];
  }
  if (group.length > 0) yield { parts: group, isLast: true };
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
