import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Command, Report } from "./messages.ts";
import type { TrainingName } from "./training.worker.ts";

/** A training in a worker, as a lesson holds it. */
export type RemoteTraining<Settings, Snapshot> = {
  /** The newest state; null until the first has come. */
  readonly snapshot: ReadonlySignal<Snapshot | null>;
  readonly isRunning: ReadonlySignal<boolean>;
  /** What went wrong; null as long as nothing has. */
  readonly failure: ReadonlySignal<string | null>;
  /** Goes on, as fast as it can or with so many steps per second. */
  play(stepsPerSecond?: number): void;
  pause(): void;
  step(count?: number): void;
  /** Begins anew. */
  reset(settings: Settings): void;
  /** Changes what can be changed under way. */
  change(settings: Settings): void;
};

/** Begins a training in a worker of its own, which ends with the component. */
export function useTraining<Settings, Snapshot>(
  name: TrainingName,
  settings: Settings,
): RemoteTraining<Settings, Snapshot> {
  const snapshot: Signal<Snapshot | null> = useSignal<Snapshot | null>(null);
  const isRunning = useSignal(false);
  const failure = useSignal<string | null>(null);
  const worker = useRef<Worker | null>(null);
  const resets = useRef(0);
  /** Starts a worker, as long as the component is there. */
  const start = useRef<(() => void) | null>(null);

  const tell = (command: Command<Settings>): void => worker.current?.postMessage(command);
  const remote = useRef<RemoteTraining<Settings, Snapshot>>({
    snapshot,
    isRunning,
    failure,
    play(stepsPerSecond = Number.POSITIVE_INFINITY) {
      isRunning.value = worker.current !== null;
      tell({ type: "play", stepsPerSecond });
    },
    pause() {
      isRunning.value = false;
      tell({ type: "pause" });
    },
    step: (count = 1) => tell({ type: "step", count }),
    reset(settings) {
      isRunning.value = false;
      failure.value = null;
      resets.current++;
      // One that could not be started may have been out of reach for a while only.
      if (worker.current === null) start.current?.();
      tell({ type: "reset", settings });
    },
    change: (settings) => tell({ type: "change", settings }),
  });

  useEffect(() => {
    const begin = (): void => {
      const created = new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module", name });
      worker.current = created;
      resets.current = 1;
      created.addEventListener("message", ({ data }: MessageEvent<Report<Snapshot>>) => {
        // What is from before the last reset is out of date, but has to be answered like any other.
        const isNew = data.reset === resets.current;
        if (data.type === "failed") {
          if (!isNew) return;
          failure.value = data.message;
          isRunning.value = false;
          return;
        }
        if (isNew) {
          snapshot.value = data.snapshot;
          isRunning.value = data.isRunning;
        }
        requestAnimationFrame(() => tell({ type: "drawn" }));
      });
      created.addEventListener("error", (event) => {
        event.preventDefault();
        if (worker.current !== created) return;
        created.terminate();
        worker.current = null;
        failure.value = event.message || "the worker could not be started. Is the page offline?";
        isRunning.value = false;
      });
    };
    start.current = begin;
    remote.current.reset(settings);
    return () => {
      start.current = null;
      worker.current?.terminate();
      worker.current = null;
    };
  }, []);
  return remote.current;
}
