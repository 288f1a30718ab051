import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useTraining } from "../../training/useTraining.ts";
import type { WalkRun, WalkSnapshot } from "./walkers.worker.ts";

/** A walk in a worker, and what can be chosen of it. */
export type Walk = {
  readonly start: Signal<number>;
  readonly learningRate: Signal<number>;
  readonly batchSize: Signal<number>;
  readonly isAnnealed: Signal<boolean>;
  readonly snapshot: ReadonlySignal<WalkSnapshot | null>;
  readonly isRunning: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<string | null>;
  /** Walks all steps at once, as it is chosen now. */
  readonly refresh: () => void;
  /** Walks all steps with other random minibatches. */
  readonly redraw: () => void;
  readonly playOrPause: () => void;
  readonly step: () => void;
};

export type WalkBeginning = {
  readonly walkers: number;
  readonly start: number;
  readonly batchSize: number;
  readonly learningRate: number;
};

export const steps = 600;

export function useWalk({ walkers, ...first }: WalkBeginning): Walk {
  const start = useSignal(first.start);
  const learningRate = useSignal(first.learningRate);
  const batchSize = useSignal(first.batchSize);
  const isAnnealed = useSignal(false);
  const seed = useRef(1);
  const settings = (ahead: number): WalkRun => ({
    walkers,
    steps,
    ahead,
    seed: seed.current,
    start: start.value,
    learningRate: learningRate.value,
    batchSize: batchSize.value,
    isAnnealed: isAnnealed.value,
  });
  const remote = useTraining<WalkRun, WalkSnapshot>("walkers", settings(steps));

  const refresh = (): void => remote.reset(settings(steps));
  const beginAtEnd = (): void => {
    if ((remote.snapshot.value?.step ?? steps) >= steps) remote.reset(settings(0));
  };
  return {
    start,
    learningRate,
    batchSize,
    isAnnealed,
    snapshot: remote.snapshot,
    isRunning: remote.isRunning,
    failure: remote.failure,
    refresh,
    redraw() {
      seed.current++;
      refresh();
    },
    playOrPause() {
      if (remote.isRunning.value) return remote.pause();
      beginAtEnd();
      remote.play(60);
    },
    step() {
      beginAtEnd();
      remote.step();
    },
  };
}
