/**
 * Whether calls of ops are recorded. `gradient` is what {@link noGrad} turns off; `traces` counts the open traces
 * (jvp and the like), which need every call whether or not it leads to a gradient.
 * @internal
 */
export const recording: { gradient: boolean; traces: number } = { gradient: true, traces: 0 };

/** @internal Runs `f` under other settings and restores these, also when it throws. */
export function withRecording<T>(settings: Partial<typeof recording>, f: () => T): T {
  const { gradient, traces } = recording;
  Object.assign(recording, settings);
  try {
    return f();
  } finally {
    recording.gradient = gradient;
    recording.traces = traces;
  }
}

/**
 * Runs `f` without recording for gradients: its results do not require one. For evaluation, metrics and updates.
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
