import { minibatches } from "@chainrule/optim";

/** In which order the examples come. */
export type Dealing = "shuffled" | "asTheyLie" | "withReplacement";

export type DeckOptions = {
  /** How many examples there are. */
  readonly count: number;
  /** How many are in a batch. */
  readonly size: number;
  readonly dealing: Dealing;
  readonly dropLast: boolean;
  readonly seed: number;
};

/** The numbers of the examples in each batch of each epoch: `deal(...)[epoch][batch]`. */
export function deal({ count, size, dealing, dropLast, seed }: DeckOptions, epochs: number): number[][][] {
  const deck = Int32Array.from({ length: count }, (_, i) => i);
  const batches = minibatches(deck, {
    size,
    dropLast,
    seed,
    shuffle: dealing !== "asTheyLie",
    // Equal weights: each draw is from the whole deck.
    ...(dealing === "withReplacement" ? { weights: new Float32Array(count).fill(1) } : {}),
  });
  return Array.from({ length: epochs }, () => Array.from(batches, (batch) => Array.from(batch.data)));
}

/** How often each example has been in a batch. */
export function timesSeen(batches: readonly number[][], count: number): number[] {
  const times = new Array<number>(count).fill(0);
  for (const example of batches.flat()) times[example]++;
  return times;
}
