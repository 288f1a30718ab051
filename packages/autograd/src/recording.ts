import type { Capture } from "./capture.ts";
import type { Watcher } from "./watching.ts";

/**
 * @internal `gradient`: whether calls of ops are recorded when an input requires a gradient, which {@link noGrad} turns off.
 * `wasRead`: whether numbers of such an input were read meanwhile. `watcher`: who sees every call, if anybody does. `capture`:
 * what records every call, if anything does.
 */
export const recording: {
  gradient: boolean;
  wasRead: boolean;
  watcher: Watcher | null;
  capture: Capture | null;
} = {
  gradient: true,
  wasRead: false,
  watcher: null,
  capture: null,
};

/** @internal Runs `f` under other settings and restores these, also when it throws. */
export function withRecording<T>(
  settings: { readonly gradient: boolean; readonly watcher?: Watcher | null },
  f: () => T,
): T {
  const { gradient, watcher } = recording;
  recording.gradient = settings.gradient;
  if (settings.watcher !== undefined) recording.watcher = settings.watcher;
  try {
    return f();
  } finally {
    recording.gradient = gradient;
    recording.watcher = watcher;
  }
}

/**
 * Runs `f` without recording: its results do not require a gradient. For evaluation, metrics and updates.
 * @throws TypeError when `f` is asynchronous: recording would be back on before it has finished.
 */
export function noGrad<T>(f: () => T): T {
  const result = withRecording({ gradient: false }, f);
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    throw new TypeError(
      "noGrad needs a synchronous function. Await first, then call noGrad around the computation.",
    );
  }
  return result;
}
