import { afterEach, expect, it, vi } from "vitest";
import { runTrainings } from "../src/training/worker.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("a training without a pace runs to its end, even when the clock stands still", async () => {
  const reports: { type: string; snapshot?: number; isRunning?: boolean }[] = [];
  let tell: (message: { data: unknown }) => void = () => undefined;
  vi.stubGlobal("self", {
    postMessage: (report: (typeof reports)[number]) => {
      reports.push(report);
      tell({ data: { type: "drawn" } });
    },
    addEventListener: (_: string, listener: typeof tell) => {
      tell = listener;
    },
  });
  // Browsers round the time, so that it often stands still between two messages.
  vi.spyOn(performance, "now").mockReturnValue(1000);
  let step = 0;
  runTrainings(() => ({ step: () => ++step < 5, snapshot: () => step }));
  tell({ data: { type: "reset", settings: {} } });
  tell({ data: { type: "play", stepsPerSecond: Number.POSITIVE_INFINITY } });
  await expect.poll(() => reports.at(-1)).toMatchObject({ type: "snapshot", snapshot: 5, isRunning: false });
});
