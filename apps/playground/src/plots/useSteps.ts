import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useFrames } from "./useFrames.ts";

/** How to walk through steps. */
export type Steps = {
  readonly isPlaying: boolean;
  /** Starts where it stands, or at the beginning if it stands at the end; or pauses. */
  readonly playOrPause: () => void;
  readonly pause: () => void;
  /** What a button calls that leads to a step. */
  readonly go: (to: number) => () => void;
};

/** Steps from 0 to `last`, one by one as told, or by themselves every `pace` milliseconds while the element is in sight. */
export function useSteps(
  element: RefObject<Element | null>,
  step: Signal<number>,
  last: number,
  pace: number,
): Steps {
  const isPlaying = useSignal(false);
  const waited = useRef(0);
  if (step.value > last) step.value = last;
  useFrames(element, isPlaying, (milliseconds) => {
    waited.current += milliseconds;
    if (waited.current < pace) return true;
    waited.current = 0;
    step.value = Math.min(last, step.value + 1);
    return step.value < last;
  });
  const pause = (): void => {
    isPlaying.value = false;
  };
  return {
    isPlaying: isPlaying.value,
    playOrPause() {
      if (!isPlaying.value && step.value === last) step.value = 0;
      isPlaying.value = !isPlaying.value;
    },
    pause,
    go: (to) => () => {
      pause();
      step.value = Math.min(last, Math.max(0, to));
    },
  };
}
