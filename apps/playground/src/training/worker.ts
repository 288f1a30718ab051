import type { Command, Report } from "./messages.ts";

/** A training that has begun: what the worker runs. */
export type Training<Settings, Snapshot> = {
  /** One update of the parameters. Returns false when there is nothing left to do. */
  step(): boolean;
  /** What the page draws: plain data, copied to it. */
  snapshot(): Snapshot;
  /** Takes over what can be changed under way. */
  change?(settings: Settings): void;
};

/**
 * Runs trainings as the page commands: whoever writes a worker calls this once, with what begins a training.
 * It works in slices of some milliseconds, between which commands arrive, and sends a snapshot only when the page has
 * drawn the last one: so a slow page gets fewer, and never a queue of them.
 */
export function runTrainings<Settings, Snapshot>(
  begin: (settings: Settings) => Training<Settings, Snapshot> | Promise<Training<Settings, Snapshot>>,
): void {
  const slice = 12; // milliseconds
  let training: Training<Settings, Snapshot> | undefined;
  let isRunning = false;
  let stepsPerSecond = Number.POSITIVE_INFINITY;
  let isDrawn = true;
  let isChanged = false;
  let reset = 0;
  let asked = 0; // resets that have arrived
  let due = 0; // steps that the pace allows by now
  let before = 0;
  let loop = 0; // calls of play so far

  const send = (report: Report<Snapshot>): void => self.postMessage(report);

  const show = (): void => {
    if (!isDrawn || !isChanged || training === undefined) return;
    isDrawn = false;
    isChanged = false;
    send({ type: "snapshot", snapshot: training.snapshot(), isRunning, reset });
  };

  /** Returns false when that was the last. */
  const takeStep = (): boolean => {
    if (training === undefined) return false;
    isChanged = true;
    const goesOn = training.step();
    if (!goesOn) isRunning = false;
    return goesOn;
  };

  const fail = (error: unknown): void => {
    isRunning = false;
    send({ type: "failed", message: error instanceof Error ? error.message : String(error), reset });
  };

  // Messages of its own keep the loop going: timers would be held back to a few per second.
  // Each carries the number of its loop: one that was on its way at a pause must not go on beside the next.
  const again = new MessageChannel();
  const run = (): void => {
    if (!isRunning) return show();
    const now = performance.now();
    // Without a pace all steps are due, even when no time has passed: 0 · ∞ is no number.
    due = Number.isFinite(stepsPerSecond)
      ? Math.min(due + ((now - before) / 1000) * stepsPerSecond, Math.max(1, stepsPerSecond / 10))
      : stepsPerSecond;
    before = now;
    for (; due >= 1 && performance.now() - now < slice; due--) {
      if (!takeStep()) break;
    }
    show();
    // With a slow pace there is time until the next step.
    if (!isRunning) return;
    const own = loop;
    const goOn = (): void => again.port2.postMessage(own);
    if (due < 1) setTimeout(goOn, Math.min(50, ((1 - due) / stepsPerSecond) * 1000));
    else goOn();
  };
  again.port1.addEventListener("message", ({ data }: MessageEvent<number>) => {
    if (data !== loop) return;
    try {
      run();
    } catch (error) {
      fail(error);
    }
  });
  again.port1.start();

  const commands = {
    reset: async ({ settings }: { settings: Settings }) => {
      isRunning = false;
      reset++;
      // What has been until now must not be taken for the new one, nor go on if that cannot begin.
      training = undefined;
      // A slider that is dragged asks for many: those that a newer one is waiting behind are left out.
      await new Promise((resolve) => setTimeout(resolve));
      if (reset < asked) return;
      training = await begin(settings);
      isChanged = true;
      show();
    },
    change: ({ settings }: { settings: Settings }) => {
      training?.change?.(settings);
      isChanged = true;
      show();
    },
    play: (command: { stepsPerSecond: number }) => {
      stepsPerSecond = command.stepsPerSecond;
      if (training === undefined || isRunning) return;
      isRunning = true;
      due = 1;
      before = performance.now();
      again.port2.postMessage(++loop);
    },
    pause: () => {
      isRunning = false;
      isChanged = true;
      show();
    },
    step: ({ count }: { count: number }) => {
      for (let i = 0; i < count && takeStep(); i++);
      show();
    },
    drawn: () => {
      isDrawn = true;
      show();
    },
  };
  // One after the other: what follows a reset waits until that is done.
  let last = Promise.resolve();
  self.addEventListener("message", ({ data }: MessageEvent<Command<Settings>>) => {
    if (data.type === "reset") asked++;
    last = last.then(() => commands[data.type](data as never)).catch(fail);
  });
}
