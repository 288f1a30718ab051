import { runTrainings } from "../../training/worker.ts";
import { type Model, structureOf } from "./model.ts";
import { type Edit, Run } from "./run.ts";
import type { Settings } from "./settings.ts";
import { type NeuronPlace, type Snapshot, snapshotOf } from "./snapshot.ts";

/** What the page wants of the training. */
export type Wish = {
  readonly settings: Settings;
  /** The neuron to be shown large; null for the output. */
  readonly shown: NeuronPlace | null;
  /** How many epochs to train at once at the beginning. */
  readonly epochs: number;
  /** Weights set by hand since the beginning, in order. */
  readonly edits: readonly Edit[];
};

let kept: { readonly structure: string; readonly model: Model } | null = null;

runTrainings<Wish, Snapshot>((wish) => {
  const structure = structureOf(wish.settings);
  if (kept !== null && kept.structure !== structure) kept.model.clear();
  // What was recorded for the same network serves again.
  const run = new Run(wish.settings, kept?.structure === structure ? kept.model : undefined);
  while (run.epoch < wish.epochs) run.step();
  let { shown } = wish;
  let done = 0;
  const apply = ({ settings, edits, shown: next }: Wish): void => {
    run.change(settings);
    for (const edit of edits.slice(done)) run.edit(edit);
    done = edits.length;
    shown = next;
    kept = { structure: structureOf(settings), model: run.model };
  };
  apply(wish);
  return {
    step: () => {
      run.step();
      return true;
    },
    snapshot: () => snapshotOf(run, shown),
    change: apply,
  };
});
