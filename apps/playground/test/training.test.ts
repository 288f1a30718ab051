import { afterEach, expect, it, vi } from "vitest";
import type { Command, Report } from "../src/training/messages.ts";
import { runTrainings, type Training } from "../src/training/worker.ts";

/* Trainings as a worker runs them, with the test in the place of the page. */

type Settings = { readonly name: string; readonly steps?: number };
type Snapshot = { readonly name: string; readonly step: number };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A worker, and what it has answered so far. */
function startWorker(
  begin: (settings: Settings) => Training<Settings, Snapshot> | Promise<Training<Settings, Snapshot>>,
) {
  const worker = new EventTarget();
  const reports: Report<Snapshot>[] = [];
  vi.stubGlobal("self", {
    addEventListener: worker.addEventListener.bind(worker),
    postMessage: (report: Report<Snapshot>) => reports.push(report),
  });
  runTrainings<Settings, Snapshot>(begin);
  const tell = (command: Command<Settings>): void => {
    worker.dispatchEvent(new MessageEvent("message", { data: command }));
  };
  return { tell, reports };
}

/** Counts its steps, up to so many. */
function counting({ name, steps = Number.POSITIVE_INFINITY }: Settings): Training<Settings, Snapshot> {
  let step = 0;
  return { step: () => ++step < steps, snapshot: () => ({ name, step }) };
}

it("a training without a pace runs to its end, even when the clock stands still", async () => {
  // Browsers round the time, so that it often stands still between two messages.
  vi.spyOn(performance, "now").mockReturnValue(1000);
  const { tell, reports } = startWorker(counting);
  tell({ type: "reset", settings: { name: "short", steps: 5 } });
  tell({ type: "play", stepsPerSecond: Number.POSITIVE_INFINITY });
  await expect.poll(() => reports.length).toBe(1);
  tell({ type: "drawn" });
  await expect
    .poll(() => reports.at(-1))
    .toMatchObject({ type: "snapshot", snapshot: { step: 5 }, isRunning: false });
});

it("a reset under way shows nothing of what was before", async () => {
  const { tell, reports } = startWorker(async (settings) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return counting(settings);
  });
  tell({ type: "reset", settings: { name: "first" } });
  tell({ type: "play", stepsPerSecond: 500 });
  await expect.poll(() => reports.length).toBe(1);
  tell({ type: "drawn" });
  await expect.poll(() => reports.length).toBe(2);
  tell({ type: "drawn" });
  tell({ type: "reset", settings: { name: "second" } });
  tell({ type: "drawn" });
  await expect.poll(() => reports.some(({ reset }) => reset === 2)).toBe(true);
  const names = reports.map(
    (report) => report.type === "snapshot" && `${report.reset} ${report.snapshot.name}`,
  );
  expect(new Set(names)).toEqual(new Set(["1 first", "2 second"]));
});

it("a training that cannot begin says so, and none goes on in its place", async () => {
  const { tell, reports } = startWorker((settings) => {
    if (settings.name === "wrong") throw new Error("cannot be");
    return counting(settings);
  });
  tell({ type: "reset", settings: { name: "right" } });
  await expect.poll(() => reports.length).toBe(1);
  tell({ type: "reset", settings: { name: "wrong" } });
  tell({ type: "play", stepsPerSecond: 500 });
  tell({ type: "drawn" });
  await expect.poll(() => reports.length).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(reports.slice(1)).toEqual([{ type: "failed", message: "cannot be", reset: 2 }]);
});

it("however often it is paused, one loop takes the steps", async () => {
  const timers = vi.fn(globalThis.setTimeout);
  vi.stubGlobal("setTimeout", timers);
  const { tell, reports } = startWorker(counting);
  tell({ type: "reset", settings: { name: "slow" } });
  for (let i = 0; i < 20; i++) {
    tell({ type: "play", stepsPerSecond: 1 });
    await expect.poll(() => timers.mock.calls.length).toBeGreaterThan(i + 1);
    tell({ type: "pause" });
  }
  tell({ type: "play", stepsPerSecond: 1 });
  tell({ type: "drawn" });
  await expect.poll(() => reports.length).toBeGreaterThan(1);
  // A timer of 50 ms per loop: 20 loops would have set a hundred and more by then.
  timers.mockClear();
  const until = performance.now() + 300;
  await expect.poll(() => performance.now()).toBeGreaterThan(until);
  tell({ type: "pause" });
  expect(timers.mock.calls.filter(([, delay]) => delay === 50).length).toBeLessThan(12);
});
