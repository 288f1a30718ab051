import { tensor } from "@chainrule/autograd";
import { runTrainings } from "../../training/worker.ts";
import { batchSizes } from "./batchSizes.ts";
import { curve, hilltop } from "./curve.ts";
import { tilts, Walkers, type WalkSettings } from "./walkers.ts";

/** What the walkers of one batch size have come to. */
export type Outcome = { readonly batchSize: number; readonly inA: number; readonly loss: number };

export type SweepSnapshot = {
  readonly step: number;
  readonly constant: readonly Outcome[];
  readonly annealed: readonly Outcome[];
};

export type SweepSettings = Omit<WalkSettings, "batchSize" | "isAnnealed">;

/** Every batch size at once, with and without annealing. */
runTrainings<SweepSettings, SweepSnapshot>((settings) => {
  const groups = [false, true].map((isAnnealed) =>
    batchSizes.map((batchSize) => {
      // With all examples there is no chance in it: every walker goes the same way.
      const walkers = batchSize === tilts.size ? 1 : settings.walkers;
      return new Walkers({ ...settings, walkers, batchSize, isAnnealed });
    }),
  );
  const outcome = ({ places }: Walkers, i: number): Outcome => {
    const found = places.data.filter(Number.isFinite);
    return {
      batchSize: batchSizes[i],
      inA: found.filter((place) => place < hilltop).length / places.size,
      loss:
        found.length < places.size
          ? Number.POSITIVE_INFINITY
          : curve(tensor(found, { dtype: "float64" }))
              .mean()
              .item(),
    };
  };
  let step = 0;
  return {
    step() {
      for (const walkers of groups.flat()) walkers.step();
      return ++step < settings.steps;
    },
    snapshot() {
      const [constant, annealed] = groups.map((group) => group.map(outcome));
      return { step, constant, annealed };
    },
  };
});
