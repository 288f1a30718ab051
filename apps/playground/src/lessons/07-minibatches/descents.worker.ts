import { runTrainings } from "../../training/worker.ts";
import { costOfUpdate, type UpdateCost } from "./cost.ts";
import { Descent } from "./descent.ts";
import { exampleCount } from "./problem.ts";

export type DescentsSettings = {
  readonly sizes: readonly number[];
  readonly learningRate: number;
  readonly seed: number;
  readonly epochs: number;
  /** How many examples have been seen when it opens. */
  readonly begun: number;
};

/** One of the descents, as it is drawn. */
export type DescentPicture = Pick<Descent, "size" | "losses" | "path" | "uphill"> & {
  readonly cost: UpdateCost;
};

export type DescentsSnapshot = {
  readonly examplesSeen: number;
  readonly descents: readonly DescentPicture[];
};

const costs = new Map<number, UpdateCost>();
const knownCost = (size: number): UpdateCost => {
  const known = costs.get(size) ?? costOfUpdate(size);
  costs.set(size, known);
  return known;
};

// A step is one example more for each of the descents: those with larger batches wait until theirs is full.
runTrainings<DescentsSettings, DescentsSnapshot>(({ sizes, learningRate, seed, epochs, begun }) => {
  const descents = sizes.map((size) => new Descent({ size, learningRate, seed }));
  let examplesSeen = begun;
  for (const descent of descents) descent.updateUntil(examplesSeen);
  return {
    step() {
      if (examplesSeen >= epochs * exampleCount) return false;
      examplesSeen++;
      for (const descent of descents) descent.updateUntil(examplesSeen);
      return examplesSeen < epochs * exampleCount;
    },
    snapshot: () => ({
      examplesSeen,
      descents: descents.map(({ size, losses, path, uphill }) => ({
        size,
        losses,
        path,
        uphill,
        cost: knownCost(size),
      })),
    }),
    change({ learningRate }) {
      for (const { optimizer } of descents) optimizer.learningRate = learningRate;
    },
  };
});
