import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useTraining } from "../../training/useTraining.ts";
import { type Case, type Cases, cases, type Run, type Runs } from "./runs.ts";

/** The trainings in their worker, each with a signal of its own: so that only what changes is drawn. */
export type LiveRuns = Readonly<Record<Case, ReadonlySignal<Run | null>>>;

/** Begins all trainings. `change` begins those anew whose remedies are others now. */
export function useRuns(chosen: () => Cases): {
  runs: LiveRuns;
  failure: ReadonlySignal<string | null>;
  change: () => void;
} {
  const trainings = useTraining<Cases, Runs>("regression", chosen());
  const runs: Record<Case, Signal<Run | null>> = {
    nothing: useSignal(null),
    patience: useSignal(null),
    weightDecay: useSignal(null),
    dropout: useSignal(null),
    points: useSignal(null),
    width: useSignal(null),
  };
  useSignalEffect(() => {
    const snapshot = trainings.snapshot.value;
    if (snapshot === null) return;
    for (const name of cases) {
      const [before, now] = [runs[name].peek(), snapshot[name]];
      // What was seen last stays until there is something new to see.
      const isBegun = before === null || now.train.length > 0;
      if (isBegun && !isSame(before, now)) runs[name].value = now;
    }
  });
  useEffect(() => trainings.play(), []);
  return {
    runs,
    failure: trainings.failure,
    change() {
      trainings.change(chosen());
      trainings.play();
    },
  };
}

const isSame = (a: Run | null, b: Run): boolean =>
  a !== null &&
  a.train.length === b.train.length &&
  (a.test === null) === (b.test === null) &&
  Object.values(a.remedies).join() === Object.values(b.remedies).join();
