import { afterEach, expect, it, vi } from "vitest";
import type { Command } from "../src/training/messages.ts";
import { runTrainings } from "../src/training/worker.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("a training goes on although the clock has not moved since it was started", async () => {
  let hear: ((event: { data: Command<null> }) => void) | undefined;
  vi.stubGlobal("self", {
    postMessage() {},
    addEventListener(_: string, listener: typeof hear) {
      hear = listener;
    },
  });
  // Browsers round their clocks, so the first turns may fall into one instant.
  let calls = 0;
  vi.spyOn(performance, "now").mockImplementation(() => Math.max(0, ++calls - 5));
  let steps = 0;
  runTrainings<null, number>(() => ({ step: () => ++steps < 20, snapshot: () => steps }));
  hear?.({ data: { type: "reset", settings: null } });
  hear?.({ data: { type: "play", stepsPerSecond: Number.POSITIVE_INFINITY } });
  await expect.poll(() => steps).toBe(20);
});
